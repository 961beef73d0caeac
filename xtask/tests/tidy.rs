//! The conventions of CONTRIBUTING.md that a program can check, over every file of the repository.
#![expect(clippy::disallowed_methods, reason = "the test reads the checkout and asks cargo for its metadata")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail in its helpers")]

use compiler::RULES;
use compiler::codes;
use compiler::connector::{CONNECTORS, DIALECT_FACTS};
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use xtask::{docs, workspace};

/// A file of the repository: its path with `/`, and its text.
struct File {
    path: String,
    text: String,
}

/// Files whose path is chosen; those that are not UTF-8 are no sources.
fn files(choose: impl Fn(&str) -> bool) -> Vec<File> {
    let root = workspace::root();
    let paths = workspace::files(&root).unwrap().into_iter().filter(|path| choose(path));
    paths.filter_map(|path| Some(File { text: workspace::read(&root, &path).ok()?, path })).collect()
}

fn is_fixture(path: &str) -> bool {
    path.starts_with("fixtures/") && path != "fixtures/README.md"
}

fn rust_files() -> Vec<File> {
    let files = files(|path| path.ends_with(".rs") && !is_fixture(path) && !path.starts_with("templates/"));
    assert!(files.len() > 50, "the walk finds the sources");
    files
}

/// What is wrong, a line each; a test fails with all of it.
fn report(what: &str, faults: Vec<String>) {
    assert!(faults.is_empty(), "{what}\n{}", faults.join("\n"));
}

/// The lines of a source file that are code, with their numbers: no comments, and no tests at its end.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let numbered = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    let code = numbered.take_while(|(_, line)| *line != "#[cfg(test)]");
    let code = code.filter(|(_, line)| !line.trim_start().starts_with("//"));
    code.map(|(number, line)| (number, line.split(" // ").next().unwrap_or(line)))
}

/// The words of a line, in lower case; `_` and digits are parts of words.
fn words(line: &str) -> impl Iterator<Item = String> {
    line.split(|c: char| !c.is_alphanumeric() && c != '_').map(str::to_lowercase)
}

#[test]
fn every_source_file_begins_with_what_it_owns() {
    let faults = rust_files().into_iter().filter(|file| !file.text.starts_with("//! "));
    report("files that do not begin with `//! `", faults.map(|file| file.path).collect());
}

#[test]
fn files_and_lines_are_short() {
    let mut faults = Vec::new();
    for file in rust_files() {
        let length = file.text.lines().count();
        if length > 800 {
            faults.push(format!("{}: {length} lines, more than 800", file.path));
        } else if length > 500 {
            println!("{}: {length} lines; think about splitting it at 500", file.path);
        }
        let long = file.text.lines().enumerate().filter(|(_, line)| line.chars().count() > 120);
        faults
            .extend(long.map(|(index, _)| format!("{}:{}: more than 120 characters", file.path, index + 1)));
    }
    report("long files and lines", faults);
}

#[test]
fn modules_are_named_after_what_they_hold() {
    const EMPTY_NAMES: &[&str] = &["util", "utils", "common", "misc", "manager", "core", "base", "impl"];
    let is_empty_name = |path: &str| {
        let parts = path.trim_end_matches(".rs").split('/');
        parts.into_iter().any(|part| EMPTY_NAMES.contains(&part))
    };
    let faults = rust_files().into_iter().map(|file| file.path).filter(|path| is_empty_name(path));
    report("modules whose names say nothing", faults.collect());
}

#[test]
fn text_has_no_tabs_and_no_trailing_space() {
    let is_text = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        let known = ["rs", "toml", "md", "yaml", "yml", "json", "sh", "ts", "js", "py", "sql", "html"];
        let script = path.starts_with("scripts/") || path.starts_with(".ci/");
        !is_fixture(path) && (known.contains(&extension) || script || path.starts_with("templates/"))
    };
    let mut faults = Vec::new();
    for file in files(is_text).into_iter().filter(|file| !file.path.ends_with("package-lock.json")) {
        for (index, line) in file.text.lines().enumerate() {
            if line.contains('\t') || line.ends_with(' ') {
                faults.push(format!("{}:{}", file.path, index + 1));
            }
        }
        // A template ends as its output does.
        let complete = file.text.is_empty() || file.text.ends_with('\n');
        if !complete && !file.path.starts_with("templates/") {
            faults.push(format!("{}: no line break at the end", file.path));
        }
    }
    report("tabs and trailing spaces", faults);
}

