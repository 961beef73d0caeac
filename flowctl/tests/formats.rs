//! The formats for hosts of code: independent readers of each find what was said, and nothing that a catalog forged.
#![expect(clippy::disallowed_methods, reason = "the tests read a schema and start the program")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use compiler::codes;
use compiler::diagnostic::Diagnostic;
use compiler::source::Span;
use compiler::{Compilation, Compiler, MemoryFiles, Request, Uri};
use flowctl::render::{FORMATS, Findings, by_name, escape};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

fn compile(path: &str, text: &str) -> Compilation {
    let request = Request { roots: vec![Uri::local(path)], ..Request::default() };
    Compiler::default().compile(&request, &MemoryFiles::new([(path, text)]))
}

fn print(format: &str, findings: &Findings<'_>) -> String {
    let mut text = Vec::new();
    (by_name(format).unwrap().render)(findings, &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

fn printed(format: &str, compilation: &Compilation) -> String {
    print(format, &Findings::plain(compilation, 80))
}

/// Findings of all levels, with a fix and a place in another part of the file.
const CATALOG: &str = "\
collections:
  - name: acme/orders
    shema: {}
    key: [/id]
  - name: acme/lines
    key: [/id]
    schema: { type: object, required: [id], titel: lines, properties: { id: { type: string } } }
tests:
  t: [{ ingest: { collection: acme/line, documents: [] } }]
";

static SARIF: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sarif/sarif-2.1.0-rtm.5.json");
    let text = fs::read_to_string(path).unwrap();
    // An erratum of the standard: a pattern closes a bracket that it has not opened.
    let schema: Value = serde_json::from_str(&text.replace("{2}]?$", "{2}$")).unwrap();
    jsonschema::validator_for(&schema).unwrap()
});

/// A log of SARIF that its schema accepts.
fn sarif(text: &str) -> Value {
    let log: Value = serde_json::from_str(text).unwrap();
    let errors = SARIF.iter_errors(&log).map(|error| format!("{}: {error}\n", error.instance_path()));
    assert_eq!(errors.collect::<String>(), "");
    log
}

/// A workflow command, read as the runner of GitHub reads it: name, properties, message.
fn command(line: &str) -> Option<(String, BTreeMap<String, String>, String)> {
    let (head, data) = line.trim_start().strip_prefix("::")?.split_once("::")?;
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    let plain = |text: &str| text.replace("%0D", "\r").replace("%0A", "\n");
    let property = |pair: &str| {
        let (key, value) = pair.split_once('=')?;
        let value = plain(value).replace("%3A", ":").replace("%2C", ",").replace("%25", "%");
        Some((key.trim().to_owned(), value))
    };
    let properties = properties.split(',').filter(|pair| !pair.is_empty()).map(property);
    Some((name.to_owned(), properties.collect::<Option<_>>()?, plain(data).replace("%25", "%")))
}

/// The rows of the only table of a page, as the text of their cells. There is nothing else but code in them.
#[expect(clippy::wildcard_enum_match_arm, reason = "whatever else is there was forged")]
fn table(page: &str) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut inside = false;
    for event in Parser::new_ext(page, Options::all()) {
        match event {
            Event::Start(Tag::Table(_)) => inside = true,
            Event::End(TagEnd::Table) => inside = false,
            Event::Start(Tag::TableHead | Tag::TableRow) => rows.push(Vec::new()),
            Event::Start(Tag::TableCell) => rows.last_mut().unwrap().push(String::new()),
            Event::End(TagEnd::TableHead | TagEnd::TableRow | TagEnd::TableCell) => {}
            Event::Text(text) if inside => rows.last_mut().unwrap().last_mut().unwrap().push_str(&text),
            Event::InlineHtml(tag) if inside => {
                assert!(["<code>", "</code>", "<br>"].contains(&&*tag), "{tag}");
            }
            event if inside => panic!("{event:?} in a table: {page}"),
            Event::Start(Tag::Heading { .. } | Tag::Paragraph) => {}
            Event::End(TagEnd::Heading(_) | TagEnd::Paragraph) | Event::Text(_) => {}
            event => panic!("{event:?} in {page}"),
        }
    }
    rows
}

#[test]
fn formats_are_chosen_by_name() {
    let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
    assert_eq!(names, ["full", "concise", "json", "sarif", "github", "gitlab", "junit"]);
}

