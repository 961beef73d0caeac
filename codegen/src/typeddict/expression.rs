//! Type expressions of Python for values as `json.loads` returns them.
//!
//! They are sound: where they cannot say as much as the schema, they are wider. An integer is an `int`, as which it
//! is read unless it was written as `1.0`.

use crate::model::{ArrayType, Model, ObjectType, Type};
use crate::python::ident;
use serde_json::Value;

/// A type as one expression.
pub(super) fn one(model: &Model, body: &Type) -> String {
    let mut members = Members::default();
    members.add(model, body);
    members.joined()
}

/// What is joined by `|`, literals in one, and null last.
#[derive(Debug, Default)]
struct Members {
    members: Vec<String>,
    literals: Vec<String>,
    is_nullable: bool,
}

impl Members {
    fn add(&mut self, model: &Model, body: &Type) {
        let text = match body {
            Type::Unknown => "Any".to_owned(),
            // `Never` is none of several.
            Type::Never => return,
            Type::Null => return self.is_nullable = true,
            Type::Boolean => "bool".to_owned(),
            Type::Number(number) => if number.integer { "int" } else { "float" }.to_owned(),
            Type::String(_) => "str".to_owned(),
            Type::Literal(value) => return self.literal(value),
            Type::Array(array) => list(model, array),
            Type::Object(object) => dict(model, object),
            Type::Union(union) => return union.members.iter().for_each(|member| self.add(model, member)),
            Type::Named(at) => model.types.get(*at).map_or("Any".to_owned(), |named| named.name.clone()),
        };
        self.push(text);
    }

    fn push(&mut self, text: String) {
        if !self.members.contains(&text) {
            self.members.push(text);
        }
    }

    /// `Literal` has strings, integers and booleans.
    fn literal(&mut self, value: &Value) {
        match value {
            Value::Null => self.is_nullable = true,
            Value::Array(_) => self.push("list[Any]".to_owned()),
            Value::Object(_) => self.push("dict[str, Any]".to_owned()),
            Value::Number(number) if number.is_f64() => self.push("float".to_owned()),
            Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                let text = ident::value(value);
                if !self.literals.contains(&text) {
                    self.literals.push(text);
                }
            }
        }
    }

    fn joined(mut self) -> String {
        if self.members.iter().any(|member| member == "Any") {
            return "Any".to_owned();
        }
        if !self.literals.is_empty() {
            self.members.push(format!("Literal[{}]", self.literals.join(", ")));
        }
        self.members.extend(self.is_nullable.then(|| "None".to_owned()));
        if self.members.is_empty() { "Never".to_owned() } else { self.members.join(" | ") }
    }
}

/// Arrays are lists, of which no place has a type of its own.
fn list(model: &Model, array: &ArrayType) -> String {
    let mut items = Members::default();
    array.prefix.iter().chain(&array.rest).for_each(|item| items.add(model, item));
    format!("list[{}]", items.joined())
}

/// Objects whose properties have no names.
fn dict(model: &Model, object: &ObjectType) -> String {
    let mut values = Members::default();
    object.patterns.iter().map(|(_, body)| body).chain(&object.rest).for_each(|body| values.add(model, body));
    format!("dict[str, {}]", values.joined())
}
