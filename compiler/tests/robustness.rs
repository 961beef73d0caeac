//! `compile` returns on any text: fixtures and corpus cut at every line, mutated, spliced and nested.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads the disk, and fails by panicking"
)]

use compiler::source::Uri;
use compiler::{Compilation, Compiler, MemoryFiles, Request};
use proptest::prelude::*;
use std::path::Path;
use std::sync::LazyLock;

/// Texts of real catalogs and schemas: the fixtures of this repository and, where it is there, the corpus.
static TEXTS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut texts = vec![("flow.yaml".to_owned(), SEED.to_owned())];
    for folder in ["fixtures/catalogs", "fixtures/dialects", "../shared/corpus"] {
        collect(&root.join(folder), &mut texts);
    }
    texts.sort();
    texts
});

const SEED: &str = include_str!("seed.flow.yaml");

fn collect(folder: &Path, texts: &mut Vec<(String, String)>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.unwrap().path()) {
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if path.is_dir() && !path.ends_with("expected") {
            collect(&path, texts);
        } else if path.is_file() && matches!(extension, "yaml" | "json") {
            texts.push((path.to_str().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap()));
        }
    }
}

/// Compiles a text in the role that its name gives it, and asks the result everything that clients ask.
fn compile(path: &str, text: &str) -> Compilation {
    let extension = if path.ends_with(".json") { "json" } else { "yaml" };
    let schema = format!("schema.{extension}");
    let catalog = "collections: [{name: a, key: [/id], schema: ".to_owned() + &schema + "}]";
    let root = if path.contains("flow.yaml") { text } else { &catalog };
    let files = MemoryFiles::new([("flow.yaml", root), (&schema, text)]);
    let request = Request { roots: vec![Uri::local("flow.yaml")], ..Request::default() };
    let compilation = Compiler::default().compile(&request, &files);
    let records = compiler::record::Record::all(&compilation);
    for (finding, record) in compilation.diagnostics.iter().zip(records) {
        assert!(!record.message.is_empty() && !record.places.is_empty());
        let labels = std::iter::once(&finding.primary).chain(&finding.secondary);
        for span in labels
            .map(|label| label.span)
            .chain(finding.fix.iter().flat_map(|fix| &fix.edits).map(|e| e.span))
        {
            let text = &compilation.sources.file(span.file).text;
            assert!(
                text.get(span.range()).is_some(),
                "{} has a span outside of characters",
                finding.code.name
            );
        }
    }
    assert_eq!(compilation.secrets().by_file.len(), compilation.sources.files().len());
    compilation
}

#[test]
fn every_prefix_of_lines_compiles() {
    for (path, text) in TEXTS.iter() {
        let mut end = 0;
        for line in text.split_inclusive('\n') {
            end += line.len();
            compile(path, &text[..end]);
        }
    }
}

#[test]
fn every_text_without_one_line_compiles() {
    for (path, text) in TEXTS.iter() {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        for skipped in 0..lines.len() {
            let kept = lines.iter().enumerate().filter(|(at, _)| *at != skipped).map(|(_, line)| *line);
            compile(path, &kept.collect::<String>());
        }
    }
}

/// A change of a text at a place, as a share of its length.
fn mutation() -> impl Strategy<Value = (f64, usize, String)> {
    let hostile = prop_oneof![
        Just("\u{0}"),
        Just("\t"),
        Just("&a "),
        Just("*a"),
        Just("<<: *a"),
        Just("{"),
        Just("["),
        Just("\""),
        Just("'"),
        Just(": "),
        Just("- "),
        Just("\n"),
        Just("\r\n"),
        Just("\u{feff}"),
        Just("\u{202e}"),
        Just("|"),
        Just("!!"),
        Just("---\n"),
        Just("null"),
        Just("~"),
        Just("1e999"),
        Just("$ref"),
        Just("#/"),
        Just("../"),
        Just("type"),
        Just("[[[[[["),
        Just("\u{1f6b2}"),
        Just("%"),
        Just("@"),
        Just("true"),
        Just("? "),
        Just(","),
    ];
    let text = prop_oneof![3 => hostile.prop_map(str::to_owned), 1 => ".{0,6}"];
    (0.0..1.0_f64, 0..12_usize, text)
}

fn mutate(text: &str, (place, removed, inserted): &(f64, usize, String)) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a share of a length"
    )]
    let start = (place * text.len() as f64) as usize;
    let start = (0..=start.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
    let end = (start + removed).min(text.len());
    let end = (end..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap();
    format!("{}{inserted}{}", &text[..start], &text[end..])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn mutated_texts_compile(at in any::<prop::sample::Index>(), changes in prop::collection::vec(mutation(), 1..6)) {
        let (path, text) = at.get(&TEXTS);
        compile(path, &changes.iter().fold(text.clone(), |text, change| mutate(&text, change)));
    }

    #[test]
    fn spliced_texts_compile(
        a in any::<prop::sample::Index>(),
        b in any::<prop::sample::Index>(),
        cut in (0.0..1.0_f64, 0.0..1.0_f64),
    ) {
        let ((path, a), (_, b)) = (a.get(&TEXTS), b.get(&TEXTS));
        let head = mutate(a, &(cut.0, a.len(), String::new()));
        let tail = mutate(b, &(cut.1, b.len(), String::new()));
        compile(path, &(head + b.get(tail.len()..).unwrap_or_default()));
    }

    #[test]
    fn any_text_compiles(text in "[\\[\\]{}:,&*#?|>'\"!%@`a-c0-9~\\-\\n\\t \u{e9}]{0,80}", json in any::<bool>()) {
        compile(if json { "a.json" } else { "flow.yaml" }, &text);
    }
}
