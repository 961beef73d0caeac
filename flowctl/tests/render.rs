//! What people see: golden texts of findings, and that nothing hostile reaches the terminal.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use compiler::codes;
use compiler::diagnostic::Diagnostic;
use compiler::source::Span;
use compiler::{Compilation, Compiler, MemoryFiles, Request, Uri};
use flowctl::render::{FORMATS, Findings, Style, by_name, escape};
use proptest::prelude::*;

fn compile(files: &[(&str, &str)]) -> Compilation {
    let request = Request { roots: vec![Uri::local("flow.yaml")], ..Request::default() };
    Compiler::default().compile(&request, &MemoryFiles::new(files.iter().copied()))
}

/// Findings in a form.
fn print(format: &str, findings: &Findings<'_>) -> String {
    let mut text = Vec::new();
    (by_name(format).unwrap().render)(findings, &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

fn draw(compilation: &Compilation, style: Style) -> String {
    print("full", &Findings { style, ..Findings::plain(compilation, style.columns) })
}

fn plain(files: &[(&str, &str)], columns: usize) -> String {
    draw(&compile(files), Style::plain(columns))
}

const SCHEMA: &str = "{type: object, properties: {id: {type: string}}, required: [id]}";

#[test]
fn an_unknown_key_with_a_fix() {
    let catalog = format!("collections:\n  - name: acme/orders\n    shema: {SCHEMA}\n    key: [/id]\n");
    insta::assert_snapshot!(plain(&[("flow.yaml", &catalog)], 80));
}

#[test]
fn an_unknown_collection_with_a_place_in_another_file() {
    let catalog = "\
import:
  - orders.flow.yaml

materializations:
  - source: { name: acme/order }
    endpoint: { name: db }
endpoints:
  db:
    sqlite: { path: shop.db }
";
    let orders = format!("collections:\n  - name: acme/orders\n    schema: {SCHEMA}\n    key: [/id]\n");
    let files = [("flow.yaml", catalog), ("orders.flow.yaml", orders.as_str())];
    insta::assert_snapshot!("other_file_80", plain(&files, 80));
    insta::assert_snapshot!("other_file_100", plain(&files, 100));
    let compilation = compile(&files);
    let ascii = Style { columns: 80, color: false, unicode: false };
    insta::assert_snapshot!("other_file_ascii", draw(&compilation, ascii));
    let color = Style { columns: 80, color: true, unicode: true };
    insta::assert_snapshot!("other_file_color", draw(&compilation, color).replace('\u{1b}', "ESC"));
}

#[test]
fn a_syntax_error_of_yaml() {
    let catalog = "collections:\n  - name: acme/orders\n    key: [/id\n    schema: orders.yaml\n";
    insta::assert_snapshot!(plain(&[("flow.yaml", catalog)], 80));
}

#[test]
fn text_of_several_bytes_and_columns() {
    let name = "\u{437}\u{430}\u{43a}\u{430}\u{437}\u{44b}/\u{6f22}\u{5b57}";
    let catalog = format!("collections:\n  - {{ name: \"{name}\", schma: 1, key: [/id] }}\n");
    insta::assert_snapshot!(plain(&[("flow.yaml", &catalog)], 80));
}

#[test]
fn hostile_names_are_spelled_out() {
    let catalog = "\
materializations:
  - source: { name: \"acme\\e[2J\\e]0;owned\\a\\u202Eredro\\nerror[fake]: x\" } # \u{202e}\u{200b}
    endpoint: { name: db }
endpoints: { db: { sqlite: { path: a.db } } }
";
    let text = plain(&[("flow.yaml", catalog)], 80);
    assert!(text.chars().all(|c| c == '\n' || !escape::is_hidden(c)));
    insta::assert_snapshot!(text);
}

#[test]
fn passwords_are_masked() {
    let catalog = "\
endpoints:
  db:
    postgres:
      url: https://shop:hunter2@db.example:5432/shop
      password: \"s3cret\\u0021\"
      portt: 1
";
    let mut compilation = compile(&[("flow.yaml", catalog)]);
    let file = compilation.sources.files()[0].id;
    let at = catalog.find("password").unwrap();
    let spoken = Diagnostic::new(
        codes::by_name("wrong-type").unwrap(),
        Span::new(file, at, at + 8),
        "`s3cret!` is no number",
    )
    .note("found `hunter2` in the URL");
    compilation.diagnostics.push(spoken);
    let text = draw(&compilation, Style::plain(80));
    assert!(!text.contains("hunter2") && !text.contains("s3cret"), "{text}");
    insta::assert_snapshot!(text);
}

const REST: &str = "key: [/id], schema: order.schema.yaml";
const ORDER: &str = "{ type: object, properties: { id: { type: string } }, required: [id] }\n";

#[test]
fn a_long_line_is_cut_around_the_label() {
    let filler = "a".repeat(50_000);
    let catalog =
        format!("collections:\n  - {{ x-a: \"{filler}\", nome: acme/orders, x-b: \"{filler}\", {REST} }}\n");
    let files = [("flow.yaml", &*catalog), ("order.schema.yaml", ORDER)];
    let text = plain(&files, 80);
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    insta::assert_snapshot!(text);
    let compilation = compile(&files);
    for columns in 20..=300 {
        let text = draw(&compilation, Style::plain(columns));
        // Lines of code are cut, never broken: the window has room for a few words on the narrowest terminal.
        let code: Vec<&str> = text.lines().filter(|line| line.contains(" │ ")).collect();
        assert_eq!(code.len(), 2, "{columns}: {text}");
        let longest = code.iter().map(|line| line.chars().count()).max();
        assert!(longest <= Some(columns.max(32)), "{columns}: {text}");
    }
}

#[test]
fn no_form_of_a_finding_repeats_a_long_text() {
    let catalog = format!("? {}\n: 1\n", "\u{6f22}".repeat(1 << 20));
    let compilation = compile(&[("flow.yaml", &catalog)]);
    for format in FORMATS {
        let text = print(format.name, &Findings::plain(&compilation, 80));
        assert!(text.contains("unknown-key") && text.len() < 9000, "{}: {} bytes", format.name, text.len());
    }
}

#[test]
fn many_findings_on_one_line_are_not_counted_from_its_start_each() {
    let keys: Vec<String> = (0..5000).map(|number| format!("key{number}: 1")).collect();
    let catalog = format!("{{ {} }}\n", keys.join(", "));
    let compilation = compile(&[("flow.yaml", &catalog)]);
    let findings = Findings::plain(&compilation, 80);
    let column = catalog.find("key4999").unwrap() + 1;
    assert!(print("concise", &findings).contains(&format!("flow.yaml:1:{column}: ")));
    assert!(print("json", &findings).contains("\"pointer\": \"/key4999\""));
}

#[test]
fn a_password_is_masked_where_a_message_is_cut_within_it() {
    let (user, password) = ("u".repeat(180), "hunter2-".repeat(8));
    let catalog = format!("'https://{user}:{password}@example.com/a.yaml': 1\n");
    let text = plain(&[("flow.yaml", &catalog)], 80);
    assert!(text.contains("uuu:***…`") && !text.contains("hunter"), "{text}");
}

#[test]
fn places_at_the_end_of_a_file() {
    for text in ["", "a", "a\n", "\n", "a\r\n"] {
        let mut compilation = compile(&[("flow.yaml", text)]);
        let file = compilation.sources.files()[0].id;
        let span = Span::new(file, text.len(), text.len());
        compilation.diagnostics =
            vec![Diagnostic::new(codes::by_name("missing-key").unwrap(), span, "here").label("end")];
        let drawn = draw(&compilation, Style::plain(80));
        assert!(drawn.contains("end") && drawn.contains("[flow.yaml:"), "{text:?}: {drawn}");
    }
}

#[test]
fn an_empty_place_at_the_start_of_another_file_is_drawn() {
    let catalog = "import: [a.yaml]\n";
    for text in ["", "\n", "collections: []\n", "\n\ncollections: []\n", "\u{feff}collections: []\n"] {
        let mut compilation = compile(&[("flow.yaml", catalog), ("a.yaml", text)]);
        let [here, there] = [0, 1].map(|index| compilation.sources.files()[index].id);
        for at in 0..=text.len() {
            let finding =
                Diagnostic::new(codes::by_name("missing-key").unwrap(), Span::new(here, 8, 16), "here")
                    .label("first")
                    .secondary(Span::new(there, at, at), "second");
            compilation.diagnostics = vec![finding];
            for unicode in [true, false] {
                let drawn = draw(&compilation, Style { columns: 80, color: false, unicode });
                assert!(drawn.contains("first") && drawn.contains("second"), "{text:?} at {at}: {drawn}");
                assert!(drawn.contains("a.yaml"), "{text:?} at {at}: {drawn}");
            }
        }
    }
}

#[test]
fn many_findings_of_one_code_are_counted() {
    let keys: String = (0..25).map(|n| format!("zzz{n}: 1\n")).collect();
    let text = plain(&[("flow.yaml", &keys)], 80);
    assert_eq!(text.matches("error[unknown-key]").count(), 20);
    assert!(text.ends_with("5 findings more of `unknown-key`: `--max-per-rule 0` shows all\n\n"), "{text}");
    let compilation = compile(&[("flow.yaml", &keys)]);
    for (most, shown) in [(0, 25), (3, 3), (25, 25)] {
        let text = print("full", &Findings { max_per_rule: most, ..Findings::plain(&compilation, 80) });
        assert_eq!(text.matches("error[unknown-key]").count(), shown, "{most}");
        assert_eq!(text.contains(" more of "), shown < 25, "{most}");
    }
}

#[test]
fn findings_of_a_file_that_say_the_same_are_one_report() {
    let lines: String =
        (0..12).map(|n| format!("    - {{ collection: acme/b, endpoint: db, table: t{n} }}\n")).collect();
    let catalog = format!("endpoints:\n  db: {{ sqlite: a.db }}\nmaterialize:\n  out:\n{lines}");
    let text = plain(&[("flow.yaml", &catalog)], 80);
    assert_eq!(text.matches("error[unknown-collection]").count(), 1, "{text}");
    insta::assert_snapshot!(text);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn drawing_never_panics_and_is_never_hostile(
        text in "([a-z \u{437}\u{6f22}\t\n\r\u{1b}\u{202e}\u{7f}\u{9b}:-]|\\PC){0,120}",
        message in any::<String>(),
        places in prop::collection::vec((0_usize..200, 0_usize..60, ".{0,20}"), 1..5),
        columns in 0_usize..320,
        unicode in any::<bool>(),
    ) {
        let mut compilation = compile(&[("flow.yaml", &text)]);
        let file = compilation.sources.files()[0].id;
        let span = |at: usize, length: usize| Span::new(file, at, at + length);
        let (at, length, label) = places[0].clone();
        let mut finding =
            Diagnostic::new(codes::by_name("wrong-type").unwrap(), span(at, length), &message);
        finding = finding.label(label).note(&message).help(&message);
        for (at, length, label) in &places[1..] {
            finding = finding.secondary(span(*at, *length), label);
        }
        // What is said again of other places is drawn in the same report.
        for (at, length, label) in &places[1..] {
            let again = Diagnostic::new(finding.code, span(*at, *length), &message).label(label);
            compilation.diagnostics.push(again.note(&message).help(&message));
        }
        compilation.diagnostics.push(finding);
        let drawn = draw(&compilation, Style { columns, color: false, unicode });
        prop_assert!(drawn.chars().all(|c| c == '\n' || !escape::is_hidden(c)), "{drawn:?}");
        let colored = draw(&compilation, Style { columns, color: true, unicode });
        for rest in colored.split('\u{1b}').skip(1) {
            let end = rest.find(|c: char| c != '[' && c != ';' && !c.is_ascii_digit()).unwrap();
            prop_assert!(rest.starts_with('[') && rest[end..].starts_with('m'), "{rest:?}");
        }
    }
}
