//! The declarations of a collection, with their names and texts decided.

use super::anchor::Anchored;
use super::comment::comment;
use super::ident;
use super::types::Printer;
use crate::escape::visible;
use crate::model::{self, Model, Style, Type, facets};
use crate::page;
use crate::roots;
use askama::Template;
use compiler::Compilation;
use compiler::catalog::CollectionId;

/// How types are named: those with titles, and those that others refer to.
pub(crate) static STYLE: Style = Style {
    type_name: ident::type_name,
    reserved: &[
        "Array", "Boolean", "Date", "Error", "Function", "Map", "Number", "Object", "Promise", "Record",
        "Set", "String", "Symbol",
    ],
    merges: true,
    has_name: |body, has_title| has_title && matches!(body, Type::Object(_) | Type::Union(_)),
};

/// A file of types.
#[derive(Template)]
#[template(path = "typescript/collection.d.ts")]
pub(super) struct CollectionView {
    /// The collection, as a text of one line.
    name: String,
    /// The catalog file that defines it.
    source: String,
    declarations: Vec<Declaration>,
    /// Anchors and the types that they name, where these are called otherwise.
    anchors: Vec<(String, String)>,
}

/// A file of the types of a schema.
#[derive(Template)]
#[template(path = "typescript/module.ts")]
pub(super) struct ModuleView {
    /// Where the types come from, as a text of one line.
    source: String,
    declarations: Vec<Declaration>,
}

impl ModuleView {
    /// What is declared of a module.
    pub(super) fn new(model: &Model, source: &str) -> ModuleView {
        ModuleView { source: visible(source), declarations: declarations(model) }
    }

    /// The file's text.
    pub(super) fn print(&self) -> String {
        page::print(self)
    }
}

/// A named type.
pub(super) struct Declaration {
    /// A comment with its line break, or nothing.
    comment: String,
    name: String,
    text: String,
}

impl CollectionView {
    /// What is declared of a collection. `folder` holds the files of the build.
    pub(super) fn new(compilation: &Compilation, id: CollectionId, folder: &[String]) -> CollectionView {
        let collection = compilation.catalog.collection(id);
        let file = compilation.sources.file(collection.span.file);
        let anchored = Anchored::new(compilation, &roots::of(compilation, id));
        let anchors = anchored.renamed().into_iter();
        CollectionView {
            name: visible(&collection.name.value),
            source: visible(&file.uri.relative_to(folder).to_string()),
            declarations: declarations(&anchored.model),
            anchors: anchors.map(|(anchor, name)| (anchor.to_owned(), name.to_owned())).collect(),
        }
    }

    /// The file's text.
    pub(super) fn print(&self) -> String {
        page::print(self)
    }
}

/// The declarations of a module.
pub(super) fn declarations(model: &Model) -> Vec<Declaration> {
    let printer = Printer { model };
    let declare = |named: &model::NamedType| Declaration {
        comment: comment(&named.doc, &facets(model, &named.body)),
        name: named.name.clone(),
        text: printer.declared(&named.body),
    };
    model.types.iter().map(declare).collect()
}
