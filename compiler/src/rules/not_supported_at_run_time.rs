//! A derivation is written in a way that is read and kept, and that nothing here runs (`language.md` D1, D6).

use super::{Rule, RuleContext};
use crate::catalog::Derivation;
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;
use crate::spec::ShuffleSpec;
use crate::syntax::Value;

pub(super) static RULE: Rule =
    Rule { code: Code::info("not-supported-at-run-time", page!("not-supported-at-run-time")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    for collection in &cx.catalog.collections {
        let Some((what, span)) = collection.derivation.as_ref().and_then(unsupported) else { continue };
        let message = format!("`{}` is derived by {what}: nothing here runs that", collection.name.value);
        let diagnostic = Diagnostic::new(&RULE.code, span, message)
            .note("the catalog builds all the same: what is generated from it does not depend on it")
            .help("write lambdas as functions or as statements of SQL, and shuffle by `key`");
        diagnostics.push(diagnostic);
    }
}

/// The first part of a derivation that is not run.
fn unsupported(derivation: &Derivation) -> Option<(&'static str, Span)> {
    let runner = derivation.settings.iter().find(|entry| matches!(&*entry.key.value, "connector" | "local"));
    if let Some(entry) = runner {
        return Some(("a program of its own", entry.key.span));
    }
    let enabled = derivation.transforms.iter().filter(|transform| !transform.disabled);
    enabled.into_iter().find_map(|transform| {
        let shuffle = transform.shuffle.as_ref().and_then(computed);
        shuffle.map(|span| ("a shuffle that is computed", span))
    })
}

/// Where a shuffle is given by `md5` or a lambda.
fn computed(shuffle: &ShuffleSpec) -> Option<Span> {
    match shuffle {
        ShuffleSpec::Other(node) if matches!(node.value, Value::Object(_)) => Some(node.span),
        ShuffleSpec::Other(_) | ShuffleSpec::Key(..) => None,
    }
}
