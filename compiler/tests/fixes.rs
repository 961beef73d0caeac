//! Fixes: in every context of YAML and JSON they leave a text that says what was meant, and nothing worse.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use compiler::diagnostic::Severity;
use compiler::fix::{self, Mended};
use compiler::{Compilation, Compiler, Files, MemoryFiles, Request, Uri};
use std::collections::BTreeMap;

fn compile(files: &dyn Files) -> Compilation {
    let request = Request { roots: vec![Uri::local("flow.yaml")], ..Request::default() };
    Compiler::default().compile(&request, files)
}

fn mend(files: &[(&str, &str)]) -> Mended {
    fix::mend(&compile, &MemoryFiles::new(files.iter().copied()), &|_| true)
}

/// The new text of a file.
fn mended(files: &[(&str, &str)], path: &str) -> String {
    let mended = mend(files);
    mended.texts.get(&Uri::local(path)).map_or_else(
        || files.iter().find(|(name, _)| *name == path).unwrap().1.to_owned(),
        ToString::to_string,
    )
}

fn problems(compilation: &Compilation) -> Vec<String> {
    let findings = compilation.diagnostics.iter().filter(|finding| finding.severity > Severity::Info);
    findings.map(|finding| format!("{}: {}", finding.code.name, finding.message)).collect()
}

const SCHEMA: &str = "{ type: object, properties: { id: { type: string } }, required: [id] }";

/// A catalog whose test names a collection in some way.
fn naming(reference: &str) -> String {
    format!(
        "# first\ncollections:\n  - {{ name: acme/orders, key: [/id], schema: {SCHEMA} }} # second\n\
         tests:\n  t:\n    - ingest:\n        collection: {reference}\n        documents: [] # third\n"
    )
}

#[test]
fn names_are_written_as_their_place_allows() {
    for (written, wanted) in [
        ("acme/order", "acme/orders"),
        ("acme/order # why", "acme/orders # why"),
        ("\"acme/order\"", "\"acme/orders\""),
        ("'acme/order'", "\"acme/orders\""),
        ("\"acme\\/order\"", "\"acme/orders\""),
        ("&name acme/order", "&name acme/orders"),
        ("!!str acme/order", "!!str acme/orders"),
        ("\n          acme/order", "\n          acme/orders"),
        ("{ name: acme/order }", "{ name: acme/orders }"),
        ("{\"name\":\"acme/order\"}", "{\"name\":\"acme/orders\"}"),
    ] {
        let text = naming(written);
        let new = mended(&[("flow.yaml", &text)], "flow.yaml");
        assert_eq!(new, naming(wanted), "{written}");
        assert_eq!(problems(&compile(&MemoryFiles::new([("flow.yaml", &new)]))), [""; 0], "{written}");
    }
    // A block that ends with a line break says another name, and quotes in it would be part of that.
    for (written, wanted) in [
        ("|-\n          acme/order", "|-\n          acme/orders"),
        (">-\n          acme/order", ">-\n          acme/orders"),
        ("|\n          acme/order", "|\n          acme/order"),
    ] {
        assert_eq!(mended(&[("flow.yaml", &naming(written))], "flow.yaml"), naming(wanted));
    }
}

#[test]
fn keys_are_written_as_their_place_allows() {
    for (written, wanted) in [
        ("- { nmae: a, key: [/id], schema: S }", "- { name: a, key: [/id], schema: S }"),
        ("- { \"nmae\": a, key: [/id], schema: S }", "- { \"name\": a, key: [/id], schema: S }"),
        ("- { 'nmae': a, key: [/id], schema: S }", "- { \"name\": a, key: [/id], schema: S }"),
        ("- nmae: a\n    key: [/id]\n    schema: S", "- name: a\n    key: [/id]\n    schema: S"),
        (
            "- ? nmae\n    : a\n    key: [/id]\n    schema: S",
            "- ? name\n    : a\n    key: [/id]\n    schema: S",
        ),
        ("- { name: a, key: [id], schema: S }", "- { name: a, key: [/id], schema: S }"),
        ("- { name: a, key: id, schema: S }", "- { name: a, key: [/id], schema: S }"),
        ("- { name: a, key: [\"/di\"], schema: S }", "- { name: a, key: [\"/id\"], schema: S }"),
        ("- { name: a, key: [/idd], schema: S }", "- { name: a, key: [/id], schema: S }"),
    ] {
        let text = |entry: &str| format!("collections:\n  {}\n", entry.replace('S', SCHEMA));
        assert_eq!(mended(&[("flow.yaml", &text(written))], "flow.yaml"), text(wanted));
    }
}

#[test]
fn json_stays_json() {
    let schema = "{\"type\": \"object\", \"propertys\": {},\n\t\"properties\": \
                  {\"id\": {\"tpye\": \"string\"}}, \"required\": [\"id\"]}";
    let catalog = "collections: [{ name: a, key: [/id], schema: s.json }]\n";
    let new = mended(&[("flow.yaml", catalog), ("s.json", schema)], "s.json");
    assert!(new.contains("{\"type\": \"string\"}"), "{new}");
    assert!(serde_json::from_str::<serde_json::Value>(&new).is_ok(), "{new}");
    // A second `properties` would be a duplicate key: that edit is not made.
    assert!(new.contains("\"propertys\""), "{new}");
}

