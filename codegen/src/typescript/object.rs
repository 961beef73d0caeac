//! Objects in TypeScript: properties, and index signatures for those without a name.

use super::types::{EMPTY, Printer, joined};
use super::{comment::comment, ident};
use crate::indent::Indent;
use crate::model::{ObjectType, facets};

/// The type of objects.
pub(super) fn object(printer: Printer<'_>, object: &ObjectType) -> String {
    if object.properties.is_empty() && object.patterns.is_empty() && object.rest.is_none() {
        return EMPTY.to_owned();
    }
    let mut properties = Vec::with_capacity(object.properties.len());
    for property in &object.properties {
        let mark = if property.required { "" } else { "?" };
        let is_inherited = !property.required && INHERITED.contains(&&*property.name);
        let members = if is_inherited { vec!["unknown".to_owned()] } else { printer.members(&property.body) };
        let comment = comment(&property.doc, &facets(printer.model, &property.body));
        properties.push((comment, &*property.name, mark, members));
    }
    let indexes = indexes(printer, object, &properties);
    let mut out = Indent::default();
    out.block("{", "}", |out| {
        for (comment, name, mark, members) in &properties {
            out.lines(&format!("{comment}{}{mark}: {};", ident::property(name), joined(members)));
        }
        for (key, members) in &indexes {
            out.lines(&format!("[k: {key}]: {};", joined(members)));
        }
    });
    out.finish()
}

/// A property: its comment, its name, whether it may be absent, and the members of its type.
type Printed<'o> = (String, &'o str, &'static str, Vec<String>);

/// The index signatures of properties that have no name in the schema: the type of the key, and that of the values.
///
/// An index signature is about the named properties too, so it holds the types of all that its key may be.
fn indexes(
    printer: Printer<'_>,
    object: &ObjectType,
    properties: &[Printed<'_>],
) -> Vec<(String, Vec<String>)> {
    let templates: Option<Vec<Template>> =
        object.patterns.iter().map(|(text, _)| Template::of(text)).collect();
    let others = object.rest.as_ref().map(|rest| printer.members(rest));
    match templates {
        Some(templates) if others.is_none() => {
            let known = object.patterns.iter().map(|(_, body)| printer.members(body));
            let all: Vec<(Template, Vec<String>)> = templates.into_iter().zip(known).collect();
            all.iter()
                .map(|(template, _)| {
                    let alike = all.iter().filter(|(other, _)| template.overlaps(other));
                    let members = alike.flat_map(|(_, members)| members.clone()).collect();
                    let named = properties.iter().filter(|(_, name, ..)| template.matches(name));
                    (template.key(), with(members, named))
                })
                .collect()
        }
        _ => {
            let patterns = object.patterns.iter().flat_map(|(_, body)| printer.members(body));
            let members: Vec<String> = patterns.chain(others.into_iter().flatten()).collect();
            if object.patterns.is_empty() && object.rest.is_none() {
                return Vec::new();
            }
            vec![("string".to_owned(), with(members, properties.iter()))]
        }
    }
}

/// The members of an index signature with those of properties that it is about.
fn with<'p>(mut members: Vec<String>, properties: impl Iterator<Item = &'p Printed<'p>>) -> Vec<String> {
    for (_, _, mark, own) in properties {
        // Each level would repeat the text of all levels below.
        if own.iter().any(|member| member.contains('\n')) {
            return vec!["unknown".to_owned()];
        }
        members.extend(own.iter().cloned());
        members.extend((*mark == "?").then(|| "undefined".to_owned()));
    }
    if members.iter().any(|member| member == "unknown") {
        return vec!["unknown".to_owned()];
    }
    let mut seen = std::collections::BTreeSet::new();
    members.into_iter().filter(|member| seen.insert(member.clone())).collect()
}

/// Names that begin or end with a text, as a template literal type says it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Template {
    start: String,
    end: String,
}

impl Template {
    /// What an expression matches, where it is that and no more: `^x-`, or `Id$`.
    fn of(pattern: &str) -> Option<Template> {
        let start = pattern.strip_prefix('^').filter(|text| is_plain(text));
        let end = pattern.strip_suffix('$').filter(|text| is_plain(text));
        match (start, end) {
            (Some(start), None) => Some(Template { start: plain(start), end: String::new() }),
            (None, Some(end)) => Some(Template { start: String::new(), end: plain(end) }),
            _ => None,
        }
    }

    fn matches(&self, name: &str) -> bool {
        name.starts_with(&self.start) && name.ends_with(&self.end)
    }

    /// Whether some name may be of both.
    fn overlaps(&self, other: &Template) -> bool {
        let starts = self.start.starts_with(&other.start) || other.start.starts_with(&self.start);
        let ends = self.end.ends_with(&other.end) || other.end.ends_with(&self.end);
        starts && ends
    }

    fn key(&self) -> String {
        if self.start.is_empty() && self.end.is_empty() {
            return "string".to_owned();
        }
        format!("`{}${{string}}{}`", self.start, self.end)
    }
}

/// Whether a text of an expression stands for itself, and needs no escape in a template.
fn is_plain(text: &str) -> bool {
    plain(text)
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | ':' | '@' | '.' | ' '))
        && !text.replace("\\.", "").replace("\\/", "").contains(['.', '\\'])
}

/// The text that an expression stands for.
fn plain(text: &str) -> String {
    text.replace("\\.", ".").replace("\\/", "/")
}

/// Members of every object. Where a document lacks such a property, TypeScript sees the inherited one, so that
/// only `unknown` describes both (ECMA-262 section 20.1.3).
const INHERITED: [&str; 7] = [
    "constructor",
    "hasOwnProperty",
    "isPrototypeOf",
    "propertyIsEnumerable",
    "toLocaleString",
    "toString",
    "valueOf",
];

#[cfg(test)]
mod tests {
    use super::Template;

    #[test]
    fn expressions_of_a_start_or_an_end_are_templates() {
        let key = |pattern: &str| Template::of(pattern).map(|template| template.key());
        assert_eq!(key("^x-").as_deref(), Some("`x-${string}`"));
        assert_eq!(key("\\.json$").as_deref(), Some("`${string}.json`"));
        assert_eq!(key("^").as_deref(), Some("string"));
        for pattern in ["x", "^x$", "^x.*", "^[ab]", "^a+", "^a|b", "^\\d", "^`", "^${", "^a.b", "^\\\\"] {
            assert_eq!(key(pattern), None, "{pattern}");
        }
    }
}
