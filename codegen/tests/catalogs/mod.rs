//! The catalogs of `fixtures/catalogs`, read and compiled for tests.

#![expect(clippy::disallowed_methods, reason = "tests read fixtures and their environment themselves")]
#![allow(dead_code, reason = "each test uses some of it")]

pub(crate) mod engine;
pub(crate) mod search;

use compiler::{Checked, Compilation, Compiler, FileError, Files, MemoryFiles, Request, Uri};
use serde_json::{Value, json};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A folder of files, as the compiler sees it.
struct Folder(PathBuf);

impl Files for Folder {
    fn read(&self, uri: &Uri) -> Result<Arc<str>, FileError> {
        let path = uri.local_path().ok_or(FileError::Remote)?;
        let text =
            fs::read_to_string(self.0.join(path)).map_err(|_| FileError::NotFound { near: Vec::new() })?;
        Ok(text.into())
    }
}

/// A catalog of the fixtures.
pub(crate) struct Fixture {
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
    pub(crate) compilation: Compilation,
}

impl Fixture {
    /// The catalog with all its tables in a dialect.
    pub(crate) fn in_dialect(&self, dialect: &str) -> Compilation {
        in_dialects(&Folder(self.folder.clone()), &[dialect])
    }

    /// The catalog with the table that each collection has by itself.
    pub(crate) fn alone(&self, dialect: &str) -> Compilation {
        alone(&Folder(self.folder.clone()), dialect)
    }
}

/// The root of the workspace.
pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate is in the workspace").to_owned()
}

/// All catalogs of the fixtures, sorted by name.
pub(crate) fn all() -> Vec<Fixture> {
    let folder = workspace().join("fixtures/catalogs");
    let entries = fs::read_dir(&folder).expect("the fixtures are there");
    let mut folders: Vec<PathBuf> =
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.join("flow.yaml").is_file()).collect();
    folders.sort();
    assert!(!folders.is_empty());
    folders.into_iter().map(fixture).collect()
}

/// The catalog of a name.
pub(crate) fn named(name: &str) -> Fixture {
    fixture(workspace().join("fixtures/catalogs").join(name))
}

fn fixture(folder: PathBuf) -> Fixture {
    let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
    let compilation = compile(&Folder(folder.clone()));
    Fixture { name, folder, compilation }
}

/// Compiles `flow.yaml`.
pub(crate) fn compile(files: &dyn Files) -> Compilation {
    let request = Request { roots: vec![Uri::local("flow.yaml")], ..Request::default() };
    Compiler::default().compile(&request, files)
}

/// Compiles `flow.yaml`, with each table in the dialects.
pub(crate) fn in_dialects(files: &dyn Files, dialects: &[&str]) -> Compilation {
    let dialects = dialects.iter().map(|&name| name.to_owned()).collect();
    let request =
        Request { roots: vec![Uri::local("flow.yaml")], dialects: Some(dialects), ..Request::default() };
    Compiler::default().compile(&request, files)
}

/// Compiles `flow.yaml`, with the table that each collection has by itself.
pub(crate) fn alone(files: &dyn Files, dialect: &str) -> Compilation {
    let request = Request {
        roots: vec![Uri::local("flow.yaml")],
        dialects: Some(vec![dialect.to_owned()]),
        alone: true,
        ..Request::default()
    };
    Compiler::default().compile(&request, files)
}

/// A catalog of one collection with a property of a name, which has the table that it has by itself.
pub(crate) fn alone_of_names(dialect: &str, property: &str) -> Compilation {
    let schema = json!({
        "type": "object",
        "title": property,
        "required": ["id"],
        "properties": {"id": {"type": "integer"}, (property): {"type": "string", "description": property}},
    });
    let catalog = json!({"collections": [{"name": "c", "key": ["/id"], "schema": schema}]});
    alone(&MemoryFiles::new([("flow.yaml", catalog.to_string())]), dialect)
}

/// A real catalog, with all its tables in every dialect; nothing where the corpus is not there.
pub(crate) fn real() -> Option<Compilation> {
    let folder = workspace().join("../shared/corpus/citi-bike-demo");
    if !folder.is_dir() {
        skip(&format!("there is no corpus at {}", folder.display()));
        return None;
    }
    let roots = ["3_materialize.flow.yaml", "4_tests.flow.yaml"].map(Uri::local);
    let dialects = codegen::DIALECTS.iter().map(|dialect| dialect.name().to_owned());
    let request = Request { roots: roots.into(), dialects: Some(dialects.collect()), ..Request::default() };
    Some(Compiler::default().compile(&request, &Folder(folder)))
}

