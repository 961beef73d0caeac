//! `merge` is at a location that may hold other than objects and arrays (`language.md` S4).

use super::schemas::check_types;
use super::{Rule, RuleContext};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostics};
use crate::schema::Types;
use runtime_lite::Strategy;

pub(super) static RULE: Rule = Rule { code: Code::error("merge-type", page!("merge-type")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    let strategy = (&RULE.code, Strategy::Merge);
    check_types(
        cx,
        diagnostics,
        strategy,
        Types::OBJECT | Types::ARRAY,
        |_| false,
        |diagnostic| {
            diagnostic
                .label("objects and arrays alone are merged")
                .help("give it `type: object` or `type: array`")
        },
    );
}
