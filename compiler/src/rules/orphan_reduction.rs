//! A location has a reduction strategy, and the one around it has none (`language.md` S2).

use super::schemas::{Aspect, Once, each_place_and_branch};
use super::{Rule, RuleContext};
use crate::analysis::Reduce;
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

pub(super) static RULE: Rule =
    Rule { code: Code::error("orphan-reduction", page!("orphan-reduction")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    let mut once = Once::default();
    each_place_and_branch(cx, Aspect::Reduction, |place, parent| {
        let Some(parent) = parent.filter(|parent| !parent.has_strategy()) else { return };
        let span = match place.shape.reduce {
            Reduce::Unset => return,
            Reduce::Strategy(_, span) => span,
            Reduce::Multiple => place.span(),
        };
        let message = format!("`{}` has a reduction, and {} has none", place.pointer(), parent.name());
        let diagnostic = Diagnostic::new(&RULE.code, span, message)
            .label("this never applies")
            .note(format!("without a reduction {} is replaced as a whole", parent.name()))
            .help(format!("give {} the reduction `{{ strategy: merge }}`", parent.name()));
        once.push(diagnostic, diagnostics);
    });
}
