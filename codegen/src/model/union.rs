//! Unions of types: what says the same is said once, and what tells objects apart is found.

use super::{Doc, Model, NumberType, ObjectType, StringType, Tag, Type, UnionType};
use serde_json::Value;
use std::sync::Arc;

/// As many literals as are compared with one another.
const MOST_COMPARED: usize = 4096;

/// The union of types. What another member holds, too, is left out.
pub(super) fn union(members: Vec<Type>, doc: &Doc) -> Type {
    let mut flat: Vec<Type> = Vec::new();
    for member in members {
        if let Type::Union(inner) = member { flat.extend(inner.members) } else { flat.push(member) }
    }
    let mut kept: Vec<Type> = Vec::new();
    for member in flat {
        if member == Type::Unknown {
            return Type::Unknown;
        }
        let is_literal = matches!(member, Type::Literal(_));
        let compared = if is_literal { kept.len().min(MOST_COMPARED) } else { kept.len() };
        if kept.iter().take(compared).any(|one| holds(one, &member)) {
            continue;
        }
        if !is_literal {
            kept.retain(|one| !holds(&member, one));
        }
        kept.push(member);
    }
    booleans(&mut kept);
    if is_everything(&kept) {
        return Type::Unknown;
    }
    match kept.len() {
        0 => Type::Never,
        1 => kept.remove(0),
        _ => Type::Union(Box::new(UnionType { members: kept, doc: doc.clone() })),
    }
}

/// Whether every value of a type is surely one of another.
fn holds(outer: &Type, inner: &Type) -> bool {
    if outer == inner || *inner == Type::Never {
        return true;
    }
    if let Type::Number(outer) = outer {
        let is_free = *outer == NumberType { integer: outer.integer, ..NumberType::default() };
        if let Type::Literal(Value::Number(number)) = inner {
            return is_free && (!outer.integer || number.is_i64() || number.is_u64());
        }
        return is_free && matches!(inner, Type::Number(inner) if !outer.integer || inner.integer);
    }
    let is_literal = |kind: fn(&Value) -> bool| matches!(inner, Type::Literal(value) if kind(value));
    (*outer == Type::String(StringType::default())
        && (matches!(inner, Type::String(_)) || is_literal(Value::is_string)))
        || (*outer == Type::Boolean && is_literal(Value::is_boolean))
        || (*outer == Type::Null && is_literal(Value::is_null))
}

/// `true` and `false` are all of their kind, and `null` is.
fn booleans(members: &mut Vec<Type>) {
    for member in members.iter_mut().filter(|one| **one == Type::Literal(Value::Null)) {
        *member = Type::Null;
    }
    let is_both = |one: &Type| matches!(one, Type::Literal(Value::Bool(_)));
    if members.iter().filter(|one| is_both(one)).count() < 2 {
        return;
    }
    if let Some(first) = members.iter_mut().find(|one| is_both(one)) {
        *first = Type::Boolean;
    }
    members.retain(|one| !is_both(one));
}

fn is_everything(members: &[Type]) -> bool {
    let has = |test: fn(&Type) -> bool| members.iter().any(test);
    has(|one| *one == Type::Null)
        && has(|one| *one == Type::Boolean)
        && has(|one| *one == Type::Number(NumberType::default()))
        && has(|one| *one == Type::String(StringType::default()))
        && has(is_any_array)
        && has(is_any_object)
}

fn is_any_array(body: &Type) -> bool {
    let Type::Array(array) = body else { return false };
    array.prefix.iter().chain(&array.rest).all(|item| *item == Type::Unknown)
        && array.rest.is_some()
        && (array.least, array.most) == (0, None)
}

fn is_any_object(body: &Type) -> bool {
    let Type::Object(object) = body else { return false };
    let is_free = |body: &Type| *body == Type::Unknown;
    object.rest.as_ref().is_some_and(is_free)
        && object.properties.iter().all(|one| !one.required && is_free(&one.body))
        && object.patterns.iter().all(|(_, body)| is_free(body))
}

impl Model {
    /// The property that tells the objects of a union apart, if two of them have one whose values differ.
    pub(crate) fn tag(&self, union: &UnionType) -> Option<Tag> {
        let mut objects = Vec::new();
        for (at, member) in union.members.iter().enumerate() {
            let body = self.resolved(member);
            // Some of these may be objects, too.
            if matches!(body, Type::Union(_) | Type::Unknown | Type::Literal(Value::Object(_))) {
                return None;
            }
            if let Type::Object(object) = body {
                objects.push((at, &**object));
            }
        }
        let (_, first) = objects.first().filter(|_| objects.len() > 1)?;
        let names = first.properties.iter().filter(|one| one.required).map(|one| &one.name);
        names.filter_map(|name| self.told_apart(name, &objects)).next()
    }

    fn told_apart(&self, name: &Arc<str>, objects: &[(usize, &ObjectType)]) -> Option<Tag> {
        let mut values: Vec<(usize, Vec<Value>)> = Vec::new();
        for (at, object) in objects {
            let property = object.properties.iter().find(|one| one.name == *name && one.required)?;
            let own = self.literals(&property.body)?;
            if values.iter().any(|(_, known)| own.iter().any(|value| known.contains(value))) {
                return None;
            }
            values.push((*at, own));
        }
        Some(Tag { property: name.clone(), values })
    }

    /// The values of a type, if they are listed and are scalars.
    pub(crate) fn literals(&self, body: &Type) -> Option<Vec<Value>> {
        let scalar = |body: &Type| {
            let Type::Literal(value) = body else { return (*body == Type::Null).then_some(Value::Null) };
            Some(value).filter(|value| !value.is_array() && !value.is_object()).cloned()
        };
        let body = self.resolved(body);
        let Type::Union(union) = body else { return scalar(body).map(|value| vec![value]) };
        union.members.iter().map(|member| scalar(self.resolved(member))).collect()
    }
}
