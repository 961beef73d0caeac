//! Shapes: what a schema promises of a location and below it (`language.md` section 3.1, D3).
//!
//! A shape is neutral to languages. Types of SQL and TypeScript are small functions of it, in `codegen`.
//! Its facets say what holds of every value, flattened over all branches of the schema; its conditions say
//! what they leave out: alternatives, exclusions and recursion. Each part remembers the place that decided it.

mod algebra;
mod condition;
mod intersect;
mod member;
mod normal;
mod parts;
mod union;

pub use condition::{Choice, Condition, NamedShape};
#[cfg(test)]
pub(super) use normal::are_apart;
pub use normal::{Nested, Normal, Plain, Unsaid};
pub use parts::{
    Annotations, ArrayShape, Contains, Exclusion, NumericShape, ObjectShape, Pattern, Property, StringShape,
};

pub(super) use algebra::Algebra;
pub(super) use intersect::impute;

use crate::schema::{SchemaId, Types};
use crate::source::{Span, Spanned};
use crate::sparse::Sparse;
use runtime_lite::Strategy;
use serde_json::Value;
use std::sync::Arc;

/// The inferred type of a location.
#[derive(Debug, Clone)]
pub struct Shape {
    /// The JSON types that a value may have. None means that no document can have a value here.
    pub types: Types,
    /// The keyword that narrowed `types`.
    pub types_at: Option<Span>,
    /// The values that are allowed, sorted, or absent where they are not listed.
    pub values: Option<Spanned<Arc<[Value]>>>,
    /// What is said of values without refusing any.
    pub annotations: Sparse<Annotations>,
    /// How values reduce.
    pub reduce: Reduce,
    /// Whether this is another schema, as a whole.
    pub provenance: Provenance,
    /// What is known of strings.
    pub string: Sparse<StringShape>,
    /// What is known of numbers.
    pub numeric: Sparse<NumericShape>,
    /// What is known of arrays.
    pub array: Sparse<ArrayShape>,
    /// What is known of objects.
    pub object: Sparse<ObjectShape>,
    /// What a value must meet besides, each of them.
    pub conditions: Vec<Condition>,
    /// What values are not, by `not`: people are told where nothing else says it. Refuses no value.
    pub exclusions: Vec<Arc<Exclusion>>,
    /// Whether a part of the schema here could not be read or resolved, which was reported: nothing that
    /// follows from its absence is reported again.
    pub(super) broken: bool,
    /// Whether every value inside is valid, too, so that what is outside of this may be reasoned about.
    pub(super) exact: bool,
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

/// Where a shape comes from (`language.md` section 3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provenance {
    /// Nothing is said here.
    Unset,
    /// All that is said here is said by this other schema.
    Reference(SchemaId),
    /// It is said here, or by several schemas.
    Inline,
}

impl Shape {
    /// The shape of the schema `true`.
    pub fn anything() -> Shape {
        Shape {
            types: Types::ANY,
            types_at: None,
            values: None,
            annotations: Sparse::default(),
            reduce: Reduce::Unset,
            provenance: Provenance::Unset,
            string: Sparse::default(),
            numeric: Sparse::default(),
            array: Sparse::default(),
            object: Sparse::default(),
            conditions: Vec::new(),
            exclusions: Vec::new(),
            broken: false,
            exact: true,
            height: 1,
            reduces: false,
        }
    }

    /// The shape of the schema `false`.
    pub fn nothing() -> Shape {
        Shape { types: Types::NONE, provenance: Provenance::Inline, ..Shape::anything() }
    }

    /// The property of a name, if the schema names it.
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.object.property(name)
    }

    /// The allowed values, where they are listed.
    pub fn listed(&self) -> Option<&[Value]> {
        self.values.as_ref().map(|values| &*values.value)
    }

    /// Whether nothing is said here, not even by an annotation.
    pub fn is_anything(&self) -> bool {
        self.types == Types::ANY
            && self.values.is_none()
            && self.annotations.is_empty()
            && self.reduce == Reduce::Unset
            && self.provenance == Provenance::Unset
            && self.string.is_empty()
            && self.numeric.is_empty()
            && self.array.is_empty()
            && self.object.is_empty()
            && self.conditions.is_empty()
            && !self.broken
            && self.exact
    }

    /// Whether every value is inside.
    pub fn allows_anything(&self) -> bool {
        self.allows_all(Types::ANY) && !self.broken
    }

    /// Whether every value of these types is inside.
    pub(super) fn allows_all(&self, types: Types) -> bool {
        let free = |of: Types, facet: bool| !types.overlaps(of) || facet;
        types.is_subset(self.types)
            && self.values.is_none()
            && self.conditions.is_empty()
            && free(Types::STRING, self.string.allows_all())
            && free(Types::NUMBER, self.numeric.allows_all())
            && free(Types::ARRAY, self.array.allows_all())
            && free(Types::OBJECT, self.object.allows_all())
    }

    /// This shape with what is known of its parts together: they may be many, and shared.
    pub(super) fn measured(self) -> Shape {
        let inside = self.children().chain(self.conditions.iter().flat_map(Condition::shapes));
        let (mut height, mut reduces) = (0, false);
        for part in inside {
            height = height.max(part.height);
            reduces |= part.reduces;
        }
        reduces |= match self.reduce {
            Reduce::Unset | Reduce::Strategy(Strategy::LastWriteWins, _) => false,
            Reduce::Strategy(..) | Reduce::Multiple => true,
        };
        reduces |= self.conditions.iter().any(|one| matches!(one, Condition::Named(named) if named.reduces));
        Shape { height: height + 1, reduces, ..self }
    }

    /// Whether some strategy other than the default applies, here or below.
    pub fn reduces(&self) -> bool {
        self.reduces
    }

    /// The shapes one level below.
    pub fn children(&self) -> impl Iterator<Item = &Shape> {
        let properties = self.object.properties.iter().map(|property| &property.shape);
        let patterns = self.object.patterns.iter().map(|pattern| &pattern.shape);
        let object = self.object.additional.iter().chain(&self.object.names);
        let array = self.array.tuple.iter().chain(&self.array.additional);
        properties.chain(patterns).chain(object).chain(array).map(|shape| &**shape)
    }
}
