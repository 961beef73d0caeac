//! Objects in Rust: structures.

use super::comment::comment;
use super::expression::Printer;
use super::ident;
use crate::model::{NamedType, ObjectType, PropertyType, Type, words};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The lines of a structure.
pub(super) fn structure(
    printer: Printer<'_>,
    at: usize,
    named: &NamedType,
    object: &ObjectType,
) -> Vec<String> {
    let names = Names::of(printer, object);
    let mut lines = comment(printer.model, &named.doc, &named.body);
    lines.push("#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]".to_owned());
    if object.rest.is_none() && object.patterns.is_empty() {
        lines.push("#[serde(deny_unknown_fields)]".to_owned());
    }
    let mut fields = Vec::new();
    let mut taken = BTreeSet::from(["additional_properties".to_owned()]);
    let moved = printer.tags.moved.get(&at);
    for property in object.properties.iter().filter(|property| moved != Some(&property.name)) {
        let mut name = ident::field(&words(&property.name));
        while !taken.insert(name.clone()) {
            name = format!("{}_", name.trim_start_matches("r#"));
        }
        fields.extend(field(printer, at, property, &name));
    }
    if let Some(map) = names.map() {
        match &names.check {
            Some(_) => {
                let name = names.function(named);
                fields.push("#[serde(flatten)]".to_owned());
                fields.push(format!("#[serde(deserialize_with = \"{name}\")]"));
            }
            None => fields.push("#[serde(flatten)]".to_owned()),
        }
        fields.push(format!("pub additional_properties: {map},"));
    }
    if fields.is_empty() {
        lines.push(format!("pub struct {} {{}}", named.name));
    } else {
        lines.push(format!("pub struct {} {{", named.name));
        lines.extend(fields.into_iter().map(|line| format!("    {line}")));
        lines.push("}".to_owned());
    }
    lines.extend(names.lines(named));
    lines
}

fn field(printer: Printer<'_>, at: usize, property: &PropertyType, name: &str) -> Vec<String> {
    let mut lines = comment(printer.model, &property.doc, &property.body);
    if name.trim_start_matches("r#") != &*property.name {
        lines.push(format!("#[serde(rename = {})]", ident::text(&property.name)));
    }
    let kind = printer.inside(at, &property.body);
    match property.required {
        true => {
            // Serde takes a missing option for none.
            if printer.is_option(&property.body) || kind == "()" || kind == "Value" {
                lines.push("#[serde(deserialize_with = \"required\")]".to_owned());
            }
            lines.extend(declared(name, &kind));
        }
        false => {
            lines.push("#[serde(default, deserialize_with = \"present\")]".to_owned());
            lines.push("#[serde(skip_serializing_if = \"Option::is_none\")]".to_owned());
            lines.extend(declared(name, &format!("Option<{kind}>")));
        }
    }
    lines
}

/// The widest line, without what is before it.
const WIDTH: usize = 96;

/// The declaration of a field, on two lines where it is long.
fn declared(name: &str, kind: &str) -> Vec<String> {
    let line = format!("pub {name}: {kind},");
    if line.len() <= WIDTH {
        return vec![line];
    }
    vec![format!("pub {name}:"), format!("    {kind},")]
}

/// Tests of a name, each with the type of its values, and the type of all others.
type Check = (Vec<(String, String)>, Option<String>);

/// Properties without a field of their own.
struct Names {
    /// The type of the values of the map that holds them; none where there are none.
    values: Option<String>,
    /// What the names say, where that is checked: the test of a name and the type of its values, and the type of all
    /// others.
    check: Option<Check>,
}

impl Names {
    fn of(printer: Printer<'_>, object: &ObjectType) -> Names {
        let own = |body: &Type| printer.apart(body);
        let rest = object.rest.as_ref().map(own);
        if object.patterns.is_empty() {
            return Names { values: rest, check: None };
        }
        let test = |(text, body): &(Arc<str>, Type)| Some((test(text)?, own(body)));
        let tests: Option<Vec<_>> = object.patterns.iter().map(test).collect();
        let is_free = |tests: &Vec<(String, String)>| {
            tests.iter().all(|(_, kind)| kind == "Value") && rest.as_deref() == Some("Value")
        };
        Names {
            values: Some("Value".to_owned()),
            check: tests.filter(|tests| !is_free(tests)).map(|tests| (tests, rest)),
        }
    }

    fn map(&self) -> Option<String> {
        self.values.as_ref().map(|values| format!("BTreeMap<String, {values}>"))
    }

    /// The name of the function that checks names.
    fn function(&self, named: &NamedType) -> String {
        format!("names_of_{}", ident::field(&words(&named.name)).trim_start_matches("r#"))
    }

    /// The function that checks names.
    fn lines(&self, named: &NamedType) -> Vec<String> {
        let Some((tests, rest)) = &self.check else { return Vec::new() };
        let name = self.function(named);
        let mut lines = vec![
            String::new(),
            format!("fn {name}<'de, D: Deserializer<'de>>("),
            "    deserializer: D,".to_owned(),
            ") -> Result<BTreeMap<String, Value>, D::Error> {".to_owned(),
            "    let properties = BTreeMap::<String, Value>::deserialize(deserializer)?;".to_owned(),
            "    for (name, value) in &properties {".to_owned(),
            "        let mut is_known = false;".to_owned(),
        ];
        for (test, kind) in tests {
            lines.push(format!("        if {test} {{"));
            lines.push("            is_known = true;".to_owned());
            lines.push(format!("            check::<{kind}, D::Error>(value)?;"));
            lines.push("        }".to_owned());
        }
        lines.push("        if !is_known {".to_owned());
        lines.push(match rest {
            Some(kind) => format!("            check::<{kind}, D::Error>(value)?;"),
            None => "            return Err(unknown_property(name));".to_owned(),
        });
        lines.extend(["        }", "    }", "    Ok(properties)", "}"].map(str::to_owned));
        lines
    }
}

/// Whether `name` matches an expression, as an expression of Rust; nothing where that is more than a text at an end.
fn test(pattern: &str) -> Option<String> {
    let is_plain = |text: &str| {
        let text = text.replace("\\.", "").replace("\\/", "").replace("\\-", "");
        text.chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | ':' | '@' | ' ' | ',' | '#'))
    };
    let text = |text: &str| ident::text(&text.replace('\\', ""));
    let (start, end) = (pattern.strip_prefix('^'), pattern.strip_suffix('$'));
    let both = start.and_then(|start| start.strip_suffix('$'));
    match (both, start, end) {
        (Some(both), ..) if is_plain(both) => Some(format!("name == {}", text(both))),
        (None, Some(start), None) if start.ends_with(".*") && is_plain(start.trim_end_matches(".*")) => {
            Some(format!("name.starts_with({})", text(start.trim_end_matches(".*"))))
        }
        (None, Some(start), None) if is_plain(start) => Some(format!("name.starts_with({})", text(start))),
        (None, None, Some(end)) if is_plain(end) => Some(format!("name.ends_with({})", text(end))),
        (None, None, None) if is_plain(pattern) => Some(format!("name.contains({})", text(pattern))),
        _ => None,
    }
}