#[test]
fn an_alias_of_a_name_is_replaced_and_the_text_of_other_aliases_is_mended() {
    let schema = format!("schema: {SCHEMA}");
    let text = |name: &str, uses: &str| {
        format!(
            "x-name: &name {name}\ncollections:\n  - {{ name: acme/orders, key: [/id], {schema} }}\n{uses}"
        )
    };
    // The name is right elsewhere, perhaps: only the use of it is known to be wrong.
    let uses = "tests:\n  t: [{ ingest: { collection: *name, documents: [] } }]\n";
    let new = mended(&[("flow.yaml", &text("acme/order", uses))], "flow.yaml");
    assert_eq!(new, text("acme/order", &uses.replace("*name", "\"acme/orders\"")));
    // What stands in an anchor stands there for all its uses.
    let uses = "tests:\n  t: [&step { ingest: { collection: acme/order, documents: [] } }, *step]\n";
    let new = mended(&[("flow.yaml", &text("x", uses))], "flow.yaml");
    assert_eq!(new, text("x", &uses.replace("acme/order,", "acme/orders,")));
}

#[test]
fn an_edit_that_brings_findings_is_not_made_and_the_others_are() {
    let text = format!(
        "collections:\n  - {{ name: acme/orders, key: [/id], schema: {SCHEMA} }}\n  \
         - {{ name: acme/lines, key: [/id], schema: {{ type: object, required: [id], properties: {{ \
         id: {{ type: string }}, n: {{ type: integer, minimun: 2, default: 1 }} }} }} }}\n\
         tests:\n  t: [{{ ingest: {{ collection: acme/order, documents: [] }} }}]\n"
    );
    let result = mend(&[("flow.yaml", &text)]);
    let new = &result.texts[&Uri::local("flow.yaml")];
    // With the keyword as it is meant the default would be an error.
    assert_eq!(**new, text.replace("acme/order,", "acme/orders,"));
    assert_eq!(result.count, 1);
}

#[test]
fn edits_that_cannot_be_made_leave_the_others_their_tries() {
    let bad = |number: usize| {
        format!(
            "  - {{ name: acme/c{number}, key: [/id], schema: {{ type: object, required: [id], properties: {{ \
             id: {{ type: string }}, n: {{ type: integer, minimun: 2, default: 1 }} }} }} }}\n"
        )
    };
    let text = |bad: &str, last: &str| {
        format!("collections:\n{bad}  - {{ name: acme/d, key: [/id], schema: {SCHEMA} }}\n{last}: {{}}\n")
    };
    let many: String = (0..70).map(bad).collect();
    let result = mend(&[("flow.yaml", &text(&many, "endpoits"))]);
    assert_eq!(*result.texts[&Uri::local("flow.yaml")], text(&many, "endpoints"));
    assert_eq!((result.count, result.untried), (1, 0));
}

#[test]
fn edits_are_made_in_rounds_and_only_where_they_may() {
    let catalog = "import: [a.yaml]\ncollections:\n  - { name: a, kye: [/id], schema: s.yaml }\n";
    let schema = "tpye: object\nproperties: { id: { tpye: string } }\nrequired: [id]\n";
    let files = [("flow.yaml", catalog), ("a.yaml", "colections: []\n"), ("s.yaml", schema)];
    let all = mend(&files);
    assert_eq!(problems(all.after.as_ref().unwrap()), [""; 0]);
    assert_eq!((all.texts.len(), all.count), (3, 4), "{:?}", all.texts);
    let some = fix::mend(&compile, &MemoryFiles::new(files), &|uri| !uri.as_str().ends_with("/a.yaml"));
    assert_eq!(some.texts.len(), 2);
    // What was mended needs no mending.
    let new: BTreeMap<String, String> = files
        .iter()
        .map(|(path, text)| {
            ((*path).to_owned(), all.texts.get(&Uri::local(path)).map_or(*text, |new| new).to_owned())
        })
        .collect();
    assert!(fix::mend(&compile, &MemoryFiles::new(&new), &|_| true).texts.is_empty());
}

#[test]
fn codes_that_hide_nothing_are_taken_out_of_their_list() {
    let catalog = |comment: &str| {
        format!(
            "collections:\n  - name: a/b\n    key: [/id]{comment}\n    \
             schema: {{ type: object, properties: {{ id: {{ type: string }} }} }}\n"
        )
    };
    for (written, wanted) in [
        // What is misspelt may hide something once it is spelt right.
        (" # flowctl: ignore[lost-field, unused-endpont] later", " # flowctl: ignore[unused-endpont] later"),
        (
            " # flowctl: ignore[lost-field, key-may-be-absnt] it is",
            " # flowctl: ignore[key-may-be-absent] it is",
        ),
        (
            " # flowctl: ignore[key-may-be-absnt, lost-field] it is",
            " # flowctl: ignore[key-may-be-absent] it is",
        ),
        (
            " # flowctl: ignore[ sum-type ,key-may-be-absent , lost-field ] it is",
            " # flowctl: ignore[ key-may-be-absent ] it is",
        ),
        (" # flowctl: ignore[lost-field, sum-type, lost-field] all", ""),
        (" # flowctl: ignore[lost-field,] a comma too many", ""),
        (
            " # flowctl: ignore[lost-field] one # flowctl: ignore[key-may-be-absent] two",
            " # flowctl: ignore[key-may-be-absent] two",
        ),
    ] {
        assert_eq!(mended(&[("flow.yaml", &catalog(written))], "flow.yaml"), catalog(wanted), "{written}");
    }
}

#[test]
fn the_fix_of_one_code_does_not_repeat_the_others() {
    let list = vec!["lost-field"; 500].join(", ");
    let text = format!("collections: [] # flowctl: ignore[{list}] x\n");
    let found = compile(&MemoryFiles::new([("flow.yaml", text.as_str())])).diagnostics;
    let edits: Vec<_> =
        found.iter().filter_map(|finding| finding.fix.as_ref()).flat_map(|fix| &fix.edits).collect();
    assert_eq!(edits.len(), 500);
    assert!(edits.iter().all(|edit| edit.span.range().len() + edit.value.len() < 20));
}