#[test]
fn no_snapshot_waits_for_review() {
    let faults = files(|path| path.ends_with(".snap.new") || path.ends_with(".pending-snap"));
    report("snapshots that were not accepted", faults.into_iter().map(|file| file.path).collect());
}

#[test]
fn nothing_is_left_for_later() {
    // Put together here, so that this file does not find itself.
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("#[ig", "nore"), concat!("XX", "X")];
    let mut faults = Vec::new();
    for file in files(|path| path != "Cargo.lock" && !path.starts_with("LICENSE")) {
        for (index, line) in file.text.lines().enumerate() {
            if marks.iter().any(|mark| line.contains(mark)) {
                faults.push(format!("{}:{}: {}", file.path, index + 1, line.trim()));
            }
        }
    }
    report("marks of unfinished work", faults);
}

#[test]
fn no_file_names_a_path_of_the_machine_that_it_was_written_on() {
    let marks = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("C:\\Us", "ers")];
    let mut faults = Vec::new();
    for file in files(|_| true) {
        for (index, line) in file.text.lines().enumerate() {
            if marks.iter().any(|mark| line.contains(mark)) {
                faults.push(format!("{}:{}: {}", file.path, index + 1, line.trim()));
            }
        }
    }
    report("paths of a machine", faults);
}

/// A package of the workspace, with the names of what it depends on.
struct Package {
    name: String,
    normal: BTreeSet<String>,
    development: BTreeSet<String>,
}

fn packages() -> Vec<Package> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline", "--locked"])
        .current_dir(workspace::root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let package = |package: &serde_json::Value| {
        let dependencies = package["dependencies"].as_array().unwrap();
        let of_kind = |development: bool| {
            let chosen = dependencies.iter().filter(|one| (one["kind"] == "dev") == development);
            chosen.map(|one| text(&one["name"])).collect()
        };
        Package { name: text(&package["name"]), normal: of_kind(false), development: of_kind(true) }
    };
    metadata["packages"].as_array().unwrap().iter().map(package).collect()
}

/// Which crate of the workspace may depend on which.
const EDGES: &[(&str, &[&str])] = &[
    ("runtime-lite", &[]),
    ("engine", &["runtime-lite"]),
    ("compiler", &["runtime-lite"]),
    ("codegen", &["compiler", "runtime-lite"]),
    ("flowctl", &["codegen", "compiler", "engine", "runtime-lite"]),
    ("xtask", &["codegen", "compiler"]),
];

/// Which crates of the workspace may use a third-party crate, in what they ship.
const THIRD_PARTY: &[(&str, &[&str])] = &[
    ("askama", &["codegen"]),
    ("aws-credential-types", &["engine"]),
    ("aws-sigv4", &["engine"]),
    ("clap", &["flowctl", "xtask"]),
    ("crc32fast", &["flowctl"]),
    ("globset", &["compiler"]),
    ("granit-parser", &["compiler"]),
    ("jsonc-parser", &["compiler"]),
    ("jsonschema", &["runtime-lite"]),
    ("jsonschema-regex", &["runtime-lite"]),
    ("memchr", &["compiler"]),
    ("miette", &["flowctl"]),
    ("mimalloc", &["flowctl"]),
    ("oxc_allocator", &["engine"]),
    ("oxc_ast", &["engine"]),
    ("oxc_codegen", &["engine"]),
    ("oxc_parser", &["engine"]),
    ("oxc_semantic", &["engine"]),
    ("oxc_span", &["engine"]),
    ("oxc_transformer", &["engine"]),
    ("percent-encoding", &["compiler", "engine"]),
    ("petgraph", &["compiler"]),
    ("regex", &["codegen", "compiler", "flowctl", "runtime-lite"]),
    ("rquickjs", &["engine"]),
    ("rusqlite", &["engine"]),
    ("schemars", &["codegen", "compiler", "flowctl"]),
    ("serde", &["codegen", "compiler", "engine", "flowctl", "runtime-lite"]),
    ("serde_json", &["codegen", "compiler", "engine", "flowctl", "runtime-lite", "xtask"]),
    ("sha2", &["codegen", "compiler", "flowctl"]),
    ("similar", &["flowctl"]),
    ("strsim", &["compiler", "engine"]),
    ("tempfile", &["codegen", "engine", "flowctl"]),
    ("terminal_size", &["flowctl"]),
    ("thiserror", &["compiler", "flowctl", "runtime-lite"]),
    ("toml", &["flowctl"]),
    ("unicode-normalization", &["compiler"]),
    ("ureq", &["engine", "flowctl"]),
    ("url", &["compiler", "flowctl"]),
];

