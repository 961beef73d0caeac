//! A property is declared, and no value of it is valid: another schema of the location excludes it.

use super::schemas::{Aspect, Once, each_place};
use super::{Rule, RuleContext};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::schema::SchemaId;

pub(super) static RULE: Rule = Rule { code: Code::warning("dead-property", page!("dead-property")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    let schemas = &cx.catalog.schemas;
    let mut once = Once::default();
    each_place(cx, Aspect::Impossible, |place, parent| {
        // One that is required is worse, and found elsewhere.
        let Some(parent) = parent.filter(|_| place.shape.types.is_empty() && place.required.is_none()) else {
            return;
        };
        let Some(name) = place.token() else { return };
        let declares = |id: &SchemaId| {
            let properties = schemas.node(*id).keywords.objects.properties.iter();
            properties.into_iter().find(|(known, _)| *known.value == **name)
        };
        let is_meant =
            |id: &SchemaId, node: u32| schemas.node(SchemaId { node, ..*id }).keywords.always != Some(false);
        let declared = parent.nodes.iter().find_map(|(id, _)| {
            declares(id).filter(|(_, node)| is_meant(id, *node)).map(|(known, _)| known.span)
        });
        let Some(span) = declared else { return };
        let excludes = parent.nodes.iter().filter(|(id, _)| declares(id).is_none()).find_map(|(id, node)| {
            let closed =
                node.keywords.objects.additional_properties.is_some_and(|other| !is_meant(id, other));
            node.keyword("additionalProperties").filter(|_| closed).map(|entry| entry.key.span)
        });
        let message = format!("`{}` can have no value", place.pointer());
        let mut diagnostic = Diagnostic::new(&RULE.code, span, message).label("declared here");
        diagnostic = match excludes {
            Some(span) => diagnostic.secondary(span, "this excludes what is not named beside it").help(
                "declare it beside that `additionalProperties`, or use `unevaluatedProperties` around both",
            ),
            None => diagnostic.help("let the schemas of the location agree, or remove the property"),
        };
        if let Some(span) = place.shape.types_at.filter(|_| excludes.is_none()) {
            diagnostic = diagnostic.secondary(span, "this leaves no type");
        }
        once.push(diagnostic, diagnostics);
    });
}
