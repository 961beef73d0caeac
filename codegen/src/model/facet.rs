//! What a type of most languages cannot say, in sentences for those who read it.

use super::doc::LONGEST_VALUE;
use super::{ArrayType, Model, NumberType, ObjectType, StringType, Type};
use compiler::analysis::Contains;
use serde_json::Value;

/// How many levels of items and values are told of.
const MOST_LEVELS: usize = 3;

/// What is left to say of a type, a sentence each, such as `At least 3 characters.`
pub(crate) fn facets(model: &Model, body: &Type) -> Vec<String> {
    Facets { model, bounds: true }.of(body, MOST_LEVELS)
}

/// The same without bounds and lengths, which are part of the type in some languages.
pub(crate) fn facets_beside_bounds(model: &Model, body: &Type) -> Vec<String> {
    Facets { model, bounds: false }.of(body, MOST_LEVELS)
}

struct Facets<'m> {
    model: &'m Model,
    /// Whether bounds and lengths are told of.
    bounds: bool,
}

impl Facets<'_> {
    /// What is said of a type. One kind of values beside others is told apart by what is said of it.
    fn of(&self, body: &Type, levels: usize) -> Vec<String> {
        let Some(inside) = levels.checked_sub(1) else { return Vec::new() };
        let bounds = if self.bounds { bounds(body) } else { Vec::new() };
        let remarks = match body {
            Type::Union(union) => {
                let all = union.members.iter().map(|member| self.of(member, levels));
                let mut said = all.filter(|facets| !facets.is_empty());
                return said.next().filter(|_| said.next().is_none()).unwrap_or_default();
            }
            Type::Number(number) => {
                let divisors = number.divisors.iter().map(|divisor| format!("A multiple of {divisor}."));
                divisors.chain(number.remarks.iter().cloned()).collect()
            }
            Type::String(string) => texts(string),
            Type::Array(array) => self.items(array, inside),
            Type::Object(object) => self.properties(object, inside),
            Type::Unknown | Type::Never | Type::Null | Type::Boolean | Type::Literal(_) | Type::Named(_) => {
                Vec::new()
            }
        };
        [bounds, remarks].concat()
    }

    fn items(&self, array: &ArrayType, levels: usize) -> Vec<String> {
        let mut said: Vec<String> =
            array.unique.then(|| "No two items are equal.".to_owned()).into_iter().collect();
        said.extend(array.contains.iter().cloned());
        for (number, item) in array.prefix.iter().enumerate() {
            let remarks = array.first.get(number).map(|doc| doc.remarks.clone()).unwrap_or_default();
            said.extend(labelled(
                &format!("Item {}", number + 1),
                &[self.of(item, levels), remarks].concat(),
            ));
        }
        if let Some(rest) = &array.rest {
            let words = if matches!(rest, Type::Named(_)) { Vec::new() } else { array.item.line() };
            let label = if array.prefix.is_empty() { "Items" } else { "Other items" };
            said.extend(labelled(label, &[words, self.of(rest, levels)].concat()));
        }
        said
    }

    fn properties(&self, object: &ObjectType, levels: usize) -> Vec<String> {
        let mut said = Vec::new();
        let names = Type::String(object.names.clone());
        said.extend(labelled("Names", &[bounds(&names), texts(&object.names)].concat()));
        said.extend(self.patterns(object));
        if let [(_, body)] = object.patterns.as_slice() {
            said.extend(labelled("Their values", &self.of(body, levels)));
        }
        if let Some(rest) = &object.rest {
            let words = if matches!(rest, Type::Named(_)) { Vec::new() } else { object.value.line() };
            let is_map = object.properties.is_empty() && object.patterns.is_empty();
            let label = if is_map { "Values" } else { "Other values" };
            said.extend(labelled(label, &[words, self.of(rest, levels)].concat()));
        }
        said
    }

    /// Which names there are beside those of properties, and what their values are if they are told apart by them.
    fn patterns(&self, object: &ObjectType) -> Vec<String> {
        let patterns: Vec<(String, String)> =
            object.patterns.iter().map(|(text, body)| (format!("`{text}`"), self.kind(body))).collect();
        if object.rest.is_some() {
            return patterns
                .iter()
                .map(|(text, kind)| format!("Names that match {text} hold {kind}."))
                .collect();
        }
        let is_one = patterns.windows(2).all(|pair| matches!(pair, [one, other] if one.1 == other.1));
        let printed =
            patterns.into_iter().map(|(text, kind)| if is_one { text } else { format!("{text} ({kind})") });
        let all = if object.properties.is_empty() { "All" } else { "Other" };
        match printed.collect::<Vec<_>>().as_slice() {
            [] => Vec::new(),
            [text] => vec![format!("{all} names match {text}.")],
            [texts @ .., last] => vec![format!("{all} names match {} or {last}.", texts.join(", "))],
        }
    }

    /// What values of a type are, as the object of a sentence.
    fn kind(&self, body: &Type) -> String {
        let members = match body {
            Type::Union(union) => union.members.as_slice(),
            Type::Unknown
            | Type::Never
            | Type::Null
            | Type::Boolean
            | Type::Number(_)
            | Type::String(_)
            | Type::Literal(_)
            | Type::Array(_)
            | Type::Object(_)
            | Type::Named(_) => std::slice::from_ref(body),
        };
        let mut kinds: Vec<String> = members.iter().map(|member| self.one_kind(member)).collect();
        let mut seen = std::collections::BTreeSet::new();
        kinds.retain(|kind| seen.insert(kind.clone()));
        match kinds.as_slice() {
            [one] => one.clone(),
            [one, other] => format!("{one} or {other}"),
            [] | [..] => "one of several types".to_owned(),
        }
    }

    fn one_kind(&self, body: &Type) -> String {
        let kind = match body {
            Type::Unknown => "any value",
            Type::Never => "no value",
            Type::Null => "null",
            Type::Boolean => "a boolean",
            Type::Number(number) if number.integer => "an integer",
            Type::Number(_) => "a number",
            Type::String(_) => "a string",
            Type::Literal(_) => "a listed value",
            Type::Array(_) => "an array",
            Type::Object(_) => "an object",
            Type::Union(_) => "one of several types",
            Type::Named(at) => {
                return match self.model.resolved(body) {
                    // What has parts has a name that says more.
                    Type::Object(_) | Type::Array(_) | Type::Named(_) | Type::Unknown => {
                        self.model.types.get(*at).map_or("a value".to_owned(), |named| named.name.clone())
                    }
                    Type::Union(union) => {
                        let is_named = |member: &Type| matches!(member, Type::Named(_));
                        match union.members.iter().any(is_named) {
                            true => "one of several types".to_owned(),
                            false => self.kind(self.model.resolved(body)),
                        }
                    }
                    Type::Never
                    | Type::Null
                    | Type::Boolean
                    | Type::Number(_)
                    | Type::String(_)
                    | Type::Literal(_) => self.one_kind(self.model.resolved(body)),
                };
            }
        };
        kind.to_owned()
    }
}