/// Third-party crates that tests alone use, in any crate of the workspace.
const DEVELOPMENT: &[&str] =
    &["insta", "postgres", "proptest", "pulldown-cmark", "roxmltree", "sqlparser", "tempfile", "yaml_serde"];

#[test]
fn crates_depend_on_one_another_in_one_direction() {
    let packages = packages();
    let members: BTreeSet<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    let known: BTreeSet<&str> = EDGES.iter().map(|(name, _)| *name).collect();
    assert_eq!(members, known, "the crates of the workspace and the table of this test");
    let mut faults = Vec::new();
    for package in &packages {
        let allowed = EDGES.iter().find(|(name, _)| *name == package.name).map_or(&[][..], |(_, to)| to);
        let used = package.normal.union(&package.development).filter(|name| members.contains(name.as_str()));
        let wrong = used.filter(|name| !allowed.contains(&name.as_str()) && **name != package.name);
        faults.extend(wrong.map(|name| format!("{} -> {name}", package.name)));
    }
    report("dependencies that the architecture does not have", faults);
}

#[test]
fn third_party_crates_stay_where_they_belong() {
    let packages = packages();
    let members: BTreeSet<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    let allowed: BTreeMap<&str, &[&str]> = THIRD_PARTY.iter().copied().collect();
    let mut faults = Vec::new();
    for package in &packages {
        for name in package.normal.iter().filter(|name| !members.contains(name.as_str())) {
            if !allowed.get(name.as_str()).is_some_and(|crates| crates.contains(&package.name.as_str())) {
                faults.push(format!("{} uses {name}", package.name));
            }
        }
        for name in package.development.iter().filter(|name| !members.contains(name.as_str())) {
            if !DEVELOPMENT.contains(&name.as_str()) && !allowed.contains_key(name.as_str()) {
                faults.push(format!("{} uses {name} in tests", package.name));
            }
        }
    }
    report("third-party crates that are not in the tables of this test", faults);
}

/// The HTTP client, and whose code may name it: that of `vendor`, and that of lambdas behind URLs and of AWS.
const HTTP_CLIENT: (&str, &[&str]) = ("ureq", &["flowctl/src/vendor/", "engine/src/http.rs"]);

#[test]
fn only_vendor_and_remote_lambdas_reach_the_network() {
    const OTHERS: &[&str] =
        &["reqwest", "hyper", "curl", "isahc", "attohttpc", "minreq", "surf", "tungstenite"];
    let lock = workspace::read(&workspace::root(), "Cargo.lock").unwrap();
    let names = lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
    let found: Vec<String> = names.filter(|name| OTHERS.contains(name)).map(str::to_owned).collect();
    report("other HTTP clients in Cargo.lock", found);
    let (client, homes) = HTTP_CLIENT;
    let sockets = ["TcpStream", "TcpListener", "UdpSocket", "UnixStream", "UnixListener", "ToSocketAddrs"];
    let sockets = sockets.map(str::to_lowercase);
    let mut faults = Vec::new();
    for file in rust_files() {
        // Tests start servers of their own; only this file has a reason to name the client.
        if !file.path.contains("/src/") || file.path.ends_with("/tests.rs") {
            continue;
        }
        for (number, line) in code_lines(&file.text) {
            let named = |word: &str| words(line).any(|one| one == word);
            let outside = !homes.iter().any(|home| file.path.starts_with(home));
            if outside && named(client) || sockets.iter().any(|socket| named(socket)) {
                faults.push(format!("{}:{number}: {}", file.path, line.trim()));
            }
        }
    }
    report("code that may reach the network, and is not where that belongs", faults);
    for home in homes {
        let inside = files(|path| path.starts_with(home));
        assert!(inside.iter().any(|file| file.text.contains(client)), "the client is where it is expected");
    }
}

