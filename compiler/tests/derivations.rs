//! What is checked of keys and derivations: shuffles, registers, lambdas and modules.

use compiler::levels::{Level, Levels};
use compiler::source::Uri;
use compiler::{Compilation, Compiler, MemoryFiles, Request, Severity};

/// Collections to derive from. `acme/else/` is defined elsewhere.
const SOURCES: &str = "\
collections:
  - name: acme/orders
    key: [/id]
    schema: &order { type: object, required: [id, n], properties:
        { id: { type: string }, n: { type: integer }, m: { type: [integer, 'null'] }, half: { type: number },
          o: { type: object } } }
  - name: acme/pairs
    key: [/n, /id]
    schema: *order
";

fn files(catalog: &str) -> MemoryFiles {
    MemoryFiles::new([
        ("flow.yaml", catalog),
        ("other.schema.yaml", "{ required: [code], properties: { code: { type: integer } } }"),
        ("empty.flow.yaml", "# nothing\n"),
        ("a.flow.yaml", "nodeDependencies: { moment: ~2.29.0, lodash: ^5.0 }\n"),
        ("b.flow.yaml", "nodeDependencies: { moment: ~2.30.0, lodash: ^5.7 }\nimport: [c.flow.yaml]\n"),
        ("c.flow.yaml", "nodeDependencies: { moment: ^2.29.0, lodash: ~5.6.0 }\n"),
    ])
}

fn request() -> Request {
    let external = vec!["acme/else/".to_owned()];
    Request { roots: vec![Uri::local("flow.yaml")], external, ..Request::default() }
}

fn compile(catalog: &str) -> Compilation {
    Compiler::default().compile(&request(), &files(catalog))
}

/// Each text with the findings of the catalog that holds it: level, code, the text at the place, message.
fn table(texts: &[&str], catalog: impl Fn(&str) -> String) -> String {
    let row = |text: &&str| {
        let found = compile(&catalog(text));
        let line = |finding: &compiler::Diagnostic| {
            let text = found.sources.slice(finding.primary.span);
            format!("  {}[{}] `{text}`: {}\n", finding.severity.name(), finding.code.name, finding.message)
        };
        let besides = ["external-collection", "mixed-generations"];
        let shown = found.diagnostics.iter().filter(|finding| !besides.contains(&finding.code.name));
        let lines: String = shown.map(line).collect();
        format!("{text}\n{}", if lines.is_empty() { "  fine\n" } else { &lines })
    };
    texts.iter().map(row).collect()
}

/// A collection that is derived by what a mapping in flow style says.
fn derived(key: &str) -> impl Fn(&str) -> String {
    move |derivation| {
        format!("{SOURCES}  - {{ name: acme/derived, key: [/id], schema: *order, {key}: {derivation} }}\n")
    }
}

/// A derivation with transforms, in flow style.
fn transforms(transforms: &str) -> String {
    derived("derivation")(&format!("{{ transform: {{ {transforms} }} }}"))
}

#[test]
fn keys() {
    let cases = [
        "key: [/id], schema: { type: object, required: [id], properties: { id: { type: string, reduce: { \
        strategy: lastWriteWins } } }, reduce: { strategy: merge } }",
        "key: [/id], schema: { type: object, required: [id], properties: { id: { type: string, reduce: { \
        strategy: firstWriteWins } } }, reduce: { strategy: merge } }",
        "key: [/id], schema: { type: object, required: [id], properties: { id: { allOf: [{ reduce: { \
        strategy: minimize } }], type: string } }, reduce: { strategy: merge } }",
        "key: [/id], schema: { allOf: [*order, { properties: { n: { reduce: { strategy: sum } } }, \
        reduce: { strategy: merge } }] }, projections: { n: { location: /n, partition: true } }",
        "key: [/id], schema: { $ref: missing.yaml, type: object, properties: { id: { type: string, \
        reduce: { strategy: sum } } } }",
        "key: [/id, /n, /id], schema: *order, projections: { id: /id, n: /n }",
        "key: [/id], readSchema: *order, writeSchema: { type: object, properties: { id: { type: [string, \
        'null'] } } }",
        "key: [/id], readSchema: *order, writeSchema: { type: object, properties: { id: { type: integer } } }",
        "key: [/id], readSchema: *order, writeSchema: { type: object, properties: { id: { type: \
        [integer, string] } } }",
        "key: [/id], readSchema: *order, writeSchema: { type: object, properties: { ids: { type: string } } }",
        "key: [/id], readSchema: *order, writeSchema: { type: object, properties: { id: false } }",
        "key: [/o], readSchema: *order, writeSchema: { type: object }",
    ];
    insta::assert_snapshot!(table(&cases, |case| format!("{SOURCES}  - {{ name: acme/c, {case} }}\n")));
}

