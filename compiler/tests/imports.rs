//! The rule of import paths, which is off unless a project asks for it.

use compiler::levels::{Level, Levels};
use compiler::source::Uri;
use compiler::{Compiler, MemoryFiles, Request, Severity};

/// The files in which something is used whose definition has no import path, where the files import these others.
fn found(imports: &[(&str, &[&str])]) -> Vec<String> {
    found_of(USES, imports)
}

/// Uses of what another file defines.
const USES: &str = "tests: { t: [{ ingest: { collection: acme/a, documents: [] } }] }\n\
                    materialize: { m: [{ collection: acme/a, endpoint: e, table: a }] }\n";

/// As [`found`], for a file that uses them like this.
fn found_of(uses: &str, imports: &[(&str, &[&str])]) -> Vec<String> {
    let collection = "collections: [{ name: acme/a, key: [/id], schema: { type: object, properties: { id: { type: \
                      string } }, required: [id] } }]\nendpoints: { e: { sqlite: a.db } }\n";
    let text = |path: &str| {
        let of_file = imports.iter().find(|(other, _)| *other == path);
        let list = of_file.map(|(_, list)| list.join(", ")).unwrap_or_default();
        let body = match path {
            "define.yaml" => collection,
            "use.yaml" => uses,
            _ => "",
        };
        format!("import: [{list}]\n{body}")
    };
    let paths = ["root.yaml", "define.yaml", "use.yaml", "between.yaml"];
    let files = MemoryFiles::new(paths.map(|path| (path, text(path))));
    let rules = [("missing-import".to_owned(), Level::On(Severity::Warning))].into();
    let levels = Levels { rules, ..Levels::default() };
    let request = Request { roots: vec![Uri::local("root.yaml")], levels, ..Request::default() };
    let compilation = Compiler::default().compile(&request, &files);
    let line = |finding: &compiler::Diagnostic| {
        let file = compilation.sources.file(finding.primary.span.file);
        format!("{} {}: {}", finding.code.name, file.uri, finding.message)
    };
    compilation.diagnostics.iter().map(line).collect()
}

#[test]
fn a_common_importer_is_no_path() {
    let missing =
        "missing-import use.yaml: the collection `acme/a` is defined in a file that is not imported";
    let root = ("root.yaml", ["define.yaml", "use.yaml"].as_slice());
    assert_eq!(found(&[root]), [missing]);
    let both: &[&str] = &["define.yaml", "use.yaml"];
    assert_eq!(found(&[("root.yaml", &["between.yaml"]), ("between.yaml", both)]), [missing]);
}

#[test]
fn a_path_in_either_direction_will_do() {
    let root = ("root.yaml", ["define.yaml", "use.yaml"].as_slice());
    assert_eq!(found(&[root, ("use.yaml", &["define.yaml"])]), [""; 0]);
    assert_eq!(found(&[root, ("define.yaml", &["use.yaml"])]), [""; 0]);
    assert_eq!(found(&[root, ("use.yaml", &["between.yaml"]), ("between.yaml", &["define.yaml"])]), [""; 0]);
    assert_eq!(found(&[root, ("define.yaml", &["between.yaml"]), ("between.yaml", &["use.yaml"])]), [""; 0]);
}

#[test]
fn what_is_switched_off_needs_no_path() {
    let root = ("root.yaml", ["define.yaml", "use.yaml"].as_slice());
    let binding = |more: &str| {
        let endpoint = "{ connector: { image: materialize-sqlite, config: { path: a.db } } }";
        let bindings = format!("[{{ source: acme/a, resource: {{ table: a }}{more} }}]");
        format!("materializations: {{ m: {{ bindings: {bindings}, endpoint: {endpoint} }} }}\n")
    };
    let missing = |more: &str| {
        let found = found_of(&binding(more), &[root]);
        found.into_iter().filter(|finding| finding.starts_with("missing-import")).count()
    };
    assert_eq!((missing(""), missing(", disable: true")), (1, 0));
}
