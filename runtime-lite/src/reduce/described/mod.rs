//! What a JSON Schema describes, as far as a union of two schemas keeps it (`language.md` section 6.2,
//! `jsonSchemaMerge`).
//!
//! A [`Described`] says of each type which values are known to be outside: bounds, formats, items and properties. It
//! is read from a schema ([`read`]) so that no valid value is left out, and printed as one ([`print`]), from which it
//! is read as it was. The union ([`union`]) is therefore as associative on schemas as it is here.
//!
//! The shapes of the compiler keep more, such as conditions; this crate must not depend on them.

mod bound;
mod intersection;
mod print;
mod read;
mod union;

use bound::Bound;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

pub(super) use read::read;

/// How many names of properties are kept of a location. What has more is described as a map.
const MAX_NAMES: usize = 1000;

/// How many values of `enum` are kept of a location.
const MAX_VALUES: usize = 100;

/// What values a schema lets through. A type that is none lets no value of it through.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Described {
    null: bool,
    boolean: bool,
    numbers: Option<Numbers>,
    strings: Option<Strings>,
    arrays: Option<Arrays>,
    objects: Option<Objects>,
    /// The only values, sorted; nothing where there are others.
    values: Option<Vec<Value>>,
}

#[derive(Debug, Clone, PartialEq, Default)]
struct Numbers {
    /// Whether all are integers.
    integers: bool,
    least: Option<Bound>,
    greatest: Option<Bound>,
    multiple_of: Option<Value>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Strings {
    lengths: Counts,
    format: Option<String>,
    pattern: Option<String>,
    content_encoding: Option<String>,
    content_media_type: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Default)]
struct Arrays {
    lengths: Counts,
    unique: bool,
    /// What every item is; nothing where nothing is known.
    items: Option<Box<Described>>,
}

#[derive(Debug, Clone, PartialEq, Default)]
struct Objects {
    sizes: Counts,
    required: BTreeSet<String>,
    /// What properties are, by name; an object that is open and names none is a map.
    named: BTreeMap<String, Described>,
    /// What all others are; nothing where nothing is known.
    others: Option<Box<Described>>,
}

/// From how many to how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Counts {
    least: u64,
    greatest: Option<u64>,
}

impl Described {
    /// Every value.
    fn anything() -> Described {
        Described {
            null: true,
            boolean: true,
            numbers: Some(Numbers::default()),
            strings: Some(Strings::default()),
            arrays: Some(Arrays::default()),
            objects: Some(Objects::default()),
            values: None,
        }
    }

    /// No value.
    fn nothing() -> Described {
        Described {
            null: false,
            boolean: false,
            numbers: None,
            strings: None,
            arrays: None,
            objects: None,
            values: Some(Vec::new()),
        }
    }

    /// Whether it lets a value of the type of one through.
    fn has_type_of(&self, value: &Value) -> bool {
        match value {
            Value::Null => self.null,
            Value::Bool(_) => self.boolean,
            Value::Number(_) => self.numbers.is_some(),
            Value::String(_) => self.strings.is_some(),
            Value::Array(_) => self.arrays.is_some(),
            Value::Object(_) => self.objects.is_some(),
        }
    }

    /// Drops values whose types are excluded, and types that have no value.
    fn settle(mut self) -> Described {
        let Some(mut values) = self.values.take() else {
            let is_empty = !self.null
                && !self.boolean
                && self.numbers.is_none()
                && self.strings.is_none()
                && self.arrays.is_none()
                && self.objects.is_none();
            return if is_empty { Described::nothing() } else { self };
        };
        values.retain(|value| self.has_type_of(value));
        let has = |is: fn(&Value) -> bool| values.iter().any(is);
        self.null &= has(Value::is_null);
        self.boolean &= has(Value::is_boolean);
        self.numbers = self.numbers.filter(|_| has(Value::is_number));
        self.strings = self.strings.filter(|_| has(Value::is_string));
        self.arrays = self.arrays.filter(|_| has(Value::is_array));
        self.objects = self.objects.filter(|_| has(Value::is_object));
        if let Some(numbers) = &mut self.numbers {
            numbers.integers |= values.iter().filter(|value| value.is_number()).all(is_integer);
        }
        self.values = Some(values);
        self
    }
}

/// Whether a number is an integer, however it is written.
fn is_integer(number: &Value) -> bool {
    number.is_i64() || number.is_u64() || number.as_f64().is_some_and(|float| float.fract() == 0.0)
}

impl Objects {
    /// What a property is.
    fn property(&self, name: &str) -> Described {
        let known = self.named.get(name).or(self.others.as_deref());
        known.cloned().unwrap_or_else(Described::anything)
    }

    /// Whether names of its properties say nothing: it has none, and lets all through.
    fn is_map(&self) -> bool {
        self.named.is_empty() && self.others.as_deref() != Some(&Described::nothing())
    }
}
