//! Types that are themselves, with nothing between: such a member of a union adds no value.

use super::union::union;
use super::{Model, Type};
use std::collections::BTreeSet;

/// Leaves out of each type what leads back to it. What is nothing but itself is unknown.
pub(super) fn cut(model: &mut Model) {
    for at in 0..model.types.len() {
        let Some(named) = model.types.get(at).filter(|named| leads_to(model, &named.body, at)) else {
            continue;
        };
        let members = members(model, &named.body, at);
        let body = if members.is_empty() { Type::Unknown } else { union(members, &named.doc) };
        if let Some(named) = model.types.get_mut(at) {
            named.body = body;
        }
    }
}

/// The members of a type that leads back to a place, without what is only on the way.
fn members(model: &Model, body: &Type, place: usize) -> Vec<Type> {
    let (mut seen, mut found) = (BTreeSet::from([place]), Vec::new());
    let mut walk = vec![body];
    while let Some(body) = walk.pop() {
        if let Type::Union(union) = body {
            walk.extend(union.members.iter().rev());
        } else if let (Type::Named(at), true) = (body, leads_to(model, body, place)) {
            let next = model.types.get(*at).filter(|_| seen.insert(*at));
            walk.extend(next.map(|named| &named.body));
        } else {
            found.push(body.clone());
        }
    }
    found
}

/// Whether a type is that of a place, or a union of which one member is.
fn leads_to(model: &Model, body: &Type, place: usize) -> bool {
    let mut seen = BTreeSet::new();
    let mut walk = vec![body];
    while let Some(body) = walk.pop() {
        if let Type::Named(at) = body {
            if *at == place {
                return true;
            }
            let next = model.types.get(*at).filter(|_| seen.insert(*at));
            walk.extend(next.map(|named| &named.body));
        } else if let Some(union) = body.as_union() {
            walk.extend(&union.members);
        }
    }
    false
}
