//! The emitter `typeddict`: types of Python for values as `json.loads` returns them, without a library.
//!
//! Names, docstrings and literals are those of `python`.

mod expression;
mod module;
mod object;

use crate::emitter::Emitter;
use crate::language::Language;
use crate::model::{Style, Type};
use crate::python;

pub(crate) static EMITTER: Emitter = Emitter {
    name: "typeddict",
    summary: "types of each collection's documents in Python, for values as they are read",
    language: Some(&LANGUAGE),
    emit: |checked, output| LANGUAGE.emit(checked, output),
};

/// Python, as `TypedDict`s.
pub(crate) static LANGUAGE: Language = Language {
    name: "typeddict",
    synonyms: &["typed-dict"],
    title: "Python, as TypedDict",
    extension: ".py",
    is_default: false,
    style: &STYLE,
    print: module::print,
};

/// How types are named: objects whose properties have names, and what has a title.
static STYLE: Style = Style {
    type_name: python::ident::type_name,
    reserved: &["Any", "False", "Literal", "None", "Never", "NotRequired", "True", "TypeAlias", "TypedDict"],
    merges: true,
    has_name: |body, has_title| match body.as_object() {
        Some(object) => !object.properties.is_empty(),
        None => has_title && matches!(body, Type::Union(_)),
    },
};