/// What is said of parts of a value, in one sentence; nothing where nothing is.
fn labelled(label: &str, said: &[String]) -> Option<String> {
    (!said.is_empty()).then(|| format!("{label}: {}", said.join(" ")))
}

/// How great, long or many values are.
fn bounds(body: &Type) -> Vec<String> {
    match body {
        Type::Number(number) => numbers(number),
        Type::String(string) => {
            count(string.min_length, string.max_length, "character", "characters").into_iter().collect()
        }
        Type::Array(array) => count(array.least, array.most, "item", "items").into_iter().collect(),
        Type::Object(object) => {
            count(object.least, object.most, "property", "properties").into_iter().collect()
        }
        Type::Unknown
        | Type::Never
        | Type::Null
        | Type::Boolean
        | Type::Literal(_)
        | Type::Union(_)
        | Type::Named(_) => Vec::new(),
    }
}

fn numbers(number: &NumberType) -> Vec<String> {
    let inside = match (&number.minimum, &number.maximum) {
        (Some(least), Some(most)) => Some(format!("From {least} to {most}.")),
        (Some(least), None) => Some(format!("At least {least}.")),
        (None, Some(most)) => Some(format!("At most {most}.")),
        (None, None) => None,
    };
    let between = match (&number.exclusive_minimum, &number.exclusive_maximum) {
        (Some(least), Some(most)) => Some(format!("More than {least} and less than {most}.")),
        (Some(least), None) => Some(format!("More than {least}.")),
        (None, Some(most)) => Some(format!("Less than {most}.")),
        (None, None) => None,
    };
    inside.into_iter().chain(between).collect()
}

