//! A location that documents are told apart by has a reduction (`language.md` R14).

use super::{Rule, RuleContext};
use crate::analysis::{Located, Reduce, locate};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;
use runtime_lite::Strategy;

pub(super) static RULE: Rule = Rule { code: Code::error("key-reduction", page!("key-reduction")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    for id in cx.catalog.collection_ids() {
        let analysis = cx.analysis.collection(id);
        let Ok(shape) = &analysis.shape else { continue };
        for part in &analysis.key {
            let what = format!("the key's `{}`", part.value);
            reduced(&what, part.span, &locate(shape, &part.value), diagnostics);
        }
        let is_key = |pointer| analysis.key.iter().any(|part| &part.value == pointer);
        for partition in analysis.partitions().filter(|partition| !is_key(&partition.pointer)) {
            let Some((span, _)) = partition.declared else { continue };
            let what = format!("the partition `{}`", partition.field);
            reduced(&what, span, &locate(shape, &partition.pointer), diagnostics);
        }
    }
}

fn reduced(what: &str, span: Span, at: &Located, diagnostics: &mut Diagnostics) {
    let (strategy, place) = match at.shape.reduce {
        Reduce::Unset | Reduce::Strategy(Strategy::LastWriteWins, _) => return,
        Reduce::Strategy(strategy, place) => (format!("`{}`", strategy.name()), Some(place)),
        Reduce::Multiple => ("several strategies".to_owned(), None),
    };
    if at.broken {
        return;
    }
    let mut diagnostic = Diagnostic::new(&RULE.code, span, format!("{what} is reduced by {strategy}"))
        .note("only documents with equal values here are reduced, and the result has to keep them")
        .help("leave the reduction out");
    if let Some(place) = place {
        diagnostic = diagnostic.secondary(place, "the reduction is given here");
    }
    diagnostics.push(diagnostic);
}
