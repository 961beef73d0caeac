//! The emitter `typescript`: the types of documents, registers and sources of each collection.

mod anchor;
pub(crate) mod comment;
mod ident;
mod object;
mod types;
mod view;

pub(crate) use anchor::Anchored;
pub(crate) use view::STYLE;

use crate::emitter::Emitter;
use crate::language::Language;
use crate::output::Output;
use crate::path;
use compiler::Checked;
use view::{CollectionView, ModuleView};

pub(crate) static EMITTER: Emitter = Emitter {
    name: "typescript",
    summary: "the types of each collection's documents",
    language: Some(&LANGUAGE),
    emit,
};

/// TypeScript, as declarations.
pub(crate) static LANGUAGE: Language = Language {
    name: "typescript",
    synonyms: &["ts"],
    title: "TypeScript",
    extension: ".ts",
    is_default: true,
    style: &view::STYLE,
    print: |model, source| ModuleView::new(model, source).print(),
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
        let path = format!("typescript/{}", path::file(name, ".d.ts"));
        output.add(path, CollectionView::new(compilation, id, &folder).print());
    }
}
