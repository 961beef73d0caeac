//! The cases of `cargo xtask bench hostile`: what is written, and how its check has to end.

use std::fs::write;
use std::io::Result;
use std::path::Path;

/// One hostile input.
pub(super) struct Case {
    /// What it is, in a few words; also the name of its folder.
    pub(super) name: &'static str,
    /// Writes it into an empty folder.
    pub(super) write: fn(&Path) -> Result<()>,
    /// What is checked, as seen from that folder.
    pub(super) path: &'static str,
    /// How findings are printed.
    pub(super) format: &'static str,
    /// The exit code.
    pub(super) code: i64,
    /// What the first line of the output holds.
    pub(super) finding: &'static str,
}

/// A case with findings that are errors.
const fn error(name: &'static str, finding: &'static str, write: fn(&Path) -> Result<()>) -> Case {
    Case { name, write, path: ".", format: "full", code: 1, finding }
}

/// A case that is legal.
const fn legal(name: &'static str, finding: &'static str, write: fn(&Path) -> Result<()>) -> Case {
    Case { name, write, path: ".", format: "full", code: 0, finding }
}

/// A case in which there is nothing to check at this path.
const fn failure(name: &'static str, path: &'static str, write: fn(&Path) -> Result<()>) -> Case {
    Case { name, write, path, format: "full", code: 2, finding: "too many levels of symbolic links" }
}

/// The rest of a collection after its name.
const REST: &str = "key: [/id], schema: {type: object, properties: {id: {type: string}}, required: [id]}";

