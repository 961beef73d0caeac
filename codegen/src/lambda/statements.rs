//! Lambdas of SQL as hosts run them: the texts of their statements, and what their parameters are (`language.md`
//! section 7.3).

use super::program::{Module, Program, Target};
use compiler::Compilation;
use compiler::analysis::{DOCUMENT_FIELD, Exists, MAX_LOCATIONS, PUBLISHED_FIELD, named_locations};
use compiler::catalog::{CollectionId, Transform};
use compiler::lambda::{self, ModuleText};
use compiler::schema::Types;
use compiler::source::Span;
use compiler::spec::LambdaSpec;
use runtime_lite::Pointer;
use std::collections::BTreeMap;

/// What statements may name of a document by `$` and a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// The name: that of a field, with `$` for `/` and `_` for what no name of SQL may have.
    pub name: String,
    /// The field.
    pub field: String,
    /// The location of the field.
    pub pointer: Pointer,
    /// Whether a list may be there.
    pub is_list: bool,
}

impl Program {
    /// What runs a lambda if it is one of SQL, and where it is named; its texts are added.
    pub(super) fn statements(
        &mut self,
        compilation: &Compilation,
        (id, place): (CollectionId, usize),
        transform: &Transform,
        spec: &LambdaSpec,
    ) -> Option<(Target, Span)> {
        let collection = compilation.catalog.collection(id);
        let (text, span) = lambda::statements(spec, collection, &compilation.sources)?;
        let statements = self.text(compilation, &text);
        let migrations = lambda::migrations(collection, &compilation.sources);
        let migrations = migrations.iter().map(|migration| self.text(compilation, migration)).collect();
        let parameters = parameters(compilation, (id, place), transform);
        Some((Target::Statements { statements, migrations, parameters }, span))
    }

    /// The path of a text, which is added.
    fn text(&mut self, compilation: &Compilation, text: &ModuleText) -> String {
        let (path, text, span) = match text {
            ModuleText::File(file) => {
                let file = compilation.sources.file(*file);
                (file.uri.to_string(), file.text.clone(), Span::new(file.id, 0, file.text.len()))
            }
            ModuleText::Place(text) => {
                let Span { file, .. } = text.span;
                let path = format!("inline:{}:{}", file.index(), text.span.range().start);
                (path, text.value.clone(), text.span)
            }
            ModuleText::Unwritten(uri) => return uri.to_string(),
        };
        self.modules.entry(path.clone()).or_insert_with(|| Module::written(text, span));
        path
    }
}

/// How well a field suits a name: one that is declared goes before one that is not, and then one that is spelled so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Suits {
    Declared,
    Spelled,
    Folded,
}

/// The parameters of the lambda of a transform, by name. Where several fields suit a name alike, all of them are there.
fn parameters(
    compilation: &Compilation,
    (id, place): (CollectionId, usize),
    transform: &Transform,
) -> Vec<Parameter> {
    let Ok(source) = transform.source else { return Vec::new() };
    let analysis = compilation.analysis.collection(source);
    // A schema in place of the collection's own has locations of its own.
    let replaced = transform.source_schema.and_then(|_| {
        let shapes = &compilation.analysis.collection(id).sources;
        shapes.get(place).and_then(|shape| shape.as_ref().ok())
    });
    let mut found = vec![(Suits::Spelled, undeclared(Pointer::root(), false))];
    for field in &analysis.projections {
        let is_list = field.shape.types.overlaps(Types::ARRAY);
        if field.declared.is_some() {
            let (name, pointer) = (name(field.field.split('/')), field.pointer.clone());
            found.push((
                Suits::Declared,
                Parameter { name, field: field.field.to_string(), pointer, is_list },
            ));
        } else if replaced.is_none() && &*field.field != PUBLISHED_FIELD {
            found.push(ranked(undeclared(field.pointer.clone(), is_list)));
        }
    }
    for (pointer, at) in replaced.map(|shape| named_locations(shape, MAX_LOCATIONS)).unwrap_or_default() {
        if at.exists != Exists::Cannot {
            found.push(ranked(undeclared(pointer, at.shape.types.overlaps(Types::ARRAY))));
        }
    }
    best(found)
}

