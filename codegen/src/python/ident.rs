//! Names and literals of Python: the only place that quotes and escapes them.

use crate::json;
use serde_json::Value;

/// Names that a module gives to other things than types of the schema.
pub(super) const RESERVED_TYPES: &[&str] = &[
    "AfterValidator",
    "Annotated",
    "Any",
    "BaseModel",
    "BeforeValidator",
    "Callable",
    "ConfigDict",
    "False",
    "Field",
    "Integer",
    "Literal",
    "Never",
    "None",
    "Number",
    "Omittable",
    "PlainValidator",
    "Self",
    "Strict",
    "StrictBool",
    "StrictFloat",
    "StrictInt",
    "StrictStr",
    "True",
    "TypeAdapter",
    "TypeAlias",
    "TypeAliasType",
    "TypeVar",
    "T",
    "Exception",
    "ValueError",
    "TypeError",
];

/// Words that name nothing else (Python 3.11 reference, section 2.3.1), and what annotations of a class refer to.
const RESERVED: &[&str] = &[
    "and",
    "as",
    "assert",
    "async",
    "await",
    "break",
    "class",
    "continue",
    "def",
    "del",
    "dict",
    "elif",
    "else",
    "except",
    "finally",
    "float",
    "for",
    "from",
    "global",
    "if",
    "import",
    "in",
    "int",
    "is",
    "lambda",
    "list",
    "nonlocal",
    "not",
    "or",
    "pass",
    "raise",
    "re",
    "return",
    "str",
    "try",
    "tuple",
    "while",
    "with",
    "yield",
    // Members of pydantic's models.
    "construct",
    "copy",
    "dict",
    "fields",
    "from_orm",
    "json",
    "parse_file",
    "parse_obj",
    "parse_raw",
    "schema",
    "schema_json",
    "update_forward_refs",
    "validate",
];

/// The name of a type.
pub(crate) fn type_name(words: &[String]) -> String {
    let capital = |word: &String| {
        let mut chars = word.chars();
        let first: String = chars.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
        first + chars.as_str()
    };
    let name: String =
        words.iter().map(capital).collect::<String>().chars().filter(|c| is_part(*c)).collect();
    if name.starts_with(|c: char| c.is_alphabetic()) { name } else { format!("Type{name}") }
}

/// The name of a field of a class: that of the property where Python allows it.
pub(super) fn field(name: &str) -> String {
    let is_model = name.starts_with("model_");
    let mut field: String = name.chars().map(|c| if is_part(c) || c == '_' { c } else { '_' }).collect();
    field = field.trim_start_matches('_').to_owned();
    if !field.starts_with(|c: char| c.is_alphabetic()) {
        field = format!("field_{field}");
    }
    // A class attribute hides the type of the same name from the annotations after it.
    let is_type = field.starts_with(|c: char| c.is_uppercase());
    if is_model || is_type || RESERVED.contains(&field.as_str()) {
        field.push('_');
    }
    field
}

/// Whether a character may be part of every identifier, and stays what it is in one: Python takes other forms of a
/// letter for the letter (PEP 3131).
fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

/// Whether a name is a word of Python, or one that annotations refer to.
pub(crate) fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name)
}

/// A text as a literal.
pub(crate) fn text(text: &str) -> String {
    json::literal(text)
}

/// A value as an expression.
pub(crate) fn value(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(string) => text(string),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(self::value).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(name, inner)| format!("{}: {}", text(name), self::value(inner)))
                .collect();
            format!("{{{}}}", members.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{field, type_name, value};
    use crate::model::words;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn names_of_fields_are_those_of_properties_where_they_can_be() {
        for (name, expected) in [
            ("id", "id"),
            ("orderId", "orderId"),
            ("order-id", "order_id"),
            ("class", "class_"),
            ("list", "list_"),
            ("model_name", "model_name_"),
            ("_id", "id"),
            ("1st", "field_1st"),
            ("", "field_"),
            ("Order", "Order_"),
            ("\u{e9}t\u{e9}", "t_"),
        ] {
            assert_eq!(field(name), expected, "{name}");
        }
    }

    #[test]
    fn names_of_types_are_identifiers() {
        let name = |text: &str| type_name(&words(text));
        assert_eq!(name("order line"), "OrderLine");
        assert_eq!(name("1st"), "Type1st");
        assert_eq!(name("\u{e9}"), "Type");
    }

    #[test]
    fn values_are_expressions() {
        assert_eq!(
            value(&json!({"a": [null, true, "x\"\u{2028}", 1.5]})),
            r#"{"a": [None, True, "x\"\u2028", 1.5]}"#
        );
    }

    proptest! {
        #[test]
        fn every_name_is_an_identifier(name in "(?s).{0,12}") {
            for name in [field(&name), type_name(&words(&name))] {
                prop_assert!(name.starts_with(|c: char| c.is_ascii_alphabetic()), "{name}");
                prop_assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'), "{name}");
            }
        }
    }
}
