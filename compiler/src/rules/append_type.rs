//! `append` is at a location that may hold other than arrays (`language.md` S8).

use super::schemas::check_types;
use super::{Rule, RuleContext};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostics};
use crate::schema::Types;
use runtime_lite::Strategy;

pub(super) static RULE: Rule = Rule { code: Code::error("append-type", page!("append-type")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    let strategy = (&RULE.code, Strategy::Append);
    check_types(
        cx,
        diagnostics,
        strategy,
        Types::ARRAY,
        |_| false,
        |diagnostic| diagnostic.label("arrays alone are appended to").help("give it `type: array`"),
    );
}
