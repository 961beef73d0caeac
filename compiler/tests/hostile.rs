//! Input that is made to break a compiler: each gives its finding, and nothing runs away.

use compiler::source::Uri;
use compiler::{Compilation, Compiler, MemoryFiles, Request};
use std::fmt::Write as _;

fn compile<T: AsRef<str>>(files: impl IntoIterator<Item = (String, T)>) -> Compilation {
    let request = Request { roots: vec![Uri::local("flow.yaml")], ..Request::default() };
    Compiler::default().compile(&request, &MemoryFiles::new(files))
}

fn one(text: impl AsRef<str>) -> Compilation {
    compile([("flow.yaml".to_owned(), text)])
}

/// The codes of all findings, each once, sorted.
fn codes(compilation: &Compilation) -> Vec<&'static str> {
    let mut codes: Vec<_> = compilation.diagnostics.iter().map(|finding| finding.code.name).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

const COLLECTION: &str =
    "key: [/id], schema: {type: object, properties: {id: {type: string}}, required: [id]}";

#[test]
fn alias_bombs_are_counted_as_if_expanded() {
    let mut text = "x-0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]\n".to_owned();
    for level in 1..13 {
        let alias = format!("*a{}, ", level - 1).repeat(9);
        writeln!(text, "x-{level}: &a{level} [{alias}]").unwrap();
    }
    assert_eq!(codes(&one(text)), ["limit-exceeded"]);
}

#[test]
fn brackets_without_end_are_one_finding() {
    for text in ["[".repeat(100_000), "x-a: ".to_owned() + &"{a: ".repeat(100_000)] {
        assert_eq!(codes(&one(text)), ["yaml-syntax"]);
    }
    let schema = "{\"a\":".repeat(100_000);
    let catalog = "collections: [{name: a, key: [/id], schema: s.json}]".to_owned();
    let found = compile([("flow.yaml".to_owned(), catalog), ("s.json".to_owned(), schema)]);
    assert_eq!(codes(&found), ["limit-exceeded"]);
}

#[test]
fn a_scalar_of_sixty_mebibytes_is_a_name_like_any_other() {
    let name = "x".repeat(60 << 20);
    let found = one(format!("collections: [{{name: {name}, {COLLECTION}}}]"));
    assert_eq!(codes(&found), ["identifier-too-long"]);
}

/// Every text of the findings of a compilation.
fn texts(compilation: &Compilation) -> impl Iterator<Item = &String> {
    compilation.diagnostics.iter().flat_map(|finding| {
        let labels = finding.secondary.iter().chain([&finding.primary]).map(|label| &label.text);
        labels.chain(&finding.notes).chain(&finding.help).chain([&finding.message])
    })
}

