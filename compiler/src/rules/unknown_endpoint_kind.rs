//! An endpoint is of a kind that the compiler does not know (`language.md` D7).

use super::{Rule, RuleContext};
use crate::catalog::BoundEndpoint;
use crate::connector::CONNECTORS;
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::source::Spanned;
use crate::syntax::Node;
use std::sync::Arc;

pub(super) static RULE: Rule =
    Rule { code: Code::info("unknown-endpoint-kind", page!("unknown-endpoint-kind")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    for endpoint in &cx.catalog.endpoints {
        if endpoint.connector.is_none() {
            unknown(&endpoint.kind, &endpoint.config, diagnostics);
        }
    }
    let bindings = cx.catalog.tasks.iter().flat_map(|task| &task.bindings);
    for binding in bindings.filter(|binding| !binding.disabled) {
        if let Ok(BoundEndpoint::Inline { kind, config, connector: None }) = &binding.endpoint {
            unknown(kind, config, diagnostics);
        }
    }
}

fn unknown(kind: &Spanned<Arc<str>>, config: &Node, diagnostics: &mut Diagnostics) {
    let image =
        config.get("image").and_then(|entry| entry.value.as_str().map(|text| (text, entry.value.span)));
    let (name, span) = image.unwrap_or((&kind.value, kind.span));
    let names = CONNECTORS.iter().flat_map(|connector| connector.synonyms.iter().chain([&connector.name]));
    let known: Vec<String> = CONNECTORS.iter().map(|connector| format!("`{}`", connector.name)).collect();
    let diagnostic =
        Diagnostic::new(&RULE.code, span, format!("`{name}` is not a kind of endpoint known here"))
            .note("no DDL is generated for it unless a dialect is asked for")
            .help(format!("the kinds are {}", known.join(", ")))
            .maybe_help(did_you_mean(name, names.copied()));
    diagnostics.push(diagnostic);
}
