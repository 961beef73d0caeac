//! Text to trees: every node and every key with its span. It never fails and knows no word of the catalog.

mod json;
mod members;
pub(crate) mod packed;
mod scalar;
mod yaml;
mod yaml_repair;

pub(crate) use members::Members;

use crate::diagnostic::{Diagnostics, Reported};
use crate::source::{SourceFile, Span, Spanned};
use serde_json::Map;
use std::sync::Arc;

/// How deep a tree may be, aliases expanded (`language.md` D1).
pub(crate) const MAX_DEPTH: usize = 128;
/// How many nodes a build may have, aliases expanded (`language.md` D1).
pub(crate) const MAX_NODES: usize = 2_000_000;

/// A value and where it stands. Cheap to clone: an alias shares the nodes of its anchor.
#[derive(Debug, Clone)]
pub struct Node {
    /// The value's text; of a block mapping, from its first key to the end of its last value.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// A JSON value as written. Numbers keep their text, as valid JSON; objects keep their order.
#[derive(Debug, Clone)]
pub enum Value {
    /// `null`.
    Null,
    /// A boolean.
    Bool(bool),
    /// A finite number, as the text of a JSON number.
    Number(Arc<str>),
    /// A string.
    String(Arc<str>),
    /// An array.
    Array(Arc<[Node]>),
    /// An object, with each key once.
    Object(Arc<[Entry]>),
    /// A part that could not be read, which has been reported.
    Hole(Reported),
}

/// A member of an object.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The key and where it stands.
    pub key: Spanned<Arc<str>>,
    /// Its value.
    pub value: Node,
}

/// A file's tree.
#[derive(Debug, Clone)]
pub struct Tree {
    /// The root value; null for an empty file.
    pub root: Node,
    /// How many nodes there are, aliases expanded.
    pub nodes: usize,
    /// Spans that were passed over because they could not be read: sorted, and none overlaps another. Their syntax
    /// errors are reported.
    pub skipped: Arc<[Span]>,
}

impl Tree {
    /// Whether the file says nothing, and all of it could be read.
    pub(crate) fn is_empty(&self) -> bool {
        let nothing = match &self.root.value {
            Value::Null => true,
            Value::Object(entries) => entries.is_empty(),
            Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Hole(_) => false,
        };
        nothing && self.skipped.is_empty()
    }

    /// The tree of a file that is one string.
    pub(crate) fn of_text(file: &SourceFile) -> Tree {
        let span = Span::new(file.id, 0, file.text.len());
        Tree {
            root: Node { span, value: Value::String(file.text.clone()) },
            nodes: 1,
            skipped: Arc::default(),
        }
    }
}

/// Whether a value holds a skipped span of its tree, or ends or begins on a line beside it: then it may lack a part.
pub(crate) fn is_cut(span: Span, skipped: &[Span]) -> bool {
    let next = skipped.partition_point(|skipped| skipped.end.saturating_add(1) < span.start);
    skipped
        .get(next)
        .is_some_and(|skipped| span.file == skipped.file && skipped.start <= span.end.saturating_add(1))
}

impl Node {
    /// What stands in the place of this if a part of it could not be read.
    pub(crate) fn hole(&self, reported: Reported) -> Node {
        Node { span: self.span, value: Value::Hole(reported) }
    }

    /// The members, if this is an object.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Object(entries) => entries,
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Hole(_) => &[],
        }
    }

    /// The items, if this is an array.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::Array(items) => items,
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Object(_)
            | Value::Hole(_) => &[],
        }
    }

    /// The text, if this is a string.
    pub fn as_str(&self) -> Option<&Arc<str>> {
        match &self.value {
            Value::String(text) => Some(text),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::Array(_)
            | Value::Object(_)
            | Value::Hole(_) => None,
        }
    }

    /// The member of that key, if this is an object that has it.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| &*entry.key.value == key)
    }

    /// What this is, with its article, for "expected X, found Y".
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Null => "nothing (null)",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "a list",
            Value::Object(_) => "a mapping",
            Value::Hole(_) => "text with a syntax error",
        }
    }

    /// The value as JSON. A hole is null; an integer beyond 64 bits is the nearest float.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null | Value::Hole(_) => serde_json::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Number(text) => serde_json::from_str(text).unwrap_or(serde_json::Value::Null),
            Value::String(text) => (&**text).into(),
            Value::Array(items) => items.iter().map(Node::to_json).collect(),
            Value::Object(entries) => {
                let pairs = entries.iter().map(|entry| (entry.key.value.to_string(), entry.value.to_json()));
                serde_json::Value::Object(pairs.collect::<Map<_, _>>())
            }
        }
    }

    /// The JSON Pointer of the innermost key or value of this tree that holds a span.
    pub fn pointer_to(&self, span: Span) -> String {
        let mut pointer = String::new();
        let mut node = self;
        loop {
            let holds = |entry: &&Entry| entry.key.span.contains(span) || entry.value.span.contains(span);
            let entry = near(node.entries(), span, |entry| entry.key.span)
                .map(|(_, entry)| entry)
                .filter(holds)
                .or_else(|| node.entries().iter().find(holds));
            let item = near(node.items(), span, |item| item.span)
                .filter(|(_, item)| item.span.contains(span))
                .or_else(|| node.items().iter().enumerate().find(|(_, item)| item.span.contains(span)));
            let (token, child) = match (entry, item) {
                (Some(entry), _) => (entry.key.value.replace('~', "~0").replace('/', "~1"), &entry.value),
                (None, Some((index, item))) => (index.to_string(), item),
                (None, None) => return pointer,
            };
            pointer.push('/');
            pointer.push_str(&token);
            if !child.span.contains(span) {
                return pointer;
            }
            node = child;
        }
    }
}

/// The last part that does not begin behind a span, where the parts are in the order of their places. Most are;
/// those that an alias or a merge key brings are not.
fn near<T>(parts: &[T], span: Span, place: impl Fn(&T) -> Span) -> Option<(usize, &T)> {
    let begins = |place: Span| (place.file, place.start);
    let index = parts.partition_point(|part| begins(place(part)) <= begins(span)).checked_sub(1)?;
    parts.get(index).map(|part| (index, part))
}

/// Parses a file by its extension: `.json` as JSON (RFC 8259), anything else as YAML 1.2.
pub(crate) fn parse(file: &SourceFile, diagnostics: &mut Diagnostics) -> Tree {
    match file.uri.has_extension("json") {
        true => json::parse(file, diagnostics),
        false => yaml::parse(file, diagnostics),
    }
}

#[cfg(test)]
mod tests;
