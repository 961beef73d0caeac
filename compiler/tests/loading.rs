//! Which files a catalog leads to, and what becomes of those that are missing or of another form.

use compiler::source::{Role, Uri};
use compiler::{Compilation, Compiler, MemoryFiles, Request};

const COLLECTION: &str =
    "key: [/id], schema: {type: object, properties: {id: {type: string}}, required: [id]}";

fn compile(files: &[(&str, &str)]) -> Compilation {
    let request = Request { roots: vec![Uri::local("flow.yaml")], ..Request::default() };
    Compiler::default().compile(&request, &MemoryFiles::new(files.iter().copied()))
}

/// A line a finding.
fn findings(compilation: &Compilation) -> Vec<String> {
    let line = |finding: &compiler::Diagnostic| {
        let file = compilation.sources.file(finding.primary.span.file);
        let text = compilation.sources.slice(finding.primary.span);
        format!("{} {} at `{text}`: {}", file.uri, finding.code.name, finding.message)
    };
    compilation.diagnostics.iter().map(line).collect()
}

/// The files that were read, and as what.
fn files(compilation: &Compilation) -> Vec<String> {
    let files = compilation.sources.files().iter();
    files.map(|file| format!("{} {}", file.role.name(), file.uri)).collect()
}

fn materialized(config: &str, resource: &str) -> String {
    let endpoint = format!("{{connector: {{image: x/materialize-sqlite, config: {config}}}}}");
    format!(
        "collections: {{acme/orders: {{{COLLECTION}}}}}\n\
         materializations:\n  acme/out:\n    endpoint: {endpoint}\n    \
         bindings: [{{source: acme/orders, resource: {resource}}}]\n"
    )
}

#[test]
fn configurations_are_read_where_they_name_tables() {
    let catalog = materialized("config.yaml", "resources/orders.json");
    let resource = r#"{"table": "orders_by_id", "secret": "s"}"#;
    let found = compile(&[
        ("flow.yaml", &catalog),
        ("config.yaml", "password: hunter2\n"),
        ("resources/orders.json", resource),
    ]);
    assert_eq!(findings(&found), [""; 0]);
    assert_eq!(&*found.analysis.tables[0].name, "orders_by_id");
    assert_eq!(files(&found), ["catalog flow.yaml", "config config.yaml", "config resources/orders.json"]);
}

#[test]
fn missing_configurations_are_warnings() {
    let found = compile(&[("flow.yaml", &materialized("config.yaml", "orders.json"))]);
    assert_eq!(
        findings(&found),
        [
            "flow.yaml missing-config-file at `config.yaml`: there is no file `config.yaml`",
            "flow.yaml missing-config-file at `orders.json`: there is no file `orders.json`",
        ]
    );
    assert!(found.checked().is_some());
}

#[test]
fn texts_that_are_no_paths_stand_for_themselves() {
    let found = compile(&[("flow.yaml", &materialized("\"a b\"", "{table: orders}"))]);
    assert_eq!(findings(&found), [""; 0]);
    let text =
        compile(&[("flow.yaml", &materialized("key.pem", "{table: orders}")), ("key.pem", "--- [ {\n")]);
    assert_eq!(findings(&text), [""; 0]);
}

#[test]
fn documents_of_tests_may_lie_in_files() {
    let catalog = |path: &str| {
        format!(
            "collections: {{acme/orders: {{{COLLECTION}}}}}\n\
             tests: {{t: [{{ingest: {{collection: acme/orders, documents: {path}}}}}]}}\n"
        )
    };
    let fixture = ("f.json", r#"[{"id": "1"}, {"id": "2"}]"#);
    let found = compile(&[("flow.yaml", &catalog("f.json")), fixture]);
    assert_eq!(findings(&found), [""; 0]);
    assert_eq!(found.catalog.tests[0].steps[0].documents.as_ref().unwrap().items().len(), 2);
    assert_eq!(found.sources.files()[1].role, Role::Documents);
    let wrong = compile(&[("flow.yaml", &catalog("f.yaml")), ("f.yaml", "- 1\n- {id: a}\n")]);
    assert_eq!(findings(&wrong), ["f.yaml wrong-type at `1`: expected an object, found a number"]);
    let missing = compile(&[("flow.yaml", &catalog("g.json")), fixture]);
    assert_eq!(findings(&missing), ["flow.yaml unreadable-file at `g.json`: there is no file `g.json`"]);
}

#[test]
fn imports_say_what_they_are() {
    let schema =
        "$id: https://acme.example/order\ntype: object\nproperties: {id: {type: string}}\nrequired: [id]\n";
    let catalog = "import:\n  - {url: order.yaml, contentType: JSON_SCHEMA}\n  - {url: ui.json, contentType: CONFIG}\n\
                   collections: [{name: a, key: [/id], schema: https://acme.example/order}]\n";
    let found = compile(&[("flow.yaml", catalog), ("order.yaml", schema)]);
    assert_eq!(findings(&found), [""; 0]);
    assert_eq!(files(&found), ["catalog flow.yaml", "schema order.yaml"]);
}

#[test]
fn a_file_that_is_missing_is_reported_once() {
    let catalog =
        "collections: [{name: a, key: [/id], schema: s.yaml}, {name: b, key: [/id], schema: s.yaml}]";
    let found = compile(&[("flow.yaml", catalog)]);
    assert_eq!(findings(&found), ["flow.yaml unreadable-file at `s.yaml`: there is no file `s.yaml`"]);
}
