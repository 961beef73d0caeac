//! `flowctl check --fix` and `--diff`: what they write, what they leave alone, and that edits only ever help.
#![expect(clippy::disallowed_methods, reason = "the tests start the program on files that they write")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]
#![allow(dead_code, reason = "the reader of pages is shared with another test")]

mod page;

use compiler::diagnostic::Severity;
use compiler::fix::{self, Mended};
use compiler::{Compilation, Diagnostic, MemoryFiles, Uri};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;
use tempfile::TempDir;

type Texts = BTreeMap<String, String>;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// Exit code, standard output, standard error.
fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flowctl"));
    let output =
        command.current_dir(folder).args(args).env_clear().env("LC_ALL", "C.UTF-8").output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

const BROKEN: &str = "\
# The shop.
collections:
  - name: acme/orders
    shema: { type: object, properties: { id: { type: string } }, required: [id] }   # as they come
    key: [/id]
endpoints:
  db: { postgres: { host: a, password: hunter2, usr: me } }
materialize:
  out: [{ collection: acme/orders, endpoint: db, table: orders }]
tests:
  t: [{ ingest: { collection: acme/orders, documets: [] } }]
";

#[test]
fn edits_are_made_and_what_remains_is_printed() {
    let here = folder(&[("flow.yaml", &BROKEN.replace('\n', "\r\n"))]);
    let (code, out, err) = run(here.path(), &["check", "--fix", "--format", "concise"]);
    let text = fs::read_to_string(here.path().join("flow.yaml")).unwrap();
    let wanted = BROKEN.replace("shema", "schema").replace("documets", "documents").replace('\n', "\r\n");
    assert_eq!(text, wanted, "{code} {out} {err}");
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
    assert_eq!(err, "checked 1 file: no problems\nfixed 2 problems in 1 file\n");
    let (_, _, err) = run(here.path(), &["check", "--fix"]);
    assert_eq!(err, "checked 1 file: no problems\n");
}

