//! Contract tests of catalogs: every folder of `fixtures/tests` says in `expected.txt` what its tests come to, and
//! those whose names do not end in `-wrong` pass. `UPDATE=1` rewrites what is expected.
#![expect(clippy::disallowed_methods, reason = "the tests start the program on files that they write")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod folder;

use folder::copy;
use serde_json::Value;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures")
}

/// A folder with one catalog.
fn catalog(text: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("flow.yaml"), text).unwrap();
    folder
}

/// The `PATH` with an interpreter of Python that has pydantic, if there is one: else a line says so, and fails where
/// everything must run.
fn search() -> Option<String> {
    let own = fixtures().join("../.tools/python/bin");
    let system = std::env::var_os("PATH").unwrap_or_default();
    let all = std::env::join_paths([own].into_iter().chain(std::env::split_paths(&system))).unwrap();
    let mut python = Command::new("python3");
    let found = python.args(["-I", "-c", "import pydantic"]).env("PATH", &all).output();
    if found.is_ok_and(|ran| ran.status.success()) {
        return all.into_string().ok();
    }
    assert!(std::env::var("CI").as_deref() != Ok("true"), "there is no python3 with pydantic");
    std::io::stderr().write_all(b"skipped: there is no python3 with pydantic\n").unwrap();
    None
}

/// The `PATH`, if it has Node: else a line says so, and fails where everything must run.
fn search_node() -> Option<String> {
    let system = std::env::var_os("PATH").unwrap_or_default();
    if std::env::split_paths(&system).any(|folder| folder.join("node").is_file()) {
        return system.into_string().ok();
    }
    assert!(std::env::var("CI").as_deref() != Ok("true"), "there is no node");
    std::io::stderr().write_all(b"skipped: there is no node\n").unwrap();
    None
}

/// Runs the tests of a fixture; with its package of npm beside it if it is one that imports one.
fn run_fixture(folder: &Path) -> Option<(i32, String, String)> {
    let name = folder.file_name()?.to_string_lossy();
    if name.contains("python") {
        search()?;
    } else if name.contains("packages") {
        let (search, here) = (search_node()?, copy(folder));
        let package = here.path().join("node_modules/rounding");
        fs::create_dir_all(&package).unwrap();
        for file in ["package.json", "index.js", "index.d.ts"] {
            fs::copy(fixtures().join("packages/rounding").join(file), package.join(file)).unwrap();
        }
        return Some(run_with(here.path(), &[], &[("PATH", &search)]));
    }
    Some(run(folder, &[]))
}

/// Runs `flowctl test` in a folder: its exit code, and what it prints.
fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
    run_with(folder, args, &[])
}

