//! What is read of schemas of each draft: where their references lead, and what is found.

use super::{SchemaId, Schemas};
use crate::source::Uri;
use crate::{Compilation, Compiler, MemoryFiles, Request};

/// Compiles schemas of collections, by path. The other files are what they refer to.
fn compile(collections: &[&str], files: &[(&str, &str)]) -> Compilation {
    let list = collections
        .iter()
        .enumerate()
        .map(|(number, path)| format!("  - {{ name: c{number}, key: [/id], schema: {path} }}\n"));
    let catalog = format!("collections:\n{}", list.collect::<String>());
    let files = files.iter().copied().chain([("flow.yaml", catalog.as_str())]);
    let request = Request { roots: vec![Uri::local("flow.yaml")], ..Request::default() };
    Compiler::default().compile(&request, &MemoryFiles::new(files))
}

/// Each schema with its findings.
fn table(schemas: &[&str]) -> String {
    let row = |schema: &&str| match findings(schema).as_slice() {
        [] => format!("{schema}\n  fine\n"),
        found => format!("{schema}\n  {}\n", found.join("\n  ")),
    };
    schemas.iter().map(row).collect()
}

/// The findings about schemas, each as its code, the text at its place, and the message.
fn findings(schema: &str) -> Vec<String> {
    let found = compile(&["s.yaml"], &[("s.yaml", schema)]);
    let about_schemas = ["malformed-keyword", "unknown-keyword", "unresolved-ref"];
    let chosen = found.diagnostics.iter().filter(|finding| about_schemas.contains(&finding.code.name));
    let line = |finding: &crate::Diagnostic| {
        let text = found.sources.slice(finding.primary.span);
        format!("{} `{text}`: {}", finding.code.name, finding.message)
    };
    chosen.map(line).collect()
}

fn name(schemas: &Schemas, id: SchemaId) -> String {
    let resource = &schemas.document(id).resources[schemas.node(id).resource as usize];
    let pointer = schemas.pointer(id);
    format!("{}#{}", resource.uri, pointer.strip_prefix(&*resource.pointer).unwrap_or(&pointer))
}

/// Where the references of the schemas lead, a line each.
fn references(collections: &[&str], files: &[(&str, &str)]) -> String {
    let found = compile(collections, files);
    let schemas = &found.catalog.schemas;
    let mut lines = String::new();
    for id in schemas.all_nodes() {
        let keywords = &schemas.node(id).keywords;
        let fixed = keywords.references.reference.as_ref().map(|_| schemas.referred(id));
        let dynamic =
            keywords.references.dynamic_reference.as_ref().map(|_| schemas.referred_dynamically(id));
        for target in fixed.into_iter().chain(dynamic) {
            let target = match target {
                Some(Ok(target)) => name(schemas, target),
                Some(Err(_)) => "nothing".to_owned(),
                None => "several".to_owned(),
            };
            lines += &format!("{} -> {target}\n", name(schemas, id));
        }
    }
    lines
}

#[test]
fn references_lead_by_identity_anchor_and_pointer() {
    let main = r##"{
        "$id": "https://acme.example/schemas/main.json",
        "properties": {
            "a": {"$ref": "part.json"}, "b": {"$ref": "part.json#Name"}, "c": {"$ref": "#/$defs/x/$defs/y"},
            "d": {"$ref": "../other.json#/items/0"}, "e": {"$ref": "#/components/z"}, "f": {"$ref": "#"}
        },
        "$defs": {
            "x": {"$id": "part.json", "$anchor": "Name", "$defs": {"y": {"$ref": "#Name"}}},
            "o": {"$id": "/other.json", "items": [{}]}
        },
        "components": {"z": {"$ref": "#/properties/f"}}
    }"##;
    insta::assert_snapshot!(references(&["s.json"], &[("s.json", main)]));
}

#[test]
fn identities_are_spelt_by_the_draft() {
    let of_7 = r##"{
        "$schema": "http://json-schema.org/draft-07/schema#",
        "properties": {"a": {"$ref": "#Name"}, "b": {"$ref": "#Other"}, "c": {"$ref": "four.json#Place"}},
        "definitions": {
            "n": {"$id": "#Name"},
            "o": {"$anchor": "Other"},
            "f": {"$schema": "http://json-schema.org/draft-04/schema#", "id": "four.json",
                  "definitions": {"p": {"id": "#Place"}}}
        }
    }"##;
    insta::assert_snapshot!(references(&["s.json"], &[("s.json", of_7)]));
}

const TREE: &str = r##"{"$id": "https://acme.example/tree", "$dynamicAnchor": "node",
    "properties": {"children": {"items": {"$dynamicRef": "#node"}}}}"##;
const STRICT: &str = r#"{"$id": "https://acme.example/strict", "$dynamicAnchor": "node", "$ref": "tree",
    "unevaluatedProperties": false}"#;

