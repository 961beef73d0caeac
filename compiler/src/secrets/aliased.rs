//! Secrets that are given by an alias: what stands at the anchor is the secret.

use super::Found;
use crate::source::{SourceFile, Span};
use crate::syntax::{Node, Tree, Value};
use std::collections::BTreeSet;

/// Adds all texts of a file that equal one that an alias among its secrets, from an index on, stands for.
pub(super) fn find(file: &SourceFile, tree: &Tree, from: usize, found: &mut Found) {
    let own = found.hidden.get(from..).unwrap_or_default();
    let is_alias = |span: &&Span| file.text.as_bytes().get(span.start as usize) == Some(&b'*');
    let aliases: BTreeSet<Span> = own.iter().filter(is_alias).copied().collect();
    if aliases.is_empty() {
        return;
    }
    let mut texts = BTreeSet::new();
    each(&tree.root, &mut |text, span| {
        if aliases.contains(&span) {
            texts.insert(text.to_owned());
        }
    });
    each(&tree.root, &mut |text, span| {
        if texts.contains(text) {
            found.add(span);
        }
    });
}

/// Calls with every string and number below a value, and its place.
fn each(node: &Node, visit: &mut impl FnMut(&str, Span)) {
    if let Value::String(text) | Value::Number(text) = &node.value {
        visit(text, node.span);
    }
    node.entries().iter().for_each(|entry| each(&entry.value, visit));
    node.items().iter().for_each(|item| each(item, visit));
}
