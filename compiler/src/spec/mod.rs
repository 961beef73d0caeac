//! What a catalog file declares, as written: trees to specs. It looks at no other file.
//!
//! All dialects of the language (`language.md` section 1) are read here into one form; nothing after this
//! module knows which dialect a catalog is written in.

mod binding;
mod catalog;
mod collection;
mod derivation;
mod endpoint;
mod language;
mod reader;
mod section;
mod test;

pub use binding::{BindingSpec, EndpointUse, FieldsSpec, Recommended, TaskKind, TaskSpec};
pub use catalog::{ImportSpec, Specs};
pub use collection::{CollectionSpec, ProjectionSpec, SchemaSpec};
pub use derivation::{
    DerivationSpec, LambdaSpec, Language, RegisterSpec, ShuffleSpec, SourceSpec, TransformSpec,
};
pub use endpoint::EndpointSpec;
pub use language::json_schema;
pub use test::{DocumentsSpec, StepKind, StepSpec, TestSpec};

pub(crate) use catalog::read;
