//! What the parameters of statements are of a document (`language.md` section 7.3).

use crate::Parameter;
use runtime_lite::Pointer;
use rusqlite::types::Value as Bound;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The parameters that statements may have, by name.
pub(super) struct Parameters {
    known: BTreeMap<String, Vec<Parameter>>,
    of: Of,
}

/// What statements are run for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// A document of a source.
    Document,
    /// A database that begins.
    Migration,
}

impl Parameters {
    pub(super) fn new(list: &[Parameter], of: Of) -> Parameters {
        let mut known: BTreeMap<String, Vec<Parameter>> = BTreeMap::new();
        for parameter in list {
            known.entry(parameter.name.clone()).or_default().push(parameter.clone());
        }
        Parameters { known, of }
    }

    /// The field that a column is called by which is nothing but a parameter.
    pub(super) fn field(&self, column: &str) -> Option<Cow<'_, str>> {
        let name = column.strip_prefix('$')?;
        match self.known.get(name).map(Vec::as_slice) {
            Some([one]) => Some(one.field.as_str().into()),
            Some(_) => None,
            None => self.item(name).map(|item| item.field().into()),
        }
    }

    /// The location of a parameter as it is written: `$lines$0`.
    ///
    /// # Errors
    /// It is none of a document, or that of two locations; what is said suggests the nearest.
    pub(super) fn pointer(&self, written: &str) -> Result<Pointer, String> {
        if self.of == Of::Migration {
            return Err(format!("a migration has no document, and so no `{written}`"));
        }
        let Some(name) = written.strip_prefix('$').filter(|name| !name.is_empty()) else {
            let name = written.trim_start_matches([':', '@', '#']);
            let known = if self.known.contains_key(name) { name } else { "field" };
            return Err(format!("`{written}` is no parameter: write `${known}`"));
        };
        match self.known.get(name).map(Vec::as_slice) {
            Some([one]) => Ok(one.pointer.clone()),
            Some(several) => {
                let fields: Vec<String> = several.iter().map(|one| format!("`{}`", one.field)).collect();
                let fields = fields.join(" and ");
                Err(format!("`{written}` is the parameter of {fields}: give one of them a projection"))
            }
            None => self.item(name).ok_or_else(|| self.unknown(written, name)),
        }
    }

    /// The location of an item of a list.
    fn item(&self, name: &str) -> Option<Pointer> {
        let is_index = |text: &str| text == "0" || !text.starts_with('0') && is_digits(text);
        let mut rest = name;
        let mut indices = Vec::new();
        while let Some((list, index)) = rest.rsplit_once('$').filter(|(_, index)| is_index(index)) {
            rest = list;
            indices.push(index);
            if let Some([one]) = self.known.get(list).map(Vec::as_slice) {
                let indices = indices.iter().rev().map(|index| Arc::from(*index));
                return one.is_list.then(|| one.pointer.tokens().iter().cloned().chain(indices).collect());
            }
        }
        None
    }

    fn unknown(&self, written: &str, name: &str) -> String {
        let near = self.nearest(name);
        let names: Vec<String> = near.iter().map(|name| format!("`${name}`")).collect();
        let asked = match names.split_last() {
            Some((only, [])) => format!(": did you mean {only}?"),
            Some((last, rest)) => format!(": did you mean {} or {last}?", rest.join(", ")),
            None => String::new(),
        };
        format!("`{written}` is no field of the source{asked}")
    }

    /// Names that may be meant, at most three, the nearest first.
    fn nearest(&self, name: &str) -> Vec<&str> {
        let limit = (name.chars().count() / 3).clamp(1, 3);
        let folded = name.to_lowercase();
        let near = self.known.keys().filter(|known| known.len().abs_diff(name.len()) <= LONGER);
        let near = near.map(|known| (strsim::osa_distance(&folded, &known.to_lowercase()), known.as_str()));
        let mut near: Vec<_> = near.filter(|(distance, _)| *distance <= limit).collect();
        near.sort_unstable();
        near.into_iter().take(3).map(|(_, known)| known).collect()
    }
}

/// How many bytes names differ by that are compared at all.
const LONGER: usize = 12;

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A value as SQLite has it: booleans are 0 and 1, lists and objects are texts of JSON, and what is absent is null.
///
/// # Errors
/// An integer has more than 64 bits with its sign.
pub(super) fn bound(value: Option<&Value>, pointer: &Pointer) -> Result<Bound, String> {
    Ok(match value {
        None | Some(Value::Null) => Bound::Null,
        Some(Value::Bool(value)) => Bound::Integer(i64::from(*value)),
        Some(Value::Number(number)) => match (number.as_i64(), number.is_u64(), number.as_f64()) {
            (Some(integer), ..) => Bound::Integer(integer),
            (None, false, Some(real)) => Bound::Real(real),
            (None, ..) => {
                let place = if pointer.is_root() { String::new() } else { format!(" at `{pointer}`") };
                return Err(format!("the integer {number}{place} is beyond 2^63, the limit of SQLite"));
            }
        },
        Some(Value::String(text)) => Bound::Text(text.clone()),
        Some(value @ (Value::Array(_) | Value::Object(_))) => Bound::Text(value.to_string()),
    })
}
