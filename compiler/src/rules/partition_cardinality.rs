//! A collection is partitioned by a location that has ever new values (`language.md` section 5.9).

use super::{Rule, RuleContext};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::schema::Types;

pub(super) static RULE: Rule =
    Rule { code: Code::warning("partition-cardinality", page!("partition-cardinality")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    for id in cx.catalog.collection_ids() {
        for projection in cx.analysis.collection(id).partitions() {
            let (Some(partition), Some(format)) = (projection.partition, &projection.shape.string.format)
            else {
                continue;
            };
            let is_endless = matches!(&*format.value, "date-time" | "uuid");
            // A list of values is an end.
            if !is_endless
                || !projection.shape.types.overlaps(Types::STRING)
                || projection.shape.listed().is_some()
            {
                continue;
            }
            let message =
                format!("the partition `{}` has a value for nearly each document", projection.field);
            let diagnostic = Diagnostic::new(&RULE.code, partition, message)
                .label("each value is a folder of its own")
                .secondary(format.span, "its values are all different")
                .note("documents are stored below the day of their transaction, whatever the partitions are")
                .help("partition by a location that has few values, such as a country or a kind");
            diagnostics.push(diagnostic);
        }
    }
}
