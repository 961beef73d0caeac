//! The keys of the catalog language, section by section: the one table that unknown keys are judged by.
//!
//! A test compares it with the published JSON Schema of the language (`language.rs`).

/// A kind of mapping in a catalog and the keys that it may have.
#[derive(Debug)]
pub(super) struct Section {
    /// What it is, with its article: "a collection".
    pub(super) name: &'static str,
    /// What one looks like, for help texts; empty where its reader says that.
    pub(super) form: &'static str,
    /// Its keys in all dialects, and the section that stands under each, where there is one.
    pub(super) keys: &'static [(&'static str, Option<&'static Section>)],
    /// Whether other keys are settings of an endpoint, which only its connector knows.
    pub(super) open: bool,
}

impl Section {
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.keys.iter().map(|(name, _)| *name)
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.names().any(|name| name == key)
    }

    /// Where a key would be right, if not here: one level down, one level up, or elsewhere.
    pub(super) fn right_place(&self, key: &str) -> Option<String> {
        let below = self.keys.iter().find(|(_, child)| child.is_some_and(|child| child.has(key)));
        if let Some((under, _)) = below {
            return Some(format!("`{key}` belongs one level down, under `{under}`"));
        }
        let is_parent = |section: &&&Section| {
            section.keys.iter().any(|(_, child)| child.is_some_and(|child| std::ptr::eq(child, self)))
        };
        let mut holders = SECTIONS.iter().filter(|section| section.has(key));
        if let Some(parent) = holders.clone().find(is_parent) {
            return Some(format!("`{key}` belongs one level up, in {}", parent.name));
        }
        holders.next().map(|section| format!("`{key}` is a key of {}", section.name))
    }
}

macro_rules! keys {
    ($($name:literal $(=> $child:ident)?),* $(,)?) => {
        &[$(($name, keys!(@child $($child)?))),*]
    };
    (@child) => { None };
    (@child $child:ident) => { Some(&$child) };
}

pub(super) static CATALOG: Section = Section {
    name: "a catalog",
    form: "collections: [{ name: acme/orders, key: [/id], schema: orders.schema.yaml }]",
    open: false,
    keys: keys![
        "import" => IMPORT, "collections" => COLLECTION, "endpoints" => ENDPOINT,
        "materializationTargets" => ENDPOINT, "capture" => TASK, "captures" => TASK, "materialize" => TASK,
        "materializations" => TASK, "nodeDependencies", "storageMappings", "tests" => STEP,
    ],
};

pub(super) static IMPORT: Section = Section {
    name: "an import",
    form: "{ url: orders.flow.yaml }",
    open: false,
    keys: keys!["url", "contentType"],
};

pub(super) static COLLECTION: Section = Section {
    name: "a collection",
    form: "{ name: acme/orders, key: [/id], schema: orders.schema.yaml }",
    open: false,
    keys: keys![
        "name", "schema", "readSchema", "writeSchema", "key", "projections" => PROJECTION,
        "derivation" => DERIVATION, "derive" => DERIVATION, "store", "journals" => JOURNALS, "expectPubId", "delete",
        "reset",
    ],
};

pub(super) static PROJECTION: Section = Section {
    name: "a projection",
    form: "{ location: /vendor/name, partition: true }",
    open: false,
    keys: keys!["location", "location_ptr", "partition"],
};

pub(super) static DERIVATION: Section = Section {
    name: "a derivation",
    form: "{ transform: { fromOrders: { source: { name: acme/orders }, publish: … } } }",
    open: false,
    keys: keys![
        "register" => REGISTER, "transform" => TRANSFORM, "transforms" => TRANSFORM, "typescript" => MODULE,
        "python" => MODULE, "using" => USING, "shuffleKeyTypes", "shards" => SHARDS,
    ],
};

pub(super) static REGISTER: Section = Section {
    name: "a register",
    form: "{ schema: { type: object }, initial: {} }",
    open: false,
    keys: keys!["schema", "initial"],
};

pub(super) static MODULE: Section = Section {
    name: "a lambda module",
    form: "{ module: orders.flow.ts }",
    open: false,
    keys: keys!["module", "npmDependencies", "dependencies", "files", "config", "spec"],
};

pub(super) static USING: Section = Section {
    name: "the `using` of a derivation",
    form: "{ typescript: { module: orders.flow.ts } }",
    open: false,
    keys: keys![
        "typescript" => MODULE, "python" => MODULE, "sqlite" => SQLITE, "connector" => CONNECTOR,
        "local" => LOCAL,
    ],
};

