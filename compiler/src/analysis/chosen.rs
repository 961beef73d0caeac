//! The types of columns that a binding chooses itself, in place of those that follow from the schema (`language.md`
//! section 8.2).

use super::projection::Projection;
use crate::connector::{DialectFacts, Form, WrittenType};
use crate::spec::{FieldSpec, FieldsSpec};
use std::collections::BTreeMap;

/// What a binding says of the type of a column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChosenType {
    /// It is text, whatever it holds.
    Text,
    /// It is this, in the words of the database.
    Written(WrittenType),
}

impl ChosenType {
    /// What is said of a field for a table of a dialect. A type is written in the words of the endpoint's own
    /// dialect, and says nothing to another. One that is none is reported by a rule, and so is whatever is said for an
    /// endpoint that is no database of SQL whose dialect is known: it has no effect.
    fn of(field: &FieldSpec, own: Option<&DialectFacts>, dialect: &str) -> Option<ChosenType> {
        let own = own.filter(|own| own.form == Form::Statement)?;
        if let Some(text) = field.ddl.as_ref().filter(|_| own.name == dialect) {
            return own.types.read(&text.value).ok().map(ChosenType::Written);
        }
        field.cast_to_string.then_some(ChosenType::Text)
    }
}

/// What a binding says of the columns of a table, by their place among the projections.
pub(super) fn types(
    fields: &FieldsSpec,
    projections: &[Projection],
    own: Option<&DialectFacts>,
    dialect: &str,
) -> BTreeMap<usize, ChosenType> {
    let chosen = fields.require.iter().filter_map(|field| {
        let at = projections.binary_search_by(|projection| projection.field.cmp(&field.name.value)).ok()?;
        Some((at, ChosenType::of(field, own, dialect)?))
    });
    chosen.collect()
}