#[test]
fn a_diff_shows_what_would_change_without_secrets_and_writes_nothing() {
    let here = folder(&[("flow.yaml", BROKEN)]);
    let (code, out, err) = run(here.path(), &["check", "--diff"]);
    assert_eq!((code, err.as_str()), (1, "would fix 2 problems in 1 file\n"));
    assert!(out.contains("password: *******,") && !out.contains("hunter2"), "{out}");
    insta::assert_snapshot!(out);
    assert_eq!(run(here.path(), &["check", "--fix", "--diff"]), (code, out, err));
    assert_eq!(fs::read_to_string(here.path().join("flow.yaml")).unwrap(), BROKEN);
    run(here.path(), &["check", "--fix"]);
    assert_eq!(run(here.path(), &["check", "--diff"]), (0, String::new(), String::new()));
    fs::write(here.path().join("flow.yaml"), "collections: 1\n").unwrap();
    let (code, out, err) = run(here.path(), &["check", "--diff"]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert_eq!(err, "1 error would remain: run `flowctl check`\n");
}

#[test]
fn a_diff_spells_out_what_a_terminal_would_obey() {
    let text = "# \u{202e}\u{200b}\u{2028}\ncolections: [] # \u{202e}\u{2066}";
    let here = folder(&[("\u{202e}.flow.yaml", text)]);
    let (_, out, _) = run(here.path(), &["check", "--diff"]);
    assert!(
        out.starts_with("--- a/\\u{202e}.flow.yaml\n+++ b/\\u{202e}.flow.yaml\n@@ -1,2 +1,2 @@\n"),
        "{out}"
    );
    assert!(out.contains("\n+collections: [] # \\u{202e}\\u{2066}\n\\ No newline at end of file\n"), "{out}");
    assert!(out.chars().all(|c| c == '\n' || !flowctl::render::escape::is_hidden(c)), "{out:?}");
}

#[cfg(unix)]
#[test]
fn only_files_of_the_project_are_written() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let typo = "tpye: object\n";
    let catalog = "collections:\n  - { name: a, key: [/id], schema: link.yaml }\n  \
                   - { name: b, key: [/id], schema: in/linked.yaml }\n  \
                   - { name: c, key: [/id], schema: https://example.org/s.yaml }\nx: 1\ncolections: []\n";
    let files = [
        ("p/flow.yaml", catalog),
        ("p/target.yaml", typo),
        ("p/folder/linked.yaml", typo),
        ("p/remote/s.yaml", typo),
        ("p/flowctl.toml", "[resolve]\n'https://example.org/' = 'remote'\n"),
    ];
    let here = folder(&files);
    let project = here.path().join("p");
    symlink("target.yaml", project.join("link.yaml")).unwrap();
    symlink("folder", project.join("in")).unwrap();
    fs::set_permissions(project.join("flow.yaml"), fs::Permissions::from_mode(0o640)).unwrap();
    run(&project, &["check", "--fix"]);
    for (path, text) in &files[1..] {
        assert_eq!(&fs::read_to_string(here.path().join(path)).unwrap(), text, "{path}");
    }
    assert!(fs::symlink_metadata(project.join("link.yaml")).unwrap().is_symlink());
    let mode = fs::metadata(project.join("flow.yaml")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    // A file that may not be written is said to be so.
    fs::write(project.join("other.flow.yaml"), "colections: []\n").unwrap();
    fs::set_permissions(project.join("other.flow.yaml"), fs::Permissions::from_mode(0o440)).unwrap();
    let (code, _, err) = run(&project, &["check", "--fix", "other.flow.yaml"]);
    assert_eq!(code, 2);
    assert!(err.starts_with("error: `other.flow.yaml` cannot be written: permission denied"), "{err}");
}

/// The examples of all pages, and the catalogs of the fixtures and of the corpus: files of which `flow.yaml` is first.
static CATALOGS: LazyLock<Vec<(String, Texts)>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut catalogs = Vec::new();
    for entry in fs::read_dir(root.join("fixtures/diagnostics")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        catalogs.push((name, page::parse(&fs::read_to_string(&path).unwrap()).unwrap().example));
    }
    for folder in ["fixtures/catalogs/shipments", "fixtures/catalogs/types", "fixtures/dialects/b2"] {
        catalogs.push((folder.to_owned(), read(&root.join(folder))));
    }
    if let Ok(entries) = fs::read_dir(root.join("../shared/corpus")) {
        for project in entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
            let files = read(&project);
            for (path, text) in
                files.iter().filter(|(path, _)| path.ends_with(".flow.yaml") && !path.contains('/'))
            {
                let mut files = files.clone();
                files.insert("flow.yaml".to_owned(), text.clone());
                catalogs.push((format!("{}/{path}", project.display()), files));
            }
        }
    }
    catalogs.sort();
    catalogs
});

fn read(folder: &Path) -> Texts {
    let mut texts = Texts::new();
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            texts.extend(read(&path).into_iter().map(|(below, text)| (format!("{name}/{below}"), text)));
        } else if let Ok(text) = fs::read_to_string(&path) {
            texts.insert(name, text);
        }
    }
    texts
}

fn mend(page: &Texts, texts: &Texts) -> Mended {
    fix::mend(&|files| page::compile_files(page, files), &MemoryFiles::new(texts), &|_| true)
}

/// What findings say and how often, wherever they stand.
fn problems(compilation: &Compilation) -> BTreeMap<(String, String), usize> {
    let mut problems = BTreeMap::new();
    for finding in compilation.diagnostics.iter().filter(|finding| finding.severity > Severity::Info) {
        *problems.entry((finding.code.name.to_owned(), finding.message.clone())).or_default() += 1;
    }
    problems
}