#[test]
fn transforms_have_a_lambda() {
    let cases = [
        "t: { source: acme/orders, publish: { nodeJS: return } }",
        "t: { source: acme/orders }",
        "t: { source: acme/orders, publihs: { nodeJS: return } }",
        "t: { source: acme/orders, update: { nodejs: return } }",
        "t: { source: acme/orders, disable: true }",
        "t: { source: acme/derived, disable: true }",
        "t: { source: acme/derived, publish: { nodeJS: return } }",
        "t: { source: acme/orders, disable: false }",
    ];
    insta::assert_snapshot!("lambdas", table(&cases, transforms));
    let cases = [
        "{ using: { sqlite: {} }, transforms: [{ name: t, source: acme/orders, shuffle: any }] }",
        "{ using: { local: { command: [x] } }, transforms: [{ name: t, source: acme/orders, shuffle: any }] }",
        "{ using: { typescript: { module: x.ts } }, transforms: [{ name: t, source: acme/orders, \
        shuffle: any }] }",
        "{ transforms: [{ name: t, source: acme/orders, shuffle: any }] }",
    ];
    insta::assert_snapshot!("lambdas_of_derive", table(&cases, derived("derive")));
}

#[test]
fn shuffles_are_keys() {
    let source = "t: { publish: { nodeJS: return }, source: { name: acme/orders }, shuffle:";
    let cases = [
        "[/n, /id] }",
        "{ key: [] } }",
        "[] }",
        "[], disable: true }",
        "[/x], disable: true }",
        "[/id, /id] }",
        "[id] }",
        "[/idd] }",
        "[/half] }",
        "[/o] }",
        "{ lambda: typescript } }",
    ];
    insta::assert_snapshot!("shuffles", table(&cases, |case| transforms(&format!("{source} {case}"))));
    let cases = [
        "t: { publish: { nodeJS: return }, source: { name: acme/orders, schema: other.schema.yaml }, \
        shuffle: [/code] }",
        "t: { publish: { nodeJS: return }, source: { name: acme/orders, schema: other.schema.yaml }, \
        shuffle: [/id] }",
        "t: { publish: { nodeJS: return }, source: { name: acme/orders, schema: missing.yaml }, shuffle: [/x] }",
        "t: { publish: { nodeJS: return }, source: acme/else/x, shuffle: [/x] }",
        "t: { publish: { nodeJS: return }, source: acme/missing, shuffle: [/x] }",
    ];
    insta::assert_snapshot!("shuffles_of_schemas", table(&cases, transforms));
}

