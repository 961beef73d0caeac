//! Objects whose properties have names: classes, or calls of `TypedDict` where a name is none of Python.

use super::expression::one;
use crate::model::{Model, NamedType, ObjectType, PropertyType};
use crate::python::{comment, ident};

/// The lines of a type.
pub(super) fn lines(model: &Model, named: &NamedType, object: &ObjectType) -> Vec<String> {
    let is_field = |property: &PropertyType| is_field(model, &property.name);
    match object.properties.iter().all(is_field) {
        true => class(model, named, object),
        false => call(model, named, object),
    }
}

/// Whether a property may be a field of a class: the class looks up names of types among them, too, and hides those
/// that begin with two underscores.
fn is_field(model: &Model, name: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    !name.starts_with(|c: char| c.is_ascii_digit())
        && !name.is_empty()
        && name.chars().all(is_part)
        && !name.starts_with("__")
        && !ident::is_reserved(name)
        && !["bool", "float"].contains(&name)
        && !super::STYLE.reserved.contains(&name)
        && !model.types.iter().any(|named| named.name == name)
}

fn class(model: &Model, named: &NamedType, object: &ObjectType) -> Vec<String> {
    let mut lines = vec![format!("class {}(TypedDict):", named.name)];
    let mut add = |line: String| lines.push(if line.is_empty() { line } else { format!("    {line}") });
    let words = comment::docstring_of_all(model, &named.doc, &named.body);
    if !words.is_empty() {
        words.into_iter().for_each(&mut add);
        add(String::new());
    }
    for property in &object.properties {
        add(format!("{}: {}", property.name, kind(model, property)));
        comment::docstring_of_all(model, &property.doc, &property.body).into_iter().for_each(&mut add);
    }
    lines
}

/// Types are texts there, since those that follow are not known yet.
fn call(model: &Model, named: &NamedType, object: &ObjectType) -> Vec<String> {
    let mut lines = vec![format!("{0} = TypedDict(", named.name)];
    lines.push(format!("    {},", ident::text(&named.name)));
    lines.push("    {".to_owned());
    for property in &object.properties {
        let (name, kind) = (ident::text(&property.name), ident::text(&kind(model, property)));
        lines.push(format!("        {name}: {kind},"));
    }
    lines.extend(["    },".to_owned(), ")".to_owned()]);
    lines.extend(comment::docstring_of_all(model, &named.doc, &named.body));
    lines
}

fn kind(model: &Model, property: &PropertyType) -> String {
    let kind = one(model, &property.body);
    if property.required { kind } else { format!("NotRequired[{kind}]") }
}
