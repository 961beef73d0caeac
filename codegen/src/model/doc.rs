//! What people are told of a type.

use super::{NumberType, Type};
use compiler::analysis::{Annotations, Shape};
use serde_json::Value;
use std::sync::Arc;

/// The texts of the author of a schema.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Doc {
    pub(crate) title: Option<Arc<str>>,
    pub(crate) description: Option<Arc<str>>,
    pub(crate) default: Option<Arc<Value>>,
    pub(crate) examples: Vec<Value>,
    pub(crate) deprecated: bool,
}

impl Doc {
    /// What is said of a shape.
    pub(crate) fn of(shape: &Shape) -> Doc {
        Doc::from(&*shape.annotations)
    }

    /// The paragraphs of the author: the title, and the description unless it says the same.
    pub(crate) fn paragraphs(&self) -> impl Iterator<Item = &str> {
        let title = self.title.as_deref().filter(|text| !text.trim().is_empty());
        let description = self.description.as_deref().filter(|text| !text.trim().is_empty());
        title.into_iter().chain(description.filter(|text| title.is_none_or(|title| title != *text)))
    }

    /// Whether an author wrote anything.
    pub(crate) fn has_words(&self) -> bool {
        self.paragraphs().next().is_some()
    }
}

impl From<&Annotations> for Doc {
    fn from(annotations: &Annotations) -> Doc {
        let examples = annotations.examples.as_ref().and_then(|examples| examples.value.as_array());
        Doc {
            title: annotations.title.as_ref().map(|text| text.value.clone()),
            description: annotations.description.as_ref().map(|text| text.value.clone()),
            default: annotations.default.as_ref().map(|value| value.value.clone()),
            examples: examples.cloned().unwrap_or_default(),
            deprecated: annotations.deprecated.as_ref().is_some_and(|flag| flag.value),
        }
    }
}

/// What a type of most languages cannot say, a sentence each, such as `At least 3 characters.`
pub(crate) fn facets(body: &Type) -> Vec<String> {
    of_one(body, &|body| [bounds(body), remarks(body)].concat())
}

/// The same without bounds and lengths, which are part of the type in some languages.
pub(crate) fn facets_beside_bounds(body: &Type) -> Vec<String> {
    of_one(body, &remarks)
}

/// What is said of a type. One kind of values beside others is told apart by what is said of it.
fn of_one(body: &Type, of: &dyn Fn(&Type) -> Vec<String>) -> Vec<String> {
    let Type::Union(union) = body else { return of(body) };
    let mut said = union.members.iter().map(|member| of_one(member, of)).filter(|facets| !facets.is_empty());
    said.next().filter(|_| said.next().is_none()).unwrap_or_default()
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

/// What else is said of values.
fn remarks(body: &Type) -> Vec<String> {
    let mut said = Vec::new();
    match body {
        Type::Number(number) => {
            said.extend(number.divisors.iter().map(|divisor| format!("A multiple of {divisor}.")));
        }
        Type::String(string) => {
            said.extend(string.format.as_ref().map(|format| format!("Format: {format}.")));
            said.extend(string.content_encoding.as_ref().map(|encoding| format!("Encoding: {encoding}.")));
            said.extend(match string.patterns.as_slice() {
                [] => None,
                [pattern] => Some(format!("Pattern: {pattern}")),
                [patterns @ .., last] => Some(format!("Patterns: {} and {last}", patterns.join(", "))),
            });
        }
        Type::Array(array) => said.extend(array.unique.then(|| "No two items are equal.".to_owned())),
        Type::Unknown
        | Type::Never
        | Type::Null
        | Type::Boolean
        | Type::Literal(_)
        | Type::Object(_)
        | Type::Union(_)
        | Type::Named(_) => {}
    }
    said
}

/// How many things there are, in a sentence; nothing where any number may be.
fn count(least: u64, most: Option<u64>, thing: &str, things: &str) -> Option<String> {
    let several = |number: u64| if number == 1 { thing } else { things };
    match (least, most) {
        (0, None) => None,
        (least, None) => Some(format!("At least {least} {}.", several(least))),
        (0, Some(most)) => Some(format!("At most {most} {}.", several(most))),
        (least, Some(most)) if least == most => Some(format!("Exactly {most} {}.", several(most))),
        (least, Some(most)) => Some(format!("From {least} to {most} {}.", several(most))),
    }
}
