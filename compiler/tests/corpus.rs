//! Real catalogs that other people wrote: they are read in full, and nothing in them is found that is not there.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads the disk, and fails by panicking"
)]

use compiler::source::Uri;
use compiler::{Compilation, Compiler, MemoryFiles, Request};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The corpus, or nothing with a line that says so; under CI it has to be there.
fn corpus() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    if path.is_dir() {
        return Some(path);
    }
    assert!(std::env::var_os("CI").is_none(), "the corpus is missing at {}", path.display());
    // Not by a macro: the test runner would keep the line to itself.
    std::io::stderr()
        .write_all(format!("skipped: there is no corpus at {}\n", path.display()).as_bytes())
        .unwrap();
    None
}

/// Every file below a folder, by its path relative to it.
fn read_folder(root: &Path) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                files.push((name, std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

fn compile(files: &[(String, String)], root: &str) -> Compilation {
    let files = MemoryFiles::new(files.iter().map(|(path, text)| (path, text)));
    let request = Request { roots: vec![Uri::local(root)], ..Request::default() };
    Compiler::default().compile(&request, &files)
}

/// A line a finding: place, level, code, message.
fn findings(compilation: &Compilation) -> String {
    let line = |finding: &compiler::Diagnostic| {
        let file = compilation.sources.file(finding.primary.span.file);
        let at = file.lines.line_column(finding.primary.span.start as usize, &file.text);
        let level = finding.severity.name();
        let (code, message) = (finding.code.name, &finding.message);
        format!("{}:{}:{}: {level}[{code}] {message}\n", file.uri, at.line, at.column)
    };
    compilation.diagnostics.iter().map(line).collect()
}

#[test]
fn the_citi_bike_catalog_has_no_false_finding() {
    let Some(corpus) = corpus() else { return };
    let files = read_folder(&corpus.join("citi-bike-demo"));
    for root in ["1_capture", "2_derive", "3_materialize", "4_tests"] {
        let compilation = compile(&files, &format!("{root}.flow.yaml"));
        assert_eq!(findings(&compilation), "", "from {root}");
        assert!(compilation.checked().is_some());
    }
}

#[test]
fn the_citi_bike_catalog_is_read_in_full() {
    let Some(corpus) = corpus() else { return };
    let files = read_folder(&corpus.join("citi-bike-demo"));
    let roots = ["3_materialize.flow.yaml", "4_tests.flow.yaml"].map(Uri::local);
    let memory = MemoryFiles::new(files.iter().map(|(path, text)| (path, text)));
    let compilation =
        Compiler::default().compile(&Request { roots: roots.into(), ..Request::default() }, &memory);
    let catalog = &compilation.catalog;
    let mut shown = String::new();
    for id in catalog.collection_ids() {
        let (collection, analysis) = (catalog.collection(id), compilation.analysis.collection(id));
        shown += &format!("collection {}\n", collection.name.value);
        for projection in &analysis.projections {
            let shape = &projection.shape;
            let key = projection.key.map_or_else(String::new, |part| format!(" key {part}"));
            let types = shape.types.names().join("|");
            let exists = projection.exists.name();
            shown += &format!("  {} = {} {exists} {types}{key}\n", projection.field, projection.pointer);
        }
        for transform in collection.derivation.iter().flat_map(|derivation| &derivation.transforms) {
            let source = catalog.collection(transform.source.unwrap());
            shown += &format!("  {} reads {}\n", transform.name.value, source.name.value);
        }
    }
    for endpoint in &catalog.endpoints {
        shown += &format!("endpoint {} {}\n", endpoint.name.value, endpoint.kind.value);
    }
    for task in &catalog.tasks {
        shown += &format!("{} {}\n", task.kind.name(), task.name);
    }
    for test in &catalog.tests {
        shown += &format!("test {}: {} steps\n", test.name.value, test.steps.len());
    }
    for table in &compilation.analysis.tables {
        let projections = &compilation.analysis.collection(table.collection).projections;
        let columns: Vec<&str> = table.columns.iter().map(|at| &*projections[*at].field).collect();
        shown += &format!("table {} {} ({})\n", table.dialect, table.name, columns.join(", "));
    }
    insta::assert_snapshot!(shown);
}

/// The entities that a file itself declares, a line each.
fn entities(compilation: &Compilation, path: &str) -> String {
    let catalog = &compilation.catalog;
    let file = compilation.sources.by_uri(&Uri::local(path)).unwrap().id;
    let collections = catalog.collections.iter().map(|c| (c.span, "collection", &c.name.value));
    let endpoints = catalog.endpoints.iter().map(|e| (e.span, "endpoint", &e.name.value));
    let tasks = catalog.tasks.iter().map(|t| (t.span, t.kind.name(), &t.name));
    let tests = catalog.tests.iter().map(|t| (t.span, "test", &t.name.value));
    let all = collections.chain(endpoints).chain(tasks).chain(tests);
    let own = all.filter(|(span, ..)| span.file == file);
    own.map(|(_, kind, name)| format!("  {kind} {name}\n")).collect()
}

/// The entities that each file declares, and the findings that it gives.
#[test]
fn every_catalog_of_the_corpus_is_read_in_full() {
    let Some(corpus) = corpus() else { return };
    let files = read_folder(&corpus);
    let mut shown = String::new();
    for (path, _) in files.iter().filter(|(path, _)| path.ends_with(".flow.yaml")) {
        let compilation = compile(&files, path);
        shown += &format!("{path}\n{}{}", entities(&compilation, path), findings(&compilation));
    }
    insta::assert_snapshot!(shown);
}