#[test]
fn every_third_party_crate_is_justified() {
    let page = workspace::read(&workspace::root(), "docs/architecture.md").unwrap();
    let packages = packages();
    let members: BTreeSet<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    let used = packages.iter().flat_map(|package| package.normal.union(&package.development));
    let outside: BTreeSet<&String> = used.filter(|name| !members.contains(name.as_str())).collect();
    let faults = outside.into_iter().filter(|name| !page.contains(&format!("| `{name}` |")));
    report("crates that docs/architecture.md does not justify", faults.cloned().collect());
}

/// Words that are names of connectors, but also of other things.
const ORDINARY_WORDS: &[(&str, &str)] = &[
    ("remote", "also a lambda that is called over HTTP, and a document on the network"),
    ("elastic", "also an adjective"),
];

/// Files of the compiler that may use the name of an engine, and why.
const ENGINE_EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("compiler/src/spec/setting.rs", "gcs", "a word of the language: the provider of a store"),
    ("compiler/src/spec/setting.rs", "s3", "a word of the language: the provider of a store"),
    ("compiler/src/spec/setting.rs", "sqlite", "a key of the language: the section of that key"),
    ("compiler/src/spec/section.rs", "sqlite", "a key of the language: a lambda in SQL"),
    ("compiler/src/spec/derivation.rs", "sqlite", "a key of the language: a lambda in SQL"),
    ("compiler/src/spec/language/collections.rs", "sqlite", "a key of the language: a lambda in SQL"),
];

/// Every spelling of a dialect or connector.
fn engine_names() -> BTreeSet<String> {
    let connectors = CONNECTORS.iter().flat_map(|one| one.synonyms.iter().chain([&one.name]));
    let dialects = DIALECT_FACTS.iter().flat_map(|one| one.synonyms.iter().chain([&one.name]));
    let later = ["bigquery", "databricks", "duckdb", "mysql", "redshift", "snowflake"];
    let names = connectors.chain(dialects).copied().chain(later);
    let is_ordinary = |name: &&str| ORDINARY_WORDS.iter().any(|(word, _)| word == name);
    names.filter(|name| !is_ordinary(name)).map(str::to_owned).collect()
}

#[test]
fn only_connectors_name_engines() {
    let names = engine_names();
    let mut faults = Vec::new();
    let mut used = BTreeSet::new();
    for file in rust_files() {
        let inside =
            file.path.starts_with("compiler/src/") && !file.path.starts_with("compiler/src/connector/");
        if !inside || file.path.ends_with("/tests.rs") {
            continue;
        }
        for (number, line) in code_lines(&file.text) {
            let line_names: BTreeSet<String> = words(line).filter(|word| names.contains(word)).collect();
            for name in line_names {
                let row = ENGINE_EXCEPTIONS.iter().find(|row| (row.0, row.1) == (&*file.path, &*name));
                match row {
                    Some(row) => {
                        used.insert((row.0, row.1));
                    }
                    None => faults.push(format!("{}:{number}: {name}", file.path)),
                }
            }
        }
    }
    report("names of engines outside compiler/src/connector", faults);
    let unused = ENGINE_EXCEPTIONS.iter().filter(|row| !used.contains(&(row.0, row.1)));
    report("exceptions that nothing needs", unused.map(|row| format!("{}: {}", row.0, row.1)).collect());
}

#[test]
fn only_the_reader_names_languages_of_lambdas() {
    const LANGUAGES: &[&str] = &["typescript", "python", "nodejs", "javascript"];
    let mut faults = Vec::new();
    for file in rust_files() {
        // What reads catalogs, and what looks at the lambdas that it has found.
        let own = ["compiler/src/spec/", "compiler/src/lambda/"];
        let inside =
            file.path.starts_with("compiler/src/") && !own.iter().any(|own| file.path.starts_with(own));
        if !inside || file.path.ends_with("/tests.rs") {
            continue;
        }
        let lines =
            code_lines(&file.text).filter(|(_, line)| words(line).any(|word| LANGUAGES.contains(&&*word)));
        faults.extend(lines.map(|(number, line)| format!("{}:{number}: {}", file.path, line.trim())));
    }
    report("languages outside compiler/src/spec and compiler/src/lambda", faults);
}