#[test]
fn shuffles_have_keys_of_the_same_types() {
    let cases = [
        // Nothing is kept by key, so that the keys of the sources may be of any types.
        "a: { source: acme/orders, publish: *p }, b: { source: acme/pairs, publish: *p }",
        "a: { source: acme/orders, publish: *p }, b: { source: acme/pairs, update: *p }",
        "a: { source: acme/orders, publish: *p }, b: { source: acme/pairs, publish: *p, shuffle: [/id] }",
        "a: { source: acme/orders, publish: *p }, b: { source: acme/pairs, publish: *p, shuffle: [/n] }",
        "a: { source: acme/orders, publish: *p }, b: { source: acme/pairs, publish: *p, shuffle: [/n], \
        disable: true }",
        "a: { source: acme/orders, publish: *p, shuffle: [/m, /id] }, b: { source: acme/pairs, publish: *p }",
        "a: { source: acme/orders, publish: *p, shuffle: [/id, /n] }, b: { source: acme/pairs, publish: *p }",
        "a: { source: acme/orders, publish: *p, shuffle: [/half] }, b: { source: acme/pairs, publish: *p }",
        "a: { source: acme/else/x, publish: *p, shuffle: [/x] }, b: { source: acme/pairs, publish: *p, \
        shuffle: [/n] }",
        "a: { source: acme/orders, publish: *p, shuffle: { md5: [/id] } }, b: { source: acme/pairs, \
        publish: *p, shuffle: [/n] }",
    ];
    let case = |case: &str| format!("x-p: &p {{ nodeJS: return }}\n{}", transforms(case));
    insta::assert_snapshot!("types_of_shuffles", table(&cases, case));
    let cases = [
        "{ name: a, source: acme/orders, shuffle: any }, { name: b, source: acme/orders, shuffle: { key: [/n] } }",
        "{ name: a, source: acme/orders, shuffle: { key: [/id] } }, { name: b, source: acme/orders, \
        shuffle: { key: [/n] } }",
        "{ name: a, source: acme/orders }, { name: b, source: acme/orders, shuffle: { key: [/n] } }",
        "{ name: a, source: acme/orders, disable: true }, { name: b, source: acme/orders, shufle: any }",
        "{ name: a, source: acme/orders, shuffle: { lambda: x } }",
        "{ name: a, source: acme/orders, shuffle: { lambda: x }, disable: true }, { name: b, source: \
        acme/orders, shuffle: any }",
        "{ name: a, source: acme/orders, shuffle: { lambda: x } }, { name: b, source: acme/orders, \
        shuffle: { key: [/n] } }",
        "{ name: a, source: acme/orders, shuffle: { lambda: x } }], shuffleKeyTypes: [string",
        "{ name: a, source: acme/orders, shuffle: { key: [/id] } }], shuffleKeyTypes: [string",
        "{ name: a, source: acme/orders, shuffle: { key: [/id] } }], shuffleKeyTypes: [string, integer",
        "{ name: a, source: acme/orders, shuffle: { key: [/n] } }], shuffleKeyTypes: [string",
        "{ name: a, source: acme/orders, shuffle: { key: [/m] } }], shuffleKeyTypes: [integer",
        "{ name: a, source: acme/orders, shuffle: { key: [/n] } }], shuffleKeyTypes: [text",
    ];
    let module = "using: { typescript: { module: x.ts } }";
    let case = |case: &str| derived("derive")(&format!("{{ {module}, transforms: [{case}] }}"));
    insta::assert_snapshot!("types_of_shuffles_of_derive", table(&cases, case));
}

/// The catalog with the edits of its findings of a code, which are none after that.
fn fixed(catalog: &str, code: &str) -> String {
    let rules = [(code.to_owned(), Level::On(Severity::Info))].into();
    let request = Request { levels: Levels { rules, ..Levels::default() }, ..request() };
    let compile = |text: &str| Compiler::default().compile(&request, &files(text));
    let found = compile(catalog).diagnostics;
    let findings: Vec<_> = found.iter().filter(|finding| finding.code.name == code).collect();
    assert!(!findings.is_empty(), "{code}: {catalog}");
    let mut text = catalog.to_owned();
    let fixes = findings.iter().rev().filter_map(|finding| finding.fix.as_ref());
    for edit in fixes.flat_map(|fix| &fix.edits) {
        text.replace_range(edit.span.range(), &edit.value);
    }
    let left = compile(&text).diagnostics;
    let left: Vec<_> = left.iter().map(|finding| (finding.code.name, &finding.message)).collect();
    assert!(text == catalog || left.iter().all(|(other, _)| *other != code), "{left:?}\n{text}");
    text
}

