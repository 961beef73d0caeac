//! What a module needs beside its types: printed where it is used, and nowhere else.

/// A part of a module, with a text that stands where it is used.
pub(super) struct Helper {
    pub(super) used: &'static str,
    pub(super) text: &'static str,
}

/// All of them, in the order in which they are printed; each is used by those before it alone.
pub(super) const HELPERS: &[Helper] = &[
    Helper {
        used: "Integer",
        text: "\
/// An integer that a number of `serde_json` holds. `1.0` is one, as JSON Schema has it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Integer(Number);

impl Integer {
    /// The integer, if it has 64 bits.
    pub fn as_i64(&self) -> Option<i64> {
        self.0.as_i64()
    }
}

impl From<i64> for Integer {
    fn from(integer: i64) -> Self {
        Integer(integer.into())
    }
}

impl<'de> Deserialize<'de> for Integer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = Number::deserialize(deserializer)?;
        match number.as_f64().is_some_and(|number| number.fract() == 0.0) {
            true => Ok(Integer(number)),
            false => Err(D::Error::custom(\"expected an integer\")),
        }
    }
}",
    },
    Helper {
        used: "Never",
        text: "\
/// No value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Never {}

impl<'de> Deserialize<'de> for Never {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(D::Error::custom(\"no value is allowed here\"))
    }
}",
    },
    Helper {
        used: "\"present\"",
        text: "\
/// A property that is there, and may be null only where its type says so.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}",
    },
    Helper {
        used: "\"required\"",
        text: "\
/// A property that is always there, though it may be null.
fn required<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    T::deserialize(deserializer)
}",
    },
    Helper {
        used: "check::<",
        text: "\
/// Whether a value is of a type.
fn check<T: DeserializeOwned, E: Error>(value: &Value) -> Result<(), E> {
    T::deserialize(value).map(drop).map_err(E::custom)
}",
    },
    Helper {
        used: "unknown_property(",
        text: "\
fn unknown_property<E: Error>(name: &str) -> E {
    E::custom(format!(\"unknown property `{name}`\"))
}",
    },
    Helper {
        used: "count(",
        text: "\
/// Whether an array has so many items.
fn count<E: Error>(items: usize, least: usize, most: Option<usize>) -> Result<(), E> {
    match items >= least && most.is_none_or(|most| items <= most) {
        true => Ok(()),
        false => Err(E::custom(format!(\"{items} items are too few or too many\"))),
    }
}",
    },
    Helper {
        used: "first(",
        text: "\
/// The next item of an array, which is there.
fn first<T: DeserializeOwned, E: Error>(items: &mut IntoIter<Value>) -> Result<T, E> {
    let next = items.next().ok_or_else(|| E::custom(\"an item is missing\"));
    next.and_then(item)
}",
    },
    Helper {
        used: "item)",
        text: "\
/// An item of an array.
fn item<T: DeserializeOwned, E: Error>(value: Value) -> Result<T, E> {
    T::deserialize(value).map_err(E::custom)
}",
    },
    Helper {
        used: "one_of(",
        text: "\
/// A value, if it is one of a list.
fn one_of<E: Error>(value: Value, list: &str) -> Result<Value, E> {
    let list: Vec<Value> = serde_json::from_str(list).map_err(E::custom)?;
    match list.iter().any(|one| same(one, &value)) {
        true => Ok(value),
        false => Err(E::custom(format!(\"{value} is none of the values\"))),
    }
}",
    },
    Helper {
        used: "same(",
        text: "\
/// Whether two values are equal: `1` is `1.0`.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => {
            left == right || left.as_f64() == right.as_f64()
        }
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(a, b)| same(a, b))
        }
        (Value::Object(left), Value::Object(right)) => {
            let has = |(name, a)| right.get(name).is_some_and(|b| same(a, b));
            left.len() == right.len() && left.iter().all(has)
        }
        _ => left == right,
    }
}",
    },
];
