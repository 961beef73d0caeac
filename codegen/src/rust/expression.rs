//! Type expressions of Rust.
//!
//! They are sound: what the schema accepts is accepted, and comes out as it went in. Where Rust cannot say as much
//! as the schema, the type is wider.

use super::edges;
use super::tag::Tags;
use crate::model::{ArrayType, Model, ObjectType, Type, UnionType};
use serde_json::Value;

/// Prints types of a module.
#[derive(Debug, Clone, Copy)]
pub(super) struct Printer<'m> {
    pub(super) model: &'m Model,
    pub(super) tags: &'m Tags,
}

/// Whether no expression says what a type is, so that it needs a definition.
pub(super) fn has_name(body: &Type) -> bool {
    match body {
        Type::Object(object) => !is_map(object),
        Type::Union(union) => optional(union).is_none(),
        Type::Array(array) => !is_list(array) && !is_tuple(array),
        Type::Literal(_) => true,
        Type::Unknown
        | Type::Never
        | Type::Null
        | Type::Boolean
        | Type::Number(_)
        | Type::String(_)
        | Type::Named(_) => false,
    }
}

/// Whether objects are maps: none of their properties has a name.
pub(super) fn is_map(object: &ObjectType) -> bool {
    object.properties.is_empty() && object.patterns.is_empty() && object.rest.is_some()
}

fn is_list(array: &ArrayType) -> bool {
    array.prefix.is_empty() && array.rest.is_some() && array.least == 0 && array.most.is_none()
}

/// The longest tuple that serde and the standard library know.
const LONGEST_TUPLE: usize = 12;

fn is_tuple(array: &ArrayType) -> bool {
    let length = u64::try_from(array.prefix.len()).unwrap_or(u64::MAX);
    let is_short = (1..=LONGEST_TUPLE).contains(&array.prefix.len());
    is_short && array.rest.is_none() && array.least >= length
}

/// The type that a union is beside null, if it is one type and null.
pub(super) fn optional(union: &UnionType) -> Option<&Type> {
    let is_null = |body: &&Type| matches!(body, Type::Null | Type::Literal(Value::Null));
    let mut others = union.members.iter().filter(|member| !is_null(member));
    let other = others.next().filter(|_| others.next().is_none())?;
    (union.members.len() == 2 && !matches!(other, Type::Literal(_))).then_some(other)
}

impl Printer<'_> {
    /// The type as an expression inside of the type of a place.
    pub(super) fn inside(self, owner: usize, body: &Type) -> String {
        self.one(Some(owner), body)
    }

    /// The type as an expression in what has a size, whatever it holds.
    pub(super) fn apart(self, body: &Type) -> String {
        self.one(None, body)
    }

    fn one(self, owner: Option<usize>, body: &Type) -> String {
        match body {
            Type::Unknown | Type::Literal(_) => "Value".to_owned(),
            Type::Never => "Never".to_owned(),
            Type::Null => "()".to_owned(),
            Type::Boolean => "bool".to_owned(),
            Type::Number(number) if number.integer => "Integer".to_owned(),
            Type::Number(_) => "Number".to_owned(),
            Type::String(_) => "String".to_owned(),
            Type::Array(array) if is_tuple(array) => {
                let items: Vec<String> = array.prefix.iter().map(|item| self.one(owner, item)).collect();
                if let [item] = items.as_slice() {
                    format!("({item},)")
                } else {
                    format!("({})", items.join(", "))
                }
            }
            Type::Array(array) => {
                // What a vector holds has a size.
                let item = array.rest.as_ref().map_or("Value".to_owned(), |rest| self.one(None, rest));
                format!("Vec<{item}>")
            }
            Type::Object(object) => {
                let value = object.rest.as_ref().filter(|_| is_map(object));
                let value = value.map_or("Value".to_owned(), |value| self.one(None, value));
                format!("BTreeMap<String, {value}>")
            }
            Type::Union(union) => {
                let other = optional(union).map(|other| self.one(owner, other));
                other.map_or("Value".to_owned(), |other| format!("Option<{other}>"))
            }
            Type::Named(at) => {
                let name = self.model.types.get(*at).map_or("Value", |named| &named.name);
                let is_endless = owner.is_some_and(|owner| edges::holds(self.model, *at, owner));
                if is_endless { format!("Box<{name}>") } else { name.to_owned() }
            }
        }
    }

    /// Whether an expression is an option, which serde takes to be absent where nothing says otherwise.
    pub(super) fn is_option(self, body: &Type) -> bool {
        let body = self.model.resolved(body);
        body.as_union().is_some_and(|union| optional(union).is_some())
    }
}
