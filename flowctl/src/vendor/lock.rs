//! `flow.lock`: which documents of the network a build uses, and what each held when it was fetched.

use crate::Failure;
use crate::settings::quoted;
use crate::vendor::name;
use compiler::source::Uri;
use serde::Deserialize;
use std::collections::BTreeMap;
use url::Url;

/// The name of the lock, at the root of the build.
pub(crate) const LOCK_FILE: &str = "flow.lock";

/// The folder beside the lock that holds the documents.
pub(crate) const FOLDER: &str = "vendor";

/// The only version so far.
const VERSION: i64 = 1;

/// A document that was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The SHA-256 of its bytes, in hexadecimal.
    pub(crate) sha256: String,
    /// What the server called it, without parameters.
    pub(crate) media_type: String,
    /// Its file, from the root of the build on. It follows from the URL.
    pub(crate) path: String,
}

/// The documents by the URLs that they were asked for by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Lock {
    pub(crate) documents: BTreeMap<Uri, Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    version: i64,
    #[serde(default)]
    document: Vec<Document>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    url: String,
    sha256: String,
    media_type: String,
    path: String,
}

/// The file of a URL's document, from the root of the build on.
pub(crate) fn path(url: &Url) -> String {
    format!("{FOLDER}/{}", name::path(url))
}

/// A URL as an identity, if it is one as it stands: absolute, normal, and without a fragment.
pub(crate) fn identity(text: &str) -> Option<(Uri, Url)> {
    let url = Url::parse(text).ok().filter(|url| url.as_str() == text)?;
    let (uri, fragment) = Uri::local("").join(text).ok()?;
    let same = fragment.is_none() && uri.as_str() == text && uri.local_path().is_none();
    same.then_some((uri, url))
}

impl Lock {
    /// Reads a lock. `shown` is its path for messages.
    ///
    /// # Errors
    /// It is none, or names files that its URLs do not have.
    pub(crate) fn parse(text: &str, shown: &str) -> Result<Lock, Failure> {
        let refuse = |why: String| {
            Failure::new(format!("`{shown}` {why}"))
                .help(format!("restore it, or remove it and run `flowctl {FOLDER}`"))
        };
        let table: toml::Table = text
            .parse()
            .map_err(|error: toml::de::Error| refuse(format!("is not TOML: {}", error.message())))?;
        let version = table.get("version").and_then(toml::Value::as_integer);
        if version.is_some_and(|version| version > VERSION) {
            let newer = format!("`{shown}` was written by a newer flowctl");
            return Err(Failure::new(newer).help("build with that version, or a later one"));
        }
        let written: Written = table
            .try_into()
            .map_err(|error: toml::de::Error| refuse(format!("is not a lock: {}", error.message())))?;
        if written.version != VERSION {
            return Err(refuse("has no version that is known".to_owned()));
        }
        let mut lock = Lock::default();
        for Document { url, sha256, media_type, path: file } in written.document {
            let Some((uri, parsed)) = identity(&url) else {
                return Err(refuse(format!("names `{url}`, which is not the URL of a document")));
            };
            let expected = path(&parsed);
            if file != expected {
                return Err(refuse(format!("has `{file}` as the file of `{url}`, which is `{expected}`")));
            }
            let hexadecimal = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
            if sha256.len() != 64 || !sha256.bytes().all(hexadecimal) {
                return Err(refuse(format!("has no SHA-256 of `{url}`")));
            }
            if lock.documents.insert(uri, Entry { sha256, media_type, path: file }).is_some() {
                return Err(refuse(format!("names `{url}` twice")));
            }
        }
        Ok(lock)
    }

    /// The lock as it is written: the same documents give the same bytes.
    pub(crate) fn text(&self) -> String {
        let mut text = format!("# Written by `flowctl {FOLDER}`; commit it, and do not edit it.\n");
        text.push_str(&format!("version = {VERSION}\n"));
        for (uri, entry) in &self.documents {
            text.push_str(&format!(
                "\n[[document]]\nurl = {}\nsha256 = {}\nmedia_type = {}\npath = {}\n",
                quoted(uri.as_str()),
                quoted(&entry.sha256),
                quoted(&entry.media_type),
                quoted(&entry.path)
            ));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::{Entry, Lock, identity, path};
    use proptest::prelude::*;

    fn refused(document: &str) -> String {
        let text = format!("version = 1\n[[document]]\n{document}");
        let mut shown = Vec::new();
        Lock::parse(&text, "flow.lock").unwrap_err().print(&mut shown).unwrap();
        String::from_utf8(shown).unwrap()
    }

    #[test]
    fn hostile_locks_are_refused() {
        let hash = "0".repeat(64);
        let of = |url: &str, path: &str| {
            refused(&format!("url = '{url}'\nsha256 = '{hash}'\nmedia_type = ''\npath = '{path}'"))
        };
        let url = "https://a.org/b.yaml";
        for path in [
            "../b.yaml",
            "/etc/passwd",
            "vendor/../flow.yaml",
            "vendor/a.org/../../x",
            "vendor/a.org/c.yaml",
            "vendor\\a.org\\b.yaml",
            "C:/x",
            "",
            "Vendor/a.org/b.yaml",
            "vendor//a.org/b.yaml",
        ] {
            assert!(of(url, path).contains("which is `vendor/a.org/b.yaml`"), "{path}");
        }
        for url in ["file:///etc/passwd", "b.yaml", "https://a.org/b.yaml#c", "HTTPS://a.org/b.yaml", ""] {
            assert!(of(url, "vendor/a.org/b.yaml").contains("which is not the URL of a document"), "{url}");
        }
        let short = format!("url = '{url}'\nsha256 = '00'\nmedia_type = ''\npath = 'vendor/a.org/b.yaml'");
        assert!(refused(&short).contains("has no SHA-256 of"));
        let good = short.replace("'00'", &format!("'{hash}'"));
        assert!(refused(&format!("{good}\n[[document]]\n{good}")).contains("twice"));
        assert!(refused(&format!("{good}\nextra = 1")).contains("is not a lock: unknown field `extra`"));
        let parse = |text: &str| Lock::parse(text, "flow.lock").map_err(|failure| format!("{failure:?}"));
        assert!(parse("version = 2\nelse = 1").unwrap_err().contains("newer flowctl"));
        assert!(parse("version = 0").unwrap_err().contains("no version that is known"));
        assert!(parse("version = [").unwrap_err().contains("is not TOML"));
        assert_eq!(parse("version = 1"), Ok(Lock::default()));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(names in prop::collection::vec("[a-zA-Z0-9%\u{e9}.?'\"-]{0,9}", 0..4)) {
            let mut lock = Lock::default();
            for name in names {
                let url = url::Url::parse(&format!("https://a.org/{name}")).unwrap();
                let (uri, url) = identity(url.as_str()).unwrap();
                let entry = Entry { sha256: "a".repeat(64), media_type: "a/b".to_owned(), path: path(&url) };
                lock.documents.insert(uri, entry);
            }
            prop_assert_eq!(Lock::parse(&lock.text(), "flow.lock"), Ok(lock));
        }
    }
}
