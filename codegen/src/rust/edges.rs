//! Which types hold which without anything between, so that a type would have no size.

use crate::model::{Model, Type};
use std::collections::BTreeSet;

/// The types that a type holds in itself.
fn direct(body: &Type, found: &mut BTreeSet<usize>) {
    if let Type::Named(at) = body {
        found.insert(*at);
    } else if let Some(union) = body.as_union() {
        union.members.iter().for_each(|member| direct(member, found));
    } else if let Some(object) = body.as_object() {
        object.properties.iter().for_each(|property| direct(&property.body, found));
    } else if let Type::Array(array) = body {
        array.prefix.iter().for_each(|item| direct(item, found));
    }
}

/// The types that a type names, wherever.
fn all(body: &Type, found: &mut BTreeSet<usize>) {
    direct(body, found);
    if let Some(union) = body.as_union() {
        union.members.iter().for_each(|member| all(member, found));
    } else if let Some(object) = body.as_object() {
        object.properties.iter().for_each(|property| all(&property.body, found));
        object.rest.iter().for_each(|rest| all(rest, found));
    } else if let Type::Array(array) = body {
        array.prefix.iter().chain(&array.rest).for_each(|item| all(item, found));
    }
}

/// Whether one type holds another in itself, however far.
pub(super) fn holds(model: &Model, from: usize, to: usize) -> bool {
    reaches(model, from, to, direct, |_| true)
}

/// Whether an alias is made of itself by aliases alone, which Rust does not have.
pub(super) fn is_cyclic(model: &Model, alias: usize, is_alias: impl Fn(&Type) -> bool) -> bool {
    let Some(named) = model.types.get(alias) else { return false };
    let mut first = BTreeSet::new();
    all(&named.body, &mut first);
    first.into_iter().any(|next| reaches(model, next, alias, all, &is_alias))
}

fn reaches(
    model: &Model,
    from: usize,
    to: usize,
    edges: fn(&Type, &mut BTreeSet<usize>),
    follows: impl Fn(&Type) -> bool,
) -> bool {
    let (mut seen, mut walk) = (BTreeSet::new(), vec![from]);
    while let Some(at) = walk.pop() {
        if at == to {
            return true;
        }
        let Some(named) = model.types.get(at).filter(|named| follows(&named.body)) else { continue };
        if seen.insert(at) {
            let mut next = BTreeSet::new();
            edges(&named.body, &mut next);
            walk.extend(next);
        }
    }
    false
}
