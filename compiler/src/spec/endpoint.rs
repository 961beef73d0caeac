//! `endpoints`: the systems that captures read and materializations write.

use super::reader::Context;
use super::section;
use crate::connector;
use crate::diagnostic::{Diagnostic, Resolved, codes};
use crate::source::{Span, Spanned};
use crate::syntax::{Entry, Node, Value};
use std::sync::Arc;

/// An endpoint as written: one key, its kind, over its configuration.
#[derive(Debug, Clone)]
pub struct EndpointSpec {
    /// Its name.
    pub name: Spanned<Arc<str>>,
    /// All of it.
    pub span: Span,
    /// Its kind as written, such as `postgres`.
    pub kind: Spanned<Arc<str>>,
    /// Its configuration: a URL, or a mapping. It may hold secrets and never reaches an output.
    pub config: Node,
    /// Whether it stands where commands look for it: no task has to name it.
    pub by_command: bool,
}

/// What an endpoint looks like. The text that stands in its place may hold a password and is not repeated.
pub(super) fn form() -> String {
    let example = connector::default();
    format!("{{ {}: \"{}\" }}", example.name, example.example)
}

/// What to write where endpoints by name are wanted.
pub(super) fn named_help() -> String {
    format!("write `{{ shop: {} }}`", form())
}

/// Reads an endpoint of a name. A broken one is there too, so that what names it has no finding of its own.
pub(super) fn read(name: &Spanned<Arc<str>>, node: &Node, cx: &mut Context<'_>) -> EndpointSpec {
    let kind = if matches!(node.value, Value::Object(_)) {
        let object = cx.object(&section::ENDPOINT, node);
        object.and_then(|object| kind(object.entries(), node, cx)).cloned()
    } else {
        let expected = "an endpoint, as a mapping with its kind";
        Err(cx.expected_form(expected, format!("write `{}`", form()), node))
    };
    let kind = kind.unwrap_or_else(|reported| {
        let key = Spanned::new(connector::default().name.into(), node.span);
        // A mapping is kept, because what shows the file has to find the secrets in it.
        let value = match &node.value {
            Value::Object(_) => node.clone(),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Hole(_) => Node { span: node.span, value: Value::Hole(reported) },
        };
        Entry { key, value }
    });
    let span = node.span.to(name.span);
    EndpointSpec { name: name.clone(), span, kind: kind.key, config: kind.value, by_command: false }
}

/// The one key that says what kind of endpoint this is.
pub(super) fn kind<'n>(entries: &'n [Entry], node: &Node, cx: &mut Context<'_>) -> Resolved<&'n Entry> {
    let kinds: Vec<&Entry> = entries.iter().filter(|entry| !entry.key.value.starts_with("x-")).collect();
    match kinds.as_slice() {
        [kind] => {
            let section = match &*kind.key.value {
                "connector" | "airbyteSource" => Some(&section::CONNECTOR),
                "local" => Some(&section::LOCAL),
                _ => None,
            };
            if let (Some(section), Value::Object(_)) = (section, &kind.value.value) {
                cx.check(section, &kind.value);
            }
            Ok(kind)
        }
        [] => {
            let example = connector::default();
            let diagnostic = Diagnostic::new(&codes::MISSING_KEY, node.span, "the endpoint has no kind")
                .help(format!("say what it is and where: `{}: {}`", example.name, example.example));
            Err(cx.diagnostics.push(diagnostic))
        }
        [first, second, ..] => {
            let diagnostic = Diagnostic::new(&codes::WRONG_TYPE, second.key.span, "an endpoint has one kind")
                .label("a second kind")
                .secondary(first.key.span, "the first kind")
                .help("make two endpoints of it");
            Err(cx.diagnostics.push(diagnostic))
        }
    }
}
