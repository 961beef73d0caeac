//! A projection takes the name of another location's field (`language.md` D4).

use super::{Rule, RuleContext};
use crate::analysis::{Exists, locate};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use runtime_lite::Pointer;

pub(super) static RULE: Rule = Rule { code: Code::warning("shadowed-field", page!("shadowed-field")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    for id in cx.catalog.collection_ids() {
        let analysis = cx.analysis.collection(id);
        let Ok(shape) = &analysis.shape else { continue };
        for projection in &analysis.projections {
            let Some((span, _)) = projection.declared else { continue };
            // One that is of no location was reported.
            if matches!(projection.exists, Exists::Implicit | Exists::Cannot) {
                continue;
            }
            let Ok(own) = Pointer::parse(&format!("/{}", projection.field)) else { continue };
            if own == projection.pointer || shape_has_no_name(shape, &own) {
                continue;
            }
            let known = matches!(locate(shape, &own).exists, Exists::Must | Exists::May);
            let elsewhere = || analysis.projections.iter().any(|other| other.pointer == own);
            // A key's own field is the error `projection-clash`.
            let is_key = || analysis.key.iter().any(|part| part.value == own);
            if !known || elsewhere() || is_key() {
                continue;
            }
            let message = format!("the projection `{}` hides the field of `{own}`", projection.field);
            let diagnostic = Diagnostic::new(&RULE.code, span, message)
                .label(format!("this projection is of `{}`", projection.pointer))
                .help(format!("rename it, or project `{own}` too, under another name"));
            diagnostics.push(diagnostic);
        }
    }
}

/// Whether the location is one that only a pattern or `additionalProperties` allows, which has no field.
fn shape_has_no_name(shape: &crate::analysis::Shape, pointer: &Pointer) -> bool {
    let mut at = shape;
    for token in pointer.tokens() {
        match at.property(token) {
            Some(property) => at = &property.shape,
            None => return true,
        }
    }
    false
}
