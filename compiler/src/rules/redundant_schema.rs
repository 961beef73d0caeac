//! A transform gives its source the schema that the source has anyway (`language.md` D3 of section 5.5).

use super::{Rule, RuleContext};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::schema::SchemaId;
use crate::syntax::Members;

pub(super) static RULE: Rule =
    Rule { code: Code::info("redundant-schema", page!("redundant-schema")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    let members = Members::default();
    let derivations = cx.catalog.collections.iter().filter_map(|collection| collection.derivation.as_ref());
    for transform in derivations.flat_map(|derivation| &derivation.transforms).filter(|one| !one.disabled) {
        let (Ok(source), Some(Ok(schema)), Some(entry)) =
            (transform.source, transform.source_schema, transform.source_schema_entry)
        else {
            continue;
        };
        let source = cx.catalog.collection(source);
        if source.external || !source.schema.is_ok_and(|own| is_same(cx, own, schema, &members)) {
            continue;
        }
        let message = format!("this is the schema that `{}` has anyway", source.name.value);
        let diagnostic = Diagnostic::new(&RULE.code, entry.key, message)
            .secondary(source.schema_span.start_point(), "the schema of the source")
            .help("leave it out");
        diagnostics.push(match entry.text {
            Some(text) => diagnostic.fix("leave it out", text, ""),
            None => diagnostic,
        });
    }
}

/// Whether both are one schema: the same node, or in one file the same text, whose references lead to the same.
fn is_same<'c>(cx: &RuleContext<'c>, own: SchemaId, other: SchemaId, members: &Members<'c>) -> bool {
    let schemas = &cx.catalog.schemas;
    let (one, two) = (schemas.document(own), schemas.document(other));
    let in_place = one.inline && two.inline && own == own.root() && other == other.root();
    own == other || (in_place && one.file == two.file && members.are_equal(&one.source, &two.source))
}
