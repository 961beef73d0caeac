//! `set` is at a location that may hold other than objects (`language.md` S5).

use super::schemas::check_types;
use super::{Rule, RuleContext};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostics};
use crate::schema::Types;
use runtime_lite::Strategy;

pub(super) static RULE: Rule = Rule { code: Code::error("set-type", page!("set-type")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    let strategy = (&RULE.code, Strategy::Set);
    check_types(
        cx,
        diagnostics,
        strategy,
        Types::OBJECT,
        |_| false,
        |diagnostic| {
            diagnostic
                .label("a set is an object")
                .help("give it `type: object`, with the properties `add`, `intersect` and `remove`")
        },
    );
}
