//! Where secrets stand in the user's files, so that no excerpt and no message shows them (`language.md` D8).
//!
//! They are looked for in trees and texts, and not in the catalog: a mistake may keep an endpoint out of that.

mod aliased;
mod configuration;
mod document;
mod unread;

use crate::Compilation;
use crate::source::{FileId, Role, Span};
use crate::syntax::{Node, Value};
use memchr::{memchr, memmem};
use std::collections::HashMap;
use std::sync::Arc;

/// The words that tell that a key has a secret. One that is spelt almost so tells it, too.
const TELLING: [&str; 5] = ["password", "secret", "token", "credential", "key"];

/// The places of secrets.
#[derive(Debug, Default)]
pub struct Secrets {
    /// What no excerpt shows, by file: sorted, and none overlaps another.
    pub by_file: Vec<Vec<Span>>,
    /// Those whose text no message repeats, sorted. Others may be ordinary words: a value under `key` in a document
    /// of a test often is, and no rule quotes one.
    pub unspeakable: Vec<Span>,
}

/// What a key tells of its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tells {
    /// That it is secret.
    Secret,
    /// The same, if the key is a misspelling.
    Almost,
    /// Nothing.
    Nothing,
}

/// What has been found of one or more files.
#[derive(Default)]
struct Found {
    hidden: Vec<Span>,
    unspeakable: Vec<Span>,
    /// Keys whose values are secret.
    keys: Vec<Span>,
    /// What each key that was asked for tells: the same few stand in every file.
    known: HashMap<Arc<str>, Tells>,
}

impl Found {
    fn add(&mut self, span: Span) {
        self.hidden.push(span);
        self.unspeakable.push(span);
    }

    /// All strings and numbers of a value.
    fn leaves(&mut self, node: &Node, speakable: bool) {
        match &node.value {
            Value::String(_) | Value::Number(_) if speakable => self.hidden.push(node.span),
            Value::String(_) | Value::Number(_) => self.add(node.span),
            Value::Array(items) => items.iter().for_each(|item| self.leaves(item, speakable)),
            Value::Object(entries) => {
                entries.iter().for_each(|entry| self.leaves(&entry.value, speakable));
            }
            Value::Null | Value::Bool(_) | Value::Hole(_) => {}
        }
    }
}

/// All secrets of a compilation.
pub(crate) fn find(compilation: &Compilation) -> Secrets {
    let mut found = Found::default();
    let files = compilation.sources.files();
    for (file, tree) in files.iter().zip(&compilation.trees) {
        found.keys.clear();
        let known = found.hidden.len();
        match file.role {
            Role::Catalog => configuration::of_catalog(&tree.root, &mut found),
            Role::Config => configuration::of_settings(&tree.root, &mut found),
            Role::Documents => configuration::of_documents(&tree.root, &mut found),
            Role::Schema if may_be_secret(&file.text) => configuration::of_schema(&tree.root, &mut found),
            Role::Schema => {}
            Role::Module => {}
        }
        if matches!(file.role, Role::Catalog | Role::Config | Role::Documents) {
            unread::find(file, tree, &mut found);
        }
        aliased::find(file, tree, known, &mut found);
    }
    for file in files {
        passwords(file.id, &file.text, &mut found);
    }
    document::find(compilation, &mut found);
    let Found { hidden, mut unspeakable, .. } = found;
    unspeakable.sort_unstable();
    unspeakable.dedup();
    Secrets { by_file: by_file(hidden, files.len()), unspeakable }
}

/// Whether a schema may have `secret: true`: most have not, and their trees need no look.
fn may_be_secret(text: &str) -> bool {
    // The word may be written with escapes.
    memmem::find(text.as_bytes(), b"secret").is_some() || memchr(b'\\', text.as_bytes()).is_some()
}

/// The spans of each file in order, with those that overlap as one.
fn by_file(mut spans: Vec<Span>, files: usize) -> Vec<Vec<Span>> {
    spans.sort_unstable();
    let mut by_file: Vec<Vec<Span>> = vec![Vec::new(); files];
    for span in spans {
        let Some(of_file) = by_file.get_mut(span.file.index()) else { continue };
        match of_file.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => of_file.push(span),
        }
    }
    by_file
}

/// Whether a key tells that its value is secret.
fn tells(key: &str) -> bool {
    let key = key.as_bytes();
    // Every key of the catalog is asked for, so that the first letter decides before the others are compared.
    let begins = |byte: u8| matches!(byte | 0x20, b'p' | b's' | b't' | b'c' | b'k');
    key.iter().enumerate().filter(|(_, byte)| begins(**byte)).any(|(at, _)| {
        let rest = key.get(at..).unwrap_or_default();
        let mut words = TELLING.iter().map(|word| word.as_bytes());
        words.any(|word| rest.get(..word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word)))
    })
}

/// `scheme://user:PASSWORD@host`, wherever it stands, comments too (RFC 3986 section 3.2.1).
fn passwords(file: FileId, text: &str, found: &mut Found) {
    for at in memmem::find_iter(text.as_bytes(), b"://") {
        let rest = text.get(at + 3..).unwrap_or_default();
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '"' | '\'' | '`'));
        let authority = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        let Some((user, _)) = authority.rsplit_once('@') else { continue };
        if let Some((name, password)) = user.split_once(':') {
            let start = at + 3 + name.len() + 1;
            found.add(Span::new(file, start, start + password.len()));
        }
    }
}

#[cfg(test)]
mod tests;
