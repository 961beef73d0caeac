//! `endpoints`: the systems that captures read and materializations write.

use super::reader::Context;
use super::section;
use crate::connector;
use crate::diagnostic::{Diagnostic, Resolved, codes};
use crate::source::{Span, Spanned};
use crate::syntax::{Entry, Node};
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
}

/// Reads an endpoint of a name.
pub(super) fn read(name: &Spanned<Arc<str>>, node: &Node, cx: &mut Context<'_>) -> Option<EndpointSpec> {
    let object = cx.object(&section::ENDPOINT, node).ok()?;
    let kind = kind(object.entries(), node, cx).ok()?;
    Some(EndpointSpec {
        name: name.clone(),
        span: node.span.to(name.span),
        kind: kind.key.clone(),
        config: kind.value.clone(),
    })
}

/// The one key that says what kind of endpoint this is.
pub(super) fn kind<'n>(entries: &'n [Entry], node: &Node, cx: &mut Context<'_>) -> Resolved<&'n Entry> {
    let kinds: Vec<&Entry> = entries.iter().filter(|entry| !entry.key.value.starts_with("x-")).collect();
    match kinds.as_slice() {
        [kind] => Ok(kind),
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
