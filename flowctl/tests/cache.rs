//! The cache: it changes how long a run takes, and never what it says.
#![expect(clippy::disallowed_methods, reason = "the tests start the program on files that they write")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const CATALOG: &str = "\
import: [lines.flow.yaml]
endpoints:
  db: { postgres: { host: localhost, password: correct-horse } }
collections:
  - name: acme/orders
    schema: &order
      type: object
      properties: { id: { type: string, description: \"the \\u00e9tat\" } }
      required: [id]
    key: [/id]
  - { name: acme/copies, schema: *order, key: [/nope] }
";

const LINES: &str = "\
collections:
  - name: acme/lines
    schema: lines.schema.json
    key: [/id]
";

const SCHEMA: &str = r#"{"type": "object", "properties": {"id": {"type": "string", "pattern": "^\\d+$"}}}"#;

struct Project {
    folder: TempDir,
    cache: TempDir,
}

impl Project {
    fn new() -> Project {
        let (folder, cache) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let files = [("flow.yaml", CATALOG), ("lines.flow.yaml", LINES), ("lines.schema.json", SCHEMA)];
        for (path, text) in files {
            fs::write(folder.path().join(path), text).unwrap();
        }
        Project { folder, cache }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_flowctl"));
        command.current_dir(self.folder.path()).args(args).env_clear();
        command.env("LC_ALL", "C.UTF-8").env("FLOWCTL_CACHE_DIR", self.cache.path());
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    fn check(&self) -> Output {
        self.run(&["check"])
    }

    /// The packs in the cache.
    fn packs(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.cache.path()).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    }

    fn pack(&self) -> PathBuf {
        let packs = self.packs();
        assert_eq!(packs.len(), 1, "{packs:?}");
        packs[0].clone()
    }
}

#[test]
fn a_second_run_says_the_same() {
    let project = Project::new();
    let without = project.run(&["check", "--no-cache"]);
    assert_eq!(without.status.code(), Some(1));
    assert!(project.packs().is_empty());
    for _ in 0..3 {
        assert_eq!(project.check(), without);
    }
    // What changes is seen, in a file with findings and in one without.
    fs::write(project.folder.path().join("flow.yaml"), CATALOG.replace("/nope", "/id")).unwrap();
    assert_eq!(project.check().status.code(), Some(0));
    fs::write(project.folder.path().join("lines.schema.json"), SCHEMA.replace("id", "of")).unwrap();
    assert_eq!(project.check(), project.run(&["check", "--no-cache"]));
    assert_eq!(project.check().status.code(), Some(1));
}

#[test]
fn an_unchanged_project_writes_nothing() {
    let project = Project::new();
    project.check();
    let before = fs::metadata(project.pack()).unwrap().modified().unwrap();
    project.check();
    project.run(&["list"]);
    assert_eq!(fs::metadata(project.pack()).unwrap().modified().unwrap(), before);
}

#[test]
fn damage_is_passed_over_and_mended() {
    let project = Project::new();
    let expected = project.check();
    let whole = fs::read(project.pack()).unwrap();
    let mut damages = vec![Vec::new(), b"no pack".to_vec(), vec![0xff; 1 << 16]];
    for at in (0..whole.len()).step_by(7) {
        damages.push(whole[..at].to_vec());
        let mut flipped = whole.clone();
        flipped[at] ^= 1;
        damages.push(flipped);
    }
    for damage in damages.iter().step_by(damages.len() / 24) {
        fs::write(project.pack(), damage).unwrap();
        assert_eq!(project.check(), expected);
        assert_eq!(fs::read(project.pack()).unwrap(), whole);
    }
}

#[test]
fn a_folder_that_is_no_use_is_passed_over() {
    let project = Project::new();
    let expected = project.run(&["check", "--no-cache"]);
    let file = project.cache.path().join("file");
    fs::write(&file, "").unwrap();
    for folder in
        [file.clone(), file.join("below"), PathBuf::from("/dev/null/x"), PathBuf::from("/proc/self")]
    {
        let output = project.command(&["check"]).env("FLOWCTL_CACHE_DIR", &folder).output().unwrap();
        assert_eq!(output, expected, "{}", folder.display());
    }
    // A folder that stands where the pack would be.
    let project = Project::new();
    project.check();
    let pack = project.pack();
    fs::remove_file(&pack).unwrap();
    fs::create_dir(&pack).unwrap();
    assert_eq!(project.check(), expected);
}

#[test]
fn runs_at_the_same_time_do_not_harm_one_another() {
    let project = Project::new();
    let expected = project.run(&["check", "--no-cache"]);
    for _ in 0..4 {
        let start = |_| project.command(&["check"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let children: Vec<_> = (0..8).map(|number| start(number).unwrap()).collect();
        for child in children {
            assert_eq!(child.wait_with_output().unwrap(), expected);
        }
        // Nothing is left of what was written beside the pack, and what is there can be read.
        fs::write(project.folder.path().join("other.flow.yaml"), LINES).unwrap();
        assert_eq!(project.check(), expected);
        fs::remove_file(project.pack()).unwrap();
    }
}

#[test]
fn no_text_of_a_catalog_is_kept() {
    let project = Project::new();
    project.check();
    let pack = fs::read(project.pack()).unwrap();
    for word in ["acme", "orders", "correct-horse", "password", "localhost", "pattern", "object"] {
        assert!(!pack.windows(word.len()).any(|window| window == word.as_bytes()), "{word}");
    }
}

#[test]
fn the_cache_is_where_the_environment_says() {
    let project = Project::new();
    let home = tempfile::tempdir().unwrap();
    let run = |variables: &[(&str, &Path)], args: &[&str]| {
        let mut command = project.command(args);
        command.env_remove("FLOWCTL_CACHE_DIR").envs(variables.iter().copied());
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    let folder = |name: &str| home.path().join(name);
    run(&[("HOME", home.path())], &["check"]);
    assert!(folder(".cache/flowctl").is_dir());
    run(&[("HOME", home.path()), ("XDG_CACHE_HOME", &folder("xdg"))], &["check"]);
    assert!(folder("xdg/flowctl").is_dir());
    let relative = [("HOME", home.path()), ("XDG_CACHE_HOME", Path::new("relative"))];
    assert!(run(&relative, &["cache", "show"]).contains(".cache/flowctl\n1 project of 0.0 MiB\n"));
    run(&[], &["check"]);
    assert!(!project.folder.path().join("relative").exists());
}

#[test]
fn the_cache_can_be_emptied() {
    let project = Project::new();
    project.check();
    let other = project.cache.path().join("notes.txt");
    fs::write(&other, "mine").unwrap();
    let shown = project.run(&["cache", "show"]);
    let shown = String::from_utf8(shown.stdout).unwrap();
    assert!(shown.ends_with("\n1 project of 0.0 MiB\n"), "{shown}");
    assert_eq!(project.run(&["cache", "clear"]).status.code(), Some(0));
    assert_eq!(project.packs(), [other]);
}
