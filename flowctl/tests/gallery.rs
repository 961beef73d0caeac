//! `docs/diagnostics-gallery.md`: what a terminal shows of the mistakes that people make most.
//!
//! The catalogs are the examples of their pages; `UPDATE=1` rewrites the gallery.
#![expect(
    clippy::disallowed_methods,
    reason = "the gallery and the pages are files, and `UPDATE` is for people"
)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]
#![allow(dead_code, reason = "the reader of pages is shared with other tests")]

mod page;

use std::fs;
use std::path::Path;
use std::process::Command;

/// The mistakes, most common first: misspellings, then schemas, then what parts of a catalog say of one another.
const MISTAKES: [&str; 20] = [
    "unknown-key",
    "yaml-syntax",
    "missing-key",
    "wrong-type",
    "unknown-collection",
    "unknown-endpoint",
    "unreadable-file",
    "duplicate-key",
    "unresolved-ref",
    "unknown-keyword",
    "malformed-keyword",
    "key-location-missing",
    "key-type",
    "key-may-be-absent",
    "projection-location-unknown",
    "sum-type",
    "invalid-default",
    "shuffle-types-differ",
    "field-conflict",
    "invalid-document",
];

const WIDTHS: [&str; 2] = ["80", "120"];

#[test]
fn the_gallery_is_what_a_terminal_shows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let path = root.join("docs/diagnostics-gallery.md");
    let mut gallery = "<!-- Made by `UPDATE=1 cargo test -p flowctl --test gallery`: do not edit. -->\n\n\
        # Gallery of diagnostics\n\n\
        What `flowctl check` prints for twenty common mistakes, on terminals of 80 and of 120 columns.\n\
        [diagnostics.md](diagnostics.md) lists all codes with their pages.\n"
        .to_owned();
    for code in MISTAKES {
        let page = fs::read_to_string(root.join(format!("fixtures/diagnostics/{code}.md"))).unwrap();
        gallery += &section(code, &page);
    }
    let present = fs::read_to_string(&path).unwrap_or_default();
    if std::env::var("UPDATE").is_ok_and(|value| value == "1") {
        fs::write(&path, &gallery).unwrap();
    } else {
        assert!(present == gallery, "docs/diagnostics-gallery.md is out of date: UPDATE=1 rewrites it");
    }
}

fn section(code: &str, page: &str) -> String {
    let summary = page.split("\n\n").nth(1).unwrap();
    let mut text = format!("\n## [{code}](../fixtures/diagnostics/{code}.md)\n\n{summary}\n");
    let files = page::parse(page).unwrap().example;
    let folder = tempfile::tempdir().unwrap();
    for (path, source) in &files {
        let place = folder.path().join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, source).unwrap();
    }
    let shown: Vec<String> = WIDTHS.iter().map(|columns| check(folder.path(), columns)).collect();
    let same = shown.iter().all(|output| *output == shown[0]);
    for (columns, output) in WIDTHS.iter().zip(&shown).take(if same { 1 } else { WIDTHS.len() }) {
        let width = if same { "80 columns and more".to_owned() } else { format!("{columns} columns") };
        text += &format!("\n{width}:\n\n````text\n{output}````\n");
    }
    text
}

/// What a check prints: findings, then the remarks below them.
fn check(folder: &Path, columns: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flowctl"));
    let output = command
        .current_dir(folder)
        .arg("check")
        .env_clear()
        .env("LC_ALL", "C.UTF-8")
        .env("COLUMNS", columns)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let (out, err) = (text(output.stdout), text(output.stderr));
    for line in out.lines().filter(|line| line.contains('│')) {
        assert!(line.chars().count() <= columns.parse::<usize>().unwrap(), "{line}\n{out}");
    }
    format!("$ flowctl check\n{out}{err}")
}
