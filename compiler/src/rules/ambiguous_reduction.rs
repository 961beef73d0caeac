//! Alternatives that one value may match together have different reductions (`language.md` section 6.1).

use super::schemas::{Aspect, Once, each_place};
use super::{Rule, RuleContext};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::schema::{SchemaId, Schemas, Types};
use crate::source::Spanned;
use runtime_lite::{Strategy, compare};
use serde_json::Value;

pub(super) static RULE: Rule =
    Rule { code: Code::warning("ambiguous-reduction", page!("ambiguous-reduction")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    let schemas = &cx.catalog.schemas;
    let mut once = Once::default();
    each_place(cx, Aspect::Alternatives, |place, _| {
        for (id, node) in place.nodes.iter() {
            let branches = node
                .keywords
                .branches
                .any_of
                .iter()
                .map(|node| meant(schemas, SchemaId { node: *node, ..*id }));
            let branches: Vec<SchemaId> = branches.collect();
            for (at, left) in branches.iter().enumerate() {
                let mut others = branches.iter().skip(at + 1);
                let clash = others.find_map(|right| clash(schemas, *left, *right));
                let Some((first, second)) = clash else { continue };
                let names = format!("`{}` and `{}`", first.value.name(), second.value.name());
                let message = format!("alternatives reduce {} by {names}", place.name());
                let diagnostic = Diagnostic::new(&RULE.code, second.span, message)
                    .label("this may apply")
                    .secondary(first.span, "this may apply, too")
                    .note("where a value matches both, the first of them applies")
                    .help("tell the alternatives apart by a `const` of a required property, or use `oneOf`");
                once.push(diagnostic, diagnostics);
            }
        }
    });
}

/// The schema that a chain of references without anything beside them leads to.
fn meant(schemas: &Schemas, id: SchemaId) -> SchemaId {
    let mut id = id;
    for _ in 0..16 {
        match schemas.referred(id) {
            Some(Ok(target)) if schemas.node(id).source.entries().len() == 1 => id = target,
            Some(_) | None => break,
        }
    }
    id
}

/// The reductions of both alternatives, if they differ and a value may match both.
fn clash(
    schemas: &Schemas,
    left: SchemaId,
    right: SchemaId,
) -> Option<(&Spanned<Strategy>, &Spanned<Strategy>)> {
    let reduction = |id| schemas.node(id).keywords.reduce.as_ref();
    let (first, second) = (reduction(left)?, reduction(right)?);
    (first.value != second.value && !are_apart(schemas, left, right)).then_some((first, second))
}

/// Whether no value matches both: they are of different types, or a property that both require has different
/// values.
fn are_apart(schemas: &Schemas, left: SchemaId, right: SchemaId) -> bool {
    let types = |id| schemas.node(id).keywords.types.as_ref().map_or(Types::ANY, |types| types.value);
    if !types(left).overlaps(types(right)) {
        return true;
    }
    let others = tags(schemas, right);
    tags(schemas, left).iter().any(|(name, values)| {
        let known = others.iter().filter(|(other, _)| other == name);
        let is_in = |value: &Value, list: &[Value]| list.iter().any(|other| compare(value, other).is_eq());
        known.into_iter().any(|(_, list)| !values.iter().any(|value| is_in(value, list)))
    })
}

/// The required properties of a schema whose values it lists.
fn tags(schemas: &Schemas, id: SchemaId) -> Vec<(&str, &[Value])> {
    let keywords = &schemas.node(id).keywords;
    let required = |name: &str| keywords.objects.required.iter().any(|known| &*known.value == name);
    let properties = keywords.objects.properties.iter().filter(|(name, _)| required(&name.value));
    let listed = properties.filter_map(|(name, node)| {
        let values = &schemas.node(SchemaId { node: *node, ..id }).keywords.values;
        Some((&*name.value, values.first()?.value.as_slice()))
    });
    listed.collect()
}