pub(super) static TRANSFORM: Section = Section {
    name: "a transform",
    form: "{ source: { name: acme/orders }, publish: { typescript: … } }",
    open: false,
    keys: keys![
        "name", "source" => SOURCE, "shuffle" => SHUFFLE, "lambda", "update" => LAMBDA, "publish" => LAMBDA,
        "readDelay", "delay", "priority", "disable", "backfill",
    ],
};

pub(super) static SOURCE: Section = Section {
    name: "a source",
    form: "{ name: acme/orders }",
    open: false,
    keys: keys!["name", "schema", "partitions" => SELECTOR, "notBefore", "notAfter"],
};

pub(super) static SELECTOR: Section = Section {
    name: "a partition selector",
    form: "{ include: { carrier: [UPS] } }",
    open: false,
    keys: keys!["include", "exclude"],
};

pub(super) static SHUFFLE: Section =
    Section { name: "a shuffle", form: "{ key: [/id] }", open: false, keys: keys!["key", "md5", "lambda"] };

pub(super) static LAMBDA: Section = Section {
    name: "a lambda",
    form: "{ typescript: … }",
    open: false,
    keys: keys![
        "typescript",
        "nodeJS",
        "python",
        "remote",
        "awsLambda",
        "sqlite",
        "sqliteFile",
        "lambda",
        "module",
    ],
};

pub(super) static ENDPOINT: Section = Section { name: "an endpoint", form: "", open: true, keys: keys![] };

pub(super) static ENDPOINT_USE: Section = Section {
    name: "an endpoint reference",
    form: "{ name: shop, config: { … } }",
    open: false,
    keys: keys!["name", "config"],
};

pub(super) static TASK: Section = Section {
    name: "a capture or materialization",
    form: "{ endpoint: shop, bindings: [{ collection: acme/orders, table: orders }] }",
    open: false,
    keys: keys![
        "endpoint", "bindings" => BINDING, "source" => SOURCE, "target", "pushAPI", "fields" => FIELDS,
        "interval", "shards" => SHARDS, "autoDiscover", "sourceCapture", "onIncompatibleSchemaChange", "expectPubId",
        "delete", "reset",
    ],
};

/// A binding of the seed's dialect: the keys beside these select the endpoint's resource.
pub(super) static RESOURCE_BINDING: Section = Section {
    name: "a binding",
    form: "{ collection: acme/orders, endpoint: shop, table: orders }",
    open: true,
    keys: keys![
        "collection", "endpoint", "resource", "fields" => FIELDS, "partitions" => SELECTOR, "priority",
        "disable", "backfill", "onIncompatibleSchemaChange",
    ],
};

pub(super) static BINDING: Section = Section {
    name: "a binding",
    form: "{ source: acme/orders, resource: { table: orders } }",
    open: false,
    keys: keys![
        "resource", "source" => SOURCE, "target", "partitions" => SELECTOR, "fields" => FIELDS, "priority",
        "disable", "backfill", "onIncompatibleSchemaChange",
    ],
};

pub(super) static FIELDS: Section = Section {
    name: "a field selection",
    form: "{ require: { id: {} } }",
    open: false,
    keys: keys!["include", "require", "exclude", "recommended", "groupBy"],
};

pub(super) static STEP: Section = Section {
    name: "a test step",
    form: "{ ingest: { collection: acme/orders, documents: [] } }",
    open: false,
    keys: keys!["ingest" => STEP_BODY, "verify" => STEP_BODY],
};

pub(super) static STEP_BODY: Section = Section {
    name: "an `ingest` or `verify`",
    form: "{ collection: acme/orders, documents: [] }",
    open: false,
    keys: keys!["description", "collection", "documents", "partitions" => SELECTOR],
};

pub(super) static SQLITE: Section = Section {
    name: "the `sqlite` of a derivation",
    form: "{ migrations: [orders.sql] }",
    open: false,
    keys: keys!["migrations"],
};

pub(super) static CONNECTOR: Section = Section {
    name: "a connector",
    form: "{ image: ghcr.io/acme/orders:v1, config: { … } }",
    open: false,
    keys: keys!["image", "config"],
};

pub(super) static LOCAL: Section = Section {
    name: "a local command",
    form: "{ command: [orders], config: { … } }",
    open: false,
    keys: keys!["command", "config", "env", "protobuf"],
};

pub(super) static SHARDS: Section = Section {
    name: "the `shards` of a task",
    form: "{ disable: true }",
    open: false,
    keys: keys![
        "disable",
        "minTxnDuration",
        "maxTxnDuration",
        "hotStandbys",
        "logLevel",
        "ringBufferSize",
        "readChannelSize",
    ],
};

