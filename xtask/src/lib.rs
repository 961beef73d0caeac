//! What `cargo xtask` does, as a library, so that tests hold the repository to the same functions.
//!
//! Each command returns its report: `Ok` with what was done, or `Err` with what is wrong.
#![expect(clippy::disallowed_methods, reason = "developers' commands work on the files of the checkout")]

pub(crate) mod bench;
pub mod checking;
pub mod combine;
pub mod conformance;
pub mod contracts;
pub mod docs;
pub mod full;
pub mod generators;
pub mod hostile;
mod lake;
pub mod new_rule;
pub mod outputs;
pub mod regions;
pub mod shapes;
mod sql;
mod templates;
pub mod workspace;
