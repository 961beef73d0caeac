//! The emitter `search`: the index templates of a catalog, which make search engines map its documents.

mod elasticsearch;
mod engine;
mod mapping;
mod opensearch;
mod template;

pub use engine::{SEARCH_ENGINES, SearchEngine};

use crate::emitter::Emitter;
use crate::indent::Indent;
use crate::json;
use crate::output::Output;
use crate::sql::{self, DdlOptions};
use crate::table;
use compiler::Checked;
use compiler::analysis::{Projection, Table};
use compiler::connector::Form;
use mapping::{Mapping, OBJECT};
use template::Template;

pub(crate) static EMITTER: Emitter = Emitter {
    name: "search",
    summary: "an index template for each index of a search engine",
    language: None,
    emit,
};

fn emit(checked: Checked<'_>, output: &mut Output) {
    let tables = &checked.compilation().analysis.tables;
    let files = tables.iter().zip(sql::paths(&checked.compilation().catalog, tables));
    for (table, path) in files.filter(|(table, _)| table::form(table) == Form::Template) {
        output.add(path, template(checked, table, &DdlOptions::default()));
    }
}

/// The body of the request that puts the template of an index, ended by a line break.
pub(crate) fn template(checked: Checked<'_>, table: &Table, options: &DdlOptions) -> String {
    json::document(&Template::new(checked, table, options))
}

/// The fields of an index, in order, each with its type.
pub(crate) fn field_types<'c>(
    checked: Checked<'c>,
    table: &Table,
) -> impl Iterator<Item = (&'c Projection, &'static str)> {
    let kind = |mapping: Option<Mapping>| mapping.map_or(OBJECT, |mapping| mapping.kind);
    template::fields(checked, table).into_iter().map(move |(projection, mapping)| (projection, kind(mapping)))
}

/// Several templates, by name, as a search engine answers `GET _index_template`.
pub fn template_list<'t>(templates: impl IntoIterator<Item = (&'t str, &'t str)>) -> String {
    let mut templates = templates.into_iter().peekable();
    let mut out = Indent::default();
    out.block("{", "}", |out| {
        out.block("\"index_templates\": [", "]", |out| {
            while let Some((name, text)) = templates.next() {
                out.block("{", if templates.peek().is_some() { "}," } else { "}" }, |out| {
                    out.lines(&format!("\"name\": {},", json::literal(name)));
                    out.lines(&format!("\"index_template\": {}", text.trim_end()));
                });
            }
        });
    });
    out.finish() + "\n"
}