/// Runs it with variables of the environment.
fn run_with(folder: &Path, args: &[&str], variables: &[(&str, &str)]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flowctl"));
    command.args(["test", "--root", ".", "--no-cache"]).args(args).current_dir(folder);
    command.env_clear().env("LC_ALL", "C.UTF-8").envs(variables.iter().copied());
    if folder.to_string_lossy().contains("python") {
        command.env("PATH", search().unwrap_or_default());
    }
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn every_fixture_comes_to_what_is_expected_of_it() {
    let update = std::env::var("UPDATE").is_ok_and(|value| value == "1");
    let mut folders: Vec<PathBuf> =
        fs::read_dir(fixtures().join("tests")).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    assert!(folders.len() > 15);
    let mut faults = Vec::new();
    let page = fs::read_to_string(fixtures().join("../docs/tests.md")).unwrap();
    for folder in &folders {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        // They are examples for readers, too.
        if !page.contains(&format!("fixtures/tests/{name}")) {
            faults.push(format!("{name} is not in docs/tests.md"));
        }
        let Some((code, found, err)) = run_fixture(folder) else { continue };
        let is_wrong = name.ends_with("-wrong");
        if code != i32::from(is_wrong) {
            faults.push(format!("{name}: exit code {code}\n{found}{err}"));
        }
        let path = folder.join("expected.txt");
        let expected = fs::read_to_string(&path).unwrap_or_default();
        let found = found + &err;
        if found != expected && update {
            fs::write(&path, found).unwrap();
        } else if found != expected {
            faults.push(format!("{name} comes to\n{found}and not\n{expected}"));
        }
    }
    assert!(faults.is_empty(), "{}\nUPDATE=1 cargo test accepts", faults.join("\n"));
}

#[test]
fn the_tests_of_a_real_catalog_pass_with_the_module_that_was_written_for_it() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus/citi-bike-demo");
    if !corpus.is_dir() {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "there is no corpus at {}", corpus.display());
        println!("there is no corpus at {}: nothing was tested", corpus.display());
        return;
    }
    let here = copy(&corpus);
    fs::copy(fixtures().join("lambdas/citi-bike/2_derive.flow.ts"), here.path().join("2_derive.flow.ts"))
        .unwrap();
    let (code, out, err) = run(here.path(), &["4_tests.flow.yaml"]);
    assert_eq!((code, err.as_str()), (0, "3 tests passed\n"), "{out}");
    let module = here.path().join("2_derive.flow.ts");
    let wrong = fs::read_to_string(&module).unwrap().replace("move_in: 1", "move_in: 2");
    fs::write(&module, wrong).unwrap();
    let (code, out, _) = run(here.path(), &["4_tests.flow.yaml", "--filter", "bikes come and go"]);
    assert!(code == 1 && out.contains("    /move_in  4_tests.flow.yaml:"), "{out}");
}

const TWO_TESTS: &str = "\
collections:
  - name: acme/orders
    key: [/id]
    schema: { type: object, required: [id], properties: { id: { type: integer }, text: { type: string } } }
tests:
  a fails:
    - verify: { collection: acme/orders, documents: [{ id: 1 }] }
  b passes & <more>:
    - verify: { collection: acme/orders, documents: [] }
";

#[test]
fn tests_are_chosen_by_their_names() {
    let here = catalog(TWO_TESTS);
    let (code, out, err) = run(here.path(), &["--filter", "^b"]);
    assert_eq!((code, out.as_str()), (0, "\u{2714} flow.yaml :: b passes & <more>\n"), "{err}");
    let (code, out, err) = run(here.path(), &["--filter", "c"]);
    assert!(code == 2 && out.is_empty() && err.contains("no test has a name"), "{err}");
    let (code, _, err) = run(here.path(), &["--filter", "("]);
    assert!(code == 2 && err.contains("`(` is no regular expression: unclosed group"), "{err}");
    let (code, out, err) = run(catalog("collections: []\n").path(), &[]);
    assert_eq!((code, out.as_str(), err.as_str()), (0, "", "0 tests passed\n"));
}

#[test]
fn the_first_failure_may_be_the_last_test() {
    let here = catalog(TWO_TESTS);
    let (code, out, err) = run(here.path(), &["--fail-fast"]);
    assert!(code == 1 && out.contains("\n- flow.yaml :: b passes"), "{out}");
    assert_eq!(err, "0 tests passed, 1 failed, 1 not run\n");
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let folder = fixtures().join("tests/strategies");
    assert_eq!(run(&folder, &["--jobs", "1"]), run(&folder, &["--jobs", "4"]));
}

#[test]
fn json_fits_its_published_schema() {
    let schema = Command::new(env!("CARGO_BIN_EXE_flowctl")).args(["schema", "tests"]).output().unwrap();
    let schema: Value = serde_json::from_slice(&schema.stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for name in ["failing-wrong", "lambdas-wrong", "joins"] {
        let (_, out, _) = run(&fixtures().join("tests").join(name), &["--format", "json"]);
        let report: Value = serde_json::from_str(&out).unwrap();
        assert!(validator.is_valid(&report), "{name}: {out}");
    }
    let (_, out, _) = run(&fixtures().join("tests/failing-wrong"), &["--format", "json"]);
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["format_version"], "1.0");
    assert_eq!((&report["passed"], &report["failed"]), (&1.into(), &2.into()));
    let differs = &report["tests"][1]["failures"][0];
    assert_eq!(differs["differences"][0]["pointer"], "/note");
    assert_eq!(differs["differences"][0]["actual"], "two  spaces");
    assert_eq!(differs["differences"][3].get("actual"), None);
}

