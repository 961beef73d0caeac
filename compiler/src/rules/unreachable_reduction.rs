//! A location has a reduction that never applies, since the one around it is taken as a whole
//! (`language.md` section 6.1).

use super::schemas::{Aspect, Once, argument_key, each_place};
use super::{Rule, RuleContext};
use crate::analysis::Reduce;
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use runtime_lite::Strategy;

pub(super) static RULE: Rule =
    Rule { code: Code::warning("unreachable-reduction", page!("unreachable-reduction")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    let mut once = Once::default();
    each_place(cx, Aspect::Reduction, |place, parent| {
        let Some(parent) = parent else { return };
        let Reduce::Strategy(outer, outer_span) = parent.shape.reduce else { return };
        let Reduce::Strategy(inner, span) = place.shape.reduce else { return };
        // With a key, the greatest and smallest values are merged where their keys are equal.
        let by_key = matches!(outer, Strategy::Maximize | Strategy::Minimize);
        let reaches = matches!(outer, Strategy::Merge | Strategy::Set)
            || (by_key && argument_key(&parent, outer_span).is_some());
        if reaches || inner == Strategy::LastWriteWins {
            return;
        }
        let message = format!("`{}` at `{}` never applies", inner.name(), place.pointer());
        let diagnostic = Diagnostic::new(&RULE.code, span, message)
            .label("no effect")
            .secondary(outer_span, format!("`{}` takes {} as a whole", outer.name(), parent.name()))
            .help(format!("make the reduction of {} `merge`, or remove this one", parent.name()));
        once.push(diagnostic, diagnostics);
    });
}
