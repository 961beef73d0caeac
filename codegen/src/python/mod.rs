//! The emitter `python`: models of pydantic for the documents, registers and sources of each collection.

mod comment;
mod expression;
mod helpers;
mod ident;
mod module;
mod object;
mod pattern;

use crate::emitter::Emitter;
use crate::language::Language;
use crate::model::{Style, Type};
use crate::output::Output;
use crate::{model, path, roots};
use compiler::Checked;

pub(crate) static EMITTER: Emitter =
    Emitter { name: "python", summary: "models of each collection's documents, for pydantic", emit };

/// Python, as models of pydantic.
pub(crate) static LANGUAGE: Language = Language {
    name: "python",
    synonyms: &["py"],
    title: "Python",
    extension: ".py",
    style: &STYLE,
    print: module::print,
};

/// How types are named: classes, and what has a title.
static STYLE: Style = Style {
    type_name: ident::type_name,
    reserved: ident::RESERVED_TYPES,
    has_name: |body, has_title| match body.as_object() {
        Some(object) => !object::is_dict(object),
        None => has_title && matches!(body, Type::Union(_)),
    },
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
        output.add(format!("python/{}", path::file(name, ".py")), module::print(&model, &source));
    }
}
