//! What is generated from a catalog, as a list.

use crate::language::Language;
use crate::output::Output;
use crate::{catalog, lambda, python, rust, search, sql, typeddict, typescript};
use compiler::Checked;

/// A kind of generated files.
#[derive(Debug)]
pub struct Emitter {
    /// Its name.
    pub name: &'static str,
    /// What it writes, in a few words.
    pub summary: &'static str,
    /// The language whose types they are, if they are types.
    pub language: Option<&'static Language>,
    /// Adds its files.
    pub emit: fn(Checked<'_>, &mut Output),
}

/// All emitters, sorted by name.
pub static EMITTERS: &[&Emitter] = &[
    &catalog::EMITTER,
    &lambda::EMITTER,
    &python::EMITTER,
    &rust::EMITTER,
    &search::EMITTER,
    &sql::EMITTER,
    &typeddict::EMITTER,
    &typescript::EMITTER,
];

#[cfg(test)]
mod tests {
    use super::EMITTERS;

    #[test]
    fn the_list_is_sorted_and_each_emitter_has_its_folder() {
        assert!(EMITTERS.is_sorted_by(|a, b| a.name < b.name));
        for emitter in EMITTERS {
            let path = format!("{}/src/{}/mod.rs", env!("CARGO_MANIFEST_DIR"), emitter.name);
            assert!(std::fs::metadata(&path).is_ok(), "{path}");
            assert!(!emitter.summary.is_empty());
        }
    }
}