#[test]
fn a_dynamic_reference_leads_to_the_outermost_anchor_on_every_way() {
    let strict = r##""$ref": "https://acme.example/strict""##;
    let defs = format!(r#""$defs": {{"s": {STRICT}, "t": {TREE}}}"#);
    let by_strict = format!("{{{strict}, {defs}}}");
    let by_both = format!(r#"{{"anyOf": [{{{strict}}}, {{"$ref": "https://acme.example/tree"}}], {defs}}}"#);
    let plain = r##"{"items": {"$dynamicRef": "#node"}, "$defs": {"n": {"$anchor": "node"}}}"##;
    // Anchors elsewhere count on the ways that lead here alone.
    let list = r##"{"items": {"$dynamicRef": "#T"}, "$defs": {"T": {"$dynamicAnchor": "T"}}}"##;
    let texts = r##"{"$ref": "list.json", "$defs": {"T": {"$dynamicAnchor": "T", "type": "string"}}}"##;
    let unused = r##"{"$defs": {"T": {"$dynamicAnchor": "T"}}}"##;
    let files = [("list.json", list), ("texts.json", texts), ("unused.json", unused)];
    let parts = [
        ("by the strict tree", references(&["s.json"], &[("s.json", &by_strict)])),
        ("by the tree itself", references(&["s.json"], &[("s.json", TREE)])),
        ("by both", references(&["s.json"], &[("s.json", &by_both)])),
        ("to an anchor that is not dynamic", references(&["s.json"], &[("s.json", plain)])),
        ("in a list of texts", references(&["texts.json", "unused.json"], &files)),
        ("in that, and in a list of anything", references(&["texts.json", "list.json"], &files)),
    ];
    insta::assert_snapshot!(parts.map(|(title, lines)| format!("{title}\n{lines}")).concat());
}

#[test]
fn a_recursive_reference_leads_to_the_outermost_root() {
    let tree = r##"{"$id": "https://acme.example/tree", "$recursiveAnchor": true,
        "items": {"$recursiveRef": "#"}}"##;
    let strict = format!(
        r#"{{"$schema": "https://json-schema.org/draft/2019-09/schema", "$recursiveAnchor": true,
        "$ref": "https://acme.example/tree", "$defs": {{"t": {tree}}}}}"#
    );
    let loose = strict.replacen(r#""$recursiveAnchor": true,"#, "", 1);
    let parts = [
        ("of a root with an anchor", references(&["s.json"], &[("s.json", &strict)])),
        ("of a root without one", references(&["s.json"], &[("s.json", &loose)])),
    ];
    insta::assert_snapshot!(parts.map(|(title, lines)| format!("{title}\n{lines}")).concat());
}

#[test]
fn meta_schemas_are_built_in_and_have_no_findings() {
    for (url, _) in runtime_lite::META_SCHEMAS {
        let schema = format!(r#"{{"$ref": "{url}"}}"#);
        let found = compile(&["s.json"], &[("s.json", &schema)]);
        // Documents that are schemas have no key, and may be no objects.
        let others = ["root-type", "key-may-be-absent", "key-location-missing"];
        let of_meta_schema = found.diagnostics.iter().filter(|finding| {
            finding.severity > crate::Severity::Info && !others.contains(&finding.code.name)
        });
        let lines: Vec<_> = of_meta_schema.map(|finding| format!("{url}: {}", finding.message)).collect();
        assert_eq!(lines, [""; 0]);
    }
    assert_eq!(findings(r#"{"$ref": "https://json-schema.org/draft-07/schema#/definitions/x"}"#).len(), 1);
}

#[test]
fn a_keyword_is_not_meant_as_one_that_stands_beside_it() {
    let both = compile(&["{propertis: {}, properties: {id: {}}}"], &[]);
    let alone = compile(&["{propertis: {}}"], &[]);
    let unknown = |compilation: &Compilation| {
        let finding = compilation.diagnostics.iter().find(|finding| finding.code.name == "unknown-keyword");
        let finding = finding.unwrap();
        (finding.fix.is_some(), finding.help.clone().unwrap())
    };
    assert_eq!(unknown(&alone), (true, "did you mean `properties`?".to_owned()));
    let (is_fixable, help) = unknown(&both);
    assert!(!is_fixable && help.starts_with("remove it"), "{help}");
}

#[test]
fn keywords_belong_to_drafts() {
    let schemas = [
        "{dependentRequired: {a: [b]}, items: [{}], additionalItems: {}, dependencies: {a: [b]}}",
        "{$schema: 'http://json-schema.org/draft-07/schema#', dependentRequired: {a: [b]}}",
        "{$schema: 'http://json-schema.org/draft-04/schema#', const: 1, $comment: c, deprecated: true}",
        "{$schema: 'https://json-schema.org/draft/2019-09/schema', prefixItems: [5]}",
        "{properties: {a: {$schema: 'http://json-schema.org/draft-04/schema#', const: 1}}}",
        "{x-a: 1, X-b: 1, reduce: {strategy: sum}, secret: true, mimimum: 1, oneof: []}",
    ];
    insta::assert_snapshot!(table(&schemas));
}

#[test]
fn keywords_with_values_that_they_cannot_have_are_errors() {
    let schemas = [
        "{type: []}",
        "{type: intger}",
        "{required: true}",
        "{minItems: -1}",
        "{minItems: 1.5}",
        "{maxItems: 3.0}",
        "{multipleOf: 0}",
        "{pattern: '('}",
        "{pattern: '^(?!a)b'}",
        "{patternProperties: {'[': {}}}",
        "{anyOf: []}",
        "{dependencies: 5}",
        "{dependencies: {a: 5}}",
        "{dependentRequired: {a: b}}",
        "{uniqueItems: 1}",
        "{items: 5}",
        "{prefixItems: [{}], items: [{}]}",
        "{$id: 'a#b'}",
        "{$id: 5}",
        "{$recursiveRef: '#a'}",
        "{not: x}",
        "{reduce: {strategy: merge, key: [id], delete: x}}",
        "{reduce: {strategy: sum, key: [/id]}}",
        "{exclusiveMinimum: true, minimum: 3}",
        "{exclusiveMinimum: x}",
        "{properties: [a]}",
        "{$schema: 'http://json-schema.org/draft-04/schema#', minimum: 1, exclusiveMinimum: 5}",
    ];
    insta::assert_snapshot!(table(&schemas));
}