#[test]
fn fixes_take_out_what_is_superfluous() {
    let transform = |entries: &str| {
        let head = format!(
            "{SOURCES}  - name: acme/derived\n    key: [/id]\n    schema: *order\n    derivation:\n      \
            transform:\n        t:\n"
        );
        let lines: String = entries.lines().map(|line| format!("          {line}\n")).collect();
        head + &lines
    };
    let publish = "publish: { nodeJS: return }";
    for (code, before, after) in [
        (
            "redundant-schema",
            format!("source: {{ name: acme/orders, schema: *order }}\n{publish}"),
            format!("source: {{ name: acme/orders }}\n{publish}"),
        ),
        (
            "redundant-schema",
            format!("source: {{ schema: *order, name: acme/orders }} # as it is\n{publish}"),
            format!("source: {{ name: acme/orders }} # as it is\n{publish}"),
        ),
        (
            "repeated-location",
            format!("source: acme/pairs\nshuffle: [/id, \"/n\", '/id'] # all\n{publish}"),
            format!("source: acme/pairs\nshuffle: [/id, \"/n\"] # all\n{publish}"),
        ),
        (
            "repeated-location",
            format!("x-id: &id /id\nsource: acme/pairs\nshuffle: [*id, /n, *id]\n{publish}"),
            format!("x-id: &id /id\nsource: acme/pairs\nshuffle: [*id, /n]\n{publish}"),
        ),
    ] {
        assert_eq!(fixed(&transform(&before), code), transform(&after), "{code}");
    }
    // Other lines may have comments.
    for (code, text) in [
        ("redundant-schema", format!("source:\n  name: acme/orders # why\n  schema: *order\n{publish}")),
        ("redundant-shuffle", format!("source: acme/orders\nshuffle:\n  key:\n    - /id\n{publish}")),
        ("repeated-location", format!("source: acme/pairs\nshuffle:\n  - /id # one\n  - '/id'\n{publish}")),
    ] {
        assert_eq!(fixed(&transform(&text), code), transform(&text), "{code}");
    }
}

#[test]
fn registers() {
    let cases = [
        "register: { schema: { type: integer }, initial: 0 }, transform: { t: { source: acme/orders, \
        update: *p } }",
        "register: { schema: { type: integer }, initial: 0.5 }, transform: { t: { source: acme/orders, \
        update: *p } }",
        "register: { schema: { type: object, required: [n] }, initial: {} }, transform: { t: { source: \
        acme/orders, update: *p } }",
        "register: { schema: { type: integer } }, transform: { t: { source: acme/orders, update: *p } }",
        "register: { schema: { type: integer } }, transform: { t: { source: acme/orders, disable: true, update: *p } }",
        "register: { schema: { type: [integer, 'null'] } }, transform: { t: { source: acme/orders, update: *p } }",
        "register: { initial: 5 }, transform: { t: { source: acme/orders, update: *p } }",
        "register: { schema: missing.yaml, initial: 5 }, transform: { t: { source: acme/orders, update: *p } }",
        "register: { schema: { type: integer } }, transform: { t: { source: acme/orders, publish: *p } }",
        "register: { schema: { type: integer }, initial: 0 }, transform: { t: { source: acme/orders, \
        update: { nodejs: x } } }",
        "register: { schema: { type: integer }, initial: 0 }, transform: { t: 5 }",
        "register: { schema: { type: integer }, initial: 0 }, transform: { t: { source: acme/orders, \
        publish: { nodeJS: 'return [previous.n]' } } }",
        "transform: { t: { source: acme/orders, publish: { nodeJS: 'return [previous.n]' } }, u: { \
        source: acme/orders, update: *p } }",
        "transform: { t: { source: acme/orders, update: *p, publish: { nodeJS: 'return [previous.n]' } } }",
    ];
    let case = |case: &str| {
        format!("x-p: &p {{ nodeJS: return }}\n{}", derived("derivation")(&format!("{{ {case} }}")))
    };
    insta::assert_snapshot!(table(&cases, case));
}

#[test]
fn modules() {
    let cases = [
        "typescript: { module: a.ts }, transform: { t: { source: acme/orders, publish: { lambda: typescript } } }",
        "typescript: { module: a.ts }, transform: { t: { source: acme/orders, publish: { lambda: python } } }",
        "typescript: { module: a.ts }, transform: { t: { source: acme/orders, publish: { nodeJS: return } } }",
        "typescript: { module: a.ts }, transform: { t: { source: acme/orders, publish: { lambda: 5 } } }",
        "typescript: { module: a.ts }, transform: { t: { source: acme/orders, disable: true, publish: { lambda: \
        python } }, u: { source: acme/orders, publish: { lambda: typescript } } }",
        "typescript: { module: a.ts }, transform: { t: { source: acme/orders, disable: true, publish: { lambda: \
        typescript } }, u: { source: acme/orders, publish: { nodeJS: return } } }",
        "typescript: { module: a.ts }, transform: {}",
        "transform: { t: { source: acme/orders, publish: { lambda: typescript } } }",
        "using: { python: { module: a.py } }, transforms: [{ name: t, source: acme/orders }]",
    ];
    insta::assert_snapshot!(table(&cases, |case| derived("derivation")(&format!("{{ {case} }}"))));
}

