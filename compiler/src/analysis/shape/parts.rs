//! The parts of a shape: what is said of all values, and of one kind of values.

pub use crate::schema::{Annotations, Contains, NumericShape, StringShape};

use super::Shape;
use crate::source::{Span, Spanned};
use crate::sparse::empty;
use regex::Regex;
use runtime_lite::linear_expression;
use serde_json::Number;
use std::sync::Arc;

/// Facets of arrays.
#[derive(Debug, Clone, Default)]
pub struct ArrayShape {
    /// Least number of items.
    pub min_items: Option<Spanned<u64>>,
    /// Greatest number of items.
    pub max_items: Option<Spanned<u64>>,
    /// Shapes of the first items.
    pub tuple: Vec<Arc<Shape>>,
    /// The shape of the items after them; absent where nothing is known.
    pub additional: Option<Arc<Shape>>,
    /// Whether no two items are equal.
    pub unique: bool,
}

/// Facets of objects.
#[derive(Debug, Clone, Default)]
pub struct ObjectShape {
    /// Properties, sorted by name.
    pub properties: Vec<Property>,
    /// Patterns of names, in the order of the schema.
    pub patterns: Vec<Pattern>,
    /// The shape of other properties; absent where nothing is known.
    pub additional: Option<Arc<Shape>>,
    /// The shape of the names of properties, as strings; absent where nothing is known.
    pub names: Option<Arc<Shape>>,
    /// Least number of properties.
    pub min_properties: Option<Spanned<u64>>,
    /// Greatest number of properties.
    pub max_properties: Option<Spanned<u64>>,
}

/// A property that a schema names.
#[derive(Debug, Clone)]
pub struct Property {
    /// Its name.
    pub name: Arc<str>,
    /// Where `required` lists it, if it is required.
    pub required: Option<Span>,
    /// What its values are.
    pub shape: Arc<Shape>,
}

/// The schema of a `not` (JSON Schema Core 2020-12 section 10.2.1.4).
#[derive(Debug)]
pub struct Exclusion {
    /// Where it stands.
    pub at: Span,
    /// It as JSON, unless it is long.
    pub text: Option<Arc<str>>,
    /// Its shape, where facets and `contains` say all that it says: those too that a value is not asked for when it
    /// is looked for in a shape, such as expressions.
    pub shape: Option<Arc<Shape>>,
}

/// Properties whose names match an expression.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// The expression, as written.
    pub text: Arc<str>,
    /// The expression; absent where it is none that runs in linear time, and may match anything.
    pub regex: Option<Arc<Regex>>,
    /// What the values are.
    pub shape: Arc<Shape>,
}

impl Pattern {
    pub(in crate::analysis) fn new(text: Arc<str>, shape: Arc<Shape>) -> Pattern {
        let regex = linear_expression(&text).and_then(|text| Regex::new(&text).ok());
        Pattern { regex: regex.map(Arc::new), text, shape }
    }

    /// Whether the name matches; nothing where that cannot be decided.
    pub(in crate::analysis) fn matches(&self, name: &str) -> Option<bool> {
        self.regex.as_ref().map(|regex| regex.is_match(name))
    }
}

empty! { ArrayShape ObjectShape }

impl StringShape {
    /// The least length, which is 0 where none is said.
    pub fn least(&self) -> u64 {
        self.min_length.as_ref().map_or(0, |length| length.value)
    }

    /// The greatest length.
    pub fn most(&self) -> Option<u64> {
        self.max_length.as_ref().map(|length| length.value)
    }

    pub(super) fn allows_all(&self) -> bool {
        self.least() == 0 && self.max_length.is_none() && self.patterns.is_empty()
    }

    pub(in crate::analysis) fn says_nothing(&self) -> bool {
        self.allows_all()
            && self.min_length.is_none()
            && self.format.is_none()
            && self.content_encoding.is_none()
            && self.content_media_type.is_none()
    }
}

impl NumericShape {
    pub(in crate::analysis) fn allows_all(&self) -> bool {
        self.bounds().next().is_none() && self.divisors.is_empty()
    }

    /// All of its bounds, those that are not allowed themselves, too.
    pub fn bounds(&self) -> impl Iterator<Item = &Number> {
        let least = self.minimum.iter().chain(&self.exclusive_minimum);
        least.chain(&self.maximum).chain(&self.exclusive_maximum).map(|bound| &bound.value)
    }
}

impl ArrayShape {
    /// The least number of items, which is 0 where none is said.
    pub fn least(&self) -> u64 {
        self.min_items.as_ref().map_or(0, |number| number.value)
    }

    /// The greatest number of items.
    pub fn most(&self) -> Option<u64> {
        self.max_items.as_ref().map(|number| number.value)
    }

    pub(super) fn allows_all(&self) -> bool {
        self.least() == 0
            && self.max_items.is_none()
            && !self.unique
            && self.tuple.iter().chain(&self.additional).all(|item| item.allows_anything())
    }

    pub(in crate::analysis) fn says_nothing(&self) -> bool {
        self.min_items.is_none()
            && self.max_items.is_none()
            && self.tuple.is_empty()
            && self.additional.is_none()
            && !self.unique
    }
}

impl ObjectShape {
    /// The property of a name, if the schema names it.
    pub fn property(&self, name: &str) -> Option<&Property> {
        let at = self.properties.binary_search_by(|property| (*property.name).cmp(name)).ok()?;
        self.properties.get(at)
    }

    pub(super) fn allows_all(&self) -> bool {
        let free = |shape: &Arc<Shape>| shape.allows_anything();
        self.properties.iter().all(|property| property.required.is_none() && free(&property.shape))
            && self.patterns.iter().all(|pattern| free(&pattern.shape))
            && self.additional.iter().chain(&self.names).all(free)
            && self.counts_nothing()
    }

    pub(in crate::analysis) fn says_nothing(&self) -> bool {
        self.properties.is_empty()
            && self.patterns.is_empty()
            && self.additional.is_none()
            && self.names.is_none()
            && self.counts_nothing()
    }

    fn counts_nothing(&self) -> bool {
        self.min_properties.is_none() && self.max_properties.is_none()
    }
}