#[test]
fn findings_quote_no_more_than_the_beginning_of_a_long_text() {
    let schema = "schema: {type: object, properties: {id: {type: string}}, required: [id]}";
    let cases = [
        ("invalid-name", "collections: [{name: LONG!, COLLECTION}]"),
        ("duplicate-name", "collections: [{name: LONG, COLLECTION}, {name: LONG, COLLECTION}]"),
        ("key-location-missing", "collections: [{name: a, key: [/LONG], SCHEMA}]"),
        ("invalid-pointer", "collections: [{name: a, key: [LONG], SCHEMA}]"),
        ("wrong-type", "collections: [{name: a, key: LONG, SCHEMA}]"),
        ("projection-location-unknown", "collections: [{name: a, projections: {b: /LONG}, COLLECTION}]"),
        ("unreadable-file", "collections: [{name: a, key: [/id], schema: LONG}]"),
        ("unresolved-ref", "collections: [{name: a, key: [/id], schema: {$ref: '#/LONG'}}]"),
        ("remote-document", "import: ['https://example.com/LONG']"),
        ("malformed-keyword", "collections: [{name: a, key: [/id], schema: {type: LONG}}]"),
        ("unknown-keyword", "collections: [{name: a, key: [/id], schema: {LONG: 1}}]"),
        ("unknown-key", "LONG: 1"),
        ("unknown-collection", "capture: {t: [{collection: LONG, endpoint: {s3: 's3://a'}}]}"),
        (
            "unknown-endpoint",
            "collections: [{name: a, COLLECTION}]\ncapture: {t: [{collection: a, endpoint: LONG}]}",
        ),
        ("unknown-endpoint-kind", "endpoints: {e: {LONG: {}}}"),
        ("unknown-anchor", "a: *LONG"),
    ];
    let (long, shown) = ("y".repeat(1000), format!("{}…", "y".repeat(170)));
    for (code, text) in cases {
        let text = text.replace("COLLECTION", COLLECTION).replace("SCHEMA", schema).replace("LONG", &long);
        let found = one(text);
        assert!(codes(&found).contains(&code), "{code}: {:?}", codes(&found));
        assert!(texts(&found).all(|text| text.len() < 1000), "{code}");
        let quoting = found.diagnostics.iter().filter(|finding| finding.code.name == code);
        assert!(quoting.flat_map(|finding| [&finding.message]).any(|text| text.contains(&shown)), "{code}");
    }
}

#[test]
fn locations_and_references_without_end_are_not_taken_apart() {
    let schema = "schema: {type: object, properties: {id: {type: string}}, required: [id]}";
    let cases = [
        ("invalid-pointer", "collections: [{name: a, key: ['/LONG'], SCHEMA}]"),
        ("invalid-name", "collections: [{name: a, projections: {? 'LONG' : /id}, COLLECTION}]"),
        ("invalid-url", "import: ['LONG']"),
        ("invalid-url", "collections: [{name: a, key: [/id], schema: '../LONG'}]"),
        ("invalid-url", "collections: [{name: a, key: [/id], schema: {$ref: '#/LONG'}}]"),
        ("invalid-url", "collections: [{name: a, key: [/id], schema: {$ref: 'LONG#/b'}}]"),
    ];
    for (code, text) in cases {
        for long in ["a/".repeat(1 << 20) + "a", "a".repeat(1 << 20)] {
            let text =
                text.replace("COLLECTION", COLLECTION).replace("SCHEMA", schema).replace("LONG", &long);
            assert_eq!(codes(&one(text)), [code]);
        }
    }
    let fields = |key: &str| {
        format!(
            "collections: [{{name: a, {COLLECTION}}}]\nmaterialize: {{t: [{{collection: a, table: t, \
             endpoint: {{sqlite: x.db}}, fields: {{{key}}}}}]}}"
        )
    };
    let long = "a/".repeat(1 << 20) + "a";
    assert_eq!(codes(&one(fields(&format!("exclude: [{long}]")))), ["invalid-name"]);
    assert_eq!(codes(&one(fields(&format!("require: {{? {long} : {{}}}}")))), ["invalid-name"]);
}

#[test]
fn control_characters_are_refused_and_named() {
    assert_eq!(codes(&one("collections:\n  - name: a\0b\n")), ["yaml-syntax"]);
    let found = one(format!("collections: [{{name: \"a\\0b\", {COLLECTION}}}]"));
    assert!(codes(&found).contains(&"invalid-name"));
}

#[test]
fn names_cannot_leave_the_output_folder() {
    for name in ["../../x", "..", "a/../b", "/etc/passwd", "a//b", "con", "a/nul.txt", "a."] {
        let found = one(format!("collections: [{{name: {name}, {COLLECTION}}}]"));
        assert_eq!(codes(&found), ["invalid-name"], "{name}");
    }
}

#[test]
fn names_that_differ_in_case_only_are_one_name() {
    let found = one(format!("collections: [{{name: a/B, {COLLECTION}}}, {{name: A/b, {COLLECTION}}}]"));
    assert_eq!(codes(&found), ["duplicate-name"]);
}