/// A dialect is chosen from the registry. Code that asks which one it has belongs into that dialect's file.
#[test]
fn emitters_do_not_ask_which_dialect_they_have() {
    let dialects: BTreeSet<&str> =
        DIALECT_FACTS.iter().flat_map(|one| one.synonyms.iter().chain([&one.name])).copied().collect();
    let mut faults = Vec::new();
    for file in rust_files() {
        let own = |name: &&str| {
            ["sql", "search"].iter().any(|form| file.path == format!("codegen/src/{form}/{name}.rs"))
        };
        let own = dialects.iter().any(own);
        if !file.path.starts_with("codegen/src/") || own || file.path.ends_with("/tests.rs") {
            continue;
        }
        for (number, line) in code_lines(&file.text) {
            let asks = ["=>", "==", "!=", "matches!", "if let", "contains", "starts_with"];
            let named = words(line).any(|word| dialects.contains(&*word));
            if named && asks.iter().any(|form| line.contains(form)) {
                faults.push(format!("{}:{number}: {}", file.path, line.trim()));
            }
        }
    }
    report("questions for the dialect outside its own file", faults);
}

/// The modules of a folder, by the names of their files, but for those given.
fn modules(folder: &str, others: &[&str]) -> BTreeSet<String> {
    let inside = files(|path| path.strip_prefix(folder).is_some_and(|rest| !rest.contains('/')));
    let names = inside.iter().filter_map(|file| file.path.strip_prefix(folder)?.strip_suffix(".rs"));
    names.filter(|name| *name != "mod" && !others.contains(name)).map(str::to_owned).collect()
}

#[test]
fn registries_list_what_their_folders_hold() {
    let rules: BTreeSet<String> = RULES.iter().map(|rule| rule.code.name.replace('-', "_")).collect();
    assert_eq!(modules("compiler/src/rules/", &["documents"]), rules, "compiler/src/rules and RULES");
    let connectors: BTreeSet<String> = CONNECTORS.iter().map(|connector| connector.name.to_owned()).collect();
    let present = modules("compiler/src/connector/", &["constraint", "dialect_facts"]);
    assert_eq!(present, connectors, "compiler/src/connector and CONNECTORS");
}

#[test]
fn each_code_has_a_page_and_each_page_a_code() {
    let pages = files(|path| path.starts_with("fixtures/diagnostics/"));
    let pages: BTreeSet<&str> = pages
        .iter()
        .filter_map(|file| file.path.strip_prefix("fixtures/diagnostics/")?.strip_suffix(".md"))
        .collect();
    let codes: BTreeSet<&str> = codes::all().iter().map(|code| code.name).collect();
    assert_eq!(pages, codes);
}

#[test]
fn each_page_of_a_code_has_its_parts_in_order() {
    let mut faults = Vec::new();
    for code in codes::all() {
        let parts = ["## Why", "## Example", "```diagnostics", "## Fix"];
        let places: Vec<Option<usize>> =
            parts.iter().map(|part| code.docs.find(&format!("\n{part}\n"))).collect();
        let ordered = places.iter().all(Option::is_some) && places.is_sorted();
        if !ordered || !code.summary().ends_with('.') {
            faults.push(code.name.to_owned());
        }
    }
    report("pages without a sentence, Why, Example, report and Fix, in this order", faults);
}

#[test]
fn generated_pages_are_up_to_date() {
    docs::check(&workspace::root()).unwrap();
}

#[test]
fn no_golden_is_escaped_as_html() {
    let expected = files(|path| path.starts_with("fixtures/catalogs/") && path.contains("/expected/"));
    let faults = expected.into_iter().filter(|file| file.text.contains("&#"));
    report("goldens with `&#`", faults.map(|file| file.path).collect());
}
