//! Where secrets stand in the user's files, so that no snippet shows them (`language.md` D8).

use crate::Compilation;
use crate::source::{FileId, Role, Span};
use crate::syntax::{Entry, Node, Value};
use memchr::memmem;

/// The places of secrets, by file: values under telling keys of endpoints, and passwords in URLs.
///
/// They are looked for in the trees, and not in the catalog: a mistake may keep an endpoint out of that.
pub(crate) fn find(compilation: &Compilation) -> Vec<Vec<Span>> {
    let mut spans = Vec::new();
    for (file, tree) in compilation.sources.files().iter().zip(&compilation.trees) {
        match file.role {
            Role::Catalog => of_catalog(&tree.root, &mut spans),
            Role::Config => telling(&tree.root, &mut spans),
            Role::Schema | Role::Documents | Role::Module => {}
        }
    }
    let files = compilation.sources.files();
    for file in files {
        passwords(file.id, &file.text, &mut spans);
    }
    let mut by_file = vec![Vec::new(); files.len()];
    for span in spans {
        if let Some(of_file) = by_file.get_mut(span.file.index()) {
            of_file.push(span);
        }
    }
    for spans in &mut by_file {
        spans.sort_unstable();
        spans.dedup();
    }
    by_file
}

/// Endpoints and tasks, and what may be one of these misspelt; of collections, what configures something.
fn of_catalog(root: &Node, spans: &mut Vec<Span>) {
    for entry in root.entries() {
        match &*entry.key.value {
            "collections" | "import" | "tests" => configurations(&entry.value, spans),
            _ => telling(&entry.value, spans),
        }
    }
}

fn configurations(node: &Node, spans: &mut Vec<Span>) {
    for entry in node.entries() {
        match &*entry.key.value {
            "config" => telling(&entry.value, spans),
            // Schemas are large, and configure nothing.
            "schema" | "readSchema" | "writeSchema" => {}
            _ => configurations(&entry.value, spans),
        }
    }
    node.items().iter().for_each(|item| configurations(item, spans));
}

fn telling(node: &Node, spans: &mut Vec<Span>) {
    node.entries().iter().for_each(|entry| telling_entry(entry, spans));
    node.items().iter().for_each(|item| telling(item, spans));
}

fn telling_entry(entry: &Entry, spans: &mut Vec<Span>) {
    const TELLING: [&str; 5] = ["password", "secret", "token", "key", "credential"];
    if matches!(entry.value.value, Value::String(_) | Value::Number(_)) {
        let key = entry.key.value.to_ascii_lowercase();
        spans.extend(TELLING.iter().any(|word| key.contains(word)).then_some(entry.value.span));
    }
    telling(&entry.value, spans);
}

/// `scheme://user:PASSWORD@host`, wherever it stands, comments too (RFC 3986 section 3.2.1).
fn passwords(file: FileId, text: &str, spans: &mut Vec<Span>) {
    for at in memmem::find_iter(text.as_bytes(), b"://") {
        let rest = text.get(at + 3..).unwrap_or_default();
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '"' | '\'' | '`'));
        let authority = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        let Some((user, _)) = authority.rsplit_once('@') else { continue };
        if let Some((name, password)) = user.split_once(':') {
            let start = at + 3 + name.len() + 1;
            spans.push(Span::new(file, start, start + password.len()));
        }
    }
}
