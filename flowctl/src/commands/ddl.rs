//! `flowctl ddl`: prints the statements that create the tables of a catalog, or the templates of its indexes.

use super::{build, lake, templates};
use crate::args::Statements;
use crate::failure::count;
use crate::output::{self, Mode};
use crate::session::{Printing, Session, Target};
use crate::{EXIT_FINDINGS, EXIT_OK, Failure};
use codegen::DdlOptions;
use compiler::analysis::{GraphNode, Table};
use compiler::catalog::{CollectionId, TaskId};
use compiler::connector::{DIALECT_FACTS, Form, dialect};
use compiler::diagnostic::did_you_mean;
use compiler::spec::TaskKind;
use compiler::{Checked, Compilation};
use std::path::{Path, PathBuf};

/// Prints the tables of the catalogs of the paths.
pub(super) fn run(
    paths: &[PathBuf],
    wanted: &Statements,
    output: Option<&Path>,
    session: &mut Session<'_>,
) -> Result<u8, Failure> {
    let formats = if wanted.lake { lake::formats(&wanted.dialect)? } else { Vec::new() };
    let compiled = match wanted.lake {
        true => session.compile_alone(paths, lake::dialects(&formats))?,
        false => {
            let dialects = dialects(&wanted.dialect)?;
            templates::check(dialects.as_deref().unwrap_or_default(), wanted)?;
            session.compile(paths, dialects)?
        }
    };
    let compilation = &compiled.compilation;
    let entities = match entities(wanted, compilation) {
        Ok(entities) => entities,
        Err(failure) => {
            // What is named may be missing because its file has errors.
            if compiled.errors() > 0 {
                session.findings(&compiled, &Printing::named("full"), Target::Err)?;
            }
            return Err(failure);
        }
    };
    let Some(tables) = tables(&entities, compilation) else {
        session.findings(&compiled, &Printing::named("full"), Target::Err)?;
        return Ok(EXIT_FINDINGS);
    };
    let mut statements = match wanted.lake {
        true => lake::statements(wanted, &formats, &tables, session)?,
        false => statements(wanted, tables),
    };
    statements.sort_by_key(|statement| (statement.dialect, statement.table.name.clone()));
    let refused = &compilation.analysis.refused;
    let refused = refused.iter().any(|refused| refused.table.wanted && entities.have(&refused.table));
    let code = match &wanted.split {
        Some(folder) => split(folder, &statements, session)?,
        None => print(&mut statements, output, session)?,
    };
    let errors = compiled.errors();
    if refused {
        session.findings(&compiled, &Printing::named("full"), Target::Err)?;
        return Ok(EXIT_FINDINGS);
    }
    if errors > 0 {
        let errors = count(errors, "error");
        session.remark(&format!("other parts of the catalog have {errors}: run `flowctl check`"))?;
    }
    if statements.is_empty() {
        session.remark("the catalog has no tables")?;
    }
    Ok(code)
}

/// A table that is wanted.
pub(super) struct Wanted<'c> {
    pub(super) checked: Checked<'c>,
    pub(super) table: &'c Table,
    /// Its path below the folder of a build.
    pub(super) path: String,
}

/// A table, and what creates it.
pub(super) struct Statement<'c> {
    pub(super) table: &'c Table,
    /// The dialect or the engine that it is for.
    pub(super) dialect: &'static str,
    pub(super) text: String,
    /// Its path below the folder of all.
    pub(super) path: String,
}

/// The entities whose tables are wanted; none stands for all.
struct Entities {
    collections: Vec<CollectionId>,
    tasks: Vec<TaskId>,
}

impl Entities {
    fn is_whole(&self) -> bool {
        self.collections.is_empty() && self.tasks.is_empty()
    }

    fn have(&self, table: &Table) -> bool {
        let mut tasks = table.bindings.iter().map(|(task, _)| task);
        (self.collections.is_empty() || self.collections.contains(&table.collection))
            && (self.tasks.is_empty() || tasks.any(|task| self.tasks.contains(task)))
    }

    fn nodes(&self) -> impl Iterator<Item = GraphNode> {
        let collections = self.collections.iter().copied().map(GraphNode::Collection);
        collections.chain(self.tasks.iter().copied().map(GraphNode::Task))
    }
}

/// The tables that are wanted and that their dialect can hold; nothing where an error is in what they need.
fn tables<'c>(entities: &Entities, compilation: &'c Compilation) -> Option<Vec<Wanted<'c>>> {
    // A collection with errors has no tables, and must not pass for one without.
    let checked = |node| compilation.checked_for_tables(node);
    let sound = entities.nodes().all(|node| checked(Some(node)).is_some());
    if !sound || (entities.is_whole() && checked(None).is_none()) {
        return None;
    }
    let tables = &compilation.analysis.tables;
    let paths = codegen::table_paths(&compilation.catalog, tables);
    let wanted = tables.iter().zip(paths).filter(|(table, _)| entities.have(table));
    let wanted = wanted.map(|(table, path)| {
        let checked = match entities.is_whole() {
            true => checked(None),
            false => checked(Some(GraphNode::Collection(table.collection))),
        };
        Some(Wanted { checked: checked?, table, path })
    });
    wanted.collect()
}

