//! A projection looks as if it were of many locations, and is of a property with an odd name
//! (`language.md` sections 3.5 and 5.9).

use super::{Rule, RuleContext};
use crate::analysis::{Exists, Shape};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use runtime_lite::{Pointer, Token};

pub(super) static RULE: Rule =
    Rule { code: Code::warning("wildcard-projection", page!("wildcard-projection")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    for id in cx.catalog.collection_ids() {
        let analysis = cx.analysis.collection(id);
        let Ok(shape) = &analysis.shape else { continue };
        for projection in &analysis.projections {
            let Some((_, order)) = projection.declared else { continue };
            let known = matches!(projection.exists, Exists::Must | Exists::May);
            let Some(name) = wildcard(shape, &projection.pointer).filter(|_| known) else { continue };
            let spec = cx.catalog.collection(id).projections.get(order);
            let Some(Ok(location)) = spec.map(|spec| &spec.location) else { continue };
            let message = format!("the projection `{}` is of one property called `{name}`", projection.field);
            let diagnostic = Diagnostic::new(&RULE.code, location.span, message)
                .note("a projection is of one location: no part of it stands for many")
                .help("name the property or the item that is meant, or project what is around it");
            diagnostics.push(diagnostic);
        }
    }
}

/// The first part of a location that looks as if it stood for many names, and that the schema does not declare.
fn wildcard<'p>(root: &Shape, pointer: &'p Pointer) -> Option<&'p str> {
    let mut around = Some(root);
    for token in pointer.tokens() {
        let declared = around.and_then(|shape| shape.property(token));
        if matches!(Token::of(token), Token::NextIndex | Token::NextProperty) && declared.is_none() {
            return Some(token);
        }
        around = declared.map(|property| &*property.shape);
    }
    None
}
