//! What is wrong with a document, as data: the wording is up to whoever reports it.

use super::{BASE, BuildError};
use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{Uri, ValidationError};
use serde_json::Value;

/// A keyword of a schema that a document breaks.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    /// The JSON Pointer of the value that breaks it.
    pub instance: String,
    /// The keyword; of the schema `false` it is empty.
    pub keyword: String,
    /// Where the keyword stands.
    pub place: Place,
    /// What it asks for.
    pub expected: Expected,
}

/// A place of a schema.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// The URL of the resource: empty for a schema that was given without one, else as its `$id` has it.
    pub resource: String,
    /// The JSON Pointer from the root of the resource.
    pub pointer: String,
}

/// What a keyword asks for, and of some keywords what it found instead.
#[derive(Debug, Clone, PartialEq)]
pub enum Expected {
    /// No value at all: the schema `false`.
    Nothing,
    /// One of these types (`type`).
    Types(Vec<String>),
    /// One of these values (`enum`, `const`).
    Values(Vec<Value>),
    /// Within this bound: `minimum`, `maxLength`, `multipleOf`, `minItems` and their like.
    Limit(Value),
    /// A property of this name (`required`, `dependentRequired`).
    Property(String),
    /// None of these properties or items (`additionalProperties`, `unevaluatedItems` and their like).
    Without(Vec<String>),
    /// A string that this expression matches (`pattern`).
    Pattern(String),
    /// A string of this format (`format`).
    Format(String),
    /// One of several branches, each with what is wrong there (`anyOf`, `oneOf`).
    Branches(Vec<Vec<Violation>>),
    /// One branch alone: those without violations all match (`oneOf`).
    OneBranch(Vec<Vec<Violation>>),
    /// Other names of properties (`propertyNames`).
    Name(Box<Violation>),
    /// An expression could not be decided within its limit; it needs look-around.
    Undecided(String),
    /// What the keyword itself says: `contains`, `uniqueItems`, `not`.
    Otherwise,
}

/// A violation of the crate as ours.
pub(super) fn violation(error: &ValidationError<'_>) -> Violation {
    let nothing = matches!(error.kind(), ValidationErrorKind::FalseSchema);
    let keyword = if nothing { "" } else { error.kind().keyword() };
    Violation {
        instance: error.instance_path().to_string(),
        keyword: keyword.to_owned(),
        place: place(error.absolute_keyword_location(), error.schema_path().as_str()),
        expected: expected(error.kind()),
    }
}

/// Where a keyword is, by its absolute URI, or by its path where it has none.
pub(super) fn place(absolute: Option<&Uri<String>>, path: &str) -> Place {
    let Some(absolute) = absolute else {
        return Place { resource: String::new(), pointer: path.to_owned() };
    };
    let pointer = absolute.fragment().map(|fragment| fragment.decode().to_string_lossy().into_owned());
    let resource = absolute.strip_fragment().to_string();
    let resource = resource.strip_prefix(BASE).map(str::to_owned).unwrap_or(resource);
    Place { resource, pointer: pointer.unwrap_or_default() }
}

/// Why the crate refuses a schema, as ours.
pub(super) fn build_error(error: &ValidationError<'_>) -> BuildError {
    if let ValidationErrorKind::Referencing(error) = error.kind() {
        return BuildError::Reference(error.to_string());
    }
    let place = place(error.absolute_keyword_location(), error.schema_path().as_str());
    BuildError::Keyword { place, message: error.to_string() }
}

fn expected(kind: &ValidationErrorKind) -> Expected {
    use ValidationErrorKind as Kind;
    let branches = |context: &[Vec<ValidationError<'static>>]| {
        context.iter().map(|errors| errors.iter().map(violation).collect()).collect()
    };
    match kind {
        Kind::FalseSchema => Expected::Nothing,
        Kind::Type { kind: TypeKind::Single(one) } => Expected::Types(vec![one.as_str().to_owned()]),
        Kind::Type { kind: TypeKind::Multiple(types) } => {
            Expected::Types(types.iter().map(|one| one.as_str().to_owned()).collect())
        }
        Kind::Constant { expected_value } => Expected::Values(vec![Value::clone(expected_value)]),
        Kind::Enum { options } => Expected::Values(options.as_array().cloned().unwrap_or_default()),
        Kind::ExclusiveMaximum { limit }
        | Kind::ExclusiveMinimum { limit }
        | Kind::Maximum { limit }
        | Kind::Minimum { limit } => Expected::Limit(limit.clone()),
        Kind::MultipleOf { multiple_of } => Expected::Limit((*multiple_of).into()),
        Kind::MaxItems { limit }
        | Kind::MaxLength { limit }
        | Kind::MaxProperties { limit }
        | Kind::MinItems { limit }
        | Kind::MinLength { limit }
        | Kind::MinProperties { limit } => Expected::Limit((*limit).into()),
        Kind::AdditionalItems { limit } => Expected::Limit((*limit).into()),
        Kind::Required { property } => Expected::Property(property.as_str().unwrap_or_default().to_owned()),
        Kind::AdditionalProperties { unexpected }
        | Kind::UnevaluatedItems { unexpected }
        | Kind::UnevaluatedProperties { unexpected } => Expected::Without(unexpected.clone()),
        Kind::Pattern { pattern } => Expected::Pattern(pattern.clone()),
        Kind::Format { format } => Expected::Format(format.clone()),
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } => Expected::Branches(branches(context)),
        Kind::OneOfMultipleValid { context } => Expected::OneBranch(branches(context)),
        Kind::PropertyNames { error } => Expected::Name(Box::new(violation(error))),
        Kind::BacktrackLimitExceeded { error } => Expected::Undecided(error.to_string()),
        Kind::RegexEngineFailure { message } => Expected::Undecided(message.clone()),
        Kind::Contains
        | Kind::ContentEncoding { .. }
        | Kind::ContentMediaType { .. }
        | Kind::Custom { .. }
        | Kind::FromUtf8 { .. }
        | Kind::Not { .. }
        | Kind::Referencing(_)
        | Kind::UniqueItems => Expected::Otherwise,
    }
}
