//! Where the files of collections lie: the URL of a bucket, or a folder.

use compiler::catalog::CollectionId;
use compiler::{Catalog, Node};

/// The folder of the lake of a catalog that names no store, relative to its root.
const DEFAULT: &str = "flow_lake";

/// Schemes of URLs that some engine reads.
const SCHEMES: &[&str] = &["abfss", "az", "azure", "gs", "s3"];

/// A store: a folder of this machine, or a bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    /// The scheme of its URL, in lower case; none for a folder.
    scheme: Option<String>,
    /// What follows the scheme, without a slash at the end.
    rest: String,
}

/// Why a text is no store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreError {
    /// It names no bucket and no folder.
    Empty,
    /// Engines take the character for a pattern, or it is no part of a URL.
    Character(char),
    /// No engine reads such URLs.
    Scheme(String),
    /// The storage mapping does not say where it is.
    Mapping,
}

impl Store {
    /// Reads a URL, or the path of a folder.
    ///
    /// # Errors
    /// The text is none, or engines would take it for more than one.
    pub fn parse(text: &str) -> Result<Store, StoreError> {
        let is_odd = |char: &char| "*?[]{}\\".contains(*char) || char.is_control();
        if let Some(char) = text.chars().find(is_odd) {
            return Err(StoreError::Character(char));
        }
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) => (Some(scheme.to_ascii_lowercase()), rest),
            None => (None, text),
        };
        let scheme = scheme.filter(|scheme| scheme != "file");
        if let Some(scheme) = scheme.as_ref().filter(|scheme| !SCHEMES.contains(&scheme.as_str())) {
            return Err(StoreError::Scheme(scheme.clone()));
        }
        let is_root = scheme.is_none() && rest.starts_with('/');
        let rest = rest.trim_end_matches('/');
        if (rest.is_empty() && !is_root) || (scheme.is_some() && rest.starts_with('/')) {
            return Err(StoreError::Empty);
        }
        Ok(Store { scheme, rest: rest.to_owned() })
    }

    /// The store of a collection: that of the longest prefix of its name which is mapped, or the folder of lakes.
    ///
    /// # Errors
    /// The mapping does not say where the store is.
    pub fn of(catalog: &Catalog, collection: CollectionId) -> Result<Store, StoreError> {
        let name = &*catalog.collection(collection).name.value;
        let sections = catalog.settings.iter().filter(|entry| &*entry.key.value == "storageMappings");
        let mappings = sections.flat_map(|section| section.value.entries());
        let of_name = mappings.filter(|entry| name.starts_with(&*entry.key.value));
        let Some(mapping) = of_name.max_by_key(|entry| entry.key.value.len()) else {
            return Store::parse(DEFAULT);
        };
        let store = mapping.value.get("stores").and_then(|stores| stores.value.items().first());
        Store::parse(&url(store.ok_or(StoreError::Mapping)?).ok_or(StoreError::Mapping)?)
    }

    /// The scheme of its URL; none for a folder.
    pub fn scheme(&self) -> Option<&str> {
        self.scheme.as_deref()
    }

    /// Whether it is a folder whose path depends on where an engine is started.
    pub(super) fn is_relative(&self) -> bool {
        self.scheme.is_none() && !self.rest.is_empty() && !self.rest.starts_with('/')
    }

    /// The folders of its path.
    pub(super) fn folders(&self) -> impl Iterator<Item = &str> {
        self.rest.split('/')
    }

    /// The URL or path of a folder in it, without a slash at the end.
    pub(super) fn folder(&self, path: &str) -> String {
        let scheme = self.scheme.as_ref().map(|scheme| format!("{scheme}://")).unwrap_or_default();
        format!("{scheme}{}/{path}", self.rest)
    }
}

/// The URL of a store of a mapping.
fn url(store: &Node) -> Option<String> {
    let text = |key: &str| store.get(key).and_then(|entry| entry.value.as_str());
    let root = match &**text("provider")? {
        "S3" => format!("s3://{}", text("bucket")?),
        "GCS" => format!("gs://{}", text("bucket")?),
        "AZURE" => {
            let (container, account) = (text("containerName")?, text("storageAccountName")?);
            format!("abfss://{container}@{account}.dfs.core.windows.net")
        }
        _ => return None,
    };
    let prefix = text("prefix").map(|prefix| prefix.trim_start_matches('/')).unwrap_or_default();
    Some(format!("{root}/{prefix}"))
}

#[cfg(test)]
mod tests {
    use super::{Store, StoreError};
    use compiler::{Compiler, MemoryFiles, Request, Uri};

    #[test]
    fn stores_are_buckets_or_folders() {
        let folder = |text: &str| Store::parse(text).map(|store| store.folder("a/b"));
        for (text, expected) in [
            ("s3://lake", "s3://lake/a/b"),
            ("S3://lake/x//", "s3://lake/x/a/b"),
            ("gs://lake/it's", "gs://lake/it's/a/b"),
            ("file:///data", "/data/a/b"),
            ("/", "/a/b"),
            ("data/lake/", "data/lake/a/b"),
        ] {
            assert_eq!(folder(text).as_deref(), Ok(expected), "{text}");
        }
        for (text, error) in [
            ("", StoreError::Empty),
            ("s3://", StoreError::Empty),
            ("s3:///x", StoreError::Empty),
            ("s3://a*", StoreError::Character('*')),
            ("data/{a,b}", StoreError::Character('{')),
            ("a\\b", StoreError::Character('\\')),
            ("a\nb", StoreError::Character('\n')),
            ("https://lake", StoreError::Scheme("https".to_owned())),
        ] {
            assert_eq!(folder(text), Err(error), "{text}");
        }
    }

    #[test]
    fn the_longest_mapped_prefix_has_the_store() {
        let collection = |name: &str| {
            let schema = "{type: object, required: [id], properties: {id: {type: integer}}}";
            format!("  - {{name: {name}, key: [/id], schema: {schema}}}\n")
        };
        let text = format!(
            "storageMappings:
  '': {{stores: [{{provider: GCS, bucket: all}}]}}
  acme/: {{stores: [{{provider: S3, bucket: lake, prefix: x/}}, {{provider: S3, bucket: old}}]}}
  acme/own/: {{stores: [{{provider: CUSTOM, bucket: lake}}]}}
  blue/: {{stores: [{{provider: AZURE, storageAccountName: me, containerName: lake}}]}}
collections:\n{}{}{}{}",
            collection("acme/orders"),
            collection("acme/own/orders"),
            collection("blue/orders"),
            collection("red/orders")
        );
        let files = MemoryFiles::new([("flow.yaml", text)]);
        let request = Request { roots: vec![Uri::local("flow.yaml")], ..Request::default() };
        let catalog = Compiler::default().compile(&request, &files).catalog;
        let store = |name: &str| {
            let id = catalog.collection_by_name(name).expect("it is there");
            Store::of(&catalog, id).map(|store| store.folder("o"))
        };
        assert_eq!(store("acme/orders").as_deref(), Ok("s3://lake/x/o"));
        assert_eq!(store("acme/own/orders"), Err(StoreError::Mapping));
        assert_eq!(store("blue/orders").as_deref(), Ok("abfss://lake@me.dfs.core.windows.net/o"));
        assert_eq!(store("red/orders").as_deref(), Ok("gs://all/o"));
    }
}
