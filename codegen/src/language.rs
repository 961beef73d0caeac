//! The languages that types are printed in, as a list.

use crate::model::{self, Model, Root, Style};
use crate::output::Output;
use crate::{path, python, roots, rust, typeddict, typescript};
use compiler::Checked;

/// A language that types are printed in.
#[derive(Debug)]
pub struct Language {
    /// Its name.
    pub name: &'static str,
    /// Other names of it.
    pub synonyms: &'static [&'static str],
    /// What it is called in sentences.
    pub title: &'static str,
    /// How its files end, with the period.
    pub extension: &'static str,
    /// Whether a build prints its types unless other languages are named.
    pub is_default: bool,
    /// How its types are named.
    pub(crate) style: &'static Style,
    /// The text of a module of these types, which come from a source: a line of text.
    pub(crate) print: fn(&Model, &str) -> String,
}

/// All languages, sorted by name.
pub static LANGUAGES: &[&Language] =
    &[&python::LANGUAGE, &rust::LANGUAGE, &typeddict::LANGUAGE, &typescript::LANGUAGE];

/// The language of a name or synonym.
pub fn language(name: &str) -> Option<&'static Language> {
    let is_it = |language: &&&Language| language.name == name || language.synonyms.contains(&name);
    LANGUAGES.iter().find(is_it).copied()
}

impl Language {
    /// The types of one of the schemas that were compiled by themselves, as a module. The first is called `name`, as
    /// far as the language allows. Nothing where the schema could not be read.
    pub fn module(&self, checked: Checked<'_>, at: usize, name: &str, source: &str) -> Option<String> {
        let compilation = checked.compilation();
        let shape = compilation.analysis.schemas.get(at)?.as_ref().ok()?;
        let id = compilation.catalog.schema_roots.get(at)?.ok();
        let root = Root { name: name.to_owned(), id, shape: shape.clone() };
        let model = model::build(&[root], &compilation.catalog.schemas, self.style);
        Some((self.print)(&model, source))
    }

    /// Adds a module for the documents, registers and sources of each collection, in the folder of the language's name.
    pub(crate) fn emit(&self, checked: Checked<'_>, output: &mut Output) {
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
            let model = model::build(&roots::of(compilation, id), &compilation.catalog.schemas, self.style);
            let path = format!("{}/{}", self.name, path::file(name, self.extension));
            output.add(path, (self.print)(&model, &source));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::LANGUAGES;
    use std::collections::BTreeSet;

    #[test]
    fn the_list_is_sorted_its_names_are_unique_and_each_has_its_folder() {
        assert!(LANGUAGES.is_sorted_by(|a, b| a.name < b.name));
        let names: Vec<&str> = LANGUAGES
            .iter()
            .flat_map(|one| [one.name].into_iter().chain(one.synonyms.iter().copied()))
            .collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
        for language in LANGUAGES {
            let path = format!("{}/src/{}/mod.rs", env!("CARGO_MANIFEST_DIR"), language.name);
            assert!(std::fs::metadata(&path).is_ok(), "{path}");
        }
    }
}
