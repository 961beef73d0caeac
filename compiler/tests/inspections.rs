//! The inspections of schemas look at locations from the root on: siblings, references and branches together.

use compiler::source::Uri;
use compiler::{Compilation, Compiler, MemoryFiles, Request};

/// Compiles a collection with a schema, beside a file that it may refer to.
fn compile(schema: &str) -> Compilation {
    let parts = "$defs: { number: { type: number }, sum: { reduce: { strategy: sum } }, closed: \
                 { properties: { id: {} }, additionalProperties: false } }";
    let catalog = format!("collections: [{{ name: c, key: [/id], schema: {schema} }}]");
    let files = MemoryFiles::new([("flow.yaml", catalog.as_str()), ("parts.yaml", parts)]);
    let request = Request { roots: vec![Uri::local("flow.yaml")], ..Request::default() };
    Compiler::default().compile(&request, &files)
}

/// Each schema with its findings: level, code, the text at the place, message.
fn table(schemas: &[String]) -> String {
    let row = |schema: &String| {
        let found = compile(schema);
        let line = |finding: &compiler::Diagnostic| {
            let text = found.sources.slice(finding.primary.span);
            format!("  {}[{}] `{text}`: {}\n", finding.severity.name(), finding.code.name, finding.message)
        };
        let lines: String = found.diagnostics.iter().map(line).collect();
        format!("{schema}\n{}", if lines.is_empty() { "  fine\n" } else { &lines })
    };
    schemas.iter().map(row).collect()
}

/// Documents that merge, with a location.
fn merged(location: &str) -> String {
    format!(
        "{{ type: object, required: [id], reduce: {{ strategy: merge }}, \
         properties: {{ id: {{ type: string }}, v: {location} }} }}"
    )
}

/// Documents that merge, with more keywords.
fn with(keywords: &str) -> String {
    format!("{{ type: object, required: [id], properties: {{ id: {{ type: string }} }}, {keywords} }}")
}

#[test]
fn types_of_reductions() {
    let cases = [
        "{ type: [number, 'null'], reduce: { strategy: sum } }",
        "{ type: string, format: number, reduce: { strategy: sum } }",
        "{ type: [string, integer], format: integer, reduce: { strategy: sum } }",
        "{ type: string, format: date, reduce: { strategy: sum } }",
        "{ enum: [1, 2.5, null], reduce: { strategy: sum } }",
        "{ reduce: { strategy: sum }, $ref: 'parts.yaml#/$defs/number' }",
        "{ type: number, $ref: 'parts.yaml#/$defs/sum' }",
        "{ $ref: 'parts.yaml#/$defs/sum' }",
        "{ allOf: [{ $ref: 'parts.yaml#/$defs/sum' }, { type: integer }] }",
        "{ oneOf: [{ type: integer, reduce: { strategy: sum } }, { type: string, reduce: { strategy: sum } }] }",
        "{ type: [object, array, 'null'], reduce: { strategy: merge } }",
        "{ type: [object, boolean], reduce: { strategy: merge } }",
        "{ type: ['null', array], reduce: { strategy: append } }",
        "{ type: [object, array], reduce: { strategy: append } }",
        "{ type: [object, array], reduce: { strategy: set } }",
        "{ type: object, reduce: { strategy: set }, patternProperties: { '^a': {} }, properties: { add: {} } }",
        "false",
    ];
    insta::assert_snapshot!(table(&cases.map(merged)));
}

#[test]
fn reductions_that_never_apply() {
    let reduced = "{ type: integer, reduce: { strategy: sum } }";
    let nested = |outer: &str, inner: &str| {
        format!("reduce: {outer}, properties: {{ id: {{ type: string }}, a: {inner} }}")
    };
    let object =
        |reduce: &str, inner: &str| format!("{{ type: object, {reduce} properties: {{ b: {inner} }} }}");
    let merge = "{ strategy: merge }";
    let id = "properties: { id: { type: string } }";
    let both = format!("properties: {{ id: {{ type: string }}, a: {reduced} }}");
    let branches = |branches: &str| format!("oneOf: [{branches}], {both}");
    let cases = [
        nested(merge, &object("", reduced)),
        nested(merge, &object("reduce: { strategy: merge },", &object("", reduced))),
        nested("{ strategy: firstWriteWins }", reduced),
        nested("{ strategy: maximize }", reduced),
        nested("{ strategy: maximize, key: [/a] }", reduced),
        format!("reduce: {merge}, {id}, additionalProperties: {{ type: array, items: {reduced} }}"),
        branches("{ reduce: { strategy: merge } }, { reduce: { strategy: lastWriteWins } }"),
        branches("{ reduce: { strategy: merge } }, {}"),
    ];
    let schemas = cases.map(|keywords| format!("{{ type: object, required: [id], {keywords} }}"));
    insta::assert_snapshot!(table(&schemas));
}

#[test]
fn keys_of_reductions() {
    let items = "items: { type: object, reduce: { strategy: merge }, properties: { k: { type: string } }";
    let array = |key: &str, more: &str| {
        format!("{{ type: array, reduce: {{ strategy: merge, {key} }}, {items}, {more} }} }}")
    };
    let set = |key: &str| {
        format!(
            "{{ type: object, reduce: {{ strategy: set, {key} }}, properties: {{ add: {{ type: array, \
             reduce: {{ strategy: merge }}, {items}, required: [k] }} }} }} }}"
        )
    };
    let cases = [
        array("key: [/k]", "required: [k]"),
        array("key: [/k]", ""),
        array("key: [/k, /x]", "required: [k]"),
        array("delete: true", ""),
        set("key: [/k]"),
        set(""),
        "{ type: object, reduce: { strategy: set }, properties: { add: { type: object } } }".to_owned(),
    ];
    insta::assert_snapshot!(table(&cases.map(|location| merged(&location))));
}

