//! Reductions are judged in the branch of the schema that they are in (`language.md` D5).

use compiler::source::Uri;
use compiler::{Compiler, MemoryFiles, Request};

/// The findings about a schema, each with the text that it points at.
fn findings(schema: &str) -> Vec<String> {
    let catalog = "collections: [{ name: a, key: [/id], schema: schema.yaml }]";
    let files = MemoryFiles::new([("flow.yaml", catalog), ("schema.yaml", schema)]);
    let request = Request { roots: vec![Uri::local("flow.yaml")], ..Request::default() };
    let compilation = Compiler::default().compile(&request, &files);
    let line = |finding: &compiler::Diagnostic| {
        let text = compilation.sources.slice(finding.primary.span);
        format!("{} at `{text}`: {}", finding.code.name, finding.message)
    };
    let of_schema = compilation.diagnostics.iter().filter(|finding| finding.severity.name() == "error");
    of_schema.map(line).collect()
}

/// A tagged union whose branches say this of their values.
fn union(first: &str, second: &str) -> String {
    format!(
        "type: object\nreduce: {{ strategy: merge }}\nrequired: [id, kind]\n\
         properties: {{ id: {{ type: string }}, kind: {{ type: string }} }}\n\
         oneOf:\n  - properties: {{ kind: {{ const: a }}, value: {first} }}\n\
         \x20 - properties: {{ kind: {{ const: b }}, value: {second} }}\n"
    )
}

#[test]
fn each_branch_has_a_reduction_of_its_own() {
    let sum = "{ type: integer, reduce: { strategy: sum } }";
    for other in [
        "{ type: string }",
        "{ type: array, reduce: { strategy: append } }",
        "{ type: string, reduce: { strategy: maximize } }",
    ] {
        assert_eq!(findings(&union(sum, other)), [""; 0], "{other}");
    }
}

#[test]
fn a_mistake_in_one_branch_is_found() {
    let wrong = "{ type: string, reduce: { strategy: sum } }";
    for other in ["{ type: integer, reduce: { strategy: maximize } }", "{ type: integer }", "{}"] {
        let found = findings(&union(wrong, other));
        assert_eq!(found.len(), 1, "{other}: {found:?}");
        assert!(found.first().unwrap().starts_with("sum-type at"), "{found:?}");
    }
    let found = findings(&union("{ type: object, reduce: { strategy: append } }", "{ type: string }"));
    assert!(found.len() == 1 && found.first().unwrap().starts_with("append-type"), "{found:?}");
}

#[test]
fn a_reduction_below_a_branch_without_one_is_found() {
    let schema = union(
        "{ type: object, properties: { n: { type: integer, reduce: { strategy: sum } } } }",
        "{ type: string }",
    );
    let found = findings(&schema);
    assert!(found.len() == 1 && found.first().unwrap().starts_with("orphan-reduction"), "{found:?}");
}

#[test]
fn a_keyword_that_cannot_be_read_hides_no_mistake_below() {
    let schema = "type: object\nreduce: { strategy: merg }\nrequired: [id]\nproperties:\n  id: { type: string }\n  \
                  sum: { type: string, reduce: { strategy: sum } }\n";
    let found = findings(schema);
    let codes: Vec<&str> = found.iter().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(codes, ["malformed-keyword", "sum-type"], "{found:?}");
}
