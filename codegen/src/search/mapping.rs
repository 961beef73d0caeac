//! What a search engine is told of a field, by the shape of its values.
//!
//! No document that the schema admits may be refused: a type is chosen only where it takes every value, or ignores
//! those that it cannot take (`ignore_malformed`). All else is stored and not looked at (`enabled: false`).

use crate::sql::{Content, FlatType};
use compiler::analysis::{ArrayShape, ObjectShape, Projection, Shape};
use compiler::connector::DialectFacts;
use compiler::schema::Types;
use serde::Serialize;
use std::collections::BTreeMap;

/// The longest keyword: four bytes for each character are the 32,766 of a term of Lucene at most.
const LONGEST_KEYWORD: u32 = 8191;
/// The longest text that is looked for as a whole, beside its words.
const WHOLE_TEXT: u32 = 256;
/// The most characters of a text that is a keyword rather than words.
const SHORT_TEXT: u64 = 256;
/// The digits that 64 bits always hold.
const LONG_DIGITS: u64 = 18;
/// How deep the objects of a mapping are at most, by default. The limit of depth is 20, and an object counts as one
/// level more than it has above it, also where nothing inside of it is looked at: what it holds is the 20th.
const OBJECT_LEVELS: usize = 19;
/// The longest path of a field in bytes, with room for the sub-field of a text.
const LONGEST_PATH: usize = 32_700;

/// The type of objects.
pub(super) const OBJECT: &str = "object";

/// A field of a mapping. Parameters that are absent have their defaults.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Mapping {
    /// Its type.
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    /// Of objects: whether what is inside of them is looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    enabled: Option<bool>,
    /// The formats of dates.
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<&'static str>,
    /// Whether values that the type does not take are left out of the index, and not refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    ignore_malformed: Option<bool>,
    /// The longest text that is in the index.
    #[serde(skip_serializing_if = "Option::is_none")]
    ignore_above: Option<u32>,
    /// Whether it can be looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<bool>,
    /// Whether it can be sorted by.
    #[serde(skip_serializing_if = "Option::is_none")]
    doc_values: Option<bool>,
    /// The same values in other ways.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    fields: BTreeMap<&'static str, Mapping>,
    /// Of objects: what is inside of them.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) properties: BTreeMap<String, Mapping>,
}

impl Mapping {
    fn of_type(kind: &'static str) -> Mapping {
        Mapping { kind, ..Mapping::default() }
    }

    /// An object of these properties alone.
    pub(super) fn object(properties: BTreeMap<String, Mapping>) -> Mapping {
        Mapping { properties, ..Mapping::of_type(OBJECT) }
    }

    /// Any JSON, which is only stored.
    pub(super) fn stored() -> Mapping {
        Mapping { enabled: Some(false), ..Mapping::of_type(OBJECT) }
    }

    /// A type that ignores what it cannot take.
    fn lenient(kind: &'static str) -> Mapping {
        Mapping { ignore_malformed: Some(true), ..Mapping::of_type(kind) }
    }

    fn keyword() -> Mapping {
        Mapping { ignore_above: Some(LONGEST_KEYWORD), ..Mapping::of_type("keyword") }
    }

    fn words() -> Mapping {
        let whole = Mapping { ignore_above: Some(WHOLE_TEXT), ..Mapping::of_type("keyword") };
        Mapping { fields: BTreeMap::from([("keyword", whole)]), ..Mapping::of_type("text") }
    }

    /// Text that nobody looks for.
    fn bytes() -> Mapping {
        Mapping { index: Some(false), doc_values: Some(false), ..Mapping::keyword() }
    }

    fn date(format: &'static str) -> Mapping {
        Mapping { format: Some(format), ..Mapping::lenient("date") }
    }

    /// How many fields there are, as limits count them.
    pub(super) fn count(&self) -> usize {
        1 + self.fields.len() + self.properties.values().map(Mapping::count).sum::<usize>()
    }
}

/// What is left for the fields inside of objects: shapes are shared, and written out they may be very many.
#[derive(Debug)]
pub(super) struct Budget(pub(super) usize);

impl Budget {
    /// Takes so many; nothing, from then on, where fewer are left.
    fn take(&mut self, number: usize) -> Option<()> {
        let left = self.0.checked_sub(number);
        self.0 = left.unwrap_or(0);
        left.map(|_| ())
    }
}

/// Where a field is: the names of fields are one path for the index.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// The objects around it, itself included.
    levels: usize,
    /// The bytes of its path.
    bytes: usize,
}

impl Place {
    /// Whether a field may have the mapping so deep.
    fn holds(self, mapping: &Mapping) -> bool {
        self.levels <= OBJECT_LEVELS || mapping.kind != OBJECT
    }
}

/// What a field is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// A part of the key.
    Key,
    /// Documents are told apart by it, too: a partition.
    Name,
    /// A value.
    Value,
}

/// The mapping of a field. One that is too deep for an object has none, and is stored and not looked at.
pub(super) fn mapping(field: &Projection, facts: &DialectFacts, budget: &mut Budget) -> Option<Mapping> {
    let role = match (field.key, field.partition) {
        (Some(_), _) => Role::Key,
        (None, Some(_)) => Role::Name,
        (None, None) => Role::Value,
    };
    let place = Place { levels: 1 + facts.around(&field.field).count(), bytes: field.field.len() };
    let mut mapper = Mapper { facts, budget };
    let mapping = mapper.value(&field.shape, role, place).unwrap_or_else(Mapping::stored);
    place.holds(&mapping).then_some(mapping)
}

