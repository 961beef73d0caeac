//! Sets of JSON types, with numbers told apart as JSON Schema tells them: integers and fractions.

use serde_json::{Number, Value};
use std::fmt;

/// A set of JSON types. `1.0` is an integer (JSON Schema Core 2020-12 section 4.2.3).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Types(u8);

const NAMED: [(Types, &str); 7] = [
    (Types::OBJECT, "object"),
    (Types::ARRAY, "array"),
    (Types::BOOLEAN, "boolean"),
    (Types::INTEGER, "integer"),
    (Types::FRACTIONAL, "fractional"),
    (Types::STRING, "string"),
    (Types::NULL, "null"),
];

impl Types {
    /// No type: nothing is valid.
    pub const NONE: Types = Types(0);
    /// `null`.
    pub const NULL: Types = Types(1);
    /// `true` and `false`.
    pub const BOOLEAN: Types = Types(2);
    /// Numbers without a fraction.
    pub const INTEGER: Types = Types(4);
    /// Numbers with a fraction.
    pub const FRACTIONAL: Types = Types(8);
    /// Strings.
    pub const STRING: Types = Types(16);
    /// Arrays.
    pub const ARRAY: Types = Types(32);
    /// Objects.
    pub const OBJECT: Types = Types(64);
    /// All numbers.
    pub const NUMBER: Types = Types(12);
    /// Every type.
    pub const ANY: Types = Types(127);

    /// The set of a name of the `type` keyword.
    pub fn from_name(name: &str) -> Option<Types> {
        match name {
            "number" => Some(Types::NUMBER),
            "fractional" => None,
            _ => NAMED.iter().find(|(_, known)| *known == name).map(|(types, _)| *types),
        }
    }

    /// The type of a value.
    pub fn of(value: &Value) -> Types {
        match value {
            Value::Null => Types::NULL,
            Value::Bool(_) => Types::BOOLEAN,
            Value::Number(number) if is_integer(number) => Types::INTEGER,
            Value::Number(_) => Types::FRACTIONAL,
            Value::String(_) => Types::STRING,
            Value::Array(_) => Types::ARRAY,
            Value::Object(_) => Types::OBJECT,
        }
    }

    /// Whether nothing is in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether some type is in both.
    pub fn overlaps(self, other: Types) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether every type of this is in the other.
    pub fn is_subset(self, other: Types) -> bool {
        self.0 & !other.0 == 0
    }

    /// This without the types of the other.
    #[must_use]
    pub fn without(self, other: Types) -> Types {
        Types(self.0 & !other.0)
    }

    /// Its names, as the `type` keyword spells them; a fraction alone is `fractional`.
    pub fn names(self) -> Vec<&'static str> {
        let number = self.0 & Types::NUMBER.0 == Types::NUMBER.0;
        let present = NAMED.iter().filter(|(types, _)| self.overlaps(*types));
        present
            .filter(|(types, _)| !number || *types != Types::FRACTIONAL)
            .map(|(types, name)| if number && *types == Types::INTEGER { "number" } else { name })
            .collect()
    }
}

fn is_integer(number: &Number) -> bool {
    number.is_i64() || number.is_u64() || number.as_f64().is_some_and(|float| float.fract() == 0.0)
}

impl std::ops::BitOr for Types {
    type Output = Types;
    fn bitor(self, other: Types) -> Types {
        Types(self.0 | other.0)
    }
}

impl std::ops::BitAnd for Types {
    type Output = Types;
    fn bitand(self, other: Types) -> Types {
        Types(self.0 & other.0)
    }
}

/// "`string` or `null`", for messages.
impl fmt::Display for Types {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self.names().iter().map(|name| format!("`{name}`")).collect();
        match names.split_last() {
            None => f.write_str("nothing"),
            Some(_) if *self == Types::ANY => f.write_str("any value"),
            Some((last, [])) => f.write_str(last),
            Some((last, rest)) => write!(f, "{} or {last}", rest.join(", ")),
        }
    }
}

impl fmt::Debug for Types {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.names().join("|"))
    }
}

#[cfg(test)]
mod tests {
    use super::Types;
    use serde_json::json;

    #[test]
    fn names_sets_as_json_schema_does() {
        assert_eq!(Types::ANY.names(), ["object", "array", "boolean", "number", "string", "null"]);
        assert_eq!((Types::INTEGER | Types::NULL).to_string(), "`integer` or `null`");
        assert_eq!(Types::FRACTIONAL.names(), ["fractional"]);
        assert_eq!(Types::from_name("fractional"), None);
        assert_eq!(Types::of(&json!(1.0)), Types::INTEGER);
        assert_eq!(Types::of(&json!(1e300)), Types::INTEGER);
        assert_eq!(Types::of(&json!(0.5)), Types::FRACTIONAL);
    }
}
