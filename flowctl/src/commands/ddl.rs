//! `flowctl ddl`: prints the statements that create the tables of a catalog.

use crate::failure::count;
use crate::session::{Compiled, Printing, Session, Target};
use crate::{EXIT_FINDINGS, EXIT_OK, Failure};
use compiler::analysis::{GraphNode, Table};
use compiler::catalog::CollectionId;
use compiler::connector::{DIALECT_FACTS, dialect};
use compiler::diagnostic::did_you_mean;
use std::path::{Path, PathBuf};

/// Prints the tables of the catalogs of the paths.
pub(super) fn run(
    paths: &[PathBuf],
    dialects: &[String],
    collections: &[String],
    output: Option<&Path>,
    session: &mut Session<'_>,
) -> Result<u8, Failure> {
    let dialects: Vec<String> = dialects.iter().map(|name| known(name)).collect::<Result<_, _>>()?;
    let wanted = Some(dialects).filter(|dialects| !dialects.is_empty());
    let compiled = session.compile(paths, wanted)?;
    let ids = match find(collections, &compiled) {
        Ok(ids) => ids,
        Err(failure) => {
            // The collection may be missing because its file has errors.
            if compiled.errors() > 0 {
                session.findings(&compiled, &Printing::named("full"), Target::Err)?;
            }
            return Err(failure);
        }
    };
    let compilation = &compiled.compilation;
    let mut statements: Vec<(&Table, String)> = Vec::new();
    if collections.is_empty() {
        let Some(checked) = compilation.checked() else { return refuse(&compiled, session) };
        statements.extend(
            compilation.analysis.tables.iter().map(|table| (table, codegen::create_table(checked, table))),
        );
    }
    for id in ids {
        let Some(checked) = compilation.checked_entity(GraphNode::Collection(id)) else {
            return refuse(&compiled, session);
        };
        let tables = compilation.analysis.tables.iter().filter(|table| table.collection == id);
        statements.extend(tables.map(|table| (table, codegen::create_table(checked, table))));
    }
    statements.sort_by_key(|(table, _)| (table.dialect, table.name.clone()));
    session.deliver(output, &text(&statements))?;
    let errors = compiled.errors();
    if errors > 0 {
        let errors = count(errors, "error");
        session.remark(&format!("other parts of the catalog have {errors}: run `flowctl check`"))?;
    }
    if statements.is_empty() {
        session.remark("the catalog has no tables")?;
    }
    Ok(EXIT_OK)
}

/// The statements, below their dialect where there are several.
fn text(statements: &[(&Table, String)]) -> String {
    let several = statements.windows(2).any(|pair| matches!(pair, [a, b] if a.0.dialect != b.0.dialect));
    let mut text = String::new();
    let mut dialect = "";
    for (table, statement) in statements {
        if !text.is_empty() {
            text.push('\n');
        }
        if several && dialect != table.dialect {
            text.push_str(&format!("-- {}\n\n", table.dialect));
        }
        dialect = table.dialect;
        text.push_str(statement);
    }
    text
}

fn refuse(compiled: &Compiled, session: &mut Session<'_>) -> Result<u8, Failure> {
    session.findings(compiled, &Printing::named("full"), Target::Err)?;
    Ok(EXIT_FINDINGS)
}

/// The name of a dialect in its usual spelling.
fn known(name: &str) -> Result<String, Failure> {
    if let Some(facts) = dialect(name) {
        return Ok(facts.name.to_owned());
    }
    let names: Vec<&str> = DIALECT_FACTS.iter().map(|facts| facts.name).collect();
    let spellings =
        DIALECT_FACTS.iter().flat_map(|facts| [facts.name].into_iter().chain(facts.synonyms.iter().copied()));
    Err(Failure::new(format!("no dialect is called `{name}`"))
        .help(format!("there are {}", names.join(", ")))
        .maybe_help(
            did_you_mean(name, spellings).map(|near| format!("{near} there are {}", names.join(", "))),
        ))
}

fn find(names: &[String], compiled: &Compiled) -> Result<Vec<CollectionId>, Failure> {
    let catalog = &compiled.compilation.catalog;
    let mut ids = Vec::new();
    for name in names {
        let Some(id) = catalog.collection_by_name(name) else {
            let known = catalog.collections.iter().map(|collection| &*collection.name.value);
            return Err(Failure::new(format!("the catalog has no collection `{name}`"))
                .help("`flowctl graph` lists its collections")
                .maybe_help(did_you_mean(name, known)));
        };
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}
