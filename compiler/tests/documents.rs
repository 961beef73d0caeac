//! The documents of tests are judged where they are written: by the write schema, and by the order of the key.

use compiler::source::{Span, Uri};
use compiler::{Compiler, Diagnostic, Formats, MemoryFiles, Request};

const CATALOG: &str = "\
collections:
  - name: c
    key: [/id, /nested/rank]
    writeSchema: write.yaml
    readSchema: read.yaml
tests:
  a test: STEPS
";

const WRITE: &str = "\
type: object
properties: { id: { type: [string, integer] }, due: { type: string, format: date } }
required: [id]
additionalProperties: { $ref: '#/$defs/extra' }
$defs: { extra: { not: { type: 'null' } } }
";

const READ: &str = "\
type: object
properties:
  id: { type: string }
  nested: { type: object, properties: { rank: { type: integer, default: 5 } } }
required: [id]
";

/// The findings that steps of a test have: place, code, message, and other places.
fn findings_of(steps: &str, documents: &str, formats: Formats) -> String {
    let catalog = CATALOG.replace("STEPS", steps);
    let files = [("flow.yaml", catalog.as_str()), ("write.yaml", WRITE), ("read.yaml", READ)];
    let files = MemoryFiles::new(files.into_iter().chain([("documents.yaml", documents)]));
    let request = Request { roots: vec![Uri::local("flow.yaml")], formats, ..Request::default() };
    let compilation = Compiler::default().compile(&request, &files);
    let place = |span: Span| {
        let file = &compilation.sources.file(span.file).uri;
        format!("{file} `{}`", compilation.sources.slice(span))
    };
    let line = |finding: &Diagnostic| {
        let others: String =
            finding.secondary.iter().map(|other| format!(", {}", place(other.span))).collect();
        let message = &finding.message;
        format!("  {} at {}{others}: {message}\n", finding.code.name, place(finding.primary.span))
    };
    // What the two schemas say of the key is not looked at here.
    let besides = ["key-location-missing", "key-may-be-absent", "key-types-differ"];
    let found = compilation.diagnostics.iter().filter(|finding| !besides.contains(&finding.code.name));
    let lines: String = found.map(line).collect();
    if lines.is_empty() { "  fine\n".to_owned() } else { lines }
}

fn findings(steps: &str) -> String {
    findings_of(steps, "[]", Formats::Annotate)
}

fn ingest(documents: &str) -> String {
    format!("[{{ ingest: {{ collection: c, documents: {documents} }} }}]")
}

fn verify(documents: &str) -> String {
    format!("[{{ verify: {{ collection: c, documents: {documents} }} }}]")
}

#[test]
fn ingested_documents_are_valid_by_the_write_schema() {
    let cases = [
        "[{ id: a }, { id: 5 }]",
        "[{ id: true, due: 5 }, { due: 2024-02-29 }, {}]",
        "[{ id: a, more: null }]",
        "[{ id: a, due: soon }]",
        "[{ id: [a] }]",
        "[&one { id: true }, *one]",
        "[a]",
        "{ id: a }",
    ];
    let shown = cases.map(|case| format!("{case}\n{}", findings(&ingest(case)))).concat();
    insta::assert_snapshot!(shown);
}

#[test]
fn documents_of_a_file_are_judged_in_the_file() {
    let documents = "- id: a\n- id: true\n  due: soon\n- id: b\n  due: soon\n";
    let asserted = findings_of(&ingest("documents.yaml"), documents, Formats::Assert);
    let annotated = findings_of(&ingest("documents.yaml"), documents, Formats::Annotate);
    insta::assert_snapshot!(format!("asserted\n{asserted}annotated\n{annotated}"));
}

#[test]
fn documents_that_cannot_be_read_are_reported_once() {
    let documents = "- id: a\n  due: [5\n- id: b\n";
    let found = findings_of(&ingest("documents.yaml"), documents, Formats::Annotate);
    assert!(found.lines().all(|line| line.starts_with("  yaml-syntax")), "{found}");
}

#[test]
fn what_a_broken_line_takes_from_a_document_is_not_missing() {
    let codes = |steps: &str, documents: &str| {
        let found = findings_of(steps, documents, Formats::Annotate);
        let codes = found.lines().filter_map(|line| line.split_whitespace().next());
        codes.map(str::to_owned).collect::<Vec<_>>()
    };
    let broken = "- due: 2024-02-29\n  id\n- id: b\n- due: 2024-02-29\n";
    // The last document is whole, and lacks its key.
    assert_eq!(codes(&ingest("documents.yaml"), broken), ["yaml-syntax", "invalid-document"]);
    assert_eq!(codes(&verify("documents.yaml"), broken), ["yaml-syntax", "verify-key"]);
    let ranked = "- id: b\n  nested: { rank: 7 }\n- id: b\n  nested\n";
    assert_eq!(codes(&verify("documents.yaml"), ranked), ["yaml-syntax"]);
    let list = "\n          - due: 2024-02-29\n            id\n";
    let within = format!("\n    - ingest:\n        collection: c\n        documents:{list}");
    assert_eq!(codes(&within, "[]"), ["yaml-syntax"]);
}

#[test]
fn documents_to_verify_are_in_the_order_of_the_key() {
    let cases = [
        "[{ id: a }, { id: a }, { id: b }]",
        "[{ id: B }, { id: a }]",
        "[{ id: b }, { id: a }]",
        "[{ id: a, nested: { rank: 4 } }, { id: a }, { id: a, nested: { rank: 6 } }]",
        "[{ id: a }, { id: a, nested: { rank: 4.0 } }]",
        "[{ id: 10 }, { id: 9.5 }]",
        "[{ id: c }, { nested: {} }, { id: a }]",
        "[{ id: c }, { id: b }, { id: a }]",
        "[]",
    ];
    let shown = cases.map(|case| format!("{case}\n{}", findings(&verify(case)))).concat();
    insta::assert_snapshot!(shown);
}
