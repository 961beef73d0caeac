//! What rules about reduction strategies share.

use super::{Aspect, Once, Place, each_place_and_branch};
use crate::analysis::Reduce;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::rules::RuleContext;
use crate::schema::Types;
use crate::source::{Span, Spanned};
use crate::syntax::Node;
use runtime_lite::{Pointer, Strategy};

/// Reports the locations with a strategy whose values it cannot reduce. A null beside them is no mistake
/// (`language.md` D5). `also` says of other locations that they are right.
pub(in crate::rules) fn check_types(
    cx: &RuleContext<'_>,
    diagnostics: &mut Diagnostics,
    (code, strategy): (&'static Code, Strategy),
    allowed: Types,
    also: impl Fn(&Place<'_>) -> bool,
    wording: impl Fn(Diagnostic) -> Diagnostic,
) {
    let mut once = Once::default();
    each_place_and_branch(cx, Aspect::Reduction, |place, _| {
        let Reduce::Strategy(found, span) = place.shape.reduce else { return };
        let types = place.shape.types.without(Types::NULL);
        if found != strategy || types.is_subset(allowed) || also(&place) {
            return;
        }
        let wrong = types.without(allowed);
        let message = match types == Types::ANY.without(Types::NULL) {
            true => format!("`{}` is at {}, which may have any value", strategy.name(), place.name()),
            false => format!("`{}` is at {}, which may be {}", strategy.name(), place.name(), wrong),
        };
        let mut diagnostic = Diagnostic::new(code, span, message);
        if let Some(span) = place.shape.types_at {
            diagnostic = diagnostic.secondary(span, "the type is decided here");
        }
        once.push(wording(diagnostic), diagnostics);
    });
}

/// The pointers of a strategy's argument `key`, and where the argument is; nothing where it has none.
pub(in crate::rules) fn argument_key(
    place: &Place<'_>,
    reduce: Span,
) -> Option<(Span, Vec<Spanned<Pointer>>)> {
    let node = place.nodes.iter().find_map(|(_, node)| {
        let entry = node.keyword("reduce")?;
        (entry.value.span == reduce).then_some(&entry.value)
    })?;
    let key = &node.get("key")?.value;
    let pointer = |item: &Node| {
        let pointer = Pointer::parse(item.as_str()?).ok()?;
        Some(Spanned::new(pointer, item.span))
    };
    Some((key.span, key.items().iter().filter_map(pointer).collect()))
}
