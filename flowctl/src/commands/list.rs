//! `flowctl list`: the entities of a catalog, and where each is written.

use crate::args::ListFormat;
use crate::session::{Printing, Session, Target};
use crate::{EXIT_OK, Failure, render};
use compiler::Compilation;
use compiler::source::Span;
use schemars::JsonSchema;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What `flowctl list --format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Listing {
    /// The version of this form: a new minor version only adds.
    format_version: &'static str,
    /// The entities, by kind and name.
    entities: Vec<Entity>,
}

/// An entity of a catalog.
#[derive(Debug, Serialize, JsonSchema)]
struct Entity {
    /// `collection`, `endpoint`, `capture`, `materialization` or `test`.
    kind: &'static str,
    /// Its name.
    name: String,
    /// Its file, from the root of the build.
    path: String,
    /// The line of its name, from 1.
    line: usize,
}

pub(super) fn run(
    paths: &[PathBuf],
    format: ListFormat,
    output: Option<&Path>,
    session: &mut Session<'_>,
) -> Result<u8, Failure> {
    let compiled = session.compile(paths, None)?;
    let entities = entities(&compiled.compilation);
    let text = match format {
        ListFormat::Text => {
            let line = |(entity, span): &(Entity, Span)| {
                let Entity { kind, name, line, .. } = entity;
                let file = compiled.names.of(&compiled.compilation.sources.file(span.file).uri);
                format!("{kind} {}  {file}:{line}\n", render::escape::prose(name))
            };
            entities.iter().map(line).collect()
        }
        ListFormat::Json => {
            let entities = entities.into_iter().map(|(entity, _)| entity).collect();
            let listing = Listing { format_version: "1.0", entities };
            let json = serde_json::to_string_pretty(&listing).expect("a listing is strings and numbers");
            json + "\n"
        }
    };
    session.deliver(output, &text)?;
    if compiled.errors() > 0 {
        // What has errors is listed as far as it could be read.
        session.findings(&compiled, &Printing::named("concise"), Target::Err)?;
    }
    Ok(EXIT_OK)
}

fn entities(compilation: &Compilation) -> Vec<(Entity, Span)> {
    let catalog = &compilation.catalog;
    let place = |span: Span| {
        let file = compilation.sources.file(span.file);
        let at = file.lines.line_column(span.range().start, &file.text);
        (file.uri.to_string(), at.line)
    };
    let entity = |kind, name: &str, span| {
        let (path, line) = place(span);
        (Entity { kind, name: name.to_owned(), path, line }, span)
    };
    let own = catalog.collections.iter().filter(|collection| !collection.external);
    let collections = own.map(|c| entity("collection", &c.name.value, c.name.span));
    let endpoints = catalog.endpoints.iter().map(|e| entity("endpoint", &e.name.value, e.name.span));
    let tasks = catalog.tasks.iter().map(|t| entity(t.kind.name(), &t.name, t.span));
    let tests = catalog.tests.iter().map(|t| entity("test", &t.name.value, t.name.span));
    collections.chain(endpoints).chain(tasks).chain(tests).collect()
}
