//! What catalogs mean: from files to a checked, typed catalog.
//!
//! | # | phase | module | in -> out |
//! |---|---|---|---|
//! | 1 | load | `source`, `loader` | URIs -> `SourceFile`s, through [`Files`] |
//! | 2 | parse | `syntax` | text -> [`Node`] trees with spans |
//! | 3 | read | `spec`, `schema` | trees -> specs and schemas as written |
//! | 4 | resolve | `catalog` | specs -> [`Catalog`], names and `$ref`s to ids |
//! | 5 | analyze | `analysis` | catalog -> [`Analysis`]: shapes, keys, projections, tables, graph |
//! | 6 | check | `rules` | catalog and analysis -> findings |
//!
//! [`Compiler::compile`] runs them all and cannot fail: a mistake becomes a [`Diagnostic`], and the part of
//! the catalog that it breaks becomes a hole, `Err(Reported)`, about which later phases stay silent.
//! Text is generated from a [`Checked`] catalog, by the crate `codegen`.
//!
//! The crate is pure: no IO, no clock, no environment, no threads, no global state.

pub mod analysis;
pub mod catalog;
pub mod codes;
mod compilation;
pub mod connector;
pub mod diagnostic;
pub mod fix;
pub mod lambda;
pub mod levels;
mod loader;
pub mod record;
mod rules;
pub mod schema;
mod secrets;
pub mod source;
pub mod sparse;
pub mod spec;
mod syntax;
pub mod tool;

pub use analysis::Analysis;
pub use catalog::Catalog;
pub use compilation::{Checked, Compilation, Compiler, Request};
pub use diagnostic::{Diagnostic, Severity};
pub use loader::{Import, Sequential, TreeCache, Workers};
pub use rules::{RULES, Rule, RuleContext, explain_violation};
pub use runtime_lite::Formats;
pub use secrets::Secrets;
pub use source::{FileError, Files, MemoryFiles, Uri};
pub use syntax::{Entry, Node, Tree, Value};
