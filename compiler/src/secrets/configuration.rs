//! Secrets by the keys that they stand under, in the trees of files.
//!
//! Keys of users' own, such as names of collections, tell nothing; nor do keys of the language, such as `key`.

use super::{Found, TELLING, Tells, tells};
use crate::diagnostic::nearest;
use crate::syntax::{Entry, Node, Value};
use std::sync::Arc;

/// What a part of a file is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// The language, within a list or mapping of collections.
    Collections,
    /// The language.
    Catalog,
    /// The configuration of a connector or of a resource, in which all keys are of others.
    Configuration,
    /// Documents, and parts of them.
    Documents,
}

/// Keys whose members are named by users. A name tells nothing of a mapping.
const NAMED: &[&str] = &[
    "capture",
    "captures",
    "collections",
    "endpoints",
    "include",
    "materializationTargets",
    "materializations",
    "materialize",
    "projections",
    "require",
    "tests",
    "transform",
    "transforms",
];

/// A catalog: everything in it, for a mistake of indentation moves configurations anywhere.
pub(super) fn of_catalog(root: &Node, found: &mut Found) {
    for entry in root.entries() {
        entry_of(entry, Part::Catalog, false, found);
    }
    root.items().iter().for_each(|item| of_catalog(item, found));
}

/// The configuration of a connector or of a resource, as a file.
pub(super) fn of_settings(root: &Node, found: &mut Found) {
    part(root, Part::Configuration, false, found);
}

/// Documents of a test, as a file.
pub(super) fn of_documents(root: &Node, found: &mut Found) {
    part(root, Part::Documents, false, found);
}

/// A schema: values that are given beside `secret: true`, or below it.
pub(super) fn of_schema(root: &Node, found: &mut Found) {
    schema(root, false, found);
}

fn part(node: &Node, kind: Part, named: bool, found: &mut Found) {
    node.entries().iter().for_each(|entry| entry_of(entry, kind, named, found));
    node.items().iter().for_each(|item| part(item, kind, false, found));
}

fn entry_of(entry: &Entry, kind: Part, named: bool, found: &mut Found) {
    let Entry { key, value } = entry;
    if is_secret(entry, kind, named, found) {
        found.keys.push(key.span);
        return found.leaves(value, kind == Part::Documents);
    }
    let of_language = matches!(kind, Part::Collections | Part::Catalog);
    let below = match &*key.value {
        _ if !of_language || named => kind,
        "schema" | "readSchema" | "writeSchema" => return schema(value, false, found),
        "config" | "endpoint" | "endpoints" | "materializationTargets" | "resource" => Part::Configuration,
        "documents" | "initial" => Part::Documents,
        "collections" => Part::Collections,
        _ => kind,
    };
    part(value, below, of_language && !named && NAMED.contains(&&*key.value), found);
}

fn is_secret(entry: &Entry, kind: Part, named: bool, found: &mut Found) -> bool {
    let key = &*entry.key.value;
    let of_language = matches!(kind, Part::Collections | Part::Catalog);
    if named && has_members(&entry.value) {
        return false;
    }
    match told(&entry.key.value, found) {
        Tells::Secret => {}
        Tells::Almost if kind != Part::Documents => {}
        Tells::Almost | Tells::Nothing => return false,
    }
    let is_own = match key {
        "key" => kind == Part::Collections,
        "shuffleKeyTypes" => of_language,
        _ => false,
    };
    let is_location = of_language && (named || key.ends_with("ey")) && is_location(&entry.value);
    !(is_own || is_location)
}

/// What a key tells, which is found out once for each.
fn told(key: &Arc<str>, found: &mut Found) -> Tells {
    if let Some(told) = found.known.get(key) {
        return *told;
    }
    let told = match tells(key) {
        true => Tells::Secret,
        false if is_almost_telling(key) => Tells::Almost,
        false => Tells::Nothing,
    };
    found.known.insert(key.clone(), told);
    told
}

/// Whether a key is a misspelling. One of `key` may be any short word.
fn is_almost_telling(key: &str) -> bool {
    let words = TELLING.iter().copied().filter(|word| *word != "key");
    !nearest(key, words).is_empty()
}

/// Whether this is a mapping or a list of some, as what has a name is.
fn has_members(node: &Node) -> bool {
    let is_mapping = |node: &Node| matches!(node.value, Value::Object(_));
    is_mapping(node) || node.items().iter().any(is_mapping)
}

/// Whether this is a location of documents, or a list of such.
fn is_location(node: &Node) -> bool {
    match &node.value {
        Value::String(text) => text.starts_with('/'),
        Value::Array(items) => items.iter().all(is_location),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) | Value::Hole(_) => false,
    }
}

fn schema(node: &Node, secret: bool, found: &mut Found) {
    let flag = node.get("secret").is_some_and(|entry| matches!(entry.value.value, Value::Bool(true)));
    let secret = secret || flag;
    for Entry { key, value } in node.entries() {
        match &*key.value {
            "const" | "default" | "enum" | "example" | "examples" if secret => found.leaves(value, false),
            "properties" | "patternProperties" | "dependentSchemas" | "dependencies" => {
                value.entries().iter().for_each(|entry| schema(&entry.value, secret, found));
            }
            // What is defined here is used elsewhere.
            "$defs" | "definitions" => {
                value.entries().iter().for_each(|entry| schema(&entry.value, false, found));
            }
            _ => schema(value, secret, found),
        }
    }
    node.items().iter().for_each(|item| schema(item, secret, found));
}
