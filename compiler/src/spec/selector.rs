//! `partitions`: which partitions of a collection are read (`language.md` section 4.5).

use super::form;
use super::reader::{Context, Object};
use super::section;
use crate::diagnostic::Resolved;
use crate::source::{Span, Spanned};
use crate::syntax::{Entry, Node, Value};
use std::sync::Arc;

/// Which partitions are read.
#[derive(Debug, Clone)]
pub struct SelectorSpec {
    /// All of it.
    pub span: Span,
    /// Fields of which each has one of its values in a partition that is read.
    pub include: Vec<SelectedField>,
    /// Fields of which none has one of its values in a partition that is read.
    pub exclude: Vec<SelectedField>,
    /// Keys of one's own, as written.
    pub settings: Vec<Entry>,
}

/// Values of a partition field.
#[derive(Debug, Clone)]
pub struct SelectedField {
    /// The field.
    pub field: Spanned<Arc<str>>,
    /// Its values: null, booleans, numbers and strings.
    pub values: Vec<Node>,
}

impl SelectorSpec {
    /// All fields that it selects by, with their values.
    pub fn fields(&self) -> impl Iterator<Item = &SelectedField> {
        self.include.iter().chain(&self.exclude)
    }
}

/// Reads the entry `partitions` of a mapping; nothing where it has none.
pub(super) fn read(object: &Object<'_>, cx: &mut Context<'_>) -> Option<Resolved<SelectorSpec>> {
    let entry = object.get(&["partitions"])?;
    let object = match cx.object(&section::SELECTOR, &entry.value) {
        Ok(object) => object,
        Err(reported) => return Some(Err(reported)),
    };
    let mut of = |key: &str| object.get(&[key]).map(|entry| fields(&entry.value, cx)).unwrap_or_default();
    let (include, exclude) = (of("include"), of("exclude"));
    let settings = object.settings(&["include", "exclude"]);
    Some(Ok(SelectorSpec { span: entry.value.span, include, exclude, settings }))
}

fn fields(node: &Node, cx: &mut Context<'_>) -> Vec<SelectedField> {
    let help = "write `{ carrier: [UPS] }`";
    let fields = cx.map("values by partition field, as a mapping", help, node);
    let mut selected = Vec::with_capacity(fields.len());
    for entry in fields {
        let items = match &entry.value.value {
            // A mapping has no values, but the advice of lists would be to begin its keys with `-`.
            Value::Object(_) => {
                cx.expected_form("a list of values", form::of_names(&entry.value), &entry.value);
                &[]
            }
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Hole(_) => list(&entry.value, cx),
        };
        let values = items.iter().filter(|item| is_scalar(item, cx)).cloned().collect();
        selected.push(SelectedField { field: entry.key.clone(), values });
    }
    selected
}

fn list<'n>(node: &'n Node, cx: &mut Context<'_>) -> &'n [Node] {
    match (&node.value, form::scalar(node)) {
        (Value::Array(items), _) => items,
        (Value::Bool(_) | Value::Number(_), Some(only)) => {
            cx.expected_form("a list of values", format!("write `[{only}]`"), node);
            &[]
        }
        (
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Object(_)
            | Value::Hole(_),
            _,
        ) => cx.list("a list of values", node),
    }
}

/// Whether a value can be that of a partition; reports one that cannot.
fn is_scalar(node: &Node, cx: &mut Context<'_>) -> bool {
    match &node.value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
        Value::Array(_) | Value::Object(_) | Value::Hole(_) => {
            let help = "a partition has one integer, string or boolean, or null".to_owned();
            cx.expected_form("a value of a partition", help, node);
            false
        }
    }
}
