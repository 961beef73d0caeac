//! The types of lambdas are checked at the lines of their authors: every folder of `fixtures/lambdas` says in
//! `expected.txt` what is found in it, and those whose names do not end in `-wrong` are right.
//!
//! The tools are those of `.tools`, and `UPDATE=1` rewrites what is expected.
#![expect(clippy::disallowed_methods, reason = "the tests start the program on files that they write")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod folder;
#[path = "page/tool.rs"]
#[allow(dead_code, reason = "pages of findings need more of it")]
mod tool;

/// What a page announces, for the module that is shared with the test of pages.
type Expected = (String, usize, String, String);

use folder::copy;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/lambdas")
}

/// Runs the program in a folder with programs of a `PATH`: its exit code, and what it prints.
fn run(folder: &Path, search: &str, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flowctl"));
    command.args(args).current_dir(folder).env_clear().env("PATH", search).env("LC_ALL", "C.UTF-8");
    command.env("FLOWCTL_CACHE_DIR", folder.join("cache"));
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

const CHECK: [&str; 7] = ["check", "--root", ".", "--types", "--format", "concise", "."];

#[test]
fn every_mistake_is_found_at_its_line_and_nothing_else_is() {
    let Some(search) = tool::tools() else { return };
    let update = std::env::var("UPDATE").is_ok_and(|value| value == "1");
    let mut faults = Vec::new();
    let mut folders: Vec<PathBuf> = fs::read_dir(fixtures())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("flow.yaml").is_file())
        .collect();
    folders.sort();
    assert!(folders.len() > 12);
    for folder in folders {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let here = copy(&folder);
        let (code, found, err) = run(here.path(), &search, &CHECK);
        let is_wrong = name.ends_with("-wrong");
        if code != i32::from(is_wrong) || found.contains(": error") != is_wrong {
            faults.push(format!("{name}: exit code {code}\n{found}{err}"));
        }
        let path = folder.join("expected.txt");
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if found != expected && update {
            fs::write(&path, found).unwrap();
        } else if found != expected {
            faults.push(format!("{name} finds\n{found}and not\n{expected}"));
        }
    }
    assert!(faults.is_empty(), "{}\nUPDATE=1 cargo test accepts", faults.join("\n"));
}

#[test]
fn a_real_catalog_is_scaffolded_and_its_module_written_from_its_tests_fits() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus/citi-bike-demo");
    if !corpus.is_dir() {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "there is no corpus at {}", corpus.display());
        return;
    }
    let Some(search) = tool::tools() else { return };
    let here = copy(&corpus);
    let check = ["check", "--root", ".", "--types", "--format", "concise", "4_tests.flow.yaml"];
    let (code, out, err) = run(here.path(), &search, &["generate", "--root", ".", "4_tests.flow.yaml"]);
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
    let module = here.path().join("2_derive.flow.ts");
    let scaffold = fs::read_to_string(&module).unwrap();
    assert!(scaffold.contains("ridesAndMovesPublish(source: collections.DemoCitiBikeRidesAndRelocations"));
    assert_eq!(run(here.path(), &search, &check).0, 0, "the scaffold has its types");
    fs::copy(fixtures().join("citi-bike/2_derive.flow.ts"), &module).unwrap();
    let (code, out, err) = run(here.path(), &search, &check);
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
    let wrong = fs::read_to_string(&module).unwrap().replace("move_in: 1", "move_in: \"1\"");
    fs::write(&module, wrong).unwrap();
    let (code, out, _) = run(here.path(), &search, &check);
    assert!(code == 1 && out.contains("2_derive.flow.ts:3") && out.contains("[type-error]"), "{out}");
}

#[test]
fn the_same_texts_are_checked_once() {
    let Some(search) = tool::tools() else { return };
    let here = copy(&fixtures().join("functions-wrong"));
    // Before the compiler of the tools comes one that counts its runs.
    let first = search.split(':').next().unwrap();
    let tools = tempfile::tempdir().unwrap();
    let (counting, log) = (tools.path(), tools.path().join("runs"));
    let script = format!("#!/bin/sh\necho ran >> '{}'\nexec '{first}/tsc' \"$@\"\n", log.display());
    fs::write(counting.join("tsc"), script).unwrap();
    make_executable(&counting.join("tsc"));
    let search = format!("{}:{search}", counting.display());
    let counted = || {
        let (code, out, _) = run(here.path(), &search, &CHECK);
        (code, out, fs::read_to_string(&log).unwrap().lines().count())
    };
    let (first, second) = (counted(), counted());
    assert_eq!((first.0, &first.1), (second.0, &second.1));
    assert!(first.2 > 0 && second.2 == first.2, "{} runs and then {}", first.2, second.2);
    let helper = here.path().join("rounding.ts");
    fs::write(&helper, "export const half = (value: number): number => value / 2;\n").unwrap();
    let third = counted();
    assert!(third.2 == second.2 + 1, "{} runs and then {}", second.2, third.2);
    assert!(!third.1.contains("rounding.ts") && third.1.contains("flow.ts:4"), "{}", third.1);
}

#[test]
fn programs_that_come_with_a_catalog_are_run_only_if_it_is_trusted() {
    let Some(search) = tool::tools() else { return };
    let here = copy(&fixtures().join("functions"));
    let binaries = here.path().join("node_modules/.bin");
    fs::create_dir_all(&binaries).unwrap();
    let evil = binaries.join("tsc");
    fs::write(&evil, "#!/bin/sh\ntouch \"$(dirname \"$0\")/ran\"\n").unwrap();
    make_executable(&evil);
    let ran = || binaries.join("ran").exists();
    let first = format!("{}:{search}", binaries.display());
    assert_eq!(run(here.path(), &first, &CHECK).0, 0);
    assert!(!ran(), "a folder of the PATH that is the catalog's is passed over");
    let (_, out, _) = run(here.path(), &binaries.display().to_string(), &CHECK);
    assert!(out.contains("[missing-tool]") && !ran(), "{out}");
    fs::write(here.path().join("flowctl.toml"), "[tools]\ntsc = 'node_modules/.bin/tsc'\n").unwrap();
    let (code, _, err) = run(here.path(), &search, &CHECK);
    assert!(code == 2 && err.contains("comes with the project") && !ran(), "{err}");
    let _ = run(here.path(), &search, &[&CHECK[..], &["--trust"]].concat());
    assert!(ran());
}

#[cfg(unix)]
fn make_executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(not(unix))]
fn make_executable(_: &Path) {}

/// No mistake in generated types is known, so a program that says that there is one stands for the compiler.
#[cfg(unix)]
#[test]
fn a_mistake_in_generated_types_is_one_of_ours_and_says_so() {
    use std::os::unix::fs::PermissionsExt as _;
    let here = copy(&fixtures().join("functions"));
    let tools = tempfile::tempdir().unwrap();
    let program = tools.path().join("tsc");
    let text = "#!/bin/sh\n\
                file=$(find . -path '*acme/totals.ts' | head -n 1)\n\
                echo \"${file#./}(2,5): error TS2304: Cannot find name 'Wrong'.\"\n\
                exit 2\n";
    fs::write(&program, text).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let search = format!("{}:/usr/bin:/bin", tools.path().display());
    let (code, out, err) = run(here.path(), &search, &CHECK);
    assert_eq!(code, 101, "{out}{err}");
    assert!(err.contains("acme/totals.ts:2:5: TS2304: Cannot find name 'Wrong'."), "{err}");
    assert!(err.contains("a mistake of flowctl"), "{err}");
    assert!(!out.contains("type-error"), "{out}");
}
