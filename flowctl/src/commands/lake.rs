//! `flowctl ddl --lake`: prints the statements by which engines read the files of collections in place.

use super::ddl::{ALL, Statement, Wanted};
use crate::Failure;
use crate::args::Statements;
use crate::session::Session;
use codegen::{LAKES, LakeFormat, LakeOptions, LakeRefusal, Store, StoreError};
use compiler::diagnostic::did_you_mean;
use std::collections::BTreeMap;

/// What is printed where nobody says for which engine.
const DEFAULT: &str = "duckdb";

/// The engines that are asked for, each once.
pub(super) fn formats(names: &[String]) -> Result<Vec<&'static dyn LakeFormat>, Failure> {
    if names.iter().any(|name| name == ALL) {
        return Ok(LAKES.to_vec());
    }
    let default = [DEFAULT.to_owned()];
    let names = if names.is_empty() { &default[..] } else { names };
    let mut formats = names.iter().map(|name| format(name)).collect::<Result<Vec<_>, _>>()?;
    formats.sort_by_key(|format| format.name());
    formats.dedup_by_key(|format| format.name());
    Ok(formats)
}

/// The dialects of engines.
pub(super) fn dialects(formats: &[&dyn LakeFormat]) -> Vec<String> {
    let mut dialects: Vec<String> = formats.iter().map(|format| format.dialect().to_owned()).collect();
    dialects.sort();
    dialects.dedup();
    dialects
}

/// The statements of tables on each engine. What one of all engines cannot read is a remark.
pub(super) fn statements<'c>(
    wanted: &Statements,
    formats: &[&'static dyn LakeFormat],
    tables: &[Wanted<'c>],
    session: &mut Session<'_>,
) -> Result<Vec<Statement<'c>>, Failure> {
    let options = LakeOptions {
        if_not_exists: wanted.if_not_exists,
        comments: wanted.comments,
        schema: wanted.schema.as_deref(),
    };
    let named = wanted.store.as_ref().map(|text| Store::parse(text).map_err(|error| no_store(text, &error)));
    let named = named.transpose()?;
    let of_all = wanted.dialect.iter().any(|name| name == ALL);
    let mut statements = Vec::new();
    let mut taken = BTreeMap::new();
    for format in formats {
        for Wanted { checked, table, path } in
            tables.iter().filter(|one| one.table.dialect == format.dialect())
        {
            let catalog = &checked.compilation().catalog;
            let collection = &catalog.collection(table.collection).name.value;
            let store = match &named {
                Some(store) => store.clone(),
                None => Store::of(catalog, table.collection)
                    .map_err(|error| no_store(&format!("the store of `{collection}`"), &error))?,
            };
            let inner = format!("sql/{}/", table.dialect);
            let path = path.strip_prefix(&inner).unwrap_or(path);
            let name = codegen::lake_table_name(table, *format);
            let other = *taken.entry((format.name(), name.to_lowercase())).or_insert(&**collection);
            if other != &**collection {
                let what =
                    format!("`{other}` and `{collection}` are both the table `{name}` of {}", format.title());
                return Err(Failure::new(what).help("take one of them with `--collection`"));
            }
            match codegen::lake_statement(*checked, table, *format, &store, &options) {
                Ok(text) => {
                    if name != *table.name {
                        let title = format.title();
                        session.remark(&format!("`{collection}` is the table `{name}` of {title}"))?;
                    }
                    let path = format!("{}/{path}", format.name());
                    statements.push(Statement { table, dialect: format.name(), text, path });
                }
                Err(refusal) if of_all && !matches!(refusal, LakeRefusal::Schema(_)) => {
                    let (what, _) = refused(*format, collection, &refusal);
                    session.remark(&format!("left out: {what}"))?;
                }
                Err(refusal) => {
                    let (what, help) = refused(*format, collection, &refusal);
                    return Err(Failure::new(what).help(help));
                }
            }
        }
    }
    Ok(statements)
}

/// The engine of a name.
fn format(name: &str) -> Result<&'static dyn LakeFormat, Failure> {
    let is_called = |format: &&&dyn LakeFormat| format.name() == name || format.synonyms().contains(&name);
    if let Some(format) = LAKES.iter().find(is_called) {
        return Ok(*format);
    }
    let names: Vec<&str> = LAKES.iter().map(|format| format.name()).collect();
    let spellings =
        LAKES.iter().flat_map(|format| [format.name()].into_iter().chain(format.synonyms().iter().copied()));
    let those = format!("those that do are {}", names.join(", "));
    Err(Failure::new(format!("no engine called `{name}` reads a lake"))
        .help(those.clone())
        .maybe_help(did_you_mean(name, spellings).map(|near| format!("{near} {those}"))))
}

/// What is wrong with a store.
fn no_store(what: &str, error: &StoreError) -> Failure {
    let help = "write a bucket, as in `--store s3://acme-lake`, or a folder";
    match error {
        StoreError::Empty => Failure::new(format!("`{what}` names no bucket and no folder")).help(help),
        StoreError::Character(char) => {
            let char = char.escape_debug();
            Failure::new(format!("the store has the character `{char}`, which engines take for a pattern"))
                .help("move the files to a folder without it")
        }
        StoreError::Scheme(scheme) => {
            Failure::new(format!("no engine reads stores of `{scheme}://`")).help(help)
        }
        StoreError::Mapping => Failure::new(format!("the storage mapping does not say where {what} is"))
            .help("say it with `--store URL`"),
    }
}

/// What an engine cannot read, and what helps.
fn refused(format: &dyn LakeFormat, collection: &str, refusal: &LakeRefusal) -> (String, String) {
    let title = format.title();
    match refusal {
        LakeRefusal::Store(store) => {
            let what = store.scheme().map_or("folders".to_owned(), |scheme| format!("`{scheme}://`"));
            let schemes: Vec<String> =
                format.schemes().iter().map(|scheme| format!("`{scheme}://`")).collect();
            (
                format!("{title} does not read {what}, where the files of `{collection}` are"),
                format!("it reads {}; name such a store with `--store URL`", schemes.join(", ")),
            )
        }
        LakeRefusal::Relative => (
            format!("{title} reads folders of an absolute path alone, and that of `{collection}` is not one"),
            "name one, as in `--store /data/lake`".to_owned(),
        ),
        LakeRefusal::Day(field) => (
            format!("the partition `{field}` of `{collection}` is the day of the lake's own folders"),
            "project the location under another name".to_owned(),
        ),
        LakeRefusal::Partition(field) => (
            format!("{title} cannot have a column `{field}`, by which `{collection}` is partitioned"),
            "project the location under a name of letters, digits and `_`".to_owned(),
        ),
        LakeRefusal::Unfound(field) => (
            format!("{title} finds no folders `{field}=…`, by which `{collection}` is partitioned"),
            "project the location under a name in lower case that does not begin with `_`".to_owned(),
        ),
        LakeRefusal::Folder(key) => (
            format!("{title} takes the folder `{key}=…` of the store for one of `{collection}`"),
            "name a store in another folder with `--store`".to_owned(),
        ),
        LakeRefusal::Schema(name) => (
            format!("{title} has no schema that is called `{}`", name.escape_debug()),
            "name one of letters, digits and `_`, without the catalog or project around it".to_owned(),
        ),
        LakeRefusal::Column(column) => (
            format!("{title} has a column `{column}` in every table, as `{collection}` does"),
            "project the location under another name".to_owned(),
        ),
    }
}
