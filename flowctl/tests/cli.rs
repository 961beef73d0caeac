//! The program as people start it: help, exit codes, streams, typos.
#![expect(clippy::disallowed_methods, reason = "the tests start the program on files that they write")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

const CATALOG: &str = "\
collections:
  - name: acme/orders
    schema: { type: object, properties: { id: { type: string } }, required: [id] }
    key: [/id]
";

const BROKEN: &str = "\
collections:
  - name: acme/orders
    schema: { type: object, properties: { id: { type: string } }, required: [id] }
    key: [/id]
  - name: acme/lines
    shema: { type: object, properties: { id: { type: string } }, required: [id] }
    key: [/id]
";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn flowctl(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flowctl"));
    command.current_dir(folder).args(args).env_clear().env("LC_ALL", "C.UTF-8").output().unwrap()
}

/// Exit code, standard output, standard error.
fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let output = flowctl(folder, args);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn help_shows_examples_first_and_exit_codes_last() {
    let here = folder(&[]);
    let (code, long, _) = run(here.path(), &["--help"]);
    assert_eq!(code, 0);
    insta::assert_snapshot!(long);
    assert_eq!(run(here.path(), &["help"]).1, long);
    let (code, codes, _) = run(here.path(), &["help", "exit-codes"]);
    assert_eq!(code, 0);
    assert!(codes.starts_with("Exit codes:\n  0 ") && long.ends_with(&codes), "{codes}");
    let (code, check, _) = run(here.path(), &["help", "check"]);
    assert!(code == 0 && check.contains("flowctl check [OPTIONS] [PATH]..."), "{check}");
}

#[test]
fn a_sound_catalog_ends_with_0() {
    let here = folder(&[("flow.yaml", CATALOG)]);
    let (code, out, err) = run(here.path(), &["check"]);
    assert_eq!((code, out.as_str()), (0, ""));
    assert_eq!(err, "checked 1 file: no problems\nnext: flowctl build\n");
    assert_eq!(run(here.path(), &["check", "-q"]), (0, String::new(), String::new()));
}

#[test]
fn findings_end_with_1_and_are_on_standard_output() {
    let here = folder(&[("flow.yaml", BROKEN)]);
    let (code, out, err) = run(here.path(), &["check"]);
    assert_eq!(code, 1);
    assert!(out.starts_with("error[unknown-key]: ") && out.contains("[flow.yaml:6:5]"), "{out}");
    assert_eq!(err, "1 error in 1 file. 1 fixable: flowctl check --fix\n");
    let (code, out, _) = run(here.path(), &["check", "--format", "concise"]);
    assert_eq!(code, 1);
    assert_eq!(out, "flow.yaml:6:5: error[unknown-key] `shema` is not a key of a collection\n");
    let (code, out, err) = run(here.path(), &["build"]);
    assert_eq!(code, 1);
    assert!(out.contains("unknown-key") && err.ends_with("nothing was written: the catalog has errors\n"));
    assert!(!here.path().join("flow_generated").exists());
}

#[test]
fn ddl_keeps_findings_off_standard_output() {
    let here = folder(&[("flow.yaml", BROKEN)]);
    let (code, out, err) = run(here.path(), &["ddl"]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("error[unknown-key]"), "{err}");
    let (code, _, err) = run(here.path(), &["ddl", "--collection", "acme/orders"]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(err, "other parts of the catalog have 1 error: run `flowctl check`\n");
    let (code, _, err) = run(here.path(), &["ddl", "--collection", "acme/order", "-q"]);
    assert_eq!(code, 2);
    assert!(
        err.contains("the catalog has no collection `acme/order`\n  help: did you mean `acme/orders`?"),
        "{err}"
    );
    let (code, _, err) = run(here.path(), &["ddl", "--dialect", "postgre"]);
    assert_eq!(code, 2);
    assert!(err.contains("no dialect is called `postgre`\n  help: did you mean `postgres`"), "{err}");
}

#[test]
fn usage_errors_end_with_2_and_say_what_to_do() {
    let here = folder(&[("flow.yaml", CATALOG), ("empty/a.txt", ""), ("flow.yml", "")]);
    for (args, says) in [
        (&["chek"][..], "'check'"),
        (&["check", "--fromat=json"], "a similar argument exists: '--format'"),
        (&["check", "flow.ymal"], "did you mean `flow.yaml`"),
        (&["check", "empty"], "the folder `empty` has no catalog"),
        (&["check", "-C", "nowhere"], "there is no folder `nowhere`"),
        (
            &["check", "--root", "empty", "flow.yaml"],
            "`flow.yaml` lies outside of the root of the build, `empty`\n  \
             help: build from a root that holds both: `--root .`",
        ),
        (&["explain", "unknown-colection"], "did you mean `unknown-collection`?"),
        (&["graph", "--format", "mermaidd"], "a similar value exists: 'mermaid'"),
        (&["help", "exit-code"], "did you mean `exit-codes`?"),
        (&["check", "a\u{1b}[31m"], "there is no file or folder `a\\u{1b}[31m`"),
        (&["build", "--out", "flow.yaml"], "`flow.yaml` is not a folder"),
        (&["\u{1b}]0;x"], "unrecognized subcommand"),
    ] {
        let (code, out, err) = run(here.path(), args);
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}: {err}");
        assert!(err.contains(says) && !err.contains('\u{1b}'), "{args:?}: {err:?}");
    }
}

