//! Index templates among what `flowctl ddl` prints: they are JSON, which no statement stands beside.

use super::ddl::Statement;
use crate::Failure;
use crate::args::Statements;
use compiler::analysis::Table;
use compiler::connector::{Form, dialect};

/// What creates a table.
pub(super) fn form(table: &Table) -> Form {
    form_of(table.dialect)
}

fn form_of(name: &str) -> Form {
    dialect(name).map_or(Form::Statement, |facts| facts.form)
}

/// Whether what is asked for can be printed.
pub(super) fn check(dialects: &[String], wanted: &Statements) -> Result<(), Failure> {
    let engines: Vec<&str> =
        dialects.iter().filter(|name| form_of(name) == Form::Template).map(String::as_str).collect();
    let Some(engine) = engines.first() else { return Ok(()) };
    let flags = [(wanted.if_not_exists, "--if-not-exists"), (wanted.constraints, "--constraints")];
    if let Some((_, flag)) = flags.into_iter().find(|(is_set, _)| *is_set) {
        let help = format!("leave `{flag}` out, or ask for `{engine}` in a run of its own");
        return Err(Failure::new(format!("`{flag}` says nothing of index templates")).help(help));
    }
    if dialects.len() > 1 && wanted.split.is_none() {
        let message = format!("the templates of `{engine}` cannot be printed with other dialects");
        return Err(Failure::new(message)
            .help("write them with `--split DIR`, or ask for each search engine in a run of its own"));
    }
    Ok(())
}

/// Leaves templates out that stand beside statements, and says how many these are.
pub(super) fn leave_out(statements: &mut Vec<Statement<'_>>) -> usize {
    let before = statements.len();
    if statements.iter().any(|statement| form(statement.table) == Form::Statement) {
        statements.retain(|statement| form(statement.table) == Form::Statement);
    }
    before - statements.len()
}

/// The templates of one search engine, as it lists its own.
pub(super) fn list(statements: &[Statement<'_>]) -> Result<String, Failure> {
    let differ = |pair: &[Statement<'_>]| matches!(pair, [a, b] if a.table.dialect != b.table.dialect);
    if statements.windows(2).any(differ) {
        return Err(Failure::new("the templates of several search engines cannot be printed together")
            .help("write them with `--split DIR`, or name one with `--dialect`"));
    }
    let templates = statements.iter().map(|statement| (&*statement.table.name, &*statement.text));
    Ok(codegen::template_list(templates))
}
