//! Every catalog of `fixtures/catalogs` generates what its folder `expected` holds.
//!
//! `UPDATE=1 cargo test` rewrites the folders; read the difference before it is kept.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]
#![expect(clippy::disallowed_methods, reason = "tests read and rewrite fixtures")]

mod catalogs;

use catalogs::Fixture;
use codegen::{GRAPH_FORMATS, GraphView, generate};
use compiler::Compilation;
use compiler::analysis::{Detail, Graph};
use compiler::record::Record;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

#[test]
fn catalogs_generate_what_is_expected() {
    let update = catalogs::environment("UPDATE").is_some();
    let mut faults = Vec::new();
    for fixture in catalogs::all() {
        assert!(fixture.folder.join("README.md").is_file(), "{} needs a README.md", fixture.name);
        let folder = fixture.folder.join("expected");
        let (actual, expected) = (outputs(&fixture), read(&folder));
        if update {
            write(&folder, &actual, &expected);
            continue;
        }
        let paths: BTreeSet<&String> = actual.keys().chain(expected.keys()).collect();
        for path in paths {
            match (actual.get(path), expected.get(path)) {
                (Some(actual), Some(expected)) if actual == expected => {}
                (Some(actual), Some(expected)) => {
                    faults.push(format!("{}/{path}:\n{}", fixture.name, difference(actual, expected)));
                }
                (Some(_), None) => faults.push(format!("{}/{path} is not expected", fixture.name)),
                (None, _) => faults.push(format!("{}/{path} is not generated", fixture.name)),
            }
        }
    }
    assert!(faults.is_empty(), "{}\nUPDATE=1 cargo test accepts", faults.join("\n"));
}

#[test]
fn the_seeds_statement_comes_out() {
    let fixture = catalogs::named("shipments");
    let text = &outputs(&fixture)["sql/postgres/shipments.sql"];
    let statement: Vec<&str> = text.lines().filter(|line| !line.starts_with("--")).collect();
    let words: Vec<&str> = statement.iter().flat_map(|line| line.split_whitespace()).collect();
    let seed =
        "CREATE TABLE shipments ( id BIGINT PRIMARY KEY NOT NULL, carrier TEXT NOT NULL, address TEXT );";
    assert_eq!(words.join(" "), seed);
}

#[test]
fn the_graph_of_a_catalog_with_errors_is_printed() {
    let text = "
collections:
  - {name: a, key: [/id], schema: {type: object, properties: {id: {type: integer}}, required: [id]}}
  - {name: b, key: [/nothing], schema: missing.yaml}
materialize:
  m: [{collection: a, endpoint: nowhere, table: t}, {collection: c, endpoint: nowhere, table: t}]
";
    let compilation = catalogs::compile(&compiler::MemoryFiles::new([("flow.yaml", text)]));
    assert!(compilation.checked().is_none());
    let outputs = outputs_of(&compilation);
    let expected = "\
collection a
  -> materialized by m
collection b
materialization m
  <- materializes collection a
";
    let sorted = |text: &str| text.lines().map(str::to_owned).collect::<BTreeSet<_>>();
    assert_eq!(sorted(&outputs["graph.txt"]), sorted(expected));
    assert_eq!(outputs.len(), GRAPH_FORMATS.len() + 2);
}

#[test]
fn outputs_do_not_depend_on_the_folder_and_hold_no_configuration() {
    for fixture in catalogs::all() {
        let (here, below) = (outputs(&fixture), outputs_below(&fixture));
        for (path, text) in &here {
            if path.starts_with("diagnostics") {
                continue;
            }
            assert_eq!(Some(text), below.get(path), "{}/{path}", fixture.name);
            assert!(!text.contains("localhost") && !text.contains("arn:aws"), "{}/{path}", fixture.name);
        }
    }
}

/// All outputs of a catalog, by path.
fn outputs(fixture: &Fixture) -> BTreeMap<String, String> {
    outputs_of(&fixture.compilation)
}

fn outputs_of(compilation: &Compilation) -> BTreeMap<String, String> {
    let mut outputs = BTreeMap::new();
    if let Some(checked) = compilation.checked() {
        outputs.extend(generate(checked).files().map(|(path, text)| (path.to_owned(), text.to_owned())));
    }
    for format in GRAPH_FORMATS {
        let extension = match format.name {
            "text" => "txt",
            "mermaid" => "mmd",
            other => other,
        };
        outputs.insert(
            format!("graph.{extension}"),
            (format.print)(&GraphView::new(compilation, compilation.graph())),
        );
    }
    let fields = GraphView::new(compilation, &Graph::new(compilation, Detail::Fields));
    let text = GRAPH_FORMATS.iter().find(|format| format.name == "text").unwrap();
    outputs.insert("graph.fields.txt".to_owned(), (text.print)(&fields));
    outputs.insert("diagnostics.txt".to_owned(), diagnostics(compilation));
    outputs
}

/// The outputs of the same catalog in a folder of a larger build.
fn outputs_below(fixture: &Fixture) -> BTreeMap<String, String> {
    use compiler::{Compiler, MemoryFiles, Request, Uri};
    let mut texts = read(&fixture.folder);
    texts.retain(|path, _| !path.starts_with("expected/"));
    let files = MemoryFiles::new(texts.into_iter().map(|(path, text)| (format!("some/folder/{path}"), text)));
    let request = Request { roots: vec![Uri::local("some/folder/flow.yaml")], ..Request::default() };
    outputs_of(&Compiler::default().compile(&request, &files))
}

/// One line a finding.
fn diagnostics(compilation: &Compilation) -> String {
    let line = |record: Record| {
        let place = &record.places[0];
        let (path, start) = (&place.path, place.start);
        let (severity, code, message) = (record.severity.name(), record.code, &record.message);
        format!("{path}:{}:{}: {severity}[{code}]: {message}\n", start.line, start.column)
    };
    Record::all(compilation).into_iter().map(line).collect()
}

/// The files below a folder by path, none where there is no folder.
fn read(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            files.extend(read(&path).into_iter().map(|(below, text)| (format!("{name}/{below}"), text)));
        } else {
            files.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
    files
}

fn write(folder: &Path, actual: &BTreeMap<String, String>, expected: &BTreeMap<String, String>) {
    for path in expected.keys().filter(|path| !actual.contains_key(*path)) {
        fs::remove_file(folder.join(path)).unwrap();
    }
    for (path, text) in actual.iter().filter(|(path, text)| expected.get(*path) != Some(text)) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// The first line in which two texts differ.
fn difference(actual: &str, expected: &str) -> String {
    let (mut actual, mut expected) = (actual.lines(), expected.lines());
    for number in 1.. {
        let (actual, expected) = (actual.next(), expected.next());
        if actual != expected || actual.is_none() {
            let text = |line: Option<&str>| line.unwrap_or("(the end)").to_owned();
            return format!("line {number}\n- {}\n+ {}", text(expected), text(actual));
        }
    }
    String::new()
}
