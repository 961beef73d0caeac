//! What a catalog file declares, as written: trees to specs. It looks at no other file.
//!
//! All dialects of the language (`language.md` section 1) are read here into one form; nothing after this
//! module knows which dialect a catalog is written in.

mod binding;
mod catalog;
mod collection;
mod derivation;
mod endpoint;
mod fields;
mod form;
mod generation;
mod language;
mod modules;
mod reader;
mod scalar;
mod section;
mod selector;
mod setting;
mod shuffle;
mod test;
mod time;

pub use binding::{BindingSpec, EndpointUse, TaskKind, TaskSpec};
pub use catalog::{ImportSpec, Specs};
pub use collection::{CollectionSpec, ProjectionSpec, SchemaSpec};
pub use derivation::{DerivationSpec, LambdaSpec, Language, RegisterSpec, SourceSpec, TransformSpec};
pub use endpoint::EndpointSpec;
pub(crate) use fields::FIELD_KEYS;
pub use fields::{FieldSpec, FieldsSpec, Recommended};
pub use language::json_schema;
pub use reader::EntryPlace;
pub(crate) use reader::is_beside;
pub use selector::{SelectedField, SelectorSpec};
pub use shuffle::ShuffleSpec;
pub use test::{DocumentsSpec, StepKind, StepSpec, TestSpec};

pub(crate) use catalog::read;
pub(crate) use modules::path_of;
