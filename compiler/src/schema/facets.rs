//! What keywords say of values that have no parts, with the places that say it. Shapes take it over as it is.

use crate::source::Spanned;
use crate::sparse::empty;
use serde_json::{Number, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Annotations: what is said of values without refusing any (JSON Schema Core 2020-12 section 7.7).
#[derive(Debug, Clone, Default)]
pub struct Annotations {
    /// `title`.
    pub title: Option<Spanned<Arc<str>>>,
    /// `description`.
    pub description: Option<Spanned<Arc<str>>>,
    /// `default`.
    pub default: Option<Spanned<Arc<Value>>>,
    /// `examples`.
    pub examples: Option<Spanned<Arc<Value>>>,
    /// `deprecated`.
    pub deprecated: Option<Spanned<bool>>,
    /// `secret`.
    pub secret: Option<Spanned<bool>>,
    /// What arrays contain, which shapes say nothing of: people are told.
    pub contains: Vec<Contains>,
    /// The values of keywords that begin with `x-`, by keyword.
    pub extensions: BTreeMap<Arc<str>, Spanned<Value>>,
}

/// `contains`, `minContains` and `maxContains` (JSON Schema Core 2020-12 section 10.3.1.3).
#[derive(Debug, Clone, PartialEq)]
pub struct Contains {
    /// The schema of the items that are counted.
    pub schema: Arc<Value>,
    /// Least number of them.
    pub least: u64,
    /// Greatest number of them.
    pub most: Option<u64>,
}

/// Facets of strings.
#[derive(Debug, Clone, Default)]
pub struct StringShape {
    /// `format`, which says what strings mean and refuses none (`language.md` D2).
    pub format: Option<Spanned<Arc<str>>>,
    /// `contentEncoding`.
    pub content_encoding: Option<Spanned<Arc<str>>>,
    /// `contentMediaType`.
    pub content_media_type: Option<Spanned<Arc<str>>>,
    /// Least length in Unicode scalar values.
    pub min_length: Option<Spanned<u64>>,
    /// Greatest length.
    pub max_length: Option<Spanned<u64>>,
    /// Expressions of `pattern` that all of them match, each once. There may be more than are kept.
    pub patterns: Vec<Spanned<Arc<str>>>,
}

/// Facets of numbers.
#[derive(Debug, Clone, Default)]
pub struct NumericShape {
    /// Least value, inclusive.
    pub minimum: Option<Spanned<Number>>,
    /// Greatest value, inclusive.
    pub maximum: Option<Spanned<Number>>,
    /// What all values are above (`exclusiveMinimum`, or `minimum` with that flag of draft 4).
    pub exclusive_minimum: Option<Spanned<Number>>,
    /// What all values are below.
    pub exclusive_maximum: Option<Spanned<Number>>,
    /// Numbers of `multipleOf` that divide all values, each once. There may be more than are kept.
    pub divisors: Vec<Spanned<Number>>,
}

empty! { Annotations StringShape NumericShape }