#[test]
fn junit_is_read_by_others() {
    let here = catalog(TWO_TESTS);
    let (code, _, _) = run(here.path(), &["--junit", "out.xml", "--fail-fast"]);
    let text = fs::read_to_string(here.path().join("out.xml")).unwrap();
    let document = roxmltree::Document::parse(&text).unwrap();
    let cases: Vec<_> = document.descendants().filter(|node| node.has_tag_name("testcase")).collect();
    assert_eq!((code, cases.len()), (1, 2));
    let failure = cases[0].first_element_child().unwrap();
    assert_eq!(failure.attribute("message"), Some("there is no document 1 of `acme/orders`"));
    assert!(failure.text().unwrap().starts_with("  flow.yaml:7:"), "{text}");
    assert_eq!(cases[1].attribute("name"), Some("b passes & <more>"));
    assert!(cases[1].first_element_child().unwrap().has_tag_name("skipped"));
}

#[test]
fn a_catalog_with_errors_is_not_run() {
    let here = catalog("collections:\n  - name: acme/orders\n    key: [/id]\n    schema: nowhere.yaml\n");
    let (code, out, err) = run(here.path(), &[]);
    assert!(code == 1 && out.is_empty() && err.contains("no test was run: the catalog has errors"), "{err}");
}

#[test]
fn secrets_are_not_shown() {
    let here = catalog(
        "collections:
  - name: acme/users
    key: [/id]
    schema:
      type: object
      required: [id]
      properties: { id: { type: integer }, code: { type: string, secret: true } }
tests:
  a secret differs:
    - ingest: { collection: acme/users, documents: [{ id: 1, code: hunter2 }] }
    - verify: { collection: acme/users, documents: [{ id: 1, code: hunter3 }, { id: 2 }] }
    - verify: { collection: acme/users, documents: [] }
",
    );
    for format in ["text", "json"] {
        let (code, out, err) = run(here.path(), &["--format", format]);
        assert!(code == 1 && !out.contains("hunter"), "{out}{err}");
    }
}

#[test]
fn what_a_lambda_says_is_no_command_of_a_terminal() {
    let here = catalog(
        "collections:
  - name: acme/orders
    key: [/id]
    schema: &order { type: object, required: [id], properties: { id: { type: integer } } }
  - name: acme/copies
    key: [/id]
    schema: *order
    derivation:
      transform:
        fromOrders:
          source: { name: acme/orders }
          publish: { typescript: 'throw new Error(\"\\x1b[31m\\u202e\\r red\");' }
tests:
  it throws:
    - ingest: { collection: acme/orders, documents: [{ id: 1 }] }
",
    );
    let (code, out, _) = run(here.path(), &[]);
    assert!(code == 1 && out.contains("\\u{1b}[31m\\u{202e}\\u{d} red"), "{out}");
}

const WRONG: &str = "\
collections:
  - name: acme/orders
    key: [/id]
    schema:
      type: object
      required: [id]
      properties: { id: { type: integer }, note: { type: string }, lines: { type: array } }