/// The statements that create tables.
fn statements<'c>(wanted: &Statements, tables: Vec<Wanted<'c>>) -> Vec<Statement<'c>> {
    let options = DdlOptions {
        if_not_exists: wanted.if_not_exists,
        comments: wanted.comments,
        constraints: wanted.constraints,
    };
    let statement = |Wanted { checked, table, path }: Wanted<'c>| Statement {
        table,
        dialect: table.dialect,
        text: codegen::create_table(checked, table, &options),
        path: path.strip_prefix("sql/").unwrap_or(&path).to_owned(),
    };
    tables.into_iter().map(statement).collect()
}

/// Writes a file for each statement, and removes those of an earlier run.
fn split(folder: &Path, statements: &[Statement<'_>], session: &mut Session<'_>) -> Result<u8, Failure> {
    let shown = folder.display().to_string();
    let files = statements.iter().map(|statement| (statement.path.as_str(), statement.text.as_str()));
    let folder = session.environment.folder.join(folder);
    let report = output::write(&folder, &shown, files, Mode::Write)?;
    match report.edited.is_empty() {
        true => build::written(&report, &shown, session),
        false => build::edited(&report, &shown, session),
    }
}

/// Prints statements, or else templates: together they are no text that a program reads.
fn print(
    statements: &mut Vec<Statement<'_>>,
    output: Option<&Path>,
    session: &mut Session<'_>,
) -> Result<u8, Failure> {
    let left_out = templates::leave_out(statements);
    let text = match statements.first().map(|statement| templates::form(statement.table)) {
        Some(Form::Template) => templates::list(statements)?,
        Some(Form::Statement) | None => text(statements),
    };
    session.deliver(output, &text)?;
    if left_out > 0 {
        let left_out = count(left_out, "index template");
        session
            .remark(&format!("left out {left_out}: `--split` writes them, or `--dialect` of their engine"))?;
    }
    Ok(EXIT_OK)
}

/// The statements, below their dialect where there are several.
fn text(statements: &[Statement<'_>]) -> String {
    let differ = |pair: &[Statement<'_>]| matches!(pair, [a, b] if a.dialect != b.dialect);
    let several = statements.windows(2).any(differ);
    let mut text = String::new();
    let mut last = "";
    for Statement { dialect, text: statement, .. } in statements {
        if !text.is_empty() {
            text.push('\n');
        }
        if several && last != *dialect {
            text.push_str(&format!("-- {dialect}\n\n"));
        }
        last = dialect;
        text.push_str(statement);
    }
    text
}

/// The dialects that are asked for, if any are.
fn dialects(names: &[String]) -> Result<Option<Vec<String>>, Failure> {
    if names.iter().any(|name| name == ALL) {
        let others = names.iter().filter(|name| *name != ALL).map(|name| known(name));
        let others: Vec<String> = others.collect::<Result<_, _>>()?;
        let all = DIALECT_FACTS.iter().filter(|facts| facts.form == Form::Statement);
        let all = all.map(|facts| facts.name.to_owned());
        let mut all: Vec<String> = all.chain(others).collect();
        all.sort();
        all.dedup();
        return Ok(Some(all));
    }
    let names: Vec<String> = names.iter().map(|name| known(name)).collect::<Result<_, _>>()?;
    Ok(Some(names).filter(|names| !names.is_empty()))
}

/// Stands for all dialects of SQL, or all engines that read lakes.
pub(super) const ALL: &str = "all";

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

fn entities(wanted: &Statements, compilation: &Compilation) -> Result<Entities, Failure> {
    let catalog = &compilation.catalog;
    let collection = |name: &String| {
        catalog.collection_by_name(name).ok_or_else(|| {
            let known = catalog.collections.iter().map(|collection| &*collection.name.value);
            missing("collection", name, known)
        })
    };
    let tasks: Vec<(TaskId, &str)> = catalog
        .task_ids()
        .map(|id| (id, catalog.task(id)))
        .filter(|(_, task)| task.kind == TaskKind::Materialization)
        .map(|(id, task)| (id, &*task.name))
        .collect();
    let task = |name: &String| {
        let found = tasks.iter().find(|(_, known)| known == name);
        let known = tasks.iter().map(|(_, name)| *name);
        found.map(|(id, _)| *id).ok_or_else(|| missing("materialization", name, known))
    };
    Ok(Entities {
        collections: wanted.collection.iter().map(collection).collect::<Result<_, _>>()?,
        tasks: wanted.materialization.iter().map(task).collect::<Result<_, _>>()?,
    })
}

fn missing<'n>(what: &str, name: &str, known: impl Iterator<Item = &'n str>) -> Failure {
    Failure::new(format!("the catalog has no {what} `{name}`"))
        .help(format!("`flowctl graph` lists its {what}s"))
        .maybe_help(did_you_mean(name, known))
}
