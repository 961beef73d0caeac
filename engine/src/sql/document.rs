//! Documents of rows (`language.md` section 7.3).

use super::parameter::Parameters;
use rusqlite::Row;
use rusqlite::types::ValueRef;
use serde_json::{Map, Number, Value};

/// What the columns of a statement are in documents.
pub(super) enum Columns {
    /// The one column holds the document.
    Whole(String),
    /// Each is a property.
    Properties(Vec<String>),
}

impl Columns {
    /// # Errors
    /// Two columns are one property.
    pub(super) fn new(names: &[&str], parameters: &Parameters) -> Result<Columns, String> {
        if let [only] = names
            && only.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("json"))
        {
            return Ok(Columns::Whole((*only).to_owned()));
        }
        let mut properties: Vec<String> = Vec::new();
        for name in names {
            let property = parameters.field(name).unwrap_or((*name).into());
            if properties.iter().any(|known| *known == property) {
                return Err(format!("two columns are called `{property}`: name one otherwise by `AS`"));
            }
            properties.push(property.into_owned());
        }
        Ok(Columns::Properties(properties))
    }

    /// The document of a row, and how many bytes its texts have.
    ///
    /// # Errors
    /// A column holds what JSON has no value for, or the only one does not hold a document.
    pub(super) fn document(&self, row: &Row<'_>) -> Result<(Value, usize), String> {
        let mut bytes = 0;
        let mut column = |at: usize| {
            let value = row.get_ref(at).map_err(|error| error.to_string())?;
            if let ValueRef::Text(text) = value {
                bytes += text.len();
            }
            Ok::<_, String>(value)
        };
        let document = match self {
            Columns::Whole(name) => whole(name, column(0)?)?,
            Columns::Properties(names) => {
                let mut properties = Map::new();
                for (at, name) in names.iter().enumerate() {
                    properties.insert(name.clone(), value(name, column(at)?)?);
                }
                Value::Object(properties)
            }
        };
        Ok((document, bytes))
    }
}

fn whole(name: &str, value: ValueRef<'_>) -> Result<Value, String> {
    let no_text = |what| format!("the column `{name}` is {what}, and no text of JSON");
    let text = match value {
        ValueRef::Text(text) => text,
        ValueRef::Null => return Err(no_text("NULL")),
        ValueRef::Integer(_) => return Err(no_text("an integer")),
        ValueRef::Real(_) => return Err(no_text("a number")),
        ValueRef::Blob(_) => return Err(no_text("a BLOB")),
    };
    serde_json::from_slice(text).map_err(|error| format!("the column `{name}` is no JSON: {error}"))
}

/// The value of a column; a text that is JSON of a list or an object is that.
fn value(name: &str, value: ValueRef<'_>) -> Result<Value, String> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(integer) => integer.into(),
        ValueRef::Real(real) => {
            let number = Number::from_f64(real);
            Value::Number(number.ok_or_else(|| format!("the column `{name}` is {real}, which JSON has not"))?)
        }
        ValueRef::Text(text) => {
            let is_nested = matches!(text.trim_ascii_start().first(), Some(b'[' | b'{'));
            let nested = if is_nested { serde_json::from_slice(text).ok() } else { None };
            match (nested, std::str::from_utf8(text)) {
                (Some(nested), _) => nested,
                (None, Ok(text)) => Value::String(text.to_owned()),
                (None, Err(_)) => return Err(format!("the column `{name}` is text that is not UTF-8")),
            }
        }
        ValueRef::Blob(_) => {
            let help = "give it as text, such as by `hex` or `json`";
            return Err(format!("the column `{name}` is a BLOB, which JSON has not: {help}"));
        }
    })
}
