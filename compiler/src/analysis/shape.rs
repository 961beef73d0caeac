//! Shapes: what a schema promises of a location and below it (`language.md` section 3.1).
//!
//! A shape is neutral to languages. Types of SQL and TypeScript are small functions of it, in `codegen`.
//! Each part remembers the span of the keyword that decided it.

use crate::schema::Types;
use crate::source::{Span, Spanned};
use regex::Regex;
use runtime_lite::Strategy;
use serde_json::{Number, Value};
use std::sync::Arc;

/// The inferred type of a location.
#[derive(Debug, Clone)]
pub struct Shape {
    /// The JSON types that a value may have. None means that no document can have a value here.
    pub types: Types,
    /// The keyword that narrowed `types`.
    pub types_at: Option<Span>,
    /// The values that are allowed, sorted, or absent where they are not listed.
    pub values: Option<Vec<Value>>,
    /// `title`.
    pub title: Option<Arc<str>>,
    /// `description`.
    pub description: Option<Arc<str>>,
    /// `default`.
    pub default: Option<Value>,
    /// How values reduce.
    pub reduce: Reduce,
    /// `secret`.
    pub secret: Option<bool>,
    /// What is known of strings.
    pub string: StringShape,
    /// What is known of numbers.
    pub numeric: NumericShape,
    /// What is known of arrays.
    pub array: ArrayShape,
    /// What is known of objects.
    pub object: ObjectShape,
    /// Whether a part of the schema here could not be read or resolved, which was reported: nothing that
    /// follows from its absence is reported again.
    pub(super) broken: bool,
    /// How many levels there are, this one included. Bounded, so that shapes can be walked by recursion.
    pub(super) height: u32,
    /// Whether some strategy other than the default applies, here or below.
    pub(super) reduces: bool,
}

/// The `reduce` annotation of a location.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reduce {
    /// There is none: `lastWriteWins`, for all below too.
    Unset,
    /// This one.
    Strategy(Strategy, Span),
    /// Different ones, by the branch of a schema.
    Multiple,
}

/// Facets of strings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StringShape {
    /// `format`, and where it is said.
    pub format: Option<Spanned<Arc<str>>>,
    /// `contentEncoding`.
    pub content_encoding: Option<Arc<str>>,
    /// `contentMediaType`.
    pub content_media_type: Option<Arc<str>>,
    /// Least length in Unicode scalar values.
    pub min_length: u64,
    /// Greatest length.
    pub max_length: Option<u64>,
}

/// Facets of numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NumericShape {
    /// Least value, inclusive.
    pub minimum: Option<Number>,
    /// Greatest value, inclusive.
    pub maximum: Option<Number>,
}

/// Facets of arrays.
#[derive(Debug, Clone, Default)]
pub struct ArrayShape {
    /// Least number of items.
    pub min_items: u64,
    /// Greatest number of items.
    pub max_items: Option<u64>,
    /// Shapes of the first items.
    pub tuple: Vec<Arc<Shape>>,
    /// The shape of the items after them; absent where nothing is known.
    pub additional: Option<Arc<Shape>>,
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
    pub(super) fn new(text: Arc<str>, shape: Arc<Shape>) -> Pattern {
        Pattern { regex: Regex::new(&text).ok().map(Arc::new), text, shape }
    }

    /// Whether the name matches; nothing where that cannot be decided.
    pub(super) fn matches(&self, name: &str) -> Option<bool> {
        self.regex.as_ref().map(|regex| regex.is_match(name))
    }
}

impl Shape {
    /// The shape of the schema `true`.
    pub fn anything() -> Shape {
        Shape {
            types: Types::ANY,
            types_at: None,
            values: None,
            title: None,
            description: None,
            default: None,
            reduce: Reduce::Unset,
            secret: None,
            string: StringShape::default(),
            numeric: NumericShape::default(),
            array: ArrayShape::default(),
            object: ObjectShape::default(),
            broken: false,
            height: 1,
            reduces: false,
        }
    }

    /// The shape of the schema `false`.
    pub fn nothing() -> Shape {
        Shape { types: Types::NONE, ..Shape::anything() }
    }

    /// The property of a name, if the schema names it.
    pub fn property(&self, name: &str) -> Option<&Property> {
        let properties = &self.object.properties;
        properties
            .binary_search_by(|property| (*property.name).cmp(name))
            .ok()
            .and_then(|at| properties.get(at))
    }

    /// This shape with what is known of its parts together: they may be many, and shared.
    pub(super) fn measured(self) -> Shape {
        let height = self.children().map(|child| child.height).max().unwrap_or(0) + 1;
        let here = match self.reduce {
            Reduce::Unset | Reduce::Strategy(Strategy::LastWriteWins, _) => false,
            Reduce::Strategy(..) | Reduce::Multiple => true,
        };
        let reduces = here || self.children().any(|child| child.reduces);
        Shape { height, reduces, ..self }
    }

    /// Whether some strategy other than the default applies, here or below.
    pub fn reduces(&self) -> bool {
        self.reduces
    }

    /// The shapes one level below.
    pub fn children(&self) -> impl Iterator<Item = &Shape> {
        let properties = self.object.properties.iter().map(|property| &property.shape);
        let patterns = self.object.patterns.iter().map(|pattern| &pattern.shape);
        let others = self.object.additional.iter().chain(&self.array.tuple).chain(&self.array.additional);
        properties.chain(patterns).chain(others).map(|shape| &**shape)
    }
}
