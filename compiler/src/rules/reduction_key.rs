//! Members of an array are told apart by a key that they may lack, or by none (`language.md` section 6.2).

use super::schemas::{Aspect, Location, Once, argument_key, each_place_and_branch};
use super::{Rule, RuleContext};
use crate::analysis::{Exists, Reduce, Shape, locate};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::schema::Types;
use crate::source::Span;
use runtime_lite::Strategy;
use std::sync::Arc;

pub(super) static RULE: Rule = Rule { code: Code::warning("reduction-key", page!("reduction-key")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    let mut once = Once::default();
    each_place_and_branch(cx, Aspect::Reduction, |place, _| match place.shape.reduce {
        Reduce::Strategy(Strategy::Set, span) => {
            let terms = place.shape.object.properties.iter();
            let arrays = terms.filter(|term| term.shape.types.without(Types::NULL) == Types::ARRAY);
            let items: Vec<_> = arrays.filter_map(|term| term.shape.array.additional.as_ref()).collect();
            if items.iter().any(|item| item.types.overlaps(Types::OBJECT))
                && argument_key(&place, span).is_none()
            {
                let message = format!("the set at {} has no `key`", place.name());
                let diagnostic = Diagnostic::new(&RULE.code, span, message)
                    .label("its members are compared as a whole")
                    .help("name what tells members apart, such as `key: [/id]`");
                once.push(diagnostic, diagnostics);
            }
            key_parts(place, span, &items, &mut once, diagnostics);
        }
        Reduce::Strategy(Strategy::Merge, span) => {
            let items: Vec<_> = place.shape.array.additional.iter().collect();
            key_parts(place, span, &items, &mut once, diagnostics);
        }
        Reduce::Strategy(..) | Reduce::Unset | Reduce::Multiple => {}
    });
}

/// Reports parts of the key that some member may lack.
fn key_parts(
    place: Location<'_>,
    reduce: Span,
    items: &[&Arc<Shape>],
    once: &mut Once,
    diagnostics: &mut Diagnostics,
) {
    let Some((_, key)) = argument_key(&place, reduce) else { return };
    for part in key {
        let absent = items.iter().any(|item| {
            let at = locate(item, &part.value);
            !at.broken && at.exists != Exists::Must
        });
        if absent {
            let message = format!("an item of {} may lack `{}`", place.name(), part.value);
            let diagnostic = Diagnostic::new(&RULE.code, part.span, message)
                .label("a part of the key of its items")
                .note("items that lack it are taken for one another")
                .help("list it under `required` in the schema of the items");
            once.push(diagnostic, diagnostics);
        }
    }
}
