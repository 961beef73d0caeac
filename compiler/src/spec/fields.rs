//! `fields`: which fields of a collection are materialized.

use super::collection::short_field;
use super::form;
use super::reader::Context;
use super::section;
use crate::source::Spanned;
use crate::syntax::{Entry, Node, Value};
use std::sync::Arc;

/// Which fields a materialization has.
#[derive(Debug, Clone, Default)]
pub struct FieldsSpec {
    /// Fields that must be there, with their configuration.
    pub require: Vec<FieldSpec>,
    /// Fields that must not.
    pub exclude: Vec<Spanned<Arc<str>>>,
    /// Fields that rows are grouped by, in place of the key's.
    pub group_by: Vec<Spanned<Arc<str>>>,
    /// Which are selected besides.
    pub recommended: Recommended,
    /// Keys that nothing uses yet, as written.
    pub settings: Vec<Entry>,
}

/// A field that must be there, and what is said of its column.
#[derive(Debug, Clone)]
pub struct FieldSpec {
    /// Its name.
    pub name: Spanned<Arc<str>>,
    /// Whether its column is text, whatever it holds (`castToString`).
    pub cast_to_string: bool,
    /// The type of its column, in the words of the database (`DDL`).
    pub ddl: Option<Spanned<Arc<str>>>,
    /// The names of the keys that say so.
    pub keys: Vec<Spanned<Arc<str>>>,
    /// Keys that nothing uses, as written.
    pub settings: Vec<Entry>,
}

/// Which fields are selected that are not named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Recommended {
    /// By the rule of `language.md` D4.
    #[default]
    Default,
    /// Only what must be there.
    None,
    /// Down to so many levels.
    Depth(u32),
}

/// Reads what stands below `fields`.
pub(super) fn read(node: &Node, cx: &mut Context<'_>) -> FieldsSpec {
    if let Value::Array(_) | Value::String(_) = node.value {
        let help =
            form::of_empty_values(node).replace("write `", "write `{ require: ").replace("} }`", "} } }`");
        cx.expected_form("a field selection, as a mapping", help, node);
        return FieldsSpec::default();
    }
    let Ok(object) = cx.object(&section::FIELDS, node) else { return FieldsSpec::default() };
    let require = object.get(&["include", "require"]).map(|entry| {
        let help = form::of_empty_values(&entry.value);
        let fields = cx.map("fields with their configuration, as a mapping", &help, &entry.value);
        let fields = fields.iter().filter_map(|entry| {
            let spec = field(entry, cx);
            short_field(&entry.key, cx).ok().map(|()| spec)
        });
        fields.collect()
    });
    FieldsSpec {
        require: require.unwrap_or_default(),
        exclude: object.get(&["exclude"]).map(|entry| names(&entry.value, cx)).unwrap_or_default(),
        group_by: object.get(&["groupBy"]).map(|entry| names(&entry.value, cx)).unwrap_or_default(),
        recommended: object
            .get(&["recommended"])
            .map(|entry| recommended(&entry.value, cx))
            .unwrap_or_default(),
        settings: object.settings(&["include", "require", "exclude", "groupBy", "recommended"]),
    }
}

/// What is said of a field, by the keys that have an effect.
fn field(entry: &Entry, cx: &mut Context<'_>) -> FieldSpec {
    let mut spec = FieldSpec {
        name: entry.key.clone(),
        cast_to_string: false,
        ddl: None,
        keys: Vec::new(),
        settings: Vec::new(),
    };
    for setting in entry.value.entries() {
        match &*setting.key.value {
            "castToString" | "ignoreStringFormat" => {
                spec.cast_to_string |= cx.boolean(&setting.value).unwrap_or(false);
            }
            "DDL" => spec.ddl = cx.text("a data type", &setting.value).ok(),
            _ => {
                spec.settings.push(setting.clone());
                continue;
            }
        }
        spec.keys.push(setting.key.clone());
    }
    spec
}

/// The keys of a field's configuration that have an effect.
pub(crate) const FIELD_KEYS: &[&str] = &["castToString", "ignoreStringFormat", "DDL"];

/// A list of names of fields.
fn names(node: &Node, cx: &mut Context<'_>) -> Vec<Spanned<Arc<str>>> {
    let items = match &node.value {
        Value::Object(_) => {
            cx.expected_form("a list of fields", form::of_names(node), node);
            &[]
        }
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Hole(_) => cx.list("a list of fields", node),
    };
    let names = items.iter().filter_map(|field| {
        let name = cx.text("the name of a field", field).ok()?;
        short_field(&name, cx).ok().map(|()| name)
    });
    names.collect()
}

fn recommended(node: &Node, cx: &mut Context<'_>) -> Recommended {
    let depth = match &node.value {
        Value::Bool(true) => Some(Recommended::Default),
        Value::Bool(false) => Some(Recommended::None),
        Value::Number(text) => text.parse().ok().map(|depth| match depth {
            0 => Recommended::None,
            depth => Recommended::Depth(depth),
        }),
        Value::Null | Value::String(_) | Value::Array(_) | Value::Object(_) | Value::Hole(_) => None,
    };
    depth.unwrap_or_else(|| {
        let help = "`true` selects the usual fields, `false` none besides those that are required".to_owned();
        cx.expected_form("`true`, `false` or a number of levels", help, node);
        Recommended::Default
    })
}
