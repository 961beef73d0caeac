//! Types that no language has decided yet: what the shapes of a module say, with names for what has one.
//!
//! Shapes are taken apart into unions of plain ones, and each becomes a [`Type`]. A printer of a language writes
//! each type as it can, and where it cannot, wider: every value of a type must be one of what is printed.

mod adopt;
mod build;
mod cycle;
mod doc;
mod exclusion;
mod facet;
mod lift;
mod member;
mod merge;
mod name;
mod union;

pub(crate) use build::{Anchor, Root, Style, build, build_with};
pub(crate) use doc::Doc;
pub(crate) use facet::{facets, facets_beside_bounds};
pub(crate) use name::{root_names, words};

use compiler::schema::SchemaId;
use serde_json::{Number, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The types of one module, those of its roots first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Model {
    /// The types that have names.
    pub(crate) types: Vec<NamedType>,
    /// How many of them are roots.
    pub(crate) roots: usize,
    /// The places of the types that are those of schemas.
    pub(crate) schemas: BTreeMap<SchemaId, usize>,
}

/// A type that has a name.
#[derive(Debug, Clone)]
pub(crate) struct NamedType {
    /// The name, which no other type of the module has, and which is one of the language.
    pub(crate) name: String,
    /// What is said of it.
    pub(crate) doc: Doc,
    /// What it is.
    pub(crate) body: Type,
}

/// A type: a set of JSON values.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Type {
    /// Every value.
    Unknown,
    /// No value.
    Never,
    /// `null`.
    Null,
    /// `true` and `false`.
    Boolean,
    /// Numbers.
    Number(NumberType),
    /// Strings.
    String(StringType),
    /// One value, which may be an array or an object.
    Literal(Value),
    /// Arrays.
    Array(Box<ArrayType>),
    /// Objects.
    Object(Box<ObjectType>),
    /// Values of one of several types.
    Union(Box<UnionType>),
    /// The type of this place in the module.
    Named(usize),
}

/// Numbers, within bounds.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct NumberType {
    /// Whether they are integers, among which is `1.0`.
    pub(crate) integer: bool,
    pub(crate) minimum: Option<Number>,
    pub(crate) maximum: Option<Number>,
    pub(crate) exclusive_minimum: Option<Number>,
    pub(crate) exclusive_maximum: Option<Number>,
    /// Numbers that divide all of them.
    pub(crate) divisors: Vec<Number>,
    /// What else is said of them, a sentence each.
    pub(crate) remarks: Vec<String>,
}

/// Strings. `format` and what is said of the content refuse none.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct StringType {
    pub(crate) format: Option<Arc<str>>,
    pub(crate) content_encoding: Option<Arc<str>>,
    /// The least length in Unicode scalar values.
    pub(crate) min_length: u64,
    pub(crate) max_length: Option<u64>,
    /// Expressions (ECMA-262) that all of them match.
    pub(crate) patterns: Vec<Arc<str>>,
    /// What else is said of them, a sentence each.
    pub(crate) remarks: Vec<String>,
}

/// Arrays.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ArrayType {
    /// The types of the first items, which are there as far as the array is that long.
    pub(crate) prefix: Vec<Type>,
    /// The type of all others; none where there are no others.
    pub(crate) rest: Option<Type>,
    /// How many items there are at least.
    pub(crate) least: u64,
    /// How many items there are at most.
    pub(crate) most: Option<u64>,
    /// Whether no two items are equal.
    pub(crate) unique: bool,
    /// What they contain, a sentence each.
    pub(crate) contains: Vec<String>,
    /// What the types of the first items do not say.
    pub(crate) first: Vec<Doc>,
    /// What is said of each item after the first ones, unless its type has a name.
    pub(crate) item: Doc,
}

/// Objects.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ObjectType {
    /// Properties by name, sorted.
    pub(crate) properties: Vec<PropertyType>,
    /// Properties that match an expression (ECMA-262), and that have no name above.
    pub(crate) patterns: Vec<(Arc<str>, Type)>,
    /// The type of all others; none where there are no others.
    pub(crate) rest: Option<Type>,
    /// How many properties there are at least.
    pub(crate) least: u64,
    /// How many properties there are at most.
    pub(crate) most: Option<u64>,
    /// What is said of the names of all properties, unless they are listed.
    pub(crate) names: StringType,
    /// What is said of each value of those without a name, unless its type has a name.
    pub(crate) value: Doc,
    /// What is said of these objects.
    pub(crate) doc: Doc,
}

/// A property.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PropertyType {
    pub(crate) name: Arc<str>,
    /// Whether it is always there. One of the type [`Type::Never`] never is.
    pub(crate) required: bool,
    pub(crate) body: Type,
    /// What is said of it here.
    pub(crate) doc: Doc,
}

/// Values of one of several types.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct UnionType {
    /// Two or more types, none of which is a union, every value or none.
    pub(crate) members: Vec<Type>,
    /// What is said of all.
    pub(crate) doc: Doc,
}

/// What tells the objects of a union apart.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tag {
    /// A property that each of them has.
    pub(crate) property: Arc<str>,
    /// Its values in each member of the union, by the place of the member; of those that are objects.
    pub(crate) values: Vec<(usize, Vec<Value>)>,
}

impl Type {
    /// The objects that it is, if it is objects alone.
    pub(crate) fn as_object(&self) -> Option<&ObjectType> {
        if let Type::Object(object) = self { Some(object) } else { None }
    }

    /// The union that it is, if it is one.
    pub(crate) fn as_union(&self) -> Option<&UnionType> {
        if let Type::Union(union) = self { Some(union) } else { None }
    }
}

impl Model {
    /// What the type of a schema is called, if it has one of its own.
    pub(crate) fn name_of(&self, schema: SchemaId) -> Option<&str> {
        self.schemas.get(&schema).and_then(|at| self.types.get(*at)).map(|named| named.name.as_str())
    }

    /// The body of a type, through its names.
    pub(crate) fn resolved<'m>(&'m self, mut body: &'m Type) -> &'m Type {
        // A name that leads back to itself says nothing.
        for _ in 0..=self.types.len() {
            let Type::Named(at) = body else { return body };
            let Some(named) = self.types.get(*at) else { break };
            body = &named.body;
        }
        &Type::Unknown
    }
}
