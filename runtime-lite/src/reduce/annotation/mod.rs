//! Which reduction applies at each location of a document (`language.md` section 6.1).
//!
//! Where no `reduce` of a schema depends on the document, a [`table::Table`] is made of the schema once. Otherwise
//! each document is evaluated, which costs many times more. Property tests compare both.
//!
//! Of several annotations at one location the first applies: the schema's own, then that of `$ref`, then those of
//! `allOf`, `anyOf`, `oneOf` and `if`, in schema order; among keywords for children those of `properties`, then
//! `patternProperties` in written order, then `additionalProperties` (D5).

mod evaluation;
mod graph;
mod reduction;
mod table;

pub use reduction::Reduction;

use crate::validator::{Annotation, BuildError, ValidatorOptions};
use evaluation::{Evaluated, evaluated};
use graph::Graph;
use serde_json::Value;
use table::{Locations, Properties, Table};

/// How annotations are found.
#[derive(Debug)]
pub(crate) enum Annotations {
    /// By location: no `reduce` depends on the document.
    Static(Table),
    /// By evaluating each document.
    Conditional(Box<Graph>),
}

impl Annotations {
    pub(crate) fn new(schema: &Value, options: &ValidatorOptions) -> Result<Annotations, BuildError> {
        let graph = Graph::new(schema, options)?;
        Ok(match Table::new(&graph) {
            Some(table) => Annotations::Static(table),
            None => Annotations::Conditional(Box::new(graph)),
        })
    }

    /// Annotations by evaluation, though a table would do.
    pub(crate) fn conditional(schema: &Value, options: &ValidatorOptions) -> Result<Annotations, BuildError> {
        Ok(Annotations::Conditional(Box::new(Graph::new(schema, options)?)))
    }
}

/// The annotations of a document, where a table does not know them by itself.
#[derive(Debug, Default)]
pub(crate) struct Found(Option<Evaluated>);

impl Annotations {
    /// Whether [`Annotations::found`] needs the annotations of each document.
    pub(crate) fn are_conditional(&self) -> bool {
        matches!(self, Annotations::Conditional(_))
    }

    pub(crate) fn found(&self, annotations: Vec<Annotation>) -> Found {
        match self {
            Annotations::Static(_) => Found(None),
            Annotations::Conditional(graph) => Found(Some(evaluated(annotations, graph))),
        }
    }

    /// The root of a document.
    pub(crate) fn root<'a>(&'a self, found: &'a Found) -> At<'a> {
        match self {
            Annotations::Static(table) => At(table.root().map(Place::Static)),
            Annotations::Conditional(_) => At(found.0.as_ref().map(Place::Evaluated)),
        }
    }
}

/// The properties of a location.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Below<'a> {
    Static(Properties<'a>),
    Other(At<'a>),
}

impl<'a> Below<'a> {
    /// The property of a name that comes after those that were asked for before.
    pub(crate) fn next(&mut self, name: &str) -> At<'a> {
        match self {
            Below::Static(properties) => At(properties.next(name).map(Place::Static)),
            Below::Other(at) => at.property(name),
        }
    }
}

/// A location of a document: nothing where neither it nor anything below has an annotation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct At<'a>(Option<Place<'a>>);

#[derive(Debug, Clone, Copy)]
enum Place<'a> {
    Static(Locations<'a>),
    Evaluated(&'a Evaluated),
}

impl<'a> At<'a> {
    /// What the schema says of the location; nothing is the default, `lastWriteWins`.
    pub(crate) fn reduction(self) -> Option<&'a Reduction> {
        match self.0? {
            Place::Static(location) => location.reduction(),
            Place::Evaluated(evaluated) => evaluated.reduction(),
        }
    }

    /// The schema that says so, where documents are evaluated.
    pub(crate) fn place(self) -> Option<&'a crate::validator::Place> {
        match self.0? {
            Place::Static(_) => None,
            Place::Evaluated(evaluated) => evaluated.place(),
        }
    }

    /// Whether the default applies there, whatever is below.
    pub(crate) fn is_default(self) -> bool {
        self.reduction().is_none()
    }

    /// The properties of the location, for asking for them in the order of their names.
    pub(crate) fn properties(self) -> Below<'a> {
        match self.0 {
            Some(Place::Static(location)) => Below::Static(location.properties()),
            other => Below::Other(At(other)),
        }
    }

    pub(crate) fn property(self, name: &str) -> At<'a> {
        At(match self.0 {
            Some(Place::Static(location)) => location.property(name).map(Place::Static),
            Some(Place::Evaluated(evaluated)) => evaluated.child(name).map(Place::Evaluated),
            None => None,
        })
    }

    pub(crate) fn item(self, index: usize) -> At<'a> {
        At(match self.0 {
            Some(Place::Static(location)) => location.item(index).map(Place::Static),
            Some(Place::Evaluated(evaluated)) => evaluated.child(&index.to_string()).map(Place::Evaluated),
            None => None,
        })
    }

    /// Whether the default applies to every item.
    pub(crate) fn items_are_default(self) -> bool {
        match self.0 {
            Some(Place::Static(location)) => location.items_are_default(),
            Some(Place::Evaluated(evaluated)) => evaluated.has_no_children(),
            None => true,
        }
    }
}
