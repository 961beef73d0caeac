//! Roots that are nothing but a reference to a schema of the same name, of which one type would be called `Order2`.

use super::name::{Given, Naming, words};
use super::{Model, Type};

/// Puts what a root refers to in its place. `names` says where each type has its name from.
pub(super) fn adopt(model: &mut Model, names: &mut Vec<Naming>, roots: usize) {
    for root in 0..roots {
        let Some(Type::Named(target)) = model.types.get(root).map(|named| named.body.clone()) else {
            continue;
        };
        if target < roots || target >= model.types.len() {
            continue;
        }
        let given = |at: usize| names.get(at).map(|naming| &naming.given);
        let (Some(Given::Root(own)), Some(Given::Definition(other, _))) = (given(root), given(target)) else {
            continue;
        };
        if words(own) != words(other) {
            continue;
        }
        let adopted = model.types.remove(target);
        names.remove(target);
        if let Some(named) = model.types.get_mut(root) {
            named.body = adopted.body;
            if !named.doc.has_words() {
                named.doc = adopted.doc;
            } else {
                named.doc.remarks = adopted.doc.remarks;
            }
        }
        let moved = |at: usize| match at {
            at if at == target => root,
            at if at > target => at - 1,
            at => at,
        };
        model.types.iter_mut().for_each(|named| redirect(&mut named.body, &moved));
        model.schemas.values_mut().for_each(|at| *at = moved(*at));
    }
}

/// Changes the places that a type leads to.
fn redirect(body: &mut Type, moved: &impl Fn(usize) -> usize) {
    match body {
        Type::Named(at) => *at = moved(*at),
        Type::Array(array) => {
            array.prefix.iter_mut().chain(&mut array.rest).for_each(|item| redirect(item, moved));
        }
        Type::Object(object) => {
            let properties = object.properties.iter_mut().map(|property| &mut property.body);
            let patterns = object.patterns.iter_mut().map(|(_, body)| body);
            properties.chain(patterns).chain(&mut object.rest).for_each(|body| redirect(body, moved));
        }
        Type::Union(union) => union.members.iter_mut().for_each(|member| redirect(member, moved)),
        Type::Unknown
        | Type::Never
        | Type::Null
        | Type::Boolean
        | Type::Number(_)
        | Type::String(_)
        | Type::Literal(_) => {}
    }
}
