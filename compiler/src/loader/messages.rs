//! The wording of what cannot be loaded: files, references and fragments.

use crate::diagnostic::{Diagnostic, codes, did_you_mean, nearest};
use crate::source::{FileError, MAX_REFERENCE, Span, Spanned, Uri, UriError};
use std::sync::Arc;

pub(super) fn unresolved(text: &Spanned<Arc<str>>, uri: &Uri, known: &[String]) -> Diagnostic {
    let fragment = text.value.find('#').and_then(|at| text.value.get(at..)).unwrap_or_default();
    let message = format!("`{fragment}` leads to nothing in `{uri}`");
    let known = known.iter().map(String::as_str);
    let suggestion = did_you_mean(fragment, known.clone());
    let near = nearest(fragment, known.clone());
    let list: Vec<String> = known.take(8).map(|name| format!("`{name}`")).collect();
    let fallback = match list.is_empty() {
        true => {
            "a fragment is a JSON Pointer such as `#/$defs/address`, or the name of an `$anchor`".to_owned()
        }
        false => format!("there are {}", list.join(", ")),
    };
    let diagnostic = Diagnostic::new(&codes::UNRESOLVED_REF, text.span, message)
        .label("not found")
        .help(suggestion.unwrap_or(fallback));
    match near.as_slice() {
        [only] => {
            let file = text.value.strip_suffix(fragment).unwrap_or_default();
            diagnostic.rename(text.span, &text.value, &format!("{file}{only}"))
        }
        _ => diagnostic,
    }
}

/// `root_above` names the folder so many levels above the root of the build, where that is known.
pub(super) fn invalid_reference(
    reference: &Spanned<Arc<str>>,
    error: &UriError,
    root_above: impl Fn(usize) -> Option<String>,
) -> Diagnostic {
    let (text, span) = (&reference.value, reference.span);
    match error {
        UriError::LeavesRoot(levels) => {
            let message = format!("`{text}` leads out of the root of the build");
            let help = match root_above(*levels) {
                Some(root) => format!("allow it with `--root {root}`"),
                None => format!("allow it with a `--root` that is further up, by {levels}"),
            };
            Diagnostic::new(&codes::PATH_OUTSIDE_ROOT, span, message).help(help)
        }
        UriError::Absolute => {
            let message = format!("`{text}` is a path from the root of the machine");
            Diagnostic::new(&codes::PATH_OUTSIDE_ROOT, span, message)
                .help("write the path relative to this file, so that the catalog builds on any machine")
        }
        UriError::Empty => Diagnostic::new(&codes::INVALID_URL, span, "the path or URL is empty")
            .help("write a path relative to this file, or an `https` URL"),
        UriError::TooLong => {
            let message = format!("`{text}` is not a URL: it has more than {MAX_REFERENCE} bytes");
            Diagnostic::new(&codes::INVALID_URL, span, message)
                .help("write a path relative to this file, or an `https` URL")
        }
        UriError::WhiteSpace => {
            let message = format!("`{text}` is not a URL: it has white space");
            Diagnostic::new(&codes::INVALID_URL, span, message).help("write a space in a path as `%20`")
        }
        UriError::Invalid(why) => {
            let message = format!("`{text}` is not a URL: {why}");
            Diagnostic::new(&codes::INVALID_URL, span, message)
                .help("write a path relative to this file, or an `https` URL")
        }
    }
}

/// A file of configuration holds secrets, so that a checkout may well be without it (`language.md` D2).
pub(super) fn missing_config(uri: &Uri, span: Span) -> Diagnostic {
    Diagnostic::new(&codes::MISSING_CONFIG_FILE, span, format!("there is no file `{uri}`"))
        .label("not found")
        .note("nothing that is generated depends on it; running the catalog will")
        .help("a path is relative to the file that it is written in")
}

pub(super) fn unreadable(uri: &Uri, error: &FileError, span: Span) -> Diagnostic {
    let new = |message: String| Diagnostic::new(&codes::UNREADABLE_FILE, span, message);
    match error {
        FileError::NotFound { near } => {
            let path = uri.to_string();
            let suggestion = did_you_mean(&path, near.iter().map(String::as_str));
            new(format!("there is no file `{path}`"))
                .help("a path is relative to the file that it is written in")
                .maybe_help(suggestion)
        }
        FileError::IsFolder => new(format!("`{uri}` is a folder")).help("name a file in it"),
        FileError::NotUtf8 { valid_up_to } => new(format!("`{uri}` is not UTF-8 text"))
            .note(format!("its first wrong byte is at offset {valid_up_to}"))
            .help("save it as UTF-8"),
        FileError::TooLarge { bytes } => new(format!("`{uri}` has {bytes} bytes, more than a file may have"))
            .help("the limit is 64 MiB; split it"),
        FileError::LeavesRoot { root } => {
            let message = format!("`{uri}` is a link that leads out of the root of the build");
            Diagnostic::new(&codes::PATH_OUTSIDE_ROOT, span, message)
                .help(format!("allow it by `--root {root}`"))
        }
        FileError::Remote => {
            let message = format!("`{uri}` is on the network, and a build reads no network");
            Diagnostic::new(&codes::REMOTE_DOCUMENT, span, message)
                .help("run `flowctl vendor`, or name a folder for its URL under `[resolve]` in flowctl.toml")
        }
        FileError::Other(why) => new(format!("`{uri}` cannot be read: {why}")),
    }
}