tests:
  documents are expected:
    - ingest:
        collection: acme/orders
        documents:
          - { id: 1, note: 'a: b', lines: [1, 2] }
          - { id: 2, note: two, lines: [{ sku: x, count: 2 }] }
          - &four { id: 4 }
          - { id: 5 }
    - verify: # of everything
        collection: acme/orders
        documents:
          # The first one.
          - id: 1 # an id
            note: \"x\" # a note
            lines:
              - 1 # one
              - 3 # two
          - { id: 2, lines: [{ sku: y }] }
          - { id: 3 } # it is gone
          - *four
    - verify: { collection: acme/orders, documents: [] }
    - verify: { collection: acme/orders, documents: [{ id: 1, price: 2 }] } # flowctl: ignore
";

#[test]
fn what_tests_expect_is_rewritten_in_place() {
    let here = catalog(WRONG);
    let (code, out, err) = run(here.path(), &["--update"]);
    assert_eq!(code, 0, "{out}{err}");
    assert_eq!(err, "rewrote what is expected in 3 steps of 1 file\n1 test passed\n", "{out}");
    let text = fs::read_to_string(here.path().join("flow.yaml")).unwrap();
    let (before, rest) = text.split_once("    - verify: # of everything\n").unwrap();
    assert!(WRONG.starts_with(before));
    assert_eq!(
        rest,
        "        collection: acme/orders
        documents:
          # The first one.
          - id: 1 # an id
            note: \"a: b\" # a note
            lines:
              - 1 # one
              - 2 # two
          - { id: 2, lines: [{ sku: x }] }
          - *four
          - { id: 5 }
    - verify: { collection: acme/orders, documents: [{ id: 1, note: \"a: b\", lines: [1, 2] }, \
         { id: 2, note: two, lines: [{ sku: x, count: 2 }] }, { id: 4 }, { id: 5 }] }
    - verify: { collection: acme/orders, documents: [{ id: 1 }, \
         { id: 2, note: two, lines: [{ sku: x, count: 2 }] }, { id: 4 }, { id: 5 }] } # flowctl: ignore
"
    );
    let (code, _, err) = run(here.path(), &["--update"]);
    assert_eq!((code, err.as_str()), (0, "1 test passed\n"));
}

#[test]
fn documents_that_others_share_are_rewritten_where_they_are_expected() {
    let here = catalog(
        "collections:
  - name: acme/orders
    key: [/id]
    schema: { type: object, required: [id], properties: { id: { type: integer }, n: { type: integer } } }
tests:
  first:
    - ingest: { collection: acme/orders, documents: &all [&one { id: 1, n: 1 }] }
    - ingest: { collection: acme/orders, documents: [{ id: 1, n: 2 }] }
    - verify: { collection: acme/orders, documents: *all }
  second:
    - ingest: { collection: acme/orders, documents: [*one] }
    - verify: { collection: acme/orders, documents: &none [] }
    - verify: { collection: acme/orders, documents: *one-list }
x-one: &one-list [{ id: 1 }]
",
    );
    let (code, _, err) = run(here.path(), &[]);
    assert!(code == 1 && err.contains("one-list"), "an alias may not come before its anchor: {err}");
    let path = here.path().join("flow.yaml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("    - verify: { collection: acme/orders, documents: *one-list }\n", ""))
        .unwrap();
    let (code, out, err) = run(here.path(), &["--update"]);
    assert_eq!(
        (code, err.as_str()),
        (0, "rewrote what is expected in 2 steps of 1 file\n2 tests passed\n"),
        "{out}"
    );
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("documents: &all [&one { id: 1, n: 1 }] }"), "{text}");
    assert!(text.contains("verify: { collection: acme/orders, documents: [{ id: 1, \"n\": 2 }] }"), "{text}");
    assert!(
        text.contains("verify: { collection: acme/orders, documents: &none [{ id: 1, \"n\": 1 }] }"),
        "{text}"
    );
}

#[test]
fn what_no_test_reached_is_said() {
    let here = catalog(
        "collections:
  - name: acme/orders
    key: [/id]
    schema:
      type: object
      required: [id]
      reduce: { strategy: merge }
      properties:
        id: { type: integer }
        area: { type: string }
        count: { type: integer, reduce: { strategy: sum } }
        most: { type: integer, reduce: { strategy: maximize } }
    projections: { area: { location: /area, partition: true }, number: /id }
  - name: acme/refunds
    key: [/id]
    schema: &refund { type: object, required: [id], properties: { id: { type: integer } } }
  - name: acme/all
    key: [/id]
    schema: *refund
    derivation:
      transform:
        fromOrders: { source: { name: acme/orders }, publish: { typescript: 'return [{ id: source.id }];' } }
        fromRefunds: { source: { name: acme/refunds }, publish: { typescript: 'return [source];' } }
tests:
  orders are taken over:
    - ingest:
        collection: acme/orders
        documents: [{ id: 1, count: 1, most: 1 }, { id: 1, count: 1 }, { id: 2, most: 1 }]
    - ingest: { collection: acme/orders, documents: [{ id: 2, count: 1 }] }
    - verify: { collection: acme/all, documents: [{ id: 1 }, { id: 2 }] }
",
    );
    let (code, out, err) = run(here.path(), &["--coverage"]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(
        out,
        "\u{2714} flow.yaml :: orders are taken over

reached by tests:
2 of 3 collections
  flow.yaml:14:11: no test appends to the collection `acme/refunds`
1 of 2 transforms
  flow.yaml:23:9: the transform `fromRefunds` of `acme/all` reads no document in any test
1 of 2 declared fields
  flow.yaml:13:20: no document of `acme/orders` has a value in the field `area`
2 of 3 reductions
  flow.yaml:12:40: no two documents of one key of `acme/orders` are reduced by `maximize` at `/most`
"
    );
    let (_, out, _) = run(here.path(), &["--coverage", "--format", "json"]);
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["coverage"]["transforms"], serde_json::json!({"reached": 1, "all": 2}));
    let unreached = report["coverage"]["unreached"].as_array().unwrap();
    let seen =
        unreached.iter().map(|one| (one["kind"].as_str().unwrap(), one["place"]["line"].as_u64().unwrap()));
    let expected = [("collection", 14), ("transform", 23), ("field", 13), ("reduction", 12)];
    assert_eq!(seen.collect::<Vec<_>>(), expected);
}

#[test]
fn what_is_not_reached_of_schemas_is_said_once_and_in_place() {
    let folder = fixtures().join("tests/coverage");
    let (code, found, err) = run(&folder, &["--coverage"]);
    assert_eq!(code, 0, "{err}");
    let path = folder.join("coverage.txt");
    if std::env::var("UPDATE").is_ok_and(|value| value == "1") {
        fs::write(&path, &found).unwrap();
    }
    assert_eq!(found, fs::read_to_string(&path).unwrap());
    // Shares are of all there is, also where a line stands for several.
    let (_, found, _) = run(&folder, &["--coverage", "--format", "json"]);
    let report: Value = serde_json::from_str(&found).unwrap();
    assert_eq!(report["coverage"]["branches"], serde_json::json!({"reached": 5, "all": 18}));
    // With as many collections that repeat it, the list for people ends.
    let text: String = (10..40)
        .map(|name| {
            let schema = "{ type: object, required: [id], properties: { id: { type: string } } }";
            format!("  - {{ name: acme/c{name}, key: [/id], schema: {schema} }}\n")
        })
        .collect();
    let here = catalog(&format!("collections:\n{text}"));
    let (_, found, _) = run(here.path(), &["--coverage"]);
    assert!(found.contains("0 of 30 collections\n"), "{found}");
    assert!(found.contains("  and 10 more, which `--format json` lists\n"), "{found}");
}

#[test]
fn branches_and_reductions_are_known_wherever_schemas_are_written() {
    let here = catalog(
        "collections:
  - name: acme/values
    key: [/id]
    schema:
      $id: https://example.org/values
      type: object
      required: [id]
      reduce: { strategy: merge }
      properties:
        id: { type: integer }
        alias: &amount { type: number, reduce: { strategy: sum } }
        aliased: *amount
        embedded: { $id: embedded, anyOf: [{ $ref: '#/$defs/a' }, true], $defs: { a: { type: string } } }
        listed: { items: [{ anyOf: [{ const: 1 }, { const: 2 }] }], additionalItems: { anyOf: [true, false] } }
        tuple: { prefixItems: [{ anyOf: [{ const: 1 }, { const: 2 }] }] }
        '/~ ': { patternProperties: { ^a/: { anyOf: [{ const: 1 }, { const: 2 }] } } }
tests:
  all of them:
    - ingest:
        collection: acme/values
        documents:
          - { id: 1, aliased: 1, embedded: x, listed: [1, 1], tuple: [1], '/~ ': { a/b: 1 } }
          - { id: 1, aliased: 1 }
",
    );
    let (_, found, err) = run(here.path(), &["--coverage"]);
    let (_, found) = found.split_once("1 of 1 collections\n").expect(&err);
    let alternative = "no document of `acme/values` matches alternative 2 of 2 of `anyOf`";
    let places = ["14:51", "14:102", "15:56", "16:68"].map(|at| format!("  flow.yaml:{at}: {alternative}\n"));
    assert_eq!(found, format!("6 of 10 branches of schemas\n{}2 of 2 reductions\n", places.concat()));
}

/// Runs `flowctl preview` in a folder.
fn preview(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flowctl"));
    command.args(["preview", "--root", ".", "--no-cache"]).args(args).current_dir(folder);
    command.env_clear().env("LC_ALL", "C.UTF-8");
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn documents_of_a_derivation_are_previewed() {
    let here = copy(&fixtures().join("tests/sign-change"));
    let lines =
        "{\"id\": 1, \"account\": \"a\", \"amount\": 5}\n{\"id\": 2, \"account\": \"a\", \"amount\": -7}\n";
    fs::write(here.path().join("lines.jsonl"), lines).unwrap();
    let (code, out, err) = preview(here.path(), &["acme/sign-changes", "--fixture", "lines.jsonl"]);
    let table = "account  id  sum\n-------  --  ---\na        1   5\na        2   -2\n";
    assert_eq!((code, out.as_str(), err.as_str()), (0, table, ""));
    let all = format!("{{\"acme/movements\": [{}]}}", lines.trim_end().replace('\n', ","));
    fs::write(here.path().join("all.json"), all).unwrap();
    let args = ["acme/sign-changes", "--fixture", "all.json", "--format", "jsonl", "-n", "1"];
    let (code, out, err) = preview(here.path(), &args);
    assert_eq!((code, out.as_str()), (0, "{\"account\":\"a\",\"id\":1,\"sum\":5}\n"));
    assert_eq!(err, "1 of 2 documents; `-n 2` prints all\n");
    for (name, text, said) in [
        ("acme/sign-change", "[]", "did you mean `acme/sign-changes`?"),
        ("acme/movements", "[]", "is not derived"),
        ("acme/sign-changes", "[", "it is no JSON"),
        ("acme/sign-changes", "1", "value 1 is neither a document nor a list of documents"),
    ] {
        fs::write(here.path().join("x.json"), text).unwrap();
        let (code, out, err) = preview(here.path(), &[name, "--fixture", "x.json"]);
        assert!(code == 2 && out.is_empty() && err.contains(said), "{err}");
    }
    fs::write(here.path().join("x.json"), "[{\"id\": \"x\"}]").unwrap();
    let (code, _, err) = preview(here.path(), &["acme/sign-changes", "--fixture", "x.json"]);
    assert!(code == 1 && err.contains("the documents are not ingested"), "{err}");
    let joins = fixtures().join("tests/joins");
    let (code, _, err) = preview(&joins, &["acme/inner", "--fixture", "flow.yaml"]);
    assert!(code == 2 && err.contains("it is no JSON"), "{err}");
}
