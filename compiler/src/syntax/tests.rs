//! The tree as text: each case shows what was read, with the bytes that every value and key stands on.

use super::{Node, Value, parse};
use crate::diagnostic::Diagnostics;
use crate::source::{Role, SourceMap, Uri};
use std::fmt::Write as _;

/// Prints the tree of a text, a line a node, then the findings.
fn show(path: &str, text: &str) -> String {
    let mut sources = SourceMap::default();
    let id = sources.add(Uri::local(path), Role::Catalog, text.into());
    let mut diagnostics = Diagnostics::default();
    let tree = parse(sources.file(id), &mut diagnostics);
    let mut out = String::new();
    print(&tree.root, "", 0, &sources, &mut out);
    for finding in diagnostics.finish() {
        let at = sources.slice(finding.primary.span);
        writeln!(out, "{}: {} at {at:?}", finding.code.name, finding.message).unwrap();
    }
    out
}

fn print(node: &Node, key: &str, depth: usize, sources: &SourceMap, out: &mut String) {
    let text = sources.slice(node.span);
    let text = if text.len() > 40 { format!("{} bytes", text.len()) } else { format!("{text:?}") };
    let value = match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(value) => value.to_string(),
        Value::String(value) => format!("{value:?}"),
        Value::Array(_) => "array".to_owned(),
        Value::Object(_) => "object".to_owned(),
        Value::Hole(_) => "hole".to_owned(),
    };
    writeln!(out, "{}{key}{value} <- {text}", "  ".repeat(depth)).unwrap();
    for item in node.items() {
        print(item, "- ", depth + 1, sources, out);
    }
    for entry in node.entries() {
        assert_eq!(node.get(&entry.key.value).unwrap().key, entry.key);
        let label = format!("{}[{}]: ", entry.key.value, sources.slice(entry.key.span));
        print(&entry.value, &label, depth + 1, sources, out);
    }
}

#[test]
fn spans_are_exact_bytes() {
    insta::assert_snapshot!(show(
        "a.yaml",
        "\u{43a}\u{43b}\u{44e}\u{447}: [\"\u{1f6b2}\", 017]\r\nb: |\r\n  x\r\n  y\r\nc:\r\n"
    ));
}

#[test]
fn a_byte_order_mark_moves_nothing() {
    insta::assert_snapshot!(show("a.yaml", "\u{feff}a: 1\n"));
    insta::assert_snapshot!(show("a.json", "\u{feff}{\"a\": 1}"));
}

#[test]
fn aliases_merge_keys_and_explicit_keys() {
    insta::assert_snapshot!(show(
        "a.yaml",
        "base: &b {x: 1, y: 2}\nmerged:\n  <<: *b\n  y: 3\nlist: [*b]\n? k\n: v\nbase2: &b 7\nagain: *b\n"
    ));
}

#[test]
fn duplicate_keys_show_both_and_keep_the_first() {
    insta::assert_snapshot!(show("a.yaml", "a: 1\nb: 2\na: 3\n"));
    insta::assert_snapshot!(show("a.json", r#"{"a": 1, "a": 2}"#));
}

#[test]
fn a_broken_line_costs_that_line() {
    insta::assert_snapshot!(show("a.yaml", "a: 1\nb: [1, 2\nc: 3\n"));
    insta::assert_snapshot!(show("a.yaml", "a:\n  b: 1\n\tc: 2\nd: 3\n"));
    insta::assert_snapshot!(show("a.yaml", "a: 1\nhalf\nc: 3\n"));
    insta::assert_snapshot!(show("a.yaml", "a: \"open\nc: 3\nd: 4\n"));
    insta::assert_snapshot!(show("a.json", "{\"a\": 1,\n \"b\": [1, 2,],\n \"c\": 3}"));
}

#[test]
fn what_json_cannot_hold_is_a_hole() {
    insta::assert_snapshot!(show(
        "a.yaml",
        "a: .inf\nb: *nope\nc: !custom 1\nd: &d [*d]\n? [x]\n: 1\ne: 1\n"
    ));
}

#[test]
fn a_second_document_is_refused() {
    insta::assert_snapshot!(show("a.yaml", "a: 1\n---\nb: 2\n"));
}

#[test]
fn depth_and_size_have_limits() {
    let deep = |n: usize| "[".repeat(n) + &"]".repeat(n);
    for (path, n) in [("a.yaml", 129), ("a.yaml", 100_000), ("a.json", 129), ("a.json", 100_000)] {
        let shown = show(path, &deep(n));
        assert!(shown.contains("deep"), "{path} {n}: {shown:.200}");
    }
    assert!(!show("a.yaml", &deep(128)).contains("limit"));
    let mut bomb = "a0: &a0 [1,1,1,1,1,1,1,1,1]\n".to_owned();
    for i in 1..12 {
        let alias = format!("*a{},", i - 1).repeat(9);
        writeln!(bomb, "a{i}: &a{i} [{alias}]").unwrap();
    }
    let mut sources = SourceMap::default();
    let id = sources.add(Uri::local("bomb.yaml"), Role::Catalog, bomb.as_str().into());
    let mut diagnostics = Diagnostics::default();
    parse(sources.file(id), &mut diagnostics);
    assert!(diagnostics.finish().iter().any(|finding| finding.code.name == "limit-exceeded"));
}
