//! Values as YAML on one line (YAML 1.2.2 section 7.4): quotes only where a text would be read otherwise.

use serde_json::Value;

/// A value on one line.
pub(super) fn print(value: &Value) -> String {
    match value {
        Value::Object(members) if members.is_empty() => "{}".to_owned(),
        Value::Object(members) => {
            let member = |(name, value): (&String, &Value)| format!("{}: {}", text(name), print(value));
            format!("{{ {} }}", members.iter().map(member).collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(print).collect::<Vec<_>>().join(", ")),
        Value::String(value) => text(value),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// A text, plain where it consists of words that mean nothing else.
fn text(value: &str) -> String {
    let begins = value.starts_with(|c: char| c.is_ascii_alphabetic());
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '/' | '.');
    let words = value.split(' ').all(|word| !word.is_empty() && word.chars().all(is_word));
    let means_else = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];
    let is_other = means_else.iter().any(|word| value.eq_ignore_ascii_case(word));
    match begins && words && !is_other {
        true => value.to_owned(),
        false => Value::from(value).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::print;
    use compiler::{Compiler, MemoryFiles, Request, Uri};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    /// The value of `x-value` in a catalog.
    fn read(text: &str) -> Option<Value> {
        let catalog = format!("x-value:\n  {text}\n");
        let files = MemoryFiles::new([("flow.yaml", catalog.as_str())]);
        let request = Request { roots: vec![Uri::local("flow.yaml")], ..Request::default() };
        let compilation = Compiler::default().compile(&request, &files);
        Some(compilation.trees.first()?.root.get("x-value")?.value.to_json())
    }

    #[test]
    fn only_what_needs_quotes_has_them() {
        let value =
            json!({"id": 1, "note": "two words", "a b": ["x", "1", "true", "a: b", "", " a"], "e": {}});
        let text = r#"{ id: 1, note: two words, a b: [x, "1", "true", "a: b", "", " a"], e: {} }"#;
        assert_eq!(print(&value), text);
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "(?s).{0,8}|[a-z]{1,3}( [a-z/.-]{0,3}){0,2}|null|[Tt]rue|~|0x1|1e3|-".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 16, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("[ -~]{0,6}", inner, 0..4)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_again(value in values()) {
            let text = print(&value);
            prop_assert!(!text.contains('\n'), "{text}");
            // Characters that no YAML may hold are reported, and not read.
            prop_assume!(!text.chars().any(|c| matches!(u32::from(c), 0x7F..=0x9F | 0xFFFE..=0xFFFF)));
            prop_assert_eq!(read(&text), Some(value), "{}", text);
        }
    }
}
