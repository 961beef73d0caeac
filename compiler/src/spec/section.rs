//! The keys of the catalog language, section by section: the one table that unknown keys are judged by.
//!
//! A test compares it with the published JSON Schema of the language (`language.rs`).

/// A kind of mapping in a catalog and the keys that it may have.
#[derive(Debug)]
pub(super) struct Section {
    /// What it is, with its article: "a collection".
    pub(super) name: &'static str,
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
    open: false,
    keys: keys![
        "import" => IMPORT, "collections" => COLLECTION, "endpoints" => ENDPOINT,
        "materializationTargets" => ENDPOINT, "capture" => TASK, "captures" => TASK, "materialize" => TASK,
        "materializations" => TASK, "nodeDependencies", "storageMappings", "tests" => STEP,
    ],
};

pub(super) static IMPORT: Section =
    Section { name: "an import", open: false, keys: keys!["url", "contentType"] };

pub(super) static COLLECTION: Section = Section {
    name: "a collection",
    open: false,
    keys: keys![
        "name", "schema", "readSchema", "writeSchema", "key", "projections" => PROJECTION,
        "derivation" => DERIVATION, "derive" => DERIVATION, "store", "journals", "expectPubId", "delete",
        "reset",
    ],
};

pub(super) static PROJECTION: Section =
    Section { name: "a projection", open: false, keys: keys!["location", "location_ptr", "partition"] };

pub(super) static DERIVATION: Section = Section {
    name: "a derivation",
    open: false,
    keys: keys![
        "register" => REGISTER, "transform" => TRANSFORM, "transforms" => TRANSFORM, "typescript" => MODULE,
        "python" => MODULE, "using" => USING, "shuffleKeyTypes", "shards",
    ],
};

pub(super) static REGISTER: Section =
    Section { name: "a register", open: false, keys: keys!["schema", "initial"] };

pub(super) static MODULE: Section = Section {
    name: "a lambda module",
    open: false,
    keys: keys!["module", "npmDependencies", "dependencies", "files", "config", "spec"],
};

pub(super) static USING: Section = Section {
    name: "the `using` of a derivation",
    open: false,
    keys: keys!["typescript" => MODULE, "python" => MODULE, "sqlite", "connector", "local"],
};

pub(super) static TRANSFORM: Section = Section {
    name: "a transform",
    open: false,
    keys: keys![
        "name", "source" => SOURCE, "shuffle" => SHUFFLE, "lambda", "update" => LAMBDA, "publish" => LAMBDA,
        "readDelay", "delay", "priority", "disable", "backfill",
    ],
};

pub(super) static SOURCE: Section = Section {
    name: "a source",
    open: false,
    keys: keys!["name", "schema", "partitions" => SELECTOR, "notBefore", "notAfter"],
};

pub(super) static SELECTOR: Section =
    Section { name: "a partition selector", open: false, keys: keys!["include", "exclude"] };

pub(super) static SHUFFLE: Section =
    Section { name: "a shuffle", open: false, keys: keys!["key", "md5", "lambda"] };

pub(super) static LAMBDA: Section = Section {
    name: "a lambda",
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

pub(super) static ENDPOINT: Section = Section { name: "an endpoint", open: true, keys: keys![] };

pub(super) static ENDPOINT_USE: Section =
    Section { name: "an endpoint reference", open: false, keys: keys!["name", "config"] };

pub(super) static TASK: Section = Section {
    name: "a capture or materialization",
    open: false,
    keys: keys![
        "endpoint", "bindings" => BINDING, "source" => SOURCE, "target", "pushAPI", "fields" => FIELDS,
        "interval", "shards", "autoDiscover", "sourceCapture", "onIncompatibleSchemaChange", "expectPubId",
        "delete", "reset",
    ],
};

/// A binding of the seed's dialect: the keys beside these select the endpoint's resource.
pub(super) static RESOURCE_BINDING: Section = Section {
    name: "a binding",
    open: true,
    keys: keys!["collection", "endpoint", "fields" => FIELDS, "partitions" => SELECTOR],
};

pub(super) static BINDING: Section = Section {
    name: "a binding",
    open: false,
    keys: keys![
        "resource", "source" => SOURCE, "target", "partitions" => SELECTOR, "fields" => FIELDS, "priority",
        "disable", "backfill", "onIncompatibleSchemaChange",
    ],
};

pub(super) static FIELDS: Section = Section {
    name: "a field selection",
    open: false,
    keys: keys!["include", "require", "exclude", "recommended", "groupBy"],
};

pub(super) static STEP: Section =
    Section { name: "a test step", open: false, keys: keys!["ingest" => STEP_BODY, "verify" => STEP_BODY] };

pub(super) static STEP_BODY: Section = Section {
    name: "an `ingest` or `verify`",
    open: false,
    keys: keys!["description", "collection", "documents", "partitions" => SELECTOR],
};

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
];

#[cfg(test)]
mod tests {
    use super::{COLLECTION, DERIVATION, TRANSFORM};

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
