//! Unions within unions: what has a name is called by it, as `Shape | null` is, and not taken apart.

use super::union::union;
use super::{Model, Type};

/// How many pairs of members are compared in one module.
const MOST_COMPARED: usize = 200_000;

/// Calls those members of a union by a name that are together the union of that name. Two of them are objects: others
/// may be alike by chance.
pub(super) fn fold(model: &mut Model) {
    let named: Vec<(usize, Vec<Type>)> = (model.types.iter().enumerate())
        .filter_map(|(at, named)| Some((at, named.body.as_union()?.members.clone())))
        .filter(|(_, members)| members.iter().filter(|member| member.as_object().is_some()).count() > 1)
        .collect();
    if named.is_empty() {
        return;
    }
    let mut folder = Folder { named, left: MOST_COMPARED };
    for (at, named) in model.types.iter_mut().enumerate() {
        folder.visit(&mut named.body, Some(at));
    }
}

struct Folder {
    /// The unions that have names, by their places.
    named: Vec<(usize, Vec<Type>)>,
    left: usize,
}

impl Folder {
    /// `own` is the place of a type that has a name, and is not called by another one for all that it is.
    fn visit(&mut self, body: &mut Type, own: Option<usize>) {
        if let Some(inner) = body.as_union() {
            let mut members = inner.members.clone();
            let mut found = false;
            for at in 0..self.named.len() {
                found |= self.call(&mut members, at, own.is_some());
            }
            if found {
                *body = union(members, &inner.doc.clone());
            }
        }
        match body {
            Type::Union(union) => union.members.iter_mut().for_each(|member| self.visit(member, None)),
            Type::Array(array) => {
                array.prefix.iter_mut().chain(&mut array.rest).for_each(|item| self.visit(item, None));
            }
            Type::Object(object) => {
                let properties = object.properties.iter_mut().map(|property| &mut property.body);
                let patterns = object.patterns.iter_mut().map(|(_, body)| body);
                properties.chain(patterns).chain(&mut object.rest).for_each(|body| self.visit(body, None));
            }
            Type::Unknown
            | Type::Never
            | Type::Null
            | Type::Boolean
            | Type::Number(_)
            | Type::String(_)
            | Type::Literal(_)
            | Type::Named(_) => {}
        }
    }

    /// Puts a name in the place of its members, if all of them are there.
    fn call(&mut self, members: &mut Vec<Type>, at: usize, is_named: bool) -> bool {
        let Some((place, parts)) = self.named.get(at) else { return false };
        if parts.len() > members.len() || (is_named && parts.len() == members.len()) {
            return false;
        }
        let Some(left) = self.left.checked_sub(parts.len() * members.len()) else { return false };
        self.left = left;
        if !parts.iter().all(|part| members.contains(part)) {
            return false;
        }
        let first = members.iter().position(|member| parts.contains(member)).unwrap_or(0);
        members.retain(|member| !parts.contains(member));
        members.insert(first.min(members.len()), Type::Named(*place));
        true
    }
}