/// The real catalogs of `boilerplate`, by path; none where the corpus is not there.
pub(crate) fn boilerplate() -> Vec<(String, Compilation)> {
    let folder = workspace().join("../shared/corpus/boilerplate");
    if !folder.is_dir() {
        skip(&format!("there is no corpus at {}", folder.display()));
        return Vec::new();
    }
    let folders = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let files = folders.filter(|path| path.is_dir()).flat_map(|path| fs::read_dir(path).unwrap());
    let mut paths: Vec<String> = files
        .map(|entry| entry.unwrap().path().strip_prefix(&folder).unwrap().to_str().unwrap().to_owned())
        .filter(|path| path.ends_with(".flow.yaml"))
        .collect();
    paths.sort();
    let compile = |path: String| {
        let request = Request { roots: vec![Uri::local(&path)], ..Request::default() };
        (path, Compiler::default().compile(&request, &Folder(folder.clone())))
    };
    paths.into_iter().map(compile).collect()
}

/// A variable of the environment that names a tool or a server.
///
/// Without it a test is skipped with a line that says so, but not where everything must run.
pub(crate) fn environment(variable: &str) -> Option<String> {
    std::env::var(variable).ok().filter(|value| !value.is_empty())
}

/// Says that a test is skipped, or fails where everything must run.
pub(crate) fn skip(why: &str) {
    assert!(environment("CI").as_deref() != Some("true"), "{why}");
    // Not by a macro: the test runner would keep the line to itself.
    std::io::stderr().write_all(format!("skipped: {why}\n").as_bytes()).unwrap();
}

/// A table as the built catalog has it.
pub(crate) struct Meant {
    pub(crate) name: String,
    /// Name, type, nullability, and place in the primary key from 1.
    pub(crate) columns: Vec<(String, String, bool, usize)>,
}

/// The tables of the built catalog, in its order.
pub(crate) fn meant(checked: Checked<'_>) -> Vec<Meant> {
    let catalog = built(checked);
    let collections = catalog["collections"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let table = |table: &Value| {
        let collection = collections.iter().find(|collection| collection["name"] == table["collection"]);
        let key = collection.unwrap()["key_fields"].as_array().unwrap();
        let column = |column: &Value| {
            let place = key.iter().position(|field| *field == column["field"]).map_or(0, |place| place + 1);
            let name = column.get("name").unwrap_or(&column["field"]);
            (text(name), text(&column["type"]), column["nullable"] == Value::Bool(true), place)
        };
        let columns = table["columns"].as_array().unwrap().iter().map(column);
        Meant { name: text(&table["name"]), columns: columns.collect() }
    };
    catalog["tables"].as_array().unwrap().iter().map(table).collect()
}

/// The built catalog.
pub(crate) fn built(checked: Checked<'_>) -> Value {
    let output = codegen::generate(checked);
    let (_, text) = output.files().find(|(path, _)| *path == "catalog.json").unwrap();
    serde_json::from_str(text).unwrap()
}

/// A catalog of one collection with a property of a name, and a table of a name in a dialect.
pub(crate) fn of_names(dialect: &str, table: &str, property: &str) -> Compilation {
    let text = json!({"type": "string", "title": table, "description": property, "enum": [property, table]});
    of_columns(dialect, (table, property), &[(property, text)])
}

/// A catalog of one collection in a table of a name and a title, with these properties beside its key.
pub(crate) fn of_columns(
    dialect: &str,
    (table, title): (&str, &str),
    columns: &[(&str, Value)],
) -> Compilation {
    let mut properties = json!({"id": {"type": "integer"}});
    for (name, schema) in columns {
        properties[*name] = schema.clone();
    }
    let schema = json!({"type": "object", "title": title, "required": ["id"], "properties": properties});
    let binding = json!({"collection": "c", "endpoint": "e", "table": table});
    let catalog = json!({
        "collections": [{"name": "c", "key": ["/id"], "schema": schema}],
        "endpoints": {"e": {"postgres": "postgresql://localhost"}},
        "materialize": {"m": [binding]},
    });
    in_dialects(&MemoryFiles::new([("flow.yaml", catalog.to_string())]), &[dialect])
}

/// The names of all search engines.
pub(crate) fn engines() -> impl Iterator<Item = &'static str> {
    codegen::SEARCH_ENGINES.iter().map(|engine| engine.name())
}

/// The templates of a catalog, by the names of their indexes, with comments.
pub(crate) fn templates(compilation: &Compilation) -> Vec<(String, String)> {
    let checked = compilation.checked().unwrap_or_else(|| panic!("{:?}", compilation.diagnostics));
    let options = codegen::DdlOptions { comments: true, ..codegen::DdlOptions::default() };
    let tables = compilation.analysis.tables.iter();
    let tables = tables.filter(|table| engines().any(|name| name == table.dialect));
    tables.map(|table| (table.name.to_string(), codegen::create_table(checked, table, &options))).collect()
}
