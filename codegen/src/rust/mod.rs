//! The emitter `rust`: types of serde for the documents, registers and sources of each collection.

mod array;
mod comment;
mod edges;
mod enumeration;
mod expression;
mod helpers;
mod ident;
mod module;
mod structure;

use crate::emitter::Emitter;
use crate::language::Language;
use crate::model::Style;
use crate::output::Output;
use crate::{model, path, roots};
use compiler::Checked;

pub(crate) static EMITTER: Emitter =
    Emitter { name: "rust", summary: "types of each collection's documents, for serde", emit };

/// Rust, as types of serde.
pub(crate) static LANGUAGE: Language = Language {
    name: "rust",
    synonyms: &["rs"],
    title: "Rust",
    extension: ".rs",
    style: &STYLE,
    print: module::print,
};

/// How types are named: whatever no expression of Rust says.
static STYLE: Style = Style {
    type_name: ident::type_name,
    reserved: ident::RESERVED_TYPES,
    has_name: |body, _| expression::has_name(body),
};

fn emit(checked: Checked<'_>, output: &mut Output) {
    let compilation = checked.compilation();
    let folder = compilation.sources.common_folder();
    for id in compilation.catalog.collection_ids() {
        let collection = compilation.catalog.collection(id);
        if collection.external {
            continue;
        }
        let name = &collection.name.value;
        let file = compilation.sources.file(collection.span.file).uri.relative_to(folder.as_slice());
        let source = format!("the collection {name}, from {file}");
        let model = model::build(&roots::of(compilation, id), &compilation.catalog.schemas, &STYLE);
        output.add(format!("rust/{}", path::file(name, ".rs")), module::print(&model, &source));
    }
}