#[test]
fn the_root_is_where_the_project_file_is() {
    let shared = "collections:\n  - name: acme/a\n    key: [/id]\n    \
                  schema: {type: object, properties: {id: {type: string}}, required: [id]}\n";
    let files = [("shop/flow.yaml", "import: [../shared.flow.yaml]\n"), ("shared.flow.yaml", shared)];
    let here = folder(&files);
    let (code, out, _) = run(here.path(), &["check", "shop", "--format", "concise"]);
    assert_eq!(code, 1);
    assert!(out.starts_with("shop/flow.yaml:1:10: error[path-outside-root] "), "{out}");
    assert_eq!(run(here.path(), &["check", "shop", "--root", "."]).0, 0);
    fs::write(here.path().join("flowctl.toml"), "# the root\n").unwrap();
    assert_eq!(run(here.path(), &["check", "shop"]).0, 0);
    // A folder without a `flow.yaml` means all its other catalogs; files are named as seen from here.
    assert_eq!(run(here.path(), &["check"]).2, "checked 1 file: no problems\nnext: flowctl build\n");
    fs::write(here.path().join("other.flow.yaml"), "colections: []\n").unwrap();
    let (_, out, _) = run(&here.path().join("shop"), &["check", "..", "--format", "concise"]);
    assert!(out.starts_with("../other.flow.yaml:1:1: error[unknown-key] "), "{out}");
    fs::write(here.path().join("flowctl.toml"), "[resolves]\n").unwrap();
    let (code, _, err) = run(here.path(), &["check", "shop"]);
    assert_eq!(code, 2);
    assert!(err.contains("`resolves` is not a setting of `flowctl.toml`"), "{err}");
    assert!(err.contains("did you mean `resolve`?"), "{err}");
}

#[test]
fn settings_are_shown_with_their_origin_and_apply() {
    let catalog = "collections:\n  - name: acme/a\n    key: [/id]\n    schema: https://example.org/s/a.yaml\n\
                   tests:\n  t: [{ingest: {collection: other/b, documents: []}}]\n";
    let schema = "type: object\nproperties: {id: {type: integer}}\nrequired: [id]\n";
    let settings = "[external]\ncollections = ['other/']\n[resolve]\n'https://example.org/' = 'vendor'\n";
    let here = folder(&[
        ("flow.yaml", catalog),
        ("vendor/s/a.yaml", schema),
        ("flowctl.toml", settings),
        ("empty/x", ""),
    ]);
    let (code, out, err) = run(here.path(), &["check", "--format", "concise"]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.starts_with("flow.yaml:6:29: info[external-collection] "), "{out}");
    assert!(
        run(here.path(), &["ddl", "--dialect", "postgres"]).1.contains("id  BIGINT PRIMARY KEY NOT NULL")
    );
    let (_, out, _) = run(here.path(), &["config", "show", "--origin", "--external", "x/"]);
    assert_eq!(
        out,
        "root = \".\"  # the folder of flowctl.toml\n\
         external.collections = [\"other/\"]  # flowctl.toml\n\
         external.collections = [\"x/\"]  # --external\n\
         resolve.\"https://example.org/\" = \"vendor\"  # flowctl.toml\n"
    );
    // The command line wins, and what is not in its folder is not found.
    let (code, out, _) = run(here.path(), &["check", "--resolve", "https://example.org/=empty"]);
    assert_eq!(code, 1);
    assert!(out.contains("error[unreadable-file]: there is no file `https://example.org/s/a.yaml`"), "{out}");
    let (code, _, err) = run(here.path(), &["check", "--resolve", "https://example.org/"]);
    assert_eq!(code, 2);
    assert!(err.contains("has no `=`"), "{err}");
}