/// What is said of strings beside their lengths.
fn texts(string: &StringType) -> Vec<String> {
    let mut said = Vec::new();
    said.extend(string.format.as_ref().map(|format| format!("Format: {format}.")));
    said.extend(string.content_encoding.as_ref().map(|encoding| format!("Encoding: {encoding}.")));
    said.extend(string.remarks.iter().cloned());
    said.extend(match string.patterns.as_slice() {
        [] => None,
        [pattern] => Some(format!("Pattern: `{pattern}`.")),
        [patterns @ .., last] => Some(format!("Patterns: `{}` and `{last}`.", patterns.join("`, `"))),
    });
    said
}

/// That not more than one of some alternatives holds. The flag says whether one of them does.
pub(super) fn one_of(always: bool) -> String {
    let how_many = if always { "Exactly" } else { "At most" };
    format!("{how_many} one of the alternatives of `oneOf` holds.")
}

/// How many things there are, in a sentence; nothing where any number may be.
pub(super) fn count(least: u64, most: Option<u64>, thing: &str, things: &str) -> Option<String> {
    let several = |number: u64| if number == 1 { thing } else { things };
    match (least, most) {
        (0, None) => None,
        (least, None) => Some(format!("At least {least} {}.", several(least))),
        (0, Some(most)) => Some(format!("At most {most} {}.", several(most))),
        (least, Some(most)) if least == most => Some(format!("Exactly {most} {}.", several(most))),
        (least, Some(most)) => Some(format!("From {least} to {most} {}.", several(most))),
    }
}

/// What an array contains, in a sentence; nothing where that may be anything.
pub(super) fn contained(contains: &Contains) -> Option<String> {
    let text = contains.schema.to_string();
    let is_any = matches!(text.as_str(), "true" | "{}");
    let counted = count(contains.least, contains.most, "item", "items")?;
    let counted = counted.strip_suffix('.').unwrap_or(&counted);
    Some(match text.len() <= LONGEST_VALUE {
        _ if is_any => format!("{counted}."),
        true => format!("{counted} of the schema {text}."),
        false => format!("{counted} of the schema of contains."),
    })
}

/// The values that values of a type are not.
pub(super) fn others<'v>(values: impl Iterator<Item = &'v Value>) -> Option<String> {
    let values: Vec<String> = values.map(Value::to_string).collect();
    let text = values.join(" or ");
    (!values.is_empty() && text.len() <= LONGEST_VALUE).then(|| format!("Not {text}."))
}

/// What tells types of one kind apart, in a sentence; nothing where one of them says nothing.
pub(super) fn alternatives(all: &[Type]) -> Option<String> {
    let none = Model::default();
    let said: Vec<String> = (all.iter())
        .map(|body| Facets { model: &none, bounds: true }.of(body, 1).join(" "))
        .map(|said| said.trim_end_matches('.').to_owned())
        .collect();
    let is_told = said.iter().all(|said| !said.is_empty());
    is_told.then(|| format!("Either: {}.", said.join("; or: ")))
}

/// That values are not of a type, if there is anything to say of it.
pub(super) fn unlike(body: &Type) -> Option<String> {
    labelled("Not", &Facets { model: &Model::default(), bounds: true }.of(body, 1))
}