#[test]
fn each_format_for_hosts_says_all_of_a_catalog() {
    let compilation = compile("flow.yaml", CATALOG);
    sarif(&printed("sarif", &compilation));
    for format in ["sarif", "github", "gitlab", "junit"] {
        let text = printed(format, &compilation);
        // Pages of codes change for reasons of their own.
        let lines =
            text.lines().filter(|line| !line.contains("\"markdown\": ") && !line.contains("\"text\": \"# "));
        insta::assert_snapshot!(format, lines.collect::<Vec<_>>().join("\n"));
    }
    let page = by_name("github").unwrap().page.unwrap();
    insta::assert_snapshot!("github_page", page(&Findings::plain(&compilation, 80)));
}

#[test]
fn a_catalog_without_findings_is_an_empty_report() {
    let compilation = compile("flow.yaml", "collections: []\n");
    assert_eq!(sarif(&printed("sarif", &compilation))["runs"][0]["results"], serde_json::json!([]));
    assert_eq!(
        (printed("github", &compilation), printed("gitlab", &compilation)),
        (String::new(), "[]\n".to_owned())
    );
    let junit = printed("junit", &compilation);
    assert!(junit.contains("tests=\"1\" failures=\"0\""), "{junit}");
}

#[test]
fn annotations_are_few_and_begin_with_changed_files() {
    let imports: Vec<String> = (0..15).map(|number| format!("f{number}.yaml")).collect();
    let root = format!("import: [{}]\n", imports.join(", "));
    let broken = "one: 1\ntwo: 2\ncollections: []\n";
    let files = imports.iter().map(|path| (path.as_str(), broken)).chain([("flow.yaml", root.as_str())]);
    let request = Request { roots: vec![Uri::local("flow.yaml")], ..Request::default() };
    let compilation = Compiler::default().compile(&request, &MemoryFiles::new(files));
    let changed = BTreeSet::from(["f12.yaml".to_owned(), "f14.yaml".to_owned()]);
    let text = print("github", &Findings { changed, ..Findings::plain(&compilation, 80) });
    let commands: Vec<_> = text.lines().filter_map(command).collect();
    assert_eq!(commands.len(), 10, "{text}");
    let files: Vec<&str> = commands.iter().map(|(_, properties, _)| properties["file"].as_str()).collect();
    assert_eq!(files[..3], ["f12.yaml", "f14.yaml", "f0.yaml"]);
    assert!(commands[0].2.ends_with("\n1 finding more of this kind in the file"), "{text}");
    assert!(
        text.ends_with("\n10 findings not annotated: a step has at most 10 annotations of each level\n"),
        "{text}"
    );
}

#[test]
fn fingerprints_outlive_moved_lines_and_tell_findings_apart() {
    let prints = |text: &str| -> Vec<String> {
        let report: Value = serde_json::from_str(&printed("json", &compile("flow.yaml", text))).unwrap();
        let findings = report["diagnostics"].as_array().unwrap().iter();
        findings.map(|finding| finding["fingerprint"].as_str().unwrap().to_owned()).collect()
    };
    let first = prints(CATALOG);
    assert_eq!(first.iter().collect::<BTreeSet<_>>().len(), first.len());
    assert_eq!(prints(&format!("# moved\n\n{}", CATALOG.replace("[/id]", "[ /id ]"))), first);
    assert_eq!(prints(&CATALOG.replace('\n', "\r\n")), first);
    assert_ne!(prints(&CATALOG.replace("acme/orders", "acme/others"))[0], first[0]);
    // What is alike in everything is told apart by its number.
    let alike = prints("a: 1\nb: &x {c: 1}\n---\n");
    assert_eq!(alike.iter().collect::<BTreeSet<_>>().len(), alike.len());
}

