//! Edits of the documents of one step.

use super::{Expectation, flow, named};
use compiler::source::{Span, Spanned};
use compiler::{Node, Value as Tree};
use runtime_lite::Aligned;
use serde_json::Value;

/// The documents of a step in their file.
pub(super) struct Scope<'s> {
    pub(super) node: &'s Node,
    pub(super) text: &'s str,
    /// Whether the file is JSON.
    pub(super) json: bool,
}

impl Scope<'_> {
    /// The whole list anew.
    pub(super) fn whole(&self, documents: &[Value]) -> Spanned<String> {
        let list = Value::Array(documents.to_vec());
        Spanned::new(self.value(&list), self.node.span)
    }

    /// Edits of what differs; nothing where that is not a matter of parts of this list.
    pub(super) fn parts(&self, one: &Expectation) -> Option<Vec<Spanned<String>>> {
        let items = self.node.items();
        let mut edits = Vec::new();
        for aligned in &one.aligned {
            match aligned {
                Aligned::Differs { actual, expected, .. } => {
                    let (actual, item) = (one.actual.get(*actual)?, items.get(*expected)?);
                    let mut own = Vec::new();
                    match self.revise(item, item.span, actual, &mut own) {
                        true => edits.extend(own),
                        false => {
                            let text = self.value(&named(&item.to_json(), actual));
                            edits.push(Spanned::new(text, item.span));
                        }
                    }
                }
                Aligned::Missing(expected) => {
                    let (_, lines) = self.line_of(items.get(*expected)?)?;
                    edits.push(Spanned::new(String::new(), lines));
                }
                Aligned::Unexpected { actual, before } => {
                    let document = self.value(one.actual.get(*actual)?);
                    let (indent, place) = match items.get(*before) {
                        Some(next) => {
                            let (indent, lines) = self.line_of(next)?;
                            (indent, lines.range().start)
                        }
                        None => {
                            let (indent, lines) = self.line_of(items.last()?)?;
                            (indent, lines.range().end)
                        }
                    };
                    let span = Span::new(self.node.span.file, place, place);
                    edits.push(Spanned::new(format!("{indent}- {document}\n"), span));
                }
            }
        }
        // A list of which nothing is left would be no list.
        let removed = edits.iter().filter(|edit| edit.value.is_empty()).count();
        let added = edits.iter().filter(|edit| edit.span.range().is_empty()).count();
        (removed < items.len() || added > 0).then_some(edits)
    }

    /// Edits by which a value becomes another one, if they are within its own text and remove nothing.
    fn revise(&self, node: &Node, within: Span, actual: &Value, edits: &mut Vec<Spanned<String>>) -> bool {
        if !within.contains(node.span) {
            return false;
        }
        match (&node.value, actual) {
            (Tree::Object(entries), Value::Object(members)) => entries.iter().all(|entry| {
                let actual = members.get(&*entry.key.value);
                actual.is_some_and(|actual| self.revise(&entry.value, node.span, actual, edits))
            }),
            (Tree::Array(items), Value::Array(values)) if items.len() == values.len() => {
                items.iter().zip(values).all(|(item, value)| self.revise(item, node.span, value, edits))
            }
            (
                Tree::Null
                | Tree::Bool(_)
                | Tree::Number(_)
                | Tree::String(_)
                | Tree::Array(_)
                | Tree::Object(_)
                | Tree::Hole(_),
                _,
            ) => {
                let expected = node.to_json();
                if runtime_lite::compare(&expected, actual).is_ne() {
                    edits.push(Spanned::new(self.value(&named(&expected, actual)), node.span));
                }
                true
            }
        }
    }

    /// The indentation of an item that begins a line of its own, and all of its lines.
    fn line_of(&self, item: &Node) -> Option<(&str, Span)> {
        let range = item.span.range();
        let start = self.text.get(..range.start)?.rfind('\n').map_or(0, |at| at + 1);
        let head = self.text.get(start..range.start)?;
        let indent = head.trim_end().strip_suffix('-')?;
        if !indent.chars().all(|c| c == ' ') {
            return None;
        }
        let rest = self.text.get(range.end..)?;
        let line = rest.find('\n')?;
        let behind = rest.get(..line)?.trim();
        let end = range.end + line + 1;
        (behind.is_empty() || behind.starts_with('#'))
            .then(|| (indent, Span::new(item.span.file, start, end)))
    }

    fn value(&self, value: &Value) -> String {
        if self.json { value.to_string() } else { flow::print(value) }
    }
}