#[test]
fn types_are_printed_in_the_languages_of_the_project() {
    let catalog = "collections:\n  - name: acme/a\n    key: [/id]\n    \
                   schema: { type: object, required: [id], properties: { id: { type: string } } }\n";
    for (settings, expected) in [
        ("", ["python", "rust", "typescript"].as_slice()),
        ("[generate]\nlanguages = [\"typed-dict\", \"ts\"]\n", &["typeddict", "typescript"]),
        ("[generate]\nlanguages = []\n", &[]),
    ] {
        let here = folder(&[("flow.yaml", catalog), ("flowctl.toml", settings)]);
        let (code, _, err) = run(here.path(), &["build"]);
        assert_eq!(code, 0, "{err}");
        let languages = ["python", "rust", "typeddict", "typescript"];
        let printed = languages.iter().filter(|name| here.path().join("flow_generated").join(name).is_dir());
        assert_eq!(printed.copied().collect::<Vec<_>>(), expected, "{settings}");
    }
    let here = folder(&[("flow.yaml", catalog), ("flowctl.toml", "[generate]\nlanguages = [\"pyton\"]\n")]);
    let (code, _, err) = run(here.path(), &["build"]);
    assert!(code == 2 && err.contains("did you mean `python`?"), "{err}");
    let settings = "[generate]\nlanguages = [\"typed-dict\"]\n";
    let here = folder(&[("flow.yaml", catalog), ("flowctl.toml", settings)]);
    let (_, shown, _) = run(here.path(), &["config", "show"]);
    assert!(shown.contains("generate.languages = [\"typeddict\"]"), "{shown}");
}

