//! Which files a catalog leads to, and what becomes of those that are missing or of another form.

use compiler::source::{FileError, Role, Uri};
use compiler::{Compilation, Compiler, Files, MemoryFiles, Request, Severity};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

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

/// The files of a build that hold lambdas.
fn modules(files: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
    let compilation = compile(files);
    let modules = compilation.sources.files().iter().filter(|file| file.role == Role::Module);
    // That statements of SQL are not run is another matter.
    let errors = compilation.diagnostics.iter().filter(|finding| finding.severity == Severity::Error);
    let found = errors.map(|finding| finding.message.clone());
    (modules.map(|file| file.uri.to_string()).collect(), found.collect())
}

#[test]
fn modules_and_statements_are_part_of_the_build() {
    const SOURCE: &str = "\
collections:
  a: { schema: a.json, key: [/id] }
  b:
    schema: a.json
    key: [/id]
";
    const SCHEMA: &str =
        r#"{"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}"#;
    let with = |derivation: &str, others: &[(&str, &str)]| {
        let catalog = format!("{SOURCE}    {derivation}\n");
        let mut files = vec![("flow.yaml", catalog.as_str()), ("a.json", SCHEMA)];
        files.extend(others);
        modules(&files)
    };
    let named = "derive: { using: { typescript: { module: b.ts } }, \
                 transforms: [{ name: t, source: a, shuffle: any }] }";
    assert_eq!(with(named, &[("b.ts", "export {}")]), (vec!["b.ts".to_owned()], vec![]));
    // It is still to be written.
    assert_eq!(with(named, &[]), (vec![], vec![]));
    let symbolic =
        "derivation: { transform: { t: { source: { name: a }, publish: { lambda: typescript } } } }";
    assert_eq!(with(symbolic, &[("flow.ts", "")]), (vec!["flow.ts".to_owned()], vec![]));
    let old = "derivation: { typescript: { module: sub/b.ts }, \
               transform: { t: { source: { name: a }, publish: { lambda: typescript } } } }";
    assert_eq!(with(old, &[("sub/b.ts", ""), ("flow.ts", "")]).0, ["sub/b.ts"]);
    let statements = "derive: { using: { sqlite: { migrations: [m.sql, 'CREATE TABLE t (a)'] } }, \
                      transforms: [{ name: t, source: a, shuffle: any, lambda: t.sql }] }";
    let files = [("m.sql", "CREATE TABLE u (a)"), ("t.sql", "SELECT 1")];
    let (mut found, findings) = with(statements, &files);
    found.sort();
    assert_eq!((found, findings), (vec!["m.sql".to_owned(), "t.sql".to_owned()], vec![]));
    let (found, findings) = with(statements, &files[..1]);
    assert_eq!((found.len(), findings.len()), (1, 1), "{findings:?}");
    assert!(findings[0].contains("t.sql"), "{findings:?}");
    // A module in place stands for itself, and one of the network is vendored as any other document.
    let inline = old.replace("sub/b.ts", "'export const a = 1'");
    assert_eq!(with(&inline, &[("flow.ts", "")]), (vec![], vec![]));
    let remote = named.replace("b.ts", "'https://acme.example/b.ts'");
    assert!(with(&remote, &[]).1[0].contains("https://acme.example/b.ts"));
    let outside = named.replace("b.ts", "../../b.ts");
    assert!(with(&outside, &[]).1[0].contains("leads out of the root"));
}

/// Files that count how often each is read.
struct Counting {
    files: MemoryFiles,
    reads: Mutex<BTreeMap<String, usize>>,
}

impl Files for Counting {
    fn read(&self, uri: &Uri) -> Result<Arc<str>, FileError> {
        *self.reads.lock().expect("no test panics while it holds it").entry(uri.to_string()).or_default() +=
            1;
        self.files.read(uri)
    }
}

#[test]
fn no_file_is_read_twice() {
    let derived = |name: &str, derivation: &str| {
        let publish = "transform: {t: {source: {name: a}, publish: {lambda: typescript}}}";
        format!("{{name: {name}, {COLLECTION}, derivation: {{{derivation}{publish}}}}}")
    };
    // The first two are in the module beside the catalog; the last one is still to be written.
    let collections = [
        format!("{{name: a, {COLLECTION}}}"),
        derived("b", ""),
        derived("c", ""),
        derived("d", "typescript: {module: d.ts}, "),
        derived("e", "typescript: {module: e.ts}, "),
        derived("f", "typescript: {module: e.ts}, "),
    ];
    let catalog =
        format!("collections: [{}]\nimport: [s.yaml, gone.yaml, gone.yaml]\n", collections.join(", "));
    let files = [("flow.yaml", catalog.as_str()), ("flow.ts", ""), ("d.ts", ""), ("s.yaml", "{}")];
    let files = Counting { files: MemoryFiles::new(files), reads: Mutex::default() };
    let request = Request { roots: vec![Uri::local("flow.yaml")], ..Request::default() };
    Compiler::default().compile(&request, &files);
    let reads = files.reads.into_inner().unwrap();
    let paths: Vec<&str> = reads.keys().map(String::as_str).collect();
    assert_eq!(paths, ["d.ts", "e.ts", "flow.ts", "flow.yaml", "gone.yaml", "s.yaml"]);
    assert!(reads.values().all(|number| *number == 1), "{reads:?}");
}