#[test]
fn defaults() {
    let cases = [
        "{ type: integer, default: 3.0 }",
        "{ type: integer, default: null }",
        "{ minimum: 5, default: 3 }",
        "{ default: x, allOf: [{ type: integer }] }",
        "{ default: x, $ref: 'parts.yaml#/$defs/number' }",
        "{ type: object, default: { a: 1 }, properties: { a: { type: string } } }",
        "{ type: string, pattern: '^a', default: b }",
        "{ type: string, format: integer, default: b }",
        "{ type: string, format: uuid, default: b }",
        "{ anyOf: [{ type: integer }, { format: date }], default: b }",
        "{ enum: [a, b], default: c, secret: true }",
    ];
    insta::assert_snapshot!(table(&cases.map(merged)));
    // What another schema of the location says counts, too.
    let elsewhere =
        with("allOf: [{ properties: { a: { default: 3 } } }, { properties: { a: { type: string } } }]");
    insta::assert_snapshot!("a_default_elsewhere", table(&[elsewhere]));
}

#[test]
fn properties_and_alternatives() {
    let cases = [
        "allOf: [{ $ref: 'parts.yaml#/$defs/closed' }, { properties: { a: { type: string } } }]",
        "allOf: [{ $ref: 'parts.yaml#/$defs/closed' }, { properties: { a: false } }]",
        "allOf: [{ $ref: 'parts.yaml#/$defs/closed' }, { properties: { a: {} }, required: [a] }]",
        "allOf: [{ required: [i] }]",
        "oneOf: [{ required: [a] }, { properties: { a: {} } }]",
        "additionalProperties: { type: string }, allOf: [{ required: [x] }]",
        "if: { properties: { id: { const: a } } }",
        "if: {}, else: false",
        "else: {}",
        "if: { properties: { id: { const: a } }, reduce: { strategy: merge, delete: true } }",
        "anyOf: [{ properties: { a: {} } }, { type: 'null' }]",
        "anyOf: [{ properties: { a: {} } }, { properties: { b: {} } }, { properties: { a: {} } }]",
        "anyOf: [{ type: object, reduce: { strategy: merge } }, { type: array, reduce: { strategy: append } }]",
        "anyOf: [{ reduce: { strategy: merge } }, { reduce: { strategy: merge } }]",
        "anyOf: [{ reduce: { strategy: merge } }, { reduce: { strategy: lastWriteWins } }]",
    ];
    insta::assert_snapshot!(table(&cases.map(with)));
}

#[test]
fn a_document_at_fault_hides_no_default_of_another() {
    let broken = "{ $ref: 'nowhere.yaml', properties: { a: { type: integer, default: x } } }";
    let sound = merged("{ type: integer, default: x }");
    let collection = |name: &str, schema: &str| format!("{{ name: {name}, key: [/id], schema: {schema} }}");
    let catalog = format!("collections: [{}, {}]", collection("a", broken), collection("b", &sound));
    let files = MemoryFiles::new([("flow.yaml", catalog.as_str())]);
    let request = Request { roots: vec![Uri::local("flow.yaml")], ..Request::default() };
    let found = Compiler::default().compile(&request, &files);
    let codes: Vec<&str> = found.diagnostics.iter().map(|finding| finding.code.name).collect();
    assert_eq!(codes, ["unreadable-file", "invalid-default"]);
}

/// Codes of a collection whose schema is a file.
fn codes(schema: &str) -> Vec<&'static str> {
    let catalog = "collections:\n  - name: c\n    key: [/id]\n    schema: s.yaml#/$defs/order\n";
    let files = MemoryFiles::new([("flow.yaml", catalog), ("s.yaml", schema)]);
    let request = Request { roots: vec![Uri::local("flow.yaml")], ..Request::default() };
    let found = Compiler::default().compile(&request, &files);
    found.diagnostics.iter().map(|finding| finding.code.name).collect()
}

#[test]
fn what_a_broken_line_takes_from_a_schema_is_not_missing() {
    let order = "$defs:\n  order:\n    type: object\n    properties:\n      id: { type: integer }\n";
    assert_eq!(codes(&format!("{order}    required: [id\n")), ["yaml-syntax"]);
    assert_eq!(codes(order), ["key-may-be-absent"]);
    let first =
        "$defs:\n  order: { type: object, required: [id], properties: { id: { $ref: '#/$defs/id' } } }\n";
    assert_eq!(codes(&format!("{first}  id: {{ type: integer\n")), ["yaml-syntax"]);
    assert_eq!(codes(&format!("{first}  i: {{ type: integer }}\n")), ["unresolved-ref"]);
    let anchor = first.replace("#/$defs/id", "#Id");
    assert_eq!(codes(&format!("{anchor}  id: {{ $anchor: Id, type: integer\n")), ["yaml-syntax"]);
    assert_eq!(codes(&format!("{anchor}  id: {{ $anchor: It, type: integer }}\n")), ["unresolved-ref"]);
}