#[test]
fn formats_are_annotations_unless_the_project_asserts_them() {
    let catalog = "collections:\n  - name: acme/a\n    key: [/id]\n    schema: { type: object, required: [id], \
                   properties: { id: { type: string }, day: { type: string, format: date, default: today } } }\n";
    for (settings, code, finding) in [
        ("", 0, "warning[format-mismatch]"),
        ("[validation]\nformat = \"annotate\"\n", 0, "warning[format-mismatch]"),
        ("[validation]\nformat = \"assert\"\n", 1, "error[invalid-default]"),
    ] {
        let here = folder(&[("flow.yaml", catalog), ("flowctl.toml", settings)]);
        let (found, out, _) = run(here.path(), &["check", "--format", "concise"]);
        assert_eq!((found, out.lines().count()), (code, 1), "{settings}{out}");
        assert!(out.contains(finding), "{settings}{out}");
        let (_, shown, _) = run(here.path(), &["config", "show"]);
        let word = settings.split('"').nth(1).map(|word| format!("validation.format = \"{word}\"\n"));
        assert!(word.is_none_or(|line| shown.contains(&line)), "{shown}");
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let names = (0..60).map(|number| format!("f{number}.flow.yaml"));
    let mut files: Vec<(String, String)> = names
        .enumerate()
        .map(|(number, name)| {
            let next = format!("f{}.flow.yaml", (number * 7 + 3) % 60);
            let schema = format!("s{}.yaml", number % 9);
            let text = format!(
                "import: [{next}, missing{number}.yaml]\n\
                 collections: [{{name: c{}, key: [/id], schema: {schema}}}]\nodd{number}: 1\nbad: [\n",
                number % 50
            );
            (name, text)
        })
        .collect();
    files
        .extend((0..9).map(|number| (format!("s{number}.yaml"), format!("$ref: s{}.yaml#/x\n", number + 1))));
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let here = folder(&files);
    let check = |jobs| run(here.path(), &["check", "--format", "json", "--jobs", jobs]);
    let (code, one, _) = check("1");
    assert_eq!(code, 1);
    assert!(one.contains("missing59.yaml") && one.contains("odd59"), "{one}");
    for jobs in ["2", "3", "16"] {
        assert_eq!(check(jobs).1, one, "with {jobs} threads");
    }
}

#[test]
fn entities_are_listed_with_their_places() {
    let shared = "collections:\n  - name: acme/a\n    key: [/id]\n    \
                  schema: {type: object, properties: {id: {type: string}}, required: [id]}\n";
    let files = [
        (
            "flow.yaml",
            "import: [in/shared.flow.yaml]\nendpoints:\n  db: {sqlite: a.db}\n\
                       materialize:\n  out:\n    - {collection: acme/a, endpoint: db, table: a}\n\
                       tests:\n  \"it works\": []\n",
        ),
        ("in/shared.flow.yaml", shared),
    ];
    let here = folder(&files);
    let (code, out, _) = run(here.path(), &["list"]);
    assert_eq!(code, 0);
    assert_eq!(
        out,
        "collection acme/a  in/shared.flow.yaml:2\nendpoint db  flow.yaml:3\n\
         materialization out  flow.yaml:5\ntest it works  flow.yaml:8\n"
    );
    let json: serde_json::Value =
        serde_json::from_str(&run(here.path(), &["list", "--format", "json"]).1).unwrap();
    assert_eq!(json["entities"][0]["line"], 2);
    let schema: serde_json::Value = serde_json::from_str(&run(here.path(), &["schema", "list"]).1).unwrap();
    assert!(jsonschema::is_valid(&schema, &json));
}

#[cfg(unix)]
#[test]
fn what_the_disk_cannot_give_is_a_finding() {
    let here = folder(&[
        ("in/flow.yaml", "import: [link.yaml, latin.yaml, folder, ordrs.yaml, https://example.org/a.yaml]\n"),
        ("in/orders.yaml", "{}\n"),
        ("in/folder/a", ""),
        ("out/secret.yaml", "{}\n"),
    ]);
    std::os::unix::fs::symlink("../out/secret.yaml", here.path().join("in/link.yaml")).unwrap();
    fs::write(here.path().join("in/latin.yaml"), b"a: caf\xe9\n").unwrap();
    let (code, out, _) = run(here.path(), &["check", "in"]);
    assert_eq!(code, 1);
    for says in [
        "error[path-outside-root]: `link.yaml` is a link",
        "`--root .`",
        "`latin.yaml` is not UTF-8 text",
        "offset 6",
        "`folder` is a folder",
        "there is no file `ordrs.yaml`",
        "did you mean `orders.yaml`?",
        "error[remote-document]: ",
    ] {
        assert!(out.contains(says), "{says}: {out}");
    }
}

#[test]
fn a_misspelt_folder_is_seen_through() {
    let here = folder(&[
        ("flow.yaml", ""),
        ("schemas/orders/order.yaml", "{}\n"),
        ("schemas/orders/line.yaml", "{}\n"),
        ("scheme/order.yaml", "{}\n"),
    ]);
    for (written, meant) in [
        ("shemas/orders/order.yaml", Some("schemas/orders/order.yaml")),
        ("schemas/order/order.yaml", Some("schemas/orders/order.yaml")),
        ("shemas/orders/oder.yaml", Some("schemas/orders/order.yaml")),
        ("schema/order.yaml", Some("scheme/order.yaml")),
        ("schemas/orders/oder.yaml", Some("schemas/orders/order.yaml")),
        ("shemas/oders/oder.yml", None),
        ("models/orders/order.yaml", None),
        ("shemas/customers/order.yaml", None),
    ] {
        fs::write(here.path().join("flow.yaml"), format!("import: [{written}]\n")).unwrap();
        let out = run(here.path(), &["check", "--format", "json"]).1;
        let report: serde_json::Value = serde_json::from_str(&out).unwrap();
        let help = report["diagnostics"][0]["help"].as_str().unwrap();
        match meant {
            Some(meant) => assert_eq!(help, format!("did you mean `{meant}`?"), "{written}"),
            None => assert!(help.starts_with("a path is relative to"), "{written}: {help}"),
        }
    }
}

#[cfg(unix)]
#[test]
fn loops_of_symbolic_links_end_in_a_finding() {
    let catalog = "import: [itself.yaml, ping.yaml, loop/x.yaml, in/here.flow.yaml]\n\
                   collections: [{ name: a, key: [/id], schema: pong.yaml }]\n";
    let here = folder(&[
        ("flow.yaml", catalog),
        ("flowctl.toml", ""),
        ("in/here.flow.yaml", "import: [in/here.flow.yaml]\n"),
    ]);
    let link = |to: &str, from: &str| std::os::unix::fs::symlink(to, here.path().join(from)).unwrap();
    link("itself.yaml", "itself.yaml");
    link("pong.yaml", "ping.yaml");
    link("ping.yaml", "pong.yaml");
    link("loop", "loop");
    link(".", "in/in");
    let lines = |path| run(here.path(), &["check", "--format", "concise", path]);
    let (code, found, _) = lines(".");
    assert_eq!(code, 1);
    let too_many = |file: &str| format!("`{file}` cannot be read: too many levels of symbolic links\n");
    // The folder that holds itself is one name longer each time, until the system follows no more links.
    let longest = found.lines().map(|line| line.matches("in/").count()).max().unwrap();
    assert!((10..100).contains(&longest), "{longest}: {found}");
    for file in ["itself.yaml", "ping.yaml", "loop/x.yaml", "pong.yaml"] {
        assert!(found.contains(&format!("error[unreadable-file] {}", too_many(file))), "{found}");
    }
    for path in ["itself.yaml", "ping.yaml", "loop", "loop/flow.yaml"] {
        assert_eq!(lines(path), (2, String::new(), format!("error: {}", too_many(path))));
    }
    assert_eq!(found.lines().count(), 5, "{found}");
    let deep = "in/".repeat(100);
    assert_eq!(lines(&deep), (2, String::new(), format!("error: {}", too_many(&deep))));
}

#[test]
fn an_output_file_takes_everything_from_standard_output() {
    let here = folder(&[("flow.yaml", BROKEN)]);
    for args in
        [&["check", "-o", "a.txt"][..], &["schema", "diagnostics", "-o", "a.txt"], &["graph", "-o", "a.txt"]]
    {
        let (_, out, err) = run(here.path(), args);
        assert_eq!(out, "", "{args:?}");
        if err.contains("no graph format") {
            continue;
        }
        assert!(!fs::read(here.path().join("a.txt")).unwrap().is_empty(), "{args:?}: {err}");
        fs::remove_file(here.path().join("a.txt")).unwrap();
    }
    let (_, dash, _) = run(here.path(), &["check", "-o", "-"]);
    assert_eq!(dash, run(here.path(), &["check"]).1);
    let names: Vec<_> = fs::read_dir(here.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["flow.yaml"]);
}

#[test]
fn colors_are_printed_when_they_are_wanted() {
    let here = folder(&[("flow.yaml", BROKEN)]);
    let colored = |args: &[&str], variable: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_flowctl"));
        command.current_dir(here.path()).env_clear().arg("check").args(args);
        if !variable.is_empty() {
            command.env(variable, "1");
        }
        command.output().unwrap().stdout.contains(&0x1b)
    };
    assert!(!colored(&[], ""));
    assert!(colored(&["--color", "always"], "NO_COLOR"));
    assert!(colored(&[], "FORCE_COLOR"));
    assert!(colored(&[], "CLICOLOR_FORCE"));
    assert!(!colored(&["--color", "never"], "FORCE_COLOR"));
    assert!(!colored(&["--format", "json", "--color", "always"], "FORCE_COLOR"));
}

