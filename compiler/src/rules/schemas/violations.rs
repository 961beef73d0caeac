//! Values that schemas give, and what is wrong with them in words.

use crate::rules::RuleContext;
use crate::schema::SchemaId;
use crate::source::Span;
use runtime_lite::{Expected, Violation};
use serde_json::Value;

/// A value that has to be valid against a schema.
pub(in crate::rules) struct Check<'c> {
    /// The schema.
    pub(in crate::rules) schema: SchemaId,
    /// The value.
    pub(in crate::rules) value: &'c Value,
    /// Where it is written.
    pub(in crate::rules) span: Span,
}

/// The defaults of all schemas that could be read, each with the schema that it is the default of.
pub(in crate::rules) fn defaults<'c>(cx: &RuleContext<'c>) -> Vec<Check<'c>> {
    let schemas = &cx.catalog.schemas;
    let default = |schema: SchemaId| {
        let node = schemas.node(schema);
        let default = node.keywords.annotations.default.as_ref().filter(|_| !node.keywords.broken)?;
        Some(Check { schema, value: &default.value, span: default.span })
    };
    schemas.notable_nodes().filter_map(default).collect()
}

/// What is wrong with a value, as a clause. It may quote values of the schema, and none of the document.
pub fn explain(violation: &Violation) -> String {
    let what = match &violation.expected {
        Expected::Nothing => "no value is allowed".to_owned(),
        Expected::Types(types) => format!("expected {}", list(types)),
        Expected::Values(values) => {
            let shown: Vec<String> = values.iter().take(5).map(Value::to_string).collect();
            let more = if values.len() > shown.len() { " or another of the listed values" } else { "" };
            format!("expected {}{more}", list(&shown))
        }
        Expected::Limit(limit) => bound(&violation.keyword, limit),
        Expected::Property(name) => format!("`{name}` is missing"),
        Expected::Without(names) => format!("{} is not allowed", list(names)),
        Expected::Pattern(pattern) => format!("expected a string that matches `{pattern}`"),
        Expected::Format(format) => format!("expected a string of format `{format}`"),
        Expected::Branches(branches) => format!("it matches none of {} alternatives", branches.len()),
        Expected::OneBranch(_) => "it matches more than one alternative of `oneOf`".to_owned(),
        Expected::Name(_) => "a property has a name that is not allowed".to_owned(),
        Expected::Undecided(_) => "its expression backtracks too often to be decided".to_owned(),
        Expected::Otherwise => format!("`{}` does not hold", violation.keyword),
    };
    match violation.instance.as_str() {
        "" => what,
        place => format!("at `{place}` {what}"),
    }
}

/// A bound that is broken, by its keyword.
fn bound(keyword: &str, limit: &Value) -> String {
    match keyword {
        "minimum" => format!("expected at least {limit}"),
        "maximum" => format!("expected at most {limit}"),
        "exclusiveMinimum" => format!("expected more than {limit}"),
        "exclusiveMaximum" => format!("expected less than {limit}"),
        "multipleOf" => format!("expected a multiple of {limit}"),
        "minLength" => format!("expected at least {limit} characters"),
        "maxLength" => format!("expected at most {limit} characters"),
        "minItems" => format!("expected at least {limit} items"),
        "maxItems" | "additionalItems" => format!("expected at most {limit} items"),
        "minProperties" => format!("expected at least {limit} properties"),
        "maxProperties" => format!("expected at most {limit} properties"),
        _ => format!("`{keyword}` is {limit}"),
    }
}

/// "`a`, `b` or `c`".
fn list(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        None => "nothing".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}