#[test]
fn no_format_shows_a_secret() {
    let catalog = "\
endpoints:
  db: { postgres: { url: \"https://me:hunter2@x/y\", password: hunter2, portt: 1 } }
captures:
  c: { endpoint: { connector: { image: a, config: { token: hunter2 } } }, bindngs: [] }
";
    let mut compilation = compile("flow.yaml", catalog);
    let file = compilation.sources.files()[0].id;
    let at = catalog.find("password").unwrap();
    let finding = Diagnostic::new(
        codes::by_name("wrong-type").unwrap(),
        Span::new(file, at, at + 18),
        "`hunter2` is bad",
    )
    .label("hunter2")
    .secondary(Span::new(file, 0, 5), "hunter2 here")
    .note("found `hunter2`")
    .help("not `hunter2`")
    .fix("write `hunter2`", Span::new(file, 0, 0), "hunter2");
    compilation.diagnostics.push(finding);
    let findings = Findings::plain(&compilation, 80);
    for format in FORMATS {
        let text = print(format.name, &findings);
        assert!(text.contains("***") && !text.contains("hunter2"), "{}: {text}", format.name);
        assert!(format.page.is_none_or(|page| !page(&findings).contains("hunter2")));
    }
}

/// Catalogs with mistakes beside secrets, each of which is `hunter2`.
const SECRETS: &[&str] = &[
    "endpoints:\n  db:\n    postgres:\n      host: 1\n      password: @hunter2\n      portt: 1\n",
    "endpoints:\n  db:\n    postgres:\n      password: %hunter2\n",
    "endpoints:\n  db:\n    postgres:\n      token: hunter2: x\n",
    "endpoints:\n  db:\n    postgres:\n      host: h\n      password:hunter2\n",
    "endpoints:\n  db: { postgres: { \"password\": \"hunter2 } }\nkey: 1\n",
    "endpoints: { db: { postgres: { tokens: [hunter2], portt: 1 } } }\n",
    "endpoints: { db: { postgres: { credentials: { json: hunter2 }, portt: 1 } } }\n",
    "endpoints: { db: { postgres: { credentials: { private: { a: [hunter2] } }, portt: 1 } } }\n",
    "endpoints: { db: { postgres: { pasword: hunter2, portt: 1 } } }\n",
    "endpoints:\n  db:\n    postgres:\n      credentials:\n        a: b\n        [hunter2\n      portt: 1\n",
    "collections: [{ name: a, endpoints: { db: { postgres: { password: hunter2 } } } }]\n",
    "collections: [{ name: a, materialize: { m: [{ endpoint: { postgres: { password: hunter2 } } }] } }]\n",
    "collections: [{ name: a, import: { password: hunter2 } }]\n",
    "import: { password: hunter2 }\n",
    "tests: { t: { endpoints: { db: { postgres: { host: h, password: hunter2 } } } } }\n",
    "collections: [{ name: a, key: [/id], schema: { type: object, required: [id], \
     properties: { id: { type: string }, pin: { type: string, secret: true, maxLength: 3 } } } }]\n\
     tests: { t: [{ ingest: { collection: a, documents: [{ id: a, pin: hunter2 }] } }] }\n",
    "collections: [{ name: a, key: [/id], schema: { type: object, required: [id], \
     properties: { id: { type: string }, a: { type: integer, secret: true, default: hunter2 } } } }]\n",
    "collections: [{ name: a, key: [/id], schema: { type: object, required: [id], \
     properties: { id: { type: string }, a: { type: integer, secret: true, default: 1, enum: [hunter2] } } } }]\n",
    "collections: [{ name: a, key: [/id], schema: { type: object, required: [id], \
     properties: { id: { type: integer }, password: { type: string } } } }]\n\
     tests: { t: [{ ingest: { collection: a, documents: [{ id: a, password: hunter2 }] } }] }\n",
];

#[test]
fn no_format_shows_a_secret_that_stands_beside_a_mistake() {
    for catalog in SECRETS {
        let compilation = compile("flow.yaml", catalog);
        assert!(!compilation.diagnostics.is_empty(), "{catalog}");
        let findings = Findings::plain(&compilation, 80);
        for format in FORMATS {
            let text = print(format.name, &findings);
            assert!(!text.contains("hunter2"), "{}: {text}", format.name);
            assert!(format.page.is_none_or(|page| !page(&findings).contains("hunter2")));
        }
    }
}

#[test]
fn no_format_and_no_list_shows_a_password_of_a_url() {
    let here = tempfile::tempdir().unwrap();
    fs::create_dir(here.path().join("v")).unwrap();
    let catalog = "import: ['https://me:hunter2@example.com/s/a.flow.yaml']\n";
    fs::write(here.path().join("flow.yaml"), catalog).unwrap();
    let remote = "collectons: []\ncollections: [{ name: 'a b', key: [/id], schema: b.schema.yaml }]\n";
    fs::write(here.path().join("v/a.flow.yaml"), remote).unwrap();
    fs::write(here.path().join("v/b.schema.yaml"), "typ: object\n").unwrap();
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_flowctl"));
        command
            .current_dir(here.path())
            .args(["--resolve", "https://me:hunter2@example.com/s/=v"])
            .args(args);
        let output = command.env_clear().env("GITHUB_STEP_SUMMARY", "page").output().unwrap();
        String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap()
    };
    for format in FORMATS {
        let text = run(&["check", "--format", format.name]);
        assert!(!text.contains("hunter2"), "{}: {text}", format.name);
        assert!(text.contains("example.com/s/a.flow.yaml"), "{}: {text}", format.name);
    }
    assert!(!fs::read_to_string(here.path().join("page")).unwrap().contains("hunter2"));
    for args in [&["list"][..], &["list", "--format", "json"], &["check", "--diff"]] {
        let text = run(args);
        assert!(!text.contains("hunter2"), "{text}");
    }
}

#[test]
fn paths_begin_at_the_top_of_the_repository() {
    let here = tempfile::tempdir().unwrap();
    let project = here.path().join("data/shop");
    fs::create_dir_all(&project).unwrap();
    fs::create_dir(here.path().join(".git")).unwrap();
    fs::write(project.join("flowctl.toml"), "").unwrap();
    fs::write(project.join("flow.yaml"), "colections: []\n").unwrap();
    fs::write(here.path().join("changed"), "./data/shop/flow.yaml\n").unwrap();
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_flowctl"));
        let output = command
            .current_dir(&project)
            .args(args)
            .env_clear()
            .env("GITHUB_STEP_SUMMARY", "../page")
            .output();
        let output = output.unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let place = |format: &str| run(&["check", "--format", format]).1;
    assert!(place("sarif").contains("\"uri\": \"data/shop/flow.yaml\""));
    assert!(place("gitlab").contains("\"path\": \"data/shop/flow.yaml\""));
    assert!(place("junit").contains("name=\"data/shop/flow.yaml\""));
    assert!(place("concise").starts_with("flow.yaml:1:1: "));
    assert!(fs::metadata(project.join("../page")).is_err());
    let (code, out, err) = run(&["check", "--format", "github", "--changed-files", "../../changed"]);
    assert!(code == Some(1) && out.starts_with("::error file=data/shop/flow.yaml,line=1,col=1,"), "{out}");
    assert_eq!(err, "1 error in 1 file. 1 fixable: flowctl check --fix\n");
    run(&["check", "--format", "github"]);
    let page = fs::read_to_string(project.join("../page")).unwrap();
    assert_eq!(page.matches("### flowctl: 1 error in 1 file\n").count(), 2, "{page}");
    let (code, _, err) = run(&["check", "--format", "github", "--changed-files", "none"]);
    assert!(code == Some(2) && err.starts_with("error: `none` cannot be read: "), "{err}");
}

/// Text that tries to be markup of some format.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("::error file=x::forged"),
        Just("\n::error::forged"),
        Just("%0A"),
        Just("%25"),
        Just("##[error]forged"),
        Just("|"),
        Just("`"),
        Just("\\"),
        Just("<b>"),
        Just("</failure>"),
        Just("]]>"),
        Just("<!--"),
        Just("&amp;"),
        Just("&#60;"),
        Just("\""),
        Just("[x](https://evil)"),
        Just("![x](y)"),
        Just("https://evil.example"),
        Just("www.evil.example"),
        Just("@someone"),
        Just("**x** _y_ ~~z~~ $a$"),
        Just("{0}"),
        Just("\u{1b}[2J"),
        Just("\u{202e}"),
        Just("\r\n"),
        Just("\u{0}"),
        Just("\u{ffff}"),
        Just(","),
        Just(": "),
        Just("title=x"),
        Just("#1"),
        Just("- "),
    ];
    let piece = prop_oneof![3 => piece.prop_map(str::to_owned), 1 => ".{0,5}"];
    prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_in_a_catalog_forges_markup(
        name in hostile(),
        message in hostile(),
        help in hostile(),
        label in hostile(),
        edit in hostile(),
        range in (0_usize..40, 0_usize..40),
    ) {
        // A folder keeps the path within the root, whatever its name is.
        let path = format!("a/{}.yaml", name.replace(['/', '\\', '\0'], "_"));
        let mut compilation = compile(&path, "key: value\nother: \u{1F6B2}\u{e9}\nlast: [1, 2, 3]\n");
        compilation.diagnostics.clear();
        let source = compilation.sources.files()[0].clone();
        // URLs have no line breaks and tabs.
        let (file, path, end) = (source.id, source.uri.to_string(), source.text.len());
        let start = range.0.min(end);
        let span = Span::new(file, start, (start + range.1).min(end));
        let finding = Diagnostic::new(codes::by_name("wrong-type").unwrap(), span, &message)
            .label(&label).secondary(Span::new(file, 0, 3), &label).help(&help).note(&help).fix(&label, span, &edit);
        compilation.diagnostics.push(finding);
        let findings = Findings::plain(&compilation, 80);
        let prose = |text: &str| escape::prose(text);

        for format in FORMATS {
            let text = print(format.name, &findings);
            prop_assert!(text.chars().all(|c| c == '\n' || !escape::is_hidden(c)), "{}: {text:?}", format.name);
        }
        let log = sarif(&print("sarif", &findings));
        let result = &log["runs"][0]["results"][0];
        let change = &result["fixes"][0]["artifactChanges"][0];
        prop_assert_eq!(&change["replacements"][0]["insertedContent"]["text"], &edit);
        let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
        let known = url::Url::parse("file:///").unwrap().join(uri).unwrap();
        prop_assert!(known.path_segments().unwrap().count() == 2 && known.query().is_none(), "{}", uri);
        prop_assert!(!result["message"]["text"].as_str().unwrap().replace("\\](", "").contains("]("));

        let text = print("github", &findings);
        let commands: Vec<_> = text.lines().map(command).collect();
        prop_assert_eq!(commands.len(), 1, "{}", text);
        let (level, properties, data) = commands[0].as_ref().unwrap();
        prop_assert_eq!((level.as_str(), properties["title"].as_str()), ("error", "wrong-type"));
        prop_assert_eq!(&properties["file"], &prose(&path));
        let known = ["file", "line", "col", "endLine", "endColumn", "title"];
        prop_assert!(properties.keys().all(|key| known.contains(&key.as_str())));
        prop_assert_eq!(data, &format!("{}\nhelp: {}", prose(&message), prose(&help)));

        let page = (by_name("github").unwrap().page.unwrap())(&findings);
        let rows = table(&page);
        prop_assert_eq!(rows.len(), 2, "{}", page);
        prop_assert!(rows[1].len() == 4, "{}", page);
        let shown = |text: &str| match text.matches('`').count().is_multiple_of(2) {
            true => prose(text).replace('`', ""),
            false => prose(text),
        };
        let spaces = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assert_eq!(spaces(&rows[1][3]), spaces(&format!("{}help: {}", shown(&message), shown(&help))));

        let entries: Value = serde_json::from_str(&print("gitlab", &findings)).unwrap();
        prop_assert_eq!(entries[0]["location"]["path"].as_str(), Some(path.as_str()));
        prop_assert_eq!(entries[0]["description"].as_str().unwrap(), format!("{}; {}", prose(&message), prose(&help)));

        let text = print("junit", &findings);
        let document = roxmltree::Document::parse(&text).unwrap();
        let elements = document.descendants().filter(roxmltree::Node::is_element);
        let elements: Vec<_> = elements.map(|node| node.tag_name().name()).collect();
        prop_assert_eq!(elements, ["testsuites", "testsuite", "testcase", "failure"]);
        let failure = document.descendants().find(|node| node.has_tag_name("failure")).unwrap();
        prop_assert_eq!(failure.parent().unwrap().attribute("name").unwrap(), xml(&path));
        prop_assert!(failure.text().unwrap().contains(&xml(&message)), "{}", text);
        prop_assert!(failure.attribute("message").unwrap().ends_with(&xml(&message)));
    }
}

/// Text as a document of XML can hold it.
fn xml(text: &str) -> String {
    escape::prose(text).replace('\u{fffe}', "\\u{fffe}").replace('\u{ffff}', "\\u{ffff}")
}