#[test]
fn without_a_locale_findings_are_drawn_in_ascii() {
    let here = folder(&[("flow.yaml", BROKEN)]);
    let output = Command::new(env!("CARGO_BIN_EXE_flowctl"))
        .current_dir(here.path())
        .env_clear()
        .env("COLUMNS", "60")
        .arg("check")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.is_ascii() && text.lines().all(|line| line.len() <= 60), "{text}");
}

#[test]
fn explain_prints_pages_and_lists_codes() {
    let here = folder(&[]);
    let (code, page, _) = run(here.path(), &["explain", "unknown-key"]);
    assert!(code == 0 && page.starts_with("# unknown-key\n"), "{page}");
    let (code, list, _) = run(here.path(), &["explain"]);
    assert_eq!(code, 0);
    for code in compiler::codes::all() {
        assert!(list.lines().any(|line| line.starts_with(&format!("{} ", code.name))), "{}", code.name);
    }
}

#[cfg(unix)]
#[test]
fn a_reader_that_leaves_early_causes_no_panic() {
    use std::process::Stdio;
    let here = folder(&[("flow.yaml", BROKEN)]);
    for args in [&["explain"][..], &["check"], &["schema", "diagnostics"], &["--help"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_flowctl"));
        command.current_dir(here.path()).args(args).env_clear();
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code().is_some_and(|code| code < 2), "{args:?}: {err}");
        assert!(!err.contains("internal error") && !err.contains("error:"), "{args:?}: {err}");
    }
}