pub(super) static JOURNALS: Section = Section {
    name: "the `journals` of a collection",
    form: "{ fragments: { retention: 720h } }",
    open: false,
    keys: keys!["fragments" => FRAGMENTS],
};

pub(super) static FRAGMENTS: Section = Section {
    name: "the `fragments` of journals",
    form: "{ retention: 720h }",
    open: false,
    keys: keys!["compressionCodec", "flushInterval", "length", "retention"],
};

/// Keys that are spellings of one another, where a section has them all: it may be given once.
pub(super) static SYNONYMS: &[&[&str]] = &[
    &["derivation", "derive"],
    &["transform", "transforms"],
    &["location", "location_ptr"],
    &["readDelay", "delay"],
    &["include", "require"],
    &["source", "sourceCapture"],
];

/// Words that people write for a key, which are not near to it in spelling.
pub(super) static WORDS: &[(&str, &str)] = &[
    ("path", "url"),
    ("file", "url"),
    ("path", "location"),
    ("pointer", "location"),
    ("ptr", "location"),
    ("js", "typescript"),
    ("javascript", "typescript"),
    ("ts", "typescript"),
    ("py", "python"),
    ("url", "remote"),
    ("http", "remote"),
    ("sql", "sqlite"),
    ("primaryKey", "key"),
    ("docs", "documents"),
];

/// All sections, for finding where a misplaced key belongs.
pub(super) static SECTIONS: &[&Section] = &[
    &CATALOG,
    &IMPORT,
    &COLLECTION,
    &PROJECTION,
    &DERIVATION,
    &REGISTER,
    &MODULE,
    &USING,
    &TRANSFORM,
    &SOURCE,
    &SELECTOR,
    &SHUFFLE,
    &LAMBDA,
    &ENDPOINT,
    &ENDPOINT_USE,
    &TASK,
    &RESOURCE_BINDING,
    &BINDING,
    &FIELDS,
    &STEP,
    &STEP_BODY,
    &SQLITE,
    &CONNECTOR,
    &LOCAL,
    &SHARDS,
    &JOURNALS,
    &FRAGMENTS,
];

#[cfg(test)]
mod tests {
    use super::{COLLECTION, DERIVATION, SECTIONS, TRANSFORM};
    use crate::diagnostic::Diagnostics;
    use crate::source::{Role, SourceMap, Uri};
    use crate::syntax::{Node, parse};
    use std::collections::BTreeSet;

    /// The catalogs of the generations, in their own spellings.
    const FIXTURES: [&str; 5] = [
        include_str!("../../../fixtures/dialects/a/flow.yaml"),
        include_str!("../../../fixtures/dialects/b1/flow.yaml"),
        include_str!("../../../fixtures/dialects/b2/flow.yaml"),
        include_str!("../../../fixtures/dialects/b3/flow.yaml"),
        include_str!("../../../fixtures/dialects/c/flow.yaml"),
    ];

    fn keys(node: &Node, found: &mut BTreeSet<String>) {
        node.items().iter().for_each(|item| keys(item, found));
        for entry in node.entries() {
            found.insert(entry.key.value.to_string());
            keys(&entry.value, found);
        }
    }

    #[test]
    fn the_fixtures_of_the_generations_use_every_key() {
        let mut sources = SourceMap::default();
        let mut used = BTreeSet::new();
        for (number, text) in FIXTURES.into_iter().enumerate() {
            let id = sources.add(Uri::local(&format!("{number}.yaml")), Role::Catalog, text.into());
            keys(&parse(sources.file(id), &mut Diagnostics::default()).root, &mut used);
        }
        let all = SECTIONS.iter().flat_map(|section| section.names().map(move |key| (section.name, key)));
        let unused: Vec<_> = all.filter(|(_, key)| !used.contains(*key)).collect();
        assert_eq!(unused, [], "keys that no fixture of fixtures/dialects has");
    }

    #[test]
    fn says_where_a_misplaced_key_belongs() {
        assert_eq!(
            COLLECTION.right_place("register").unwrap(),
            "`register` belongs one level down, under `derivation`"
        );
        assert_eq!(
            TRANSFORM.right_place("register").unwrap(),
            "`register` belongs one level up, in a derivation"
        );
        assert_eq!(
            DERIVATION.right_place("bindings").unwrap(),
            "`bindings` is a key of a capture or materialization"
        );
        assert_eq!(DERIVATION.right_place("nonsense"), None);
    }
}
