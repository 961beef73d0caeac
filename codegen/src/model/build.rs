//! Types from shapes: each location once, with a name where a reference gives one.

use super::adopt::adopt;
use super::cycle;
use super::lift::lift;
use super::member::Builder;
use super::merge::merge;
use super::name::{Given, Names, Naming};
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

/// A schema that has a type whether or not others refer to it.
#[derive(Debug, Clone)]
pub(crate) struct Anchor {
    /// What its type is called unless others refer to it or the name is taken.
    pub(crate) name: String,
    pub(crate) id: SchemaId,
    pub(crate) shape: Arc<Shape>,
}

/// The types of a module.
pub(crate) fn build(roots: &[Root], schemas: &Schemas, style: &Style) -> Model {
    build_with(roots, &[], schemas, style)
}

/// The types of a module, and after them those of anchors that nothing refers to, for which no other type is called
/// otherwise.
pub(crate) fn build_with(roots: &[Root], anchors: &[Anchor], schemas: &Schemas, style: &Style) -> Model {
    let mut making = Making {
        builder: Builder::new(roots, schemas),
        schemas,
        types: Vec::new(),
        names: Vec::new(),
        is_late: false,
    };
    for (at, root) in roots.iter().enumerate() {
        let body = making.builder.root(root, at);
        let doc = making.builder.doc(&root.shape);
        making.add(doc, body, Given::Root(root.name.clone()));
    }
    making.definitions();
    making.is_late = true;
    for anchor in anchors {
        if let Some(body) = making.builder.anchor(anchor) {
            let remarks = making.builder.doc(&anchor.shape).remarks;
            let doc = Doc { remarks, ..Doc::from(schemas.definition(anchor.id).annotations) };
            making.add(doc, body, Given::Anchor(anchor.name.clone()));
            making.definitions();
        }
    }
    let Making { builder, types, mut names, .. } = making;
    let mut model = Model { types, roots: roots.len(), schemas: builder.places() };
    if style.merges {
        merge(&mut model);
    }
    cycle::cut(&mut model);
    adopt(&mut model, &mut names, roots.len());
    lift(&mut model, &mut names, style);
    Names::new(style).give(&mut model, &names);
    model
}

/// The types of a module, as far as they are made.
struct Making<'s> {
    builder: Builder,
    schemas: &'s Schemas,
    types: Vec<NamedType>,
    names: Vec<Naming>,
    /// Whether all other types are made, and what follows is only of anchors.
    is_late: bool,
}

impl Making<'_> {
    fn add(&mut self, doc: Doc, body: Type, given: Given) {
        self.types.push(NamedType { name: String::new(), doc, body });
        self.names.push(Naming { given, is_late: self.is_late });
    }

    /// The types of all definitions that were met.
    fn definitions(&mut self) {
        while let Some(referred) = self.builder.next() {
            let definition = self.schemas.definition(referred.id);
            let body = self.builder.body(&referred.shape);
            let remarks = self.builder.remarks(&referred.shape);
            let doc = Doc { remarks, ..Doc::from(definition.annotations) };
            self.add(doc, body, Given::definition(&definition));
        }
    }
}
