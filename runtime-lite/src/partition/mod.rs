//! Logical partitions: the folders that documents lie in, and which of them a reader takes (`language.md` D4 and
//! sections 4.4 and 4.5).
//!
//! Folders are `FIELD=VALUE`, as Hive names them, in the order of the fields. Texts keep letters beyond ASCII, and of
//! ASCII letters, digits, `-`, `_` and `.`; the rest is percent-encoded.

use crate::percent::decoded;
use crate::{KeyPart, compare};
use serde_json::{Number, Value};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The text that stands for null.
pub const NULL_PARTITION: &str = "__HIVE_DEFAULT_PARTITION__";

/// How many bytes the name of a folder may have.
pub const MAX_COMPONENT: usize = 255;

/// The type of a partition's values, beside null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartitionType {
    /// `true` and `false`.
    Boolean,
    /// Whole numbers, as digits.
    Integer,
    /// Texts.
    String,
}

/// A field by which a collection is partitioned.
#[derive(Debug, Clone, PartialEq)]
pub struct PartitionField {
    /// Its name.
    pub field: String,
    /// Its location in documents, and its value where they have none.
    pub part: KeyPart,
    /// The type of its values.
    pub kind: PartitionType,
}

/// The fields by which a collection is partitioned, sorted by name; there may be none.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Partitions {
    fields: Vec<PartitionField>,
}

/// Why a document has no partition, or a path is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PartitionError {
    /// Readers of folders take an empty text for null.
    #[error("the partition `{field}` is an empty string, which readers of the lake take for null")]
    EmptyString {
        /// The field.
        field: String,
    },
    /// The name of the folder is longer than file systems allow.
    #[error("the folder of the partition `{field}` has {length} bytes, more than {MAX_COMPONENT}")]
    TooLong {
        /// The field.
        field: String,
        /// The length of the folder's name.
        length: usize,
    },
    /// Neither null nor of the field's type.
    #[error("the partition `{field}` is {found}, which is no value of a partition of its type")]
    WrongType {
        /// The field.
        field: String,
        /// The value, as JSON.
        found: String,
    },
    /// A folder that no document has.
    #[error("`{component}` is no folder of a partition `{field}`")]
    Malformed {
        /// The field that is expected.
        field: String,
        /// The folder, or nothing where there is none.
        component: String,
    },
    /// Folders below those of the fields.
    #[error("`{component}` follows the folders of all partitions")]
    Superfluous {
        /// The first such folder.
        component: String,
    },
}

impl Partitions {
    /// The partitions of fields, in the order of their names.
    pub fn new(mut fields: Vec<PartitionField>) -> Partitions {
        fields.sort_by(|left, right| left.field.cmp(&right.field));
        Partitions { fields }
    }

    /// The fields, sorted by name.
    pub fn fields(&self) -> &[PartitionField] {
        &self.fields
    }

    /// The values of a document, one a field.
    pub fn values<'v>(&'v self, document: &'v Value) -> impl Iterator<Item = &'v Value> {
        self.fields.iter().map(|field| field.part.value(document))
    }

    /// The folders of a document, joined by slashes; nothing is added before or behind.
    ///
    /// # Errors
    /// A value cannot be the name of a folder: an empty string, one that is too long, or one of another type.
    pub fn path(&self, document: &Value) -> Result<String, PartitionError> {
        let mut path = String::new();
        self.path_into(document, &mut path)?;
        Ok(path)
    }

    /// Appends what [`Partitions::path`] returns to an empty text.
    pub(crate) fn path_into(&self, document: &Value, path: &mut String) -> Result<(), PartitionError> {
        for field in &self.fields {
            let start = if path.is_empty() { 0 } else { path.len() + 1 };
            if start > 0 {
                path.push('/');
            }
            escape(&field.field, path);
            path.push('=');
            field.encode(field.part.value(document), path)?;
            let length = path.len() - start;
            if length > MAX_COMPONENT {
                return Err(PartitionError::TooLong { field: field.field.clone(), length });
            }
        }
        Ok(())
    }

    /// The values that folders stand for, one a field: the inverse of [`Partitions::path`].
    ///
    /// # Errors
    /// A folder is missing, is too many, or is not as [`Partitions::path`] writes it.
    pub fn parse(&self, path: &str) -> Result<Vec<Value>, PartitionError> {
        let mut components = path.split('/').filter(|component| !component.is_empty());
        let mut values = Vec::with_capacity(self.fields.len());
        for field in &self.fields {
            let component = components.next().unwrap_or_default();
            let malformed =
                || PartitionError::Malformed { field: field.field.clone(), component: component.to_owned() };
            let (name, text) = component.split_once('=').ok_or_else(malformed)?;
            let value = field.decode(text).ok_or_else(malformed)?;
            let mut again = String::new();
            escape(&field.field, &mut again);
            let same_name = again == name;
            again.clear();
            field.encode(&value, &mut again).map_err(|_| malformed())?;
            if !same_name || again != text || component.len() > MAX_COMPONENT {
                return Err(malformed());
            }
            values.push(value);
        }
        match components.next() {
            Some(component) => Err(PartitionError::Superfluous { component: component.to_owned() }),
            None => Ok(values),
        }
    }

