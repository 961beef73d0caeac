//! Unions in Rust: enumerations, by the texts that they list or by the types that they are of.

use super::comment::comment;
use super::expression::Printer;
use super::ident;
use super::tag::Tagged;
use crate::model::{NamedType, Type, UnionType};
use serde_json::Value;
use std::collections::BTreeSet;

/// The lines of a union.
pub(super) fn enumeration(
    printer: Printer<'_>,
    at: usize,
    named: &NamedType,
    union: &UnionType,
) -> Vec<String> {
    let texts: Vec<&str> = union.members.iter().filter_map(text).collect();
    let others: Vec<&Type> = union.members.iter().filter(|member| text(member).is_none()).collect();
    let comment = comment(printer.model, &named.doc, &named.body);
    if others.is_empty() {
        return [comment, listed(&named.name, &texts)].concat();
    }
    let values: Vec<&Value> = others.iter().filter_map(|member| literal(member)).collect();
    if values.len() + texts.len() == union.members.len() && texts.is_empty() {
        return [comment, constants(&named.name, &values)].concat();
    }
    if let Some(tagged) = printer.tags.unions.get(&at) {
        return [comment, told_apart(printer, at, named, tagged)].concat();
    }
    let mut lines = comment;
    lines.push("#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]".to_owned());
    lines.push("#[serde(untagged)]".to_owned());
    lines.push(format!("pub enum {} {{", named.name));
    let (text_name, value_name) =
        (unused(printer, &named.name, "Text"), unused(printer, &named.name, "Constant"));
    let mut taken = BTreeSet::new();
    if !texts.is_empty() {
        taken.insert("Text".to_owned());
        lines.push(format!("    Text({text_name}),"));
    }
    if !values.is_empty() {
        taken.insert("Constant".to_owned());
        lines.push(format!("    Constant({value_name}),"));
    }
    let mut members: Vec<&Type> = others.into_iter().filter(|member| literal(member).is_none()).collect();
    members.sort_by_key(|member| rank(printer.model.resolved(member)));
    for member in members {
        let name = distinct(variant(printer, member, &named.name), &mut taken);
        lines.push(match *member == Type::Null {
            true => format!("    {name},"),
            false => format!("    {name}({}),", printer.inside(at, member)),
        });
    }
    lines.push("}".to_owned());
    if !texts.is_empty() {
        lines.push(String::new());
        lines.extend(listed(&text_name, &texts));
    }
    if !values.is_empty() {
        lines.push(String::new());
        lines.extend(constants(&value_name, &values));
    }
    lines
}

/// An enumeration of structures that a property tells apart.
fn told_apart(printer: Printer<'_>, at: usize, named: &NamedType, tagged: &Tagged) -> Vec<String> {
    let members = named.body.as_union().into_iter().flat_map(|union| &union.members);
    let mut lines = vec![
        "#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]".to_owned(),
        format!("#[serde(tag = {})]", ident::text(&tagged.property)),
        format!("pub enum {} {{", named.name),
    ];
    let mut taken = BTreeSet::new();
    for (member, text) in members.zip(&tagged.texts) {
        let name = distinct(variant(printer, member, &named.name), &mut taken);
        if name != *text {
            lines.push(format!("    #[serde(rename = {})]", ident::text(text)));
        }
        lines.push(format!("    {name}({}),", printer.inside(at, member)));
    }
    lines.push("}".to_owned());
    lines
}

fn text(member: &Type) -> Option<&str> {
    if let Type::Literal(Value::String(text)) = member { Some(text) } else { None }
}

fn literal(member: &Type) -> Option<&Value> {
    if let Type::Literal(value) = member { Some(value) } else { None }
}

/// An enumeration of texts.
pub(super) fn listed(name: &str, texts: &[&str]) -> Vec<String> {
    let mut lines = vec!["#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]".to_owned()];
    lines.push(format!("pub enum {name} {{"));
    let mut taken = BTreeSet::new();
    for text in texts {
        let name = distinct(variant_name(text), &mut taken);
        if name != *text {
            lines.push(format!("    #[serde(rename = {})]", ident::text(text)));
        }
        lines.push(format!("    {name},"));
    }
    lines.push("}".to_owned());
    lines
}

/// The name of a variant for a text. Names of the prelude would be hidden by none of them.
fn variant_name(text: &str) -> String {
    let name = ident::variant(text);
    if name == "Self" { "Self_".to_owned() } else { name }
}

/// A structure of one of these values.
pub(super) fn constants(name: &str, values: &[&Value]) -> Vec<String> {
    let all = Value::Array(values.iter().map(|value| (*value).clone()).collect());
    vec![
        "#[derive(Debug, Clone, PartialEq, Serialize)]".to_owned(),
        "#[serde(transparent)]".to_owned(),
        format!("pub struct {name}(Value);"),
        String::new(),
        format!("impl<'de> Deserialize<'de> for {name} {{"),
        "    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {".to_owned(),
        "        let value = Value::deserialize(deserializer)?;".to_owned(),
        format!("        let list = {};", ident::json(&all)),
        format!("        one_of(value, list).map({name})"),
        "    }".to_owned(),
        "}".to_owned(),
    ]
}

/// A name of another definition that belongs to one.
fn unused(printer: Printer<'_>, owner: &str, part: &str) -> String {
    let mut name = format!("{owner}{part}");
    while printer.model.types.iter().any(|named| named.name == name) {
        name.push_str("Value");
    }
    name
}

fn distinct(name: String, taken: &mut BTreeSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{name}{number}"));
    let mut names = std::iter::once(name.clone()).chain(numbered);
    names.find(|name| taken.insert(name.clone())).unwrap_or(name)
}

/// The name of a variant: that of its type, without what the union is called.
fn variant(printer: Printer<'_>, member: &Type, owner: &str) -> String {
    let name = match member {
        Type::Null => "Null",
        Type::Boolean => "Boolean",
        Type::Number(number) if number.integer => "Integer",
        Type::Number(_) => "Number",
        Type::String(_) => "String",
        Type::Array(_) => "Array",
        Type::Object(_) => "Object",
        Type::Unknown | Type::Never | Type::Literal(_) | Type::Union(_) => "Other",
        Type::Named(at) => {
            let name = printer.model.types.get(*at).map_or("Other", |named| &named.name);
            // One letter alone is a capital, and begins a word in a longer name.
            let start = name.get(..owner.len()).filter(|start| start.eq_ignore_ascii_case(owner));
            let rest = start.and_then(|start| name.get(start.len()..));
            let own = rest.filter(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()));
            match (own, rest) {
                (Some(own), _) => own,
                // A number alone is no name.
                (None, Some(number)) => return format!("Variant{number}"),
                (None, None) => name,
            }
        }
    };
    if name == "Self" { "Self_".to_owned() } else { name.to_owned() }
}

/// The order in which variants are tried: those that take little first, and arrays before structures, which serde
/// reads from arrays, too.
fn rank(body: &Type) -> usize {
    match body {
        Type::Never => 0,
        Type::Null => 1,
        Type::Literal(_) => 2,
        Type::Boolean => 3,
        Type::Number(number) if number.integer => 4,
        Type::Number(_) => 5,
        Type::String(_) => 6,
        Type::Array(_) => 7,
        Type::Union(_) | Type::Named(_) => 8,
        Type::Object(object) => 9 + usize::from(object.rest.is_some()),
        Type::Unknown => 11,
    }
}
