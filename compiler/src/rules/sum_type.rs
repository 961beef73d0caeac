//! `sum` is at a location that may hold other than numbers (`language.md` S3).

use super::schemas::check_types;
use super::{Rule, RuleContext};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostics};
use crate::schema::Types;
use runtime_lite::Strategy;

pub(super) static RULE: Rule = Rule { code: Code::error("sum-type", page!("sum-type")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    let strategy = (&RULE.code, Strategy::Sum);
    check_types(
        cx,
        diagnostics,
        strategy,
        Types::NUMBER,
        |place| {
            let format = place.shape.string.format.as_ref().map(|format| &*format.value);
            let numbers = Types::NUMBER | Types::STRING;
            place.shape.types.without(Types::NULL).is_subset(numbers)
                && matches!(format, Some("integer" | "number"))
        },
        |diagnostic| {
            diagnostic
                .label("numbers alone have a sum")
                .help("give it `type: number`, or `format: number` where strings hold numbers")
        },
    );
}