    /// The path of a file of the lake: the folders of a collection, of a document's partitions and of a day in UTC
    /// (`YYYY-MM-DD`), and the name with its ending.
    ///
    /// # Errors
    /// As of [`Partitions::path`].
    pub fn file(
        &self,
        collection: &str,
        document: &Value,
        day: &str,
        name: &str,
    ) -> Result<String, PartitionError> {
        let folders = self.path(document)?;
        let separator = if folders.is_empty() { "" } else { "/" };
        Ok(format!("{collection}/{folders}{separator}utc_date={day}/{name}.gz"))
    }
}

impl PartitionField {
    fn encode(&self, value: &Value, path: &mut String) -> Result<(), PartitionError> {
        match (value, self.kind) {
            (Value::Null, _) => path.push_str(NULL_PARTITION),
            (Value::Bool(value), PartitionType::Boolean) => {
                path.push_str(if *value { "true" } else { "false" })
            }
            (Value::Number(number), PartitionType::Integer) => {
                path.push_str(&digits(number).ok_or_else(|| self.wrong(value))?);
            }
            (Value::String(text), PartitionType::String) if text.is_empty() => {
                return Err(PartitionError::EmptyString { field: self.field.clone() });
            }
            // The text itself is no null.
            (Value::String(text), PartitionType::String) if text == NULL_PARTITION => {
                path.push_str("%5F");
                path.push_str(text.get(1..).unwrap_or_default());
            }
            (Value::String(text), PartitionType::String) => escape(text, path),
            (
                Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_),
                _,
            ) => {
                return Err(self.wrong(value));
            }
        }
        Ok(())
    }

    fn wrong(&self, value: &Value) -> PartitionError {
        PartitionError::WrongType { field: self.field.clone(), found: value.to_string() }
    }

    fn decode(&self, text: &str) -> Option<Value> {
        if text == NULL_PARTITION {
            return Some(Value::Null);
        }
        match self.kind {
            PartitionType::Boolean => text.parse::<bool>().ok().map(Value::from),
            PartitionType::Integer => {
                let whole =
                    text.parse::<i64>().map(Value::from).or_else(|_| text.parse::<u64>().map(Value::from));
                whole.ok().or_else(|| text.parse::<f64>().ok().and_then(Number::from_f64).map(Value::Number))
            }
            PartitionType::String => decoded(text).map(Value::String),
        }
    }
}

/// The digits of a whole number; nothing of another one.
fn digits(number: &Number) -> Option<String> {
    if number.is_i64() || number.is_u64() {
        return Some(number.to_string());
    }
    // A float that is whole is an integer to JSON Schema. Those with an exponent print all their digits.
    let float = number.as_f64().filter(|float| float.fract() == 0.0)?;
    Some(if float == 0.0 { "0".to_owned() } else { format!("{float:.0}") })
}

fn escape(text: &str, path: &mut String) {
    for c in text.chars() {
        match c {
            'A'..='Z' | 'a'..='z' | '0'..='9' | '-' | '_' | '.' => path.push(c),
            c if c.is_ascii() => {
                let _ = write!(path, "%{:02X}", u32::from(c));
            }
            c => path.push(c),
        }
    }
}

/// Which partitions of a collection are read (`language.md` section 4.5).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Selector {
    /// Of each of these fields a document has one of the values.
    pub include: BTreeMap<String, Vec<Value>>,
    /// Of no field a document has one of the values.
    pub exclude: BTreeMap<String, Vec<Value>>,
}

impl Selector {
    /// Whether a document is in a partition that is read. A field that is no partition has no value.
    pub fn selects(&self, partitions: &Partitions, document: &Value) -> bool {
        let has = |field: &String, values: &Vec<Value>| {
            let known = partitions.fields.iter().find(|known| known.field == *field);
            let value = known.map(|known| known.part.value(document));
            value.is_some_and(|value| values.iter().any(|other| compare(value, other).is_eq()))
        };
        self.include.iter().all(|(field, values)| has(field, values))
            && !self.exclude.iter().any(|(field, values)| has(field, values))
    }
}

#[cfg(test)]
mod tests;
