//! A transform shuffles by the key of its source, as it does without being told (`language.md` D4 of section 5.5).
//!
//! Many write it for those who read the catalog, so this is found only where it is asked for. Where each transform
//! has to say how it shuffles, it is never too much.

use super::{Rule, RuleContext};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::spec::ShuffleSpec;

pub(super) static RULE: Rule =
    Rule { code: Code::off("redundant-shuffle", page!("redundant-shuffle")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    let derivations = cx.catalog.collections.iter().filter_map(|collection| collection.derivation.as_ref());
    let derivations = derivations.filter(|derivation| !derivation.must_shuffle);
    for transform in derivations.flat_map(|derivation| &derivation.transforms).filter(|one| !one.disabled) {
        let (Ok(source), Some(ShuffleSpec::Key(_, Ok(parts))), Some(entry)) =
            (transform.source, &transform.shuffle, transform.shuffle_entry)
        else {
            continue;
        };
        let source = cx.catalog.collection(source);
        let Some(key) = source.key.as_ref().ok().filter(|key| !key.is_empty()) else { continue };
        let same = key.len() == parts.len()
            && key.iter().zip(parts).all(|pair| match pair {
                (Ok(own), Ok(part)) => own.value == part.value,
                (Err(_), _) | (_, Err(_)) => false,
            });
        if !same {
            continue;
        }
        let message =
            format!("this is the key of `{}`, by which documents are grouped anyway", source.name.value);
        let diagnostic = Diagnostic::new(&RULE.code, entry.key, message)
            .secondary(source.key_span, "the key of the source")
            .help("leave it out");
        diagnostics.push(match entry.text {
            Some(text) => diagnostic.fix("leave it out", text, ""),
            None => diagnostic,
        });
    }
}
