//! Arrays in Rust that are more than a vector: of so many items, or of another type for the first ones.

use super::comment::comment;
use super::expression::Printer;
use crate::model::{ArrayType, NamedType};

/// The widest line.
const WIDTH: usize = 100;

const DERIVED: &str = "#[derive(Debug, Clone, PartialEq, Serialize)]";

/// The lines of an array.
pub(super) fn array(printer: Printer<'_>, at: usize, named: &NamedType, array: &ArrayType) -> Vec<String> {
    let mut lines = comment(printer.model, &named.doc, &named.body);
    let (name, least) = (&named.name, array.least);
    let length = u64::try_from(array.prefix.len()).unwrap_or(u64::MAX);
    let most = array
        .most
        .filter(|most| array.rest.is_some() || *most < length)
        .or(array.rest.is_none().then_some(length));
    let most = most.map_or("None".to_owned(), |most| format!("Some({most})"));
    let head = "    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {";
    if array.prefix.is_empty() {
        let item = array.rest.as_ref().map_or("Never".to_owned(), |rest| printer.apart(rest));
        lines.extend([DERIVED.to_owned(), "#[serde(transparent)]".to_owned()]);
        let line = format!("pub struct {name}(pub Vec<{item}>);");
        match line.len() <= WIDTH {
            true => lines.push(line),
            false => lines.extend([
                format!("pub struct {name}("),
                format!("    pub Vec<{item}>,"),
                ");".to_owned(),
            ]),
        }
        lines.push(String::new());
        lines.push(format!("impl<'de> Deserialize<'de> for {name} {{"));
        lines.push(head.to_owned());
        lines.push("        let items = Vec::deserialize(deserializer)?;".to_owned());
        lines.push(format!("        count(items.len(), {least}, {most})?;"));
        lines.push(format!("        Ok({name}(items))"));
        lines.extend(["    }", "}"].map(str::to_owned));
        return lines;
    }
    // The first items are fields: those that may be absent are options.
    let fields: Vec<(String, String, bool)> = (0_u64..)
        .zip(&array.prefix)
        .map(|(number, item)| (format!("item_{number}"), printer.inside(at, item), number < least))
        .collect();
    let rest = array.rest.as_ref().map(|rest| printer.apart(rest));
    lines.push("#[derive(Debug, Clone, PartialEq)]".to_owned());
    lines.push(format!("pub struct {name} {{"));
    for (field, kind, required) in &fields {
        lines.push(if *required {
            format!("    pub {field}: {kind},")
        } else {
            format!("    pub {field}: Option<{kind}>,")
        });
    }
    lines.extend(rest.iter().map(|kind| format!("    pub rest: Vec<{kind}>,")));
    lines.push("}".to_owned());
    lines.push(String::new());
    lines.push(format!("impl<'de> Deserialize<'de> for {name} {{"));
    lines.push(head.to_owned());
    lines.push("        let items = Vec::<Value>::deserialize(deserializer)?;".to_owned());
    lines.push(format!("        count(items.len(), {least}, {most})?;"));
    lines.push("        let mut items = items.into_iter();".to_owned());
    lines.push(format!("        Ok({name} {{"));
    for (field, _, required) in &fields {
        let take = if *required { "first(&mut items)?" } else { "items.next().map(item).transpose()?" };
        lines.push(format!("            {field}: {take},"));
    }
    if rest.is_some() {
        lines.push("            rest: items.map(item).collect::<Result<_, _>>()?,".to_owned());
    }
    lines.extend(["        })", "    }", "}"].map(str::to_owned));
    lines.push(String::new());
    lines.push(format!("impl Serialize for {name} {{"));
    lines.push(
        "    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {".to_owned(),
    );
    lines.push("        let mut items = serializer.serialize_seq(None)?;".to_owned());
    for (field, _, required) in &fields {
        match required {
            true => lines.push(format!("        items.serialize_element(&self.{field})?;")),
            false => {
                lines.push(format!("        if let Some(item) = &self.{field} {{"));
                lines.push("            items.serialize_element(item)?;".to_owned());
                lines.push("        }".to_owned());
            }
        }
    }
    if rest.is_some() {
        lines.push("        for item in &self.rest {".to_owned());
        lines.push("            items.serialize_element(item)?;".to_owned());
        lines.push("        }".to_owned());
    }
    lines.extend(["        items.end()", "    }", "}"].map(str::to_owned));
    lines
}