/// Of the parameters of each name those that suit it best, each location once.
fn best(found: Vec<(Suits, Parameter)>) -> Vec<Parameter> {
    let mut best: BTreeMap<String, (Suits, Vec<Parameter>)> = BTreeMap::new();
    for (suits, parameter) in found {
        let known = best.entry(parameter.name.clone()).or_insert((suits, Vec::new()));
        if suits < known.0 {
            *known = (suits, Vec::new());
        }
        if suits == known.0 && !known.1.iter().any(|one| one.pointer == parameter.pointer) {
            known.1.push(parameter);
        }
    }
    best.into_values().flat_map(|(_, parameters)| parameters).collect()
}

fn ranked(parameter: Parameter) -> (Suits, Parameter) {
    let is_spelled = parameter.pointer.tokens().iter().map(|token| &**token).eq(parameter.name.split('$'));
    (if is_spelled { Suits::Spelled } else { Suits::Folded }, parameter)
}

/// That of a location by its canonical field.
fn undeclared(pointer: Pointer, is_list: bool) -> Parameter {
    let (name, field) = match pointer.is_root() {
        true => (DOCUMENT_FIELD.to_owned(), DOCUMENT_FIELD.to_owned()),
        false => (name(pointer.tokens().iter().map(|token| &**token)), pointer.field()),
    };
    Parameter { name, field, pointer, is_list }
}

/// The name of a parameter, of the parts of a field; letters of all languages are those of names of SQLite, too.
fn name<'p>(parts: impl Iterator<Item = &'p str>) -> String {
    let is_kept = |c: char| c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii();
    let parts: Vec<String> =
        parts.map(|part| part.chars().map(|c| if is_kept(c) { c } else { '_' }).collect()).collect();
    parts.join("$")
}

#[cfg(test)]
mod tests {
    use super::{Parameter, Suits, best, ranked, undeclared};
    use runtime_lite::Pointer;

    fn parameter(pointer: &str) -> Parameter {
        undeclared(Pointer::parse(pointer).unwrap(), false)
    }

    #[test]
    fn names_are_those_of_fields_with_what_sql_can_spell() {
        for (pointer, name, suits) in [
            ("/id", "id", Suits::Spelled),
            ("/to/city", "to$city", Suits::Spelled),
            ("/lines/0", "lines$0", Suits::Spelled),
            ("/the date", "the_date", Suits::Folded),
            ("/a~1b", "a_b", Suits::Folded),
            ("/a$b", "a_b", Suits::Folded),
            ("/größe", "größe", Suits::Spelled),
        ] {
            let (found, parameter) = ranked(parameter(pointer));
            assert_eq!((&*parameter.name, found), (name, suits), "{pointer}");
        }
        assert_eq!(parameter("").name, "flow_document");
    }

    #[test]
    fn a_field_that_is_declared_or_spelled_so_goes_before_others() {
        let declared = |name: &str, pointer: &str| {
            (Suits::Declared, Parameter { name: name.to_owned(), ..parameter(pointer) })
        };
        let plain = |pointer: &str| ranked(parameter(pointer));
        for (found, expected) in [
            (vec![plain("/a-b"), plain("/a_b"), plain("/a b")], vec!["/a_b"]),
            (vec![plain("/a-b"), plain("/a b")], vec!["/a-b", "/a b"]),
            (vec![plain("/a_b"), declared("a_b", "/c")], vec!["/c"]),
            (vec![declared("a_b", "/c"), declared("a_b", "/d"), declared("a_b", "/c")], vec!["/c", "/d"]),
            (vec![plain("/b"), plain("/a")], vec!["/a", "/b"]),
        ] {
            let found: Vec<String> = best(found).into_iter().map(|one| one.pointer.to_string()).collect();
            assert_eq!(found, expected);
        }
    }
}