/// The mapping of what holds no other values; nothing for objects and arrays.
fn scalar(shape: &Shape, role: Role) -> Option<Mapping> {
    let content = Content::of(shape, role == Role::Key);
    let mapping = match content.flat {
        FlatType::Object | FlatType::Array => return None,
        FlatType::Multiple if shape.types.overlaps(Types::OBJECT | Types::ARRAY) => Mapping::stored(),
        FlatType::Never => Mapping::stored(),
        FlatType::Boolean => Mapping::of_type("boolean"),
        FlatType::Integer => Mapping::lenient("long"),
        FlatType::WideInteger if is_unsigned(shape) => Mapping::lenient("unsigned_long"),
        FlatType::IntegerText if content.digits.is_some_and(|digits| digits <= LONG_DIGITS) => {
            Mapping::lenient("long")
        }
        FlatType::Number | FlatType::NumberText => Mapping::lenient("double"),
        FlatType::Date => Mapping::date("strict_date"),
        FlatType::DateTime => Mapping::date("strict_date_optional_time"),
        FlatType::Ipv4 | FlatType::Ipv6 => Mapping::lenient("ip"),
        FlatType::Binary if role == Role::Value => Mapping::bytes(),
        FlatType::Text if role != Role::Value => Mapping::keyword(),
        FlatType::Text if shape.string.content_encoding.is_some() => Mapping::bytes(),
        FlatType::Text if is_words(shape, &content) => Mapping::words(),
        FlatType::Multiple
        | FlatType::WideInteger
        | FlatType::IntegerText
        | FlatType::Text
        | FlatType::Binary
        | FlatType::Time
        | FlatType::Duration
        | FlatType::MacAddress
        | FlatType::MacAddress8
        | FlatType::Uuid => Mapping::keyword(),
    };
    Some(mapping)
}

/// Whether a text is read by people, rather than a name of something.
fn is_words(shape: &Shape, content: &Content) -> bool {
    let is_short = content.max_length.is_some_and(|length| length <= SHORT_TEXT);
    !is_short && shape.string.format.is_none() && shape.listed().is_none()
}

/// Whether all integers are of 64 bits without sign.
fn is_unsigned(shape: &Shape) -> bool {
    let bounds = (&shape.numeric.minimum, &shape.numeric.maximum);
    let fits = |bound: &serde_json::Number| bound.is_u64();
    let listed = shape.listed().into_iter().flatten().filter_map(serde_json::Value::as_number);
    let is_bound = matches!(bounds, (Some(least), Some(most)) if fits(&least.value) && fits(&most.value));
    is_bound && listed.into_iter().all(fits)
}

struct Mapper<'a> {
    facts: &'a DialectFacts,
    budget: &'a mut Budget,
}

impl Mapper<'_> {
    /// The mapping of a value, unless there are more fields than are left.
    fn value(&mut self, shape: &Shape, role: Role, place: Place) -> Option<Mapping> {
        match scalar(shape, role) {
            Some(mapping) => Some(mapping),
            None if shape.types.overlaps(Types::OBJECT) => self.object(&shape.object, place),
            None => self.array(&shape.array, place),
        }
    }

    /// An object whose properties are all known. Others may have names that the index refuses, such as none at all,
    /// or one that is inside of a number.
    fn object(&mut self, object: &ObjectShape, place: Place) -> Option<Mapping> {
        let is_nothing = |shape: &Shape| shape.types.is_empty();
        if !object.additional.as_ref().is_some_and(|shape| is_nothing(shape)) || place.levels > OBJECT_LEVELS
        {
            return Some(Mapping::stored());
        }
        // What is looked at counts, too: a shape may be in many places.
        self.budget.take(object.properties.len() + object.patterns.len())?;
        let is_closed = object.patterns.iter().all(|pattern| is_nothing(&pattern.shape));
        let known = object.properties.iter().filter(|property| !is_nothing(&property.shape));
        let longest = known.clone().map(|property| property.name.len()).max().unwrap_or(0);
        let sound = known.clone().all(|property| self.is_sound(&property.name));
        if !is_closed || !sound || place.bytes + 1 + longest > LONGEST_PATH {
            return Some(Mapping::stored());
        }
        let mut properties = BTreeMap::new();
        for property in known {
            let inside = Place { levels: place.levels + 1, bytes: place.bytes + 1 + property.name.len() };
            let mapping = self.value(&property.shape, Role::Value, inside)?;
            if inside.holds(&mapping) {
                properties.insert(property.name.to_string(), mapping);
            }
        }
        Some(Mapping::object(properties))
    }

    /// Whether a property may have a name: one that is no path.
    fn is_sound(&self, name: &str) -> bool {
        let is_path = self.facts.divider.is_some_and(|divider| name.contains(divider));
        !is_path && !(self.facts.refuses_column)(name) && !name.contains(char::is_control)
    }

    /// An array is mapped as its items are, of which all must be alike.
    fn array(&mut self, array: &ArrayShape, place: Place) -> Option<Mapping> {
        let Some(rest) = &array.additional else { return Some(Mapping::stored()) };
        let mut found: Option<Mapping> = None;
        for item in array.tuple.iter().chain([rest]) {
            if item.types.without(Types::NULL).is_empty() {
                continue;
            }
            self.budget.take(1)?;
            let mapping = self.value(item, Role::Value, place)?;
            if found.as_ref().is_some_and(|first| *first != mapping) {
                return Some(Mapping::stored());
            }
            found = Some(mapping);
        }
        Some(found.unwrap_or_else(Mapping::stored))
    }
}
