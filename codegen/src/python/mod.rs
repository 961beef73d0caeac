//! The emitter `python`: models of pydantic for the documents, registers and sources of each collection.

pub(crate) mod comment;
mod expression;
mod helpers;
pub(crate) mod ident;
mod module;
mod object;
mod pattern;
mod words;

pub(crate) use words::{is_used, without_words};

use crate::emitter::Emitter;
use crate::language::Language;
use crate::model::{Style, Type};

pub(crate) static EMITTER: Emitter = Emitter {
    name: "python",
    summary: "models of each collection's documents, for pydantic",
    language: Some(&LANGUAGE),
    emit: |checked, output| LANGUAGE.emit(checked, output),
};

/// Python, as models of pydantic.
pub(crate) static LANGUAGE: Language = Language {
    name: "python",
    synonyms: &["py"],
    title: "Python",
    extension: ".py",
    is_default: true,
    style: &STYLE,
    print: module::print,
};

/// How types are named: classes, and what has a title.
static STYLE: Style = Style {
    type_name: ident::type_name,
    reserved: ident::RESERVED_TYPES,
    merges: false,
    has_name: |body, has_title| match body.as_object() {
        Some(object) => !object::is_dict(object),
        None => has_title && matches!(body, Type::Union(_)),
    },
};
