//! Names cannot break out of any form of the graph.

use super::view::{EdgeView, GraphView, Kind, NodeView};
use super::{GRAPH_FORMATS, dot, json, mermaid, text};
use compiler::analysis::Edge;
use proptest::prelude::*;
use serde_json::Value;

#[test]
fn formats_are_sorted() {
    assert!(GRAPH_FORMATS.is_sorted_by(|a, b| a.name < b.name));
    assert_eq!(GRAPH_FORMATS.len(), 4);
}

/// Two nodes and an edge, whose names are the user's.
fn graph(name: &str) -> GraphView {
    let node = |kind: Kind, id: &str| NodeView { id: id.to_owned(), kind, name: name.to_owned() };
    GraphView {
        nodes: vec![node(Kind::Collection, "a"), node(Kind::Test, "b")],
        edges: vec![EdgeView { from: 0, to: 1, edge: Edge::Reads(0), detail: Some(name.to_owned()) }],
    }
}

fn hostile() -> impl Strategy<Value = String> {
    let parts = "(\"|\\]|\\)|\\}|-->|#|;|\\\\|<script>|`|\n|\r|&lt;|\\||\u{202e}|\\\\N|end|1\\. |%%|a){0,6}";
    prop_oneof![parts.prop_map(|text: String| text), "(?s).{0,16}".prop_map(|text: String| text)]
}

/// Strings in quotes of a line, unescaped with `\`, and the rest of the line.
fn strings(line: &str) -> (Vec<String>, String) {
    let (mut strings, mut rest) = (Vec::new(), String::new());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        if c != '"' {
            rest.push(c);
            continue;
        }
        let mut string = String::new();
        loop {
            match chars.next().expect("a string is closed on its line") {
                '"' => break,
                '\\' => string.push(chars.next().expect("a backslash is followed by a character")),
                c => string.push(c),
            }
        }
        strings.push(string);
    }
    (strings, rest)
}

proptest! {
    #[test]
    fn dot_keeps_names_in_strings(name in hostile()) {
        let printed = dot::print(&graph(&name));
        let lines: Vec<_> = printed.lines().map(strings).collect();
        prop_assert_eq!(lines.len(), 6);
        prop_assert_eq!(&lines[2].1, "  n0 [shape=cylinder, label=];");
        prop_assert_eq!(lines[2].0[0].replace("&amp;", "&"), crate::escape::visible(&name));
        prop_assert_eq!(&lines[4].1, "  n0 -> n1 [label=];");
    }

    #[test]
    fn mermaid_keeps_names_in_strings(name in hostile()) {
        let printed = mermaid::print(&graph(&name));
        let lines: Vec<&str> = printed.lines().collect();
        prop_assert_eq!(lines.len(), 4);
        let label = lines[1].strip_prefix("  n0[(\"").unwrap().strip_suffix("\")]").unwrap();
        let special = ['"', '<', '>', '&', '`', '\\', '[', ']', '(', ')', '|', '{'];
        prop_assert!(!label.contains(special));
        // What is left of `#` and `;` are whole escapes, which decode to the name.
        let mut decoded = String::new();
        let mut parts = label.split('#');
        decoded.push_str(parts.next().unwrap());
        for part in parts {
            let (code, rest) = part.split_once(';').unwrap();
            decoded.push(char::from_u32(code.parse().unwrap()).unwrap());
            decoded.push_str(rest);
        }
        prop_assert_eq!(decoded, crate::escape::visible(&name));
    }

    #[test]
    fn text_has_a_line_for_each_node_and_end(name in hostile()) {
        let printed = text::print(&graph(&name));
        prop_assert_eq!(printed.lines().count(), 4);
        prop_assert!(!printed.replace('\n', "").contains(crate::escape::is_hidden));
    }

    #[test]
    fn json_keeps_names(name in hostile()) {
        let printed = json::print(&graph(&name));
        let value: Value = serde_json::from_str(&printed).unwrap();
        prop_assert_eq!(&value["nodes"][0]["name"], &Value::from(name.clone()));
        prop_assert_eq!(&value["edges"][0]["transform"], &Value::from(name));
    }
}