#[test]
fn what_a_broken_line_takes_from_a_derivation_is_not_missing() {
    let codes = |lines: &str| {
        let derivation = lines.replace('\n', "\n      ");
        let text = format!(
            "{SOURCES}  - name: acme/derived\n    key: [/id]\n    schema: *order\n    derivation:{derivation}\n"
        );
        let found = compile(&text).diagnostics;
        let codes = found.iter().map(|finding| finding.code.name);
        codes.filter(|code| *code != "mixed-generations").collect::<Vec<_>>()
    };
    let (register, integer) = (
        "\nregister:\n  schema: { type: object, required: [n], properties: { n: { type: integer } } }",
        "\nregister: { schema: { type: integer } }",
    );
    let transform = "\ntransform:\n  t:\n    source: acme/orders";
    let update = "\n    update: { typescript: return }";
    assert_eq!(codes(&format!("{register}\n  initial 0{transform}{update}")), ["yaml-syntax"]);
    assert_eq!(
        codes(&format!("{register}\n  initial:\n    m: 1\n    n{transform}{update}")),
        ["yaml-syntax"]
    );
    assert_eq!(codes(&format!("{register}\n  initial:\n    m: 1{transform}{update}")), ["invalid-initial"]);
    let publish = "\n    publish: { typescript: 'return [previous.n]' }";
    assert_eq!(codes(&format!("{integer}{transform}{publish}\n    update")), ["yaml-syntax"]);
    assert_eq!(codes(&format!("{integer}{transform}{publish}")), ["unused-register"]);
    let called = "\n    publish: { lambda: python }";
    let module = "\ntypescript: { module: a.ts }";
    assert_eq!(codes(&format!("{module}\npython{transform}{called}")), ["yaml-syntax"]);
    assert_eq!(codes(&format!("{module}{transform}{called}")), ["unnamed-module"]);
    assert_eq!(codes(&format!("{module}{transform}{update}\n    publish")), ["yaml-syntax"]);
    assert_eq!(codes(&format!("{module}{transform}{update}")), ["unused-module"]);
}

#[test]
fn references() {
    let cases = [
        "endpoints: { e: { sqlite: a.db } }",
        "endpoints: { e: { sqlite: a.db } }\nmaterialize: { m: [{ collection: acme/orders, endpoint: ee, \
        table: t }] }",
        "endpoints: { e: { sqlite: a.db } }\nmaterialize: { m: [{ collection: acme/orders, endpoint: e, \
        table: t }] }",
        "materializationTargets: { e: { sqlite: { uri: a.db } } }",
        "import: [flow.yaml]",
        "import: [empty.flow.yaml, a.flow.yaml, a.flow.yaml, 'a.flow.yaml#x']",
        "import: [{ url: other.schema.yaml, contentType: JSON_SCHEMA }]",
        "  - { name: acme/orders, key: [/code], schema: other.schema.yaml }\nimport: [{ url: other.schema.yaml, \
        contentType: JSON_SCHEMA }]",
        "  - { name: acme/derived, key: [/id], schema: *order, derivation: { transform: { t: { source: { nam: [, \
        schema: other.schema.yaml } } } } }\nimport: [{ url: other.schema.yaml, contentType: JSON_SCHEMA }]",
        "endpoints: { e: { sqlite: a.db }, f: { sqlite: b.db } }\nmaterialize: { m: [{ collection: acme/orders, \
        endpoint: e, table: t }], M: [{ collection: acme/orders, endpoint: f, table: t }] }",
        "nodeDependencies: { moment: ^2.1, lodash: ^4.0 }\nimport: [a.flow.yaml]",
        "nodeDependencies: { moment: ^2, lodash: '5' }\nimport: [a.flow.yaml, b.flow.yaml]",
        "nodeDependencies: { moment: '1.2', lodash: latest }\nimport: [a.flow.yaml]",
    ];
    insta::assert_snapshot!(table(&cases, |case| format!("{SOURCES}{case}\n")));
}