/// What begins with a `#` behind a space or at the start of a line: most often a comment. Those that are for
/// flowctl itself have findings, and edits, of their own.
fn comments(text: &str) -> Vec<&str> {
    let comment = |line: &'_ str| line.find(" #").or(line.starts_with('#').then_some(0));
    let comments = text.lines().filter_map(|line| line.get(comment(line)?..));
    let says_something = |comment: &&str| !comment.trim_matches([' ', '#']).is_empty();
    comments.filter(|comment| !comment.contains("ignore")).filter(says_something).collect()
}

/// Mends texts and checks the laws; returns what was mended.
fn check_laws(name: &str, page: &Texts, texts: &Texts) -> Mended {
    let mended = mend(page, texts);
    let Some(after) = &mended.after else { return mended };
    let (old, new) = (problems(&mended.before), problems(after));
    for (problem, number) in &new {
        assert!(old.get(problem).is_some_and(|before| before >= number), "{name}: new: {problem:?}");
    }
    let sum = |problems: &BTreeMap<_, usize>| problems.values().sum::<usize>();
    // An edit may bring a fact to light that has an edit of its own.
    let is_fact = |finding: &&Diagnostic| finding.severity == Severity::Info && finding.fix.is_some();
    let facts = page::compile(page).diagnostics.iter().filter(is_fact).count();
    assert!(sum(&new) + mended.count <= mended.before.diagnostics.len() + facts, "{name}");
    let mut again = texts.clone();
    for (uri, new) in &mended.texts {
        let path = uri.local_path().unwrap();
        let old = &texts[&path];
        assert_ne!(**old, **new, "{name}: {path}");
        assert_eq!(comments(old), comments(new), "{name}: {path}");
        // No line goes but those of comments for flowctl itself.
        let (before, now) = (old.lines().count(), new.lines().count());
        let own = old.matches("ignore").count();
        assert!((before - own..=before).contains(&now), "{name}: {path}: {before} and {now} lines");
        assert_eq!(after.sources.by_uri(&Uri::local(&path)).unwrap().text, *new);
        again.insert(path, new.to_string());
    }
    assert!(mend(page, &again).texts.is_empty(), "{name}: a second run changes something");
    mended
}

#[test]
fn the_fixes_of_all_pages_are_made() {
    let mut left = Vec::new();
    for (name, texts) in CATALOGS.iter() {
        let mended = check_laws(name, texts, texts);
        let fixable = mended.before.diagnostics.iter().filter(|finding| finding.fix.is_some()).count();
        if mended.count < fixable {
            left.push(format!("{name}: {} of {fixable}", mended.count));
        }
    }
    assert_eq!(left, [""; 0]);
}

/// A file and a letter in it, what becomes of the letter, and another.
fn typo() -> impl Strategy<Value = (prop::sample::Index, prop::sample::Index, u8, String)> {
    (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..4_u8, "[a-z'\"#:{,]")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn edits_of_misspelt_catalogs_only_help(
        at in any::<prop::sample::Index>(),
        typos in prop::collection::vec(typo(), 1..6),
    ) {
        let (name, page) = at.get(&CATALOGS);
        let mut texts = page.clone();
        for (file, place, kind, letter) in typos {
            let path = file.get(&texts.keys().cloned().collect::<Vec<_>>()).clone();
            let text = &texts[&path];
            let letters = text.char_indices().filter(|(_, c)| c.is_ascii_alphabetic());
            let letters: Vec<usize> = letters.map(|(at, _)| at).collect();
            if letters.is_empty() {
                continue;
            }
            let at = *place.get(&letters);
            let (before, after) = text.split_at(at);
            let mut new = before.to_owned();
            match kind {
                0 => new += &after[1..],
                1 => new += &format!("{letter}{after}"),
                2 => new += &format!("{letter}{}", &after[1..]),
                // The usual mistake: two letters change places.
                _ => match after.as_bytes().get(1).filter(|next| next.is_ascii_alphabetic()) {
                    Some(next) => new += &format!("{}{}{}", char::from(*next), &after[..1], &after[2..]),
                    None => new += after,
                },
            }
            texts.insert(path, new);
        }
        check_laws(name, page, &texts);
    }
}
