//! What connectors make of fields, as data: what selection is bound by (`language.md` section 8.1).

use crate::schema::Types;

/// What a connector is told of a field.
#[derive(Debug, Clone, Copy)]
pub struct FieldFacts {
    /// The types of its values.
    pub types: Types,
    /// Whether it holds the whole document, and which of the fields that do it is.
    pub document: Option<DocumentField>,
    /// Whether documents reduce by more than the last one winning.
    pub reduces: bool,
    /// Whether the target is only appended to, and reduces by itself.
    pub delta: bool,
}

/// Which of the fields that hold the whole document one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentField {
    /// The first that may be selected.
    First,
    /// Another one.
    Further,
}

/// What a connector makes of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Constraint {
    /// Some field of its location is needed.
    LocationRequired,
    /// Some field of its location is of use.
    LocationRecommended,
    /// It is up to the user.
    Optional,
    /// The target cannot hold it.
    Forbidden(Forbidden),
}

/// Why a target cannot hold a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Forbidden {
    /// No value but null can be there, so that a column has no type.
    NoValue,
    /// Another field holds the whole document already.
    SecondDocument,
}

/// A connector's judgement of fields.
pub type Constrain = fn(&FieldFacts) -> Constraint;

/// Tables of SQL: a column has a type, and the whole document is one column at most.
///
/// The document is needed where the columns alone cannot carry its reduction (`language.md` D4).
pub(crate) fn sql(field: &FieldFacts) -> Constraint {
    match field.document {
        None if field.types.without(Types::NULL).is_empty() => Constraint::Forbidden(Forbidden::NoValue),
        Some(DocumentField::Further) if !field.delta => Constraint::Forbidden(Forbidden::SecondDocument),
        Some(DocumentField::First) if field.reduces && field.delta => Constraint::LocationRecommended,
        Some(DocumentField::First) if field.reduces => Constraint::LocationRequired,
        None | Some(DocumentField::First | DocumentField::Further) => Constraint::Optional,
    }
}

/// Documents in files, streams and indexes: any field can be left out, and none is refused.
pub(crate) fn documents(_: &FieldFacts) -> Constraint {
    Constraint::Optional
}
