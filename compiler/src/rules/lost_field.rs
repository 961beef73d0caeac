//! A property of one alternative is no field, since another alternative allows anything in its place
//! (`language.md` section 3.3).

use super::schemas::{Aspect, Once, each_place, in_place};
use super::{Rule, RuleContext};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::schema::{SchemaId, SchemaNode, Types};
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule { code: Code::info("lost-field", page!("lost-field")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    let schemas = &cx.catalog.schemas;
    let mut once = Once::default();
    each_place(cx, Aspect::Alternatives, |place, _| {
        if !place.shape.types.overlaps(Types::OBJECT) {
            return;
        }
        for (id, node) in place.nodes.iter() {
            for (keyword, branches) in
                [("anyOf", &node.keywords.branches.any_of), ("oneOf", &node.keywords.branches.one_of)]
            {
                let branches =
                    branches.iter().map(|node| in_place(schemas, [SchemaId { node: *node, ..*id }]));
                let branches: Vec<_> = branches.filter(|branch| branch.iter().all(may_be_object)).collect();
                if branches.len() < 2 {
                    continue;
                }
                let named = branches.iter().flat_map(|branch| branch.iter());
                let named = named.flat_map(|(_, node)| &node.keywords.objects.properties);
                let lost: BTreeSet<&str> = named
                    .map(|(name, _)| &*name.value)
                    .filter(|name| place.shape.property(name).is_none())
                    .collect();
                let Some(entry) = node.keyword(keyword).filter(|_| !lost.is_empty()) else { continue };
                let shown: Vec<String> = lost.iter().take(5).map(|name| format!("`{name}`")).collect();
                let more = if lost.len() > shown.len() { " and others" } else { "" };
                let message = format!("{}{more} of {} are no fields", shown.join(", "), place.name());
                let diagnostic = Diagnostic::new(&RULE.code, entry.key.span, message)
                    .label("an alternative says nothing of them")
                    .help(
                        "close the alternatives with `additionalProperties: false`, or declare them beside",
                    );
                once.push(diagnostic, diagnostics);
            }
        }
    });
}

/// Whether the schema leaves objects.
fn may_be_object((_, node): &(SchemaId, &SchemaNode)) -> bool {
    let types = node.keywords.types.as_ref();
    types.is_none_or(|types| types.value.overlaps(Types::OBJECT))
}
