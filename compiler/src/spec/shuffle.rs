//! `shuffle`: how the documents of a source are grouped.

use super::collection::pointers;
use super::derivation::TransformSpec;
use super::form;
use super::reader::{Context, Object};
use super::section;
use crate::diagnostic::{Diagnostic, Resolved, codes, nearest};
use crate::source::{Span, Spanned};
use crate::syntax::{Node, Value};
use runtime_lite::Pointer;
use std::sync::Arc;

/// How source documents are grouped.
#[derive(Debug, Clone)]
pub enum ShuffleSpec {
    /// By these locations.
    Key(Span, Resolved<Vec<Resolved<Spanned<Pointer>>>>),
    /// By a lambda, or by no key.
    Other(Node),
}

/// Reads what stands below `shuffle`.
pub(super) fn read(node: &Node, cx: &mut Context<'_>) -> ShuffleSpec {
    match &node.value {
        Value::Array(_) => ShuffleSpec::Key(node.span, pointers(node, cx)),
        Value::Object(_) => match cx.object(&section::SHUFFLE, node) {
            Ok(object) => in_mapping(&object, node, cx),
            Err(reported) => ShuffleSpec::Key(node.span, Err(reported)),
        },
        Value::String(text) if &**text == "any" => ShuffleSpec::Other(node.clone()),
        Value::String(text) if text.starts_with('/') => ShuffleSpec::Key(node.span, pointers(node, cx)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Hole(_) => {
            let expected = "`any`, a list of locations, or a mapping with `key`";
            let word = node.as_str().filter(|word| !nearest(word, ["any"]).is_empty());
            let name = form::scalar(node).filter(|name| !name.contains(['/', '~', ' ']));
            let help = match (word, name) {
                (Some(_), _) => "write `any`".to_owned(),
                (None, Some(name)) => format!("write `[/{name}]`"),
                (None, None) => "write `[/id]`, or leave it out to group by the key of the source".to_owned(),
            };
            ShuffleSpec::Key(node.span, Err(cx.expected_form(expected, help, node)))
        }
    }
}

/// Reports a shuffle that names no location (`language.md` D5), and one that is missing where each transform has
/// to say how it shuffles (D10).
pub(super) fn check(
    shuffle: Option<ShuffleSpec>,
    is_derive: bool,
    name: &Spanned<Arc<str>>,
    transform: &Object<'_>,
    cx: &mut Context<'_>,
) -> Option<ShuffleSpec> {
    match shuffle {
        Some(ShuffleSpec::Key(span, Ok(parts))) if parts.is_empty() => {
            let diagnostic = Diagnostic::new(&codes::EMPTY_KEY, span, "the shuffle lists no location")
                .help("list the locations that documents are grouped by, such as `[/id]`");
            Some(ShuffleSpec::Key(span, Err(cx.diagnostics.push(diagnostic))))
        }
        None if is_derive && transform.lacks(&["shuffle"]) => {
            let message = format!("the transform `{}` has no `shuffle`", name.value);
            let diagnostic = Diagnostic::new(&codes::MISSING_SHUFFLE, name.span, message)
                .note("documents are grouped by the key of the source")
                .help("write `shuffle: any` where it does not matter, or else `shuffle: { key: [/id] }`");
            cx.diagnostics.push(diagnostic);
            None
        }
        Some(ShuffleSpec::Key(..) | ShuffleSpec::Other(_)) | None => shuffle,
    }
}

/// Reports a derivation whose shuffles are all computed, so that nothing says of what type their keys are
/// (`language.md` D9).
pub(super) fn check_types_known(derivation: &Object<'_>, transforms: &[TransformSpec], cx: &mut Context<'_>) {
    let shuffles = || transforms.iter().filter(|one| !one.disabled).map(|one| one.shuffle.as_ref());
    let computed = shuffles().find_map(|shuffle| match shuffle {
        Some(ShuffleSpec::Other(node)) => node.get("lambda"),
        Some(ShuffleSpec::Key(..)) | None => None,
    });
    let keyed = shuffles().any(|shuffle| matches!(shuffle, None | Some(ShuffleSpec::Key(..))));
    let (Some(lambda), false, true) = (computed, keyed, derivation.lacks(&["shuffleKeyTypes"])) else {
        return;
    };
    let message = "the derivation has no `shuffleKeyTypes`, and its shuffles are computed";
    let diagnostic = Diagnostic::new(&codes::MISSING_KEY, lambda.key.span, message)
        .label("of what types are its keys?")
        .help("say it beside `transforms`, as in `shuffleKeyTypes: [string, integer]`");
    cx.diagnostics.push(diagnostic);
}

/// `{ key: [/id] }`, `{ md5: … }` or `{ lambda: … }`.
fn in_mapping(object: &Object<'_>, node: &Node, cx: &mut Context<'_>) -> ShuffleSpec {
    let mut given = object.entries().iter().filter(|entry| section::SHUFFLE.has(&entry.key.value));
    if let (Some(first), Some(second)) = (given.next(), given.next()) {
        let message = "a shuffle is given in more than one way";
        let diagnostic = Diagnostic::new(&codes::WRONG_TYPE, second.key.span, message)
            .secondary(first.key.span, "the first way")
            .help("keep one of `key`, `md5` and `lambda`");
        return ShuffleSpec::Key(node.span, Err(cx.diagnostics.push(diagnostic)));
    }
    match (object.get(&["key"]), object.get(&["md5", "lambda"])) {
        (Some(entry), _) => ShuffleSpec::Key(entry.value.span, pointers(&entry.value, cx)),
        (None, Some(_)) => ShuffleSpec::Other(node.clone()),
        (None, None) => {
            let help = "write `key: [/id]`";
            let missing = object.require(&["key", "md5", "lambda"], help, cx).map(|_| Vec::new());
            ShuffleSpec::Key(node.span, missing)
        }
    }
}