pub(super) static CASES: &[Case] = &[
    error("alias bomb of lists", "limit-exceeded", |folder| {
        catalog(folder, &bomb(|aliases| format!("[{}]", aliases.join(", "))))
    }),
    error("alias bomb of mappings", "limit-exceeded", |folder| {
        let member = |(number, alias): (usize, &String)| format!("k{number}: {alias}");
        let mapping =
            |aliases: &[String]| aliases.iter().enumerate().map(member).collect::<Vec<_>>().join(", ");
        catalog(folder, &bomb(|aliases| format!("{{{}}}", mapping(aliases))))
    }),
    error("alias bomb of merge keys", "limit-exceeded", |folder| {
        catalog(folder, &bomb(|aliases| format!("{{own: [{0}], <<: [{0}]}}", aliases.join(", "))))
    }),
    error("100,000 opening brackets", "yaml-syntax", |folder| catalog(folder, &"[".repeat(100_000))),
    error("100,000 opening braces", "yaml-syntax", |folder| {
        catalog(folder, &format!("x-a: {}", "{a: ".repeat(100_000)))
    }),
    error("100,000 opening brackets of JSON", "limit-exceeded", |folder| {
        write(folder.join("s.json"), "[".repeat(100_000))?;
        catalog(folder, "collections: [{name: a, key: [/id], schema: s.json}]")
    }),
    legal("name of 60 MiB", "identifier-too-long", |folder| {
        catalog(folder, &format!("collections: [{{name: {}, {REST}}}]", long()))
    }),
    error("regular expression of 50 MiB", "limit-exceeded", |folder| {
        let schema = format!("{{\"patternProperties\": {{\"{}\": true}}}}", "(a|b)".repeat(10 << 20));
        std::fs::write(folder.join("s.json"), schema)?;
        catalog(folder, "collections: [{name: a, key: [/id], schema: s.json}]")
    }),
    error("key location of 60 MiB", "invalid-pointer", |folder| {
        catalog(folder, &format!("collections: [{{name: a, key: [/{}], schema: true}}]", long()))
    }),
    error("key location of 30 million steps", "invalid-pointer", |folder| {
        let location = "/a".repeat(30 << 20);
        catalog(folder, &format!("collections: [{{name: a, key: [{location}], schema: true}}]"))
    }),
    error("schema URL of 60 MiB", "invalid-url", |folder| {
        catalog(folder, &format!("collections: [{{name: a, key: [/id], schema: {}}}]", long()))
    }),
    error("unknown key of 60 MiB", "unknown-key", |folder| catalog(folder, &format!("? {}\n: 1\n", long()))),
    error("line of 60 MiB that is no YAML", "yaml-syntax", |folder| {
        catalog(folder, &format!("{}: 1\n", long()))
    }),
    error("60 MiB of line breaks", "wrong-type", |folder| {
        catalog(folder, &format!("{}collections: 5\n", "\n".repeat(60 << 20)))
    }),
    error("200,000 unknown keys on one line", "unknown-key", |folder| {
        let keys = (0..200_000).map(|number| format!("key{number}: 1")).collect::<Vec<_>>();
        catalog(folder, &format!("{{{}}}", keys.join(", ")))
    }),
    Case {
        format: "json",
        ..error("10,000 unknown keys beside passwords, as JSON", "{", |folder| {
            let endpoint = |number| {
                let postgres = format!("{{url: 'postgres://h/d', password: hunter{number:07}}}");
                format!("  db{number}: {{postgres: {postgres}, other{number}: 1}}\n")
            };
            catalog(folder, &format!("endpoints:\n{}", (0..10_000).map(endpoint).collect::<String>()))
        })
    },
    error("20,000 names, all misspelt once", "unknown-collection", |folder| {
        let collections = (0..20_000).map(|number| format!("  - {{name: a/orders/c{number}, {REST}}}\n"));
        let tasks = (0..20_000).map(|number| {
            format!("  t{number}: [{{collection: a/order/c{number}, endpoint: {{s3: 's3://a'}}}}]\n")
        });
        let (collections, tasks): (String, String) = (collections.collect(), tasks.collect());
        catalog(folder, &format!("collections:\n{collections}capture:\n{tasks}"))
    }),
    error("2,000 files, all misspelt once", "unreadable-file", |folder| {
        for number in 0..2000 {
            write(folder.join(format!("f{number}.yaml")), "{}\n")?;
        }
        let names = (0..2000).map(|number| format!("g{number}.yaml")).collect::<Vec<_>>();
        catalog(folder, &format!("import: [{}]\n", names.join(", ")))
    }),
    error("file of 65 MiB", "unreadable-file", |folder| catalog(folder, &"#".repeat(65 << 20))),
    error("invalid UTF-8", "unreadable-file", |folder| {
        write(folder.join("flow.yaml"), b"collections:\n  - name: a\xff\xfe\n")
    }),
    error("NUL in a text", "yaml-syntax", |folder| catalog(folder, "collections:\n  - name: a\0b\n")),
    error("NUL in a name", "invalid-name", |folder| {
        catalog(folder, &format!("collections: [{{name: \"a\\0b\", {REST}}}]"))
    }),
    error("file of NULs", "yaml-syntax", |folder| catalog(folder, &"\0".repeat(1 << 20))),
    error("link to itself, imported", "unreadable-file", |folder| {
        link("a.yaml", folder, "a.yaml")?;
        catalog(folder, "import: [a.yaml]\n")
    }),
    error("two links to each other, as schema", "unreadable-file", |folder| {
        link("b.yaml", folder, "a.yaml")?;
        link("a.yaml", folder, "b.yaml")?;
        catalog(folder, "collections: [{name: a, key: [/id], schema: a.yaml}]\n")
    }),
    failure("link to itself, as PATH", "a.yaml", |folder| link("a.yaml", folder, "a.yaml")),
    failure("folder that is a link to itself, as PATH", "a", |folder| link("a", folder, "a")),
    error("folder that holds itself, imported", "unreadable-file", |folder| {
        link(".", folder, "a")?;
        catalog(folder, "import: [a/flow.yaml]\n")
    }),
    error("link out of the root", "path-outside-root", |folder| {
        link("../../..", folder, "out")?;
        catalog(folder, "import: [out/Cargo.toml]\n")
    }),
    error("import out of the root", "path-outside-root", |folder| {
        catalog(folder, "import: [../../../../../../../../etc/passwd]\n")
    }),
    error("`../../x` as a name", "invalid-name", |folder| {
        catalog(folder, &format!("collections: [{{name: ../../x, {REST}}}]"))
    }),
    legal("160,000 suppressions in a row", "unused-suppression", |folder| {
        let comments = "# flowctl: ignore[unused-import] as agreed\n".repeat(160_000);
        catalog(folder, &format!("{comments}collections: []\n"))
    }),
    legal("160,000 items with a suppression", "unused-suppression", |folder| {
        let item = |number| format!("  - {number} # flowctl: ignore[unused-import] as agreed\n");
        catalog(folder, &format!("x-a:\n{}", (0..160_000).map(item).collect::<String>()))
    }),
    legal("suppression of 160,000 codes", "unused-suppression", |folder| {
        let codes = vec!["unused-import"; 160_000].join(", ");
        catalog(folder, &format!("collections: [] # flowctl: ignore[{codes}] as agreed\n"))
    }),
    error("document of 160,000 wrong members", "invalid-document", |folder| {
        let members = (0..160_000).map(|number| format!("p{number}: {number}")).collect::<Vec<_>>();
        let schema = "{type: object, properties: {id: {type: string}}, required: [id], \
                      additionalProperties: {type: string}}";
        let step = format!("ingest: {{collection: a, documents: [{{id: a, {}}}]}}", members.join(", "));
        let collection = format!("{{name: a, key: [/id], schema: {schema}}}");
        catalog(folder, &format!("collections: [{collection}]\ntests: {{t: [{{{step}}}]}}\n"))
    }),
    legal("two names of 800,000 parts", "no problems", |folder| {
        let outer = "a/".repeat(800_000);
        let collection = |name| format!("{{name: {outer}{name}, {REST}}}");
        catalog(folder, &format!("collections: [{}, {}]\n", collection("b"), collection("c")))
    }),
    legal("2,000 schemas beside one of 10,000 properties", "refused-table", |folder| {
        let schema = |more: &str| {
            format!("{{type: object, properties: {{id: {{type: string}}{more}}}, required: [id]}}")
        };
        let large: String = (0..10_000).map(|number| format!(", p{number}: {{type: string}}")).collect();
        let source = format!("{{name: a, schema: {}}}", schema(""));
        let transform = |number| format!("t{number}: {{source: {source}, publish: {{typescript: 'x'}}}}");
        let transforms: Vec<String> = (0..2000).map(transform).collect();
        let derivation = format!("derivation: {{transform: {{{}}}}}", transforms.join(", "));
        let collections = [
            format!("name: a, key: [/id], schema: {}", schema(&large)),
            format!("name: b, {REST}, {derivation}"),
        ];
        catalog(folder, &format!("collections: [{{{}}}]\n", collections.join("}, {")))
    }),
    error("15,000 references that lead nowhere", "unresolved-ref", |folder| {
        let part = |number| format!("p{number}: {{$ref: '#/$defs/q{number}'}}");
        let parts: Vec<String> = (0..15_000).map(part).collect();
        let known: Vec<String> = (0..15_000).map(|number| format!("d{number}: {{}}")).collect();
        let properties = format!("id: {{type: string}}, {}", parts.join(", "));
        let schema = format!(
            "{{type: object, required: [id], $defs: {{{}}}, properties: {{{properties}}}}}",
            known.join(", ")
        );
        catalog(folder, &format!("collections: [{{key: [/id], schema: {schema}, name: a}}]\n"))
    }),
    error("names equal but for case", "duplicate-name", |folder| {
        catalog(folder, &format!("collections: [{{name: a/B, {REST}}}, {{name: A/b, {REST}}}]"))
    }),
    legal("20,000 files", "no problems", |folder| {
        let names = (1..20_000).map(|number| format!("f{number}.yaml"));
        for (number, name) in names.clone().enumerate() {
            write(folder.join(name), format!("collections: [{{name: c{number}, {REST}}}]\n"))?;
        }
        catalog(folder, &format!("import: [{}]\n", names.collect::<Vec<_>>().join(", ")))
    }),
    legal("import cycle of 500 files", "no problems", |folder| {
        for number in 1..500 {
            let next = if number == 499 { "flow.yaml".to_owned() } else { format!("f{}.yaml", number + 1) };
            write(folder.join(format!("f{number}.yaml")), format!("import: [{next}]\n"))?;
        }
        catalog(folder, "import: [f1.yaml]\n")
    }),
];

fn catalog(folder: &Path, text: &str) -> Result<()> {
    write(folder.join("flow.yaml"), text)
}

/// Anchors, each of which holds nine aliases of the one before.
fn bomb(level: impl Fn(&[String]) -> String) -> String {
    let mut text = "x-0: &a0 {a: 1}\n".to_owned();
    for number in 1..13 {
        let aliases = vec![format!("*a{}", number - 1); 9];
        text += &format!("x-{number}: &a{number} {}\n", level(&aliases));
    }
    text
}

/// A text that is longer than any that a person writes, in a file that is not too large.
fn long() -> String {
    "x".repeat(60 << 20)
}

#[cfg(unix)]
fn link(target: &str, folder: &Path, name: &str) -> Result<()> {
    std::os::unix::fs::symlink(target, folder.join(name))
}

#[cfg(not(unix))]
fn link(_: &str, _: &Path, _: &str) -> Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}
