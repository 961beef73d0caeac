//! What values are not, where no type says it, in a sentence.

use super::facet::{contained, count, others};
use compiler::analysis::{Exclusion, NumericShape, ObjectShape, Shape};
use compiler::schema::Types;

/// The longest sentence that says in words what is excluded, in bytes.
const LONGEST_SENTENCE: usize = 160;

/// That values of these types, among those that there are, are not what a `not` excludes: in words, else by its
/// schema, and if that is long, too, that there is something. The sentence is true of all values.
pub(super) fn sentence(exclusion: &Exclusion, types: Types, all: Types) -> String {
    let words = exclusion.shape.as_deref().and_then(|shape| in_words(shape, types, all));
    let short = words.filter(|words| words.len() <= LONGEST_SENTENCE);
    // A schema may speak of values of other types, too.
    let text = exclusion.text.as_ref().filter(|_| all.is_subset(types));
    short.unwrap_or_else(|| match text {
        Some(text) => format!("Not of the schema {text}."),
        None => "Some of these values are excluded by `not`.".to_owned(),
    })
}

/// A kind of values: what one is called, what is said of it, and whether as what it does or what it is.
struct Kind {
    types: Types,
    noun: &'static str,
    does: bool,
    clauses: fn(&Shape) -> Option<Vec<String>>,
}

/// The kinds that something is said of.
const KINDS: [Kind; 4] = [
    Kind { types: Types::STRING, noun: "A string", does: true, clauses: strings },
    Kind {
        types: Types::NUMBER,
        noun: "A number",
        does: false,
        clauses: |shape| Some(numbers(&shape.numeric)),
    },
    Kind { types: Types::ARRAY, noun: "An array", does: true, clauses: arrays },
    Kind { types: Types::OBJECT, noun: "An object", does: true, clauses: |shape| objects(&shape.object) },
];

/// What a value of these types is not, where that is one thing of one kind of values.
fn in_words(shape: &Shape, types: Types, all: Types) -> Option<String> {
    if !shape.conditions.is_empty() {
        return None;
    }
    if let Some(values) = shape.listed() {
        return others(values.iter().filter(|value| Types::of(value).overlaps(types)));
    }
    let mut partial = None;
    let mut whole = types & shape.types & (Types::NULL | Types::BOOLEAN);
    for kind in &KINDS {
        let own = types & kind.types;
        if !own.overlaps(shape.types) {
            continue;
        }
        let clauses = (kind.clauses)(shape)?;
        if clauses.is_empty() {
            whole = whole | (own & shape.types);
        } else if partial.is_some() || !own.is_subset(shape.types) {
            return None;
        } else {
            partial = Some((kind, clauses));
        }
    }
    let (kind, clauses) = partial?;
    let verb = if kind.does { "does" } else { "is" };
    let clauses = match clauses.as_slice() {
        [one] => one.clone(),
        [rest @ .., last] => format!("at once {} and {last}", rest.join(", ")),
        [] => return None,
    };
    // All that is not of this kind is excluded, too.
    Some(match whole.is_empty() {
        false if !all.is_subset(types) => return None,
        false => format!("{} that {verb} not {clauses}.", kind.noun),
        true if kind.does => format!("Does not {clauses}."),
        true => format!("Is not {clauses}."),
    })
}

fn strings(shape: &Shape) -> Option<Vec<String>> {
    let string = &shape.string;
    let lengths = counted(string.least(), string.most(), "character", "characters");
    let patterns = string.patterns.iter().map(|pattern| format!("match `{}`", pattern.value));
    // Other formats exclude nothing (`language.md` D2).
    let format = string.format.iter().filter(|format| matches!(&*format.value, "integer" | "number"));
    let format = format.map(|format| format!("have the format {}", format.value));
    Some(patterns.chain(lengths).chain(format).collect())
}

fn numbers(numeric: &NumericShape) -> Vec<String> {
    let bounds = [
        ("at least", &numeric.minimum),
        ("more than", &numeric.exclusive_minimum),
        ("at most", &numeric.maximum),
        ("less than", &numeric.exclusive_maximum),
    ];
    let bounds =
        bounds.into_iter().filter_map(|(words, bound)| Some(format!("{words} {}", bound.as_ref()?.value)));
    let divisors = numeric.divisors.iter().map(|divisor| format!("a multiple of {}", divisor.value));
    bounds.chain(divisors).collect()
}

fn arrays(shape: &Shape) -> Option<Vec<String>> {
    let array = &shape.array;
    if array.tuple.iter().chain(&array.additional).any(|item| !item.allows_anything()) {
        return None;
    }
    let mut said = Vec::new();
    said.extend(counted(array.least(), array.most(), "item", "items"));
    said.extend(array.unique.then(|| "have only distinct items".to_owned()));
    for contains in &shape.annotations.contains {
        let what = clause(&contained(contains)?);
        said.push(match what.strip_prefix("at least 1 item") {
            Some(rest) => format!("contain an item{rest}"),
            None => format!("contain {what}"),
        });
    }
    Some(said)
}

fn objects(object: &ObjectShape) -> Option<Vec<String>> {
    let mut free =
        object.patterns.iter().map(|one| &one.shape).chain(&object.additional).chain(&object.names);
    if !free.all(|shape| shape.allows_anything()) {
        return None;
    }
    let mut said = Vec::new();
    for property in object.properties.iter() {
        let name = &property.name;
        match (property.required, property.shape.listed()) {
            (_, _) if property.required.is_none() && property.shape.allows_anything() => {}
            (Some(_), None) if property.shape.allows_anything() => said.push(format!("have `{name}`")),
            (Some(_), Some([value])) if property.shape.conditions.is_empty() => {
                said.push(format!("have `{name}` equal to {value}"));
            }
            _ => return None,
        }
    }
    let least = object.min_properties.as_ref().map_or(0, |bound| bound.value);
    let most = object.max_properties.as_ref().map(|bound| bound.value);
    said.extend(counted(least, most, "property", "properties"));
    Some(said)
}

fn counted(least: u64, most: Option<u64>, thing: &str, things: &str) -> Option<String> {
    count(least, most, thing, things).map(|said| format!("have {}", clause(&said)))
}

/// A sentence as a part of another one.
fn clause(sentence: &str) -> String {
    let text = sentence.strip_suffix('.').unwrap_or(sentence);
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}