#[test]
fn cyclic_imports_of_hundreds_of_files_end() {
    let files = (0..500).map(|number| {
        let name = if number == 0 { "flow.yaml".to_owned() } else { format!("f{number}.yaml") };
        let next = if number == 499 { "flow.yaml".to_owned() } else { format!("f{}.yaml", number + 1) };
        (name, format!("import: [{next}]\n"))
    });
    let found = compile(files);
    assert_eq!(codes(&found), [""; 0]);
    assert_eq!((found.sources.files().len(), found.catalog.imports.len()), (500, 500));
}

#[test]
fn many_files_are_all_read() {
    let imports: String = (1..20_000).map(|number| format!("  - f{number}.yaml\n")).collect();
    let files = (1..20_000).map(|number| {
        (format!("f{number}.yaml"), format!("collections: [{{name: c{number}, {COLLECTION}}}]"))
    });
    let found = compile(files.chain([("flow.yaml".to_owned(), format!("import:\n{imports}"))]));
    assert_eq!(codes(&found), [""; 0]);
    assert_eq!(found.catalog.collections.len(), 19_999);
}

#[test]
fn schemas_that_refer_to_one_another_cost_no_exponential_time() {
    let chain = |count: usize, body: &dyn Fn(usize) -> String| {
        let mut text = "type: object\n$ref: '#/$defs/d0'\n$defs:\n".to_owned();
        for number in 0..count {
            writeln!(text, "  d{number}: {}", body(number + 1)).unwrap();
        }
        writeln!(text, "  d{count}: {{type: object, properties: {{id: {{type: string}}}}}}").unwrap();
        text
    };
    let compile = |schema: String| {
        let catalog = "collections: [{name: a, key: [/id], schema: s.yaml}]".to_owned();
        compile([("flow.yaml".to_owned(), catalog), ("s.yaml".to_owned(), schema)])
    };
    let found = compile(chain(10_000, &|next| format!("{{$ref: '#/$defs/d{next}'}}")));
    assert_eq!(codes(&found), ["key-may-be-absent"]);
    let twice = |next| format!("{{allOf: [{{$ref: '#/$defs/d{next}'}}, {{$ref: '#/$defs/d{next}'}}]}}");
    assert_eq!(codes(&compile(chain(60, &twice))), ["key-may-be-absent"]);
    let nested =
        |next| format!("{{properties: {{a: {{$ref: '#/$defs/d{next}'}}, b: {{$ref: '#/$defs/d{next}'}}}}}}");
    assert!(codes(&compile(chain(60, &nested))).contains(&"limit-exceeded"));
    let itself =
        "type: object\nproperties: {id: {type: string}, next: {$ref: '#'}}\nrequired: [id]\n".to_owned();
    assert_eq!(codes(&compile(itself)), [""; 0]);
}

#[test]
fn errors_without_end_are_found_in_bounded_time() {
    let unclosed: String = (0..5000).map(|number| format!("x-{number}: [1\n")).collect();
    assert_eq!(codes(&one(unclosed)), ["yaml-syntax"]);
    let quotes = "x-a: \"".to_owned() + &"\n  b: \"x\n".repeat(20_000);
    assert!(codes(&one(quotes)).contains(&"yaml-syntax"));
}

#[test]
fn a_regular_expression_of_a_megabyte_is_refused() {
    let expression = "(a|b)".repeat(200_000);
    let schema = format!("{{\"type\": \"object\", \"patternProperties\": {{\"{expression}\": {{}}}}}}");
    let catalog = "collections: [{ name: a, key: [/id], schema: schema.json }]";
    let compilation =
        compile([("flow.yaml".to_owned(), catalog), ("schema.json".to_owned(), schema.as_str())]);
    let found = compilation.diagnostics.iter().any(|finding| finding.code.name == "limit-exceeded");
    assert!(found, "{:?}", compilation.diagnostics);
}
