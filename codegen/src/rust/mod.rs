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
mod tag;

use crate::emitter::Emitter;
use crate::language::Language;
use crate::model::Style;

pub(crate) static EMITTER: Emitter = Emitter {
    name: "rust",
    summary: "types of each collection's documents, for serde",
    language: Some(&LANGUAGE),
    emit: |checked, output| LANGUAGE.emit(checked, output),
};

/// Rust, as types of serde.
pub(crate) static LANGUAGE: Language = Language {
    name: "rust",
    synonyms: &["rs"],
    title: "Rust",
    extension: ".rs",
    is_default: true,
    style: &STYLE,
    print: module::print,
};

/// How types are named: whatever no expression of Rust says.
static STYLE: Style = Style {
    type_name: ident::type_name,
    reserved: ident::RESERVED_TYPES,
    merges: true,
    has_name: |body, _| expression::has_name(body),
};
