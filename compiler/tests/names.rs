//! Names that would be taken for one another, over all kinds of entities.

use compiler::source::Uri;
use compiler::{Compiler, MemoryFiles, Request};

/// A line a finding: level, code, message.
fn findings(catalog: &str) -> Vec<String> {
    let files = MemoryFiles::new([("flow.yaml", catalog)]);
    let request = Request { roots: vec![Uri::local("flow.yaml")], ..Request::default() };
    let found = Compiler::default().compile(&request, &files).diagnostics;
    let line = |finding: &compiler::Diagnostic| {
        format!("{}[{}] {}", finding.severity.name(), finding.code.name, finding.message)
    };
    found.iter().map(line).collect()
}

/// A catalog of collections, and of tasks and tests in flow style.
fn catalog(collections: &[&str], more: &str) -> String {
    let schema = "{ type: object, properties: { id: { type: string } }, required: [id] }";
    let one = |name: &&str| format!("  - {{ name: {name}, key: [/id], schema: {schema} }}\n");
    format!("collections:\n{}{more}\n", collections.iter().map(one).collect::<String>())
}

fn messages(collections: &[&str], more: &str) -> Vec<String> {
    findings(&catalog(collections, more))
}

#[test]
fn all_kinds_but_endpoints_share_one_space_of_names() {
    let task = |section: &str, name: &str| {
        format!(
            "endpoints: {{ a: {{ sqlite: a.db }} }}\n{section}: {{ {name}: [{{ collection: a, endpoint: \
            a, table: t }}] }}"
        )
    };
    assert_eq!(messages(&["a"], &task("capture", "b")), [""; 0]);
    assert_eq!(
        messages(&["a"], &task("capture", "a")),
        ["error[duplicate-name] the capture `a` has the name of a collection"]
    );
    assert_eq!(
        messages(&["a"], &task("materialize", "A")),
        ["error[duplicate-name] the materialization `A` differs from the collection `a` in case only"]
    );
    assert_eq!(
        messages(&["a"], "tests: { a: [] }"),
        ["error[duplicate-name] the test `a` has the name of a collection"]
    );
    assert_eq!(
        messages(&["caf\u{e9}", "cafe\u{301}"], ""),
        ["error[duplicate-name] collection `cafe\u{301}` has the letters of `caf\u{e9}`, composed in \
            another way"]
    );
}

#[test]
fn no_name_is_a_folder_of_another_but_for_tests() {
    assert_eq!(messages(&["a/bark", "a/bar"], ""), [""; 0]);
    assert_eq!(messages(&["a"], "tests: { a/b: [] }"), [""; 0]);
    assert_eq!(
        messages(&["a/B", "a/b/c"], ""),
        ["error[nested-name] the collection `a/B` is a folder of the name `a/b/c`"]
    );
    assert_eq!(
        messages(&["a/b/c", "a/x", "a"], ""),
        ["error[nested-name] the collection `a` is a folder of 2 other names"]
    );
}

#[test]
fn prefixes_projections_and_transforms_are_compared_so_too() {
    let stores = "storageMappings: { '': { stores: [] }, acme/: { stores: [] }, ACME/: { stores: [] } }";
    assert_eq!(messages(&["a"], stores), ["error[storage-mapping] the prefixes `acme/` and `ACME/` are one"]);
    let catalog = "collections: [{ name: a, key: [/id], projections: { x: /id, X: /id }, schema: \
                   { type: object, properties: { id: { type: string } }, required: [id] }, derivation: \
                   { transform: { t: { source: b, publish: &p { nodeJS: return } }, T: { source: b, publish: *p } } } \
                   }, \
                   { name: b, key: [/id], schema: { type: object, properties: { id: { type: string } }, \
                   required: [id] } }]";
    let found = findings(catalog);
    let of_names: Vec<&str> =
        found.iter().filter_map(|line| Some(line.split_once("[duplicate-name] ")?.1)).collect();
    assert_eq!(
        of_names,
        ["projection `X` differs from `x` in case only", "transform `T` differs from `t` in case only"]
    );
}
