//! Types from shapes: each location once, with a name where a reference gives one.

use super::adopt::adopt;
use super::cycle;
use super::lift::lift;
use super::member::Builder;
use super::merge::merge;
use super::name::{Given, Names};
use super::{Doc, Model, NamedType, Type};
use compiler::analysis::Shape;
use compiler::schema::{SchemaId, Schemas};
use std::sync::Arc;

/// What a module is about.
#[derive(Debug, Clone)]
pub(crate) struct Root {
    /// What its type is called, in the words of the user.
    pub(crate) name: String,
    /// The schema, where references may lead to it.
    pub(crate) id: Option<SchemaId>,
    /// Its shape.
    pub(crate) shape: Arc<Shape>,
}

/// How a language wants its types.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    /// The name of a type from words of letters and digits; it is made unique, but not otherwise changed.
    pub(crate) type_name: fn(&[String]) -> String,
    /// Names that no type may have.
    pub(crate) reserved: &'static [&'static str],
    /// Whether a type that stands inside of another one gets a name of its own. The flag says whether an author
    /// gave it a title.
    pub(crate) has_name: fn(&Type, bool) -> bool,
    /// Whether strings that differ in their lengths are of one type, and numbers of several ranges.
    pub(crate) merges: bool,
}

/// The types of a module.
pub(crate) fn build(roots: &[Root], schemas: &Schemas, style: &Style) -> Model {
    let mut builder = Builder::new(roots, schemas);
    let mut names: Vec<Given> = Vec::new();
    let mut types: Vec<NamedType> = Vec::new();
    let mut add = |doc: Doc, body: Type, given: Given| {
        types.push(NamedType { name: String::new(), doc, body });
        names.push(given);
    };
    for (at, root) in roots.iter().enumerate() {
        add(Doc::of(&root.shape), builder.root(root, at), Given::Root(root.name.clone()));
    }
    while let Some(referred) = builder.next() {
        let definition = schemas.definition(referred.id);
        let body = builder.body(&referred.shape);
        add(Doc::from(definition.annotations), body, Given::definition(&definition));
    }
    let mut model = Model { types, roots: roots.len() };
    if style.merges {
        merge(&mut model);
    }
    cycle::cut(&mut model);
    adopt(&mut model, &mut names, roots.len());
    lift(&mut model, &mut names, style);
    Names::new(style).give(&mut model, &names);
    model
}
