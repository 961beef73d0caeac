//! The guarded output folder: what is rewritten, refused, removed and recovered.
#![expect(clippy::disallowed_methods, reason = "the tests look at the files that were written")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use flowctl::output::{Mode, Report, write};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const FILES: [(&str, &str); 3] = [("catalog.json", "{}\n"), ("sql/a.sql", "A;\n"), ("sql/b.sql", "B;\n")];

fn run(folder: &Path, files: &[(&str, &str)], mode: Mode) -> Report {
    write(folder, "out", files.iter().copied(), mode).unwrap_or_else(|failure| panic!("{failure:?}"))
}

fn refused(folder: &Path, files: &[(&str, &str)]) -> String {
    format!("{:?}", write(folder, "out", files.iter().copied(), Mode::Write).unwrap_err())
}

fn read(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join(path)).unwrap_or_else(|error| format!("{path}: {error}"))
}

/// All files below a folder, by path.
fn all(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        match path.is_dir() {
            true => found.extend(all(&path).into_iter().map(|rest| format!("{name}/{rest}"))),
            false => found.push(name),
        }
    }
    found.sort();
    found
}

fn built() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let report = run(folder.path(), &FILES, Mode::Write);
    assert_eq!(report.wrote.len(), 3);
    folder
}

#[test]
fn the_second_run_touches_nothing() {
    let folder = built();
    #[cfg(unix)]
    let look = |path: &str| {
        use std::os::unix::fs::MetadataExt;
        let about = fs::metadata(folder.path().join(path)).unwrap();
        (about.ino(), about.mtime(), about.mtime_nsec(), about.ctime_nsec())
    };
    #[cfg(not(unix))]
    let look = |path: &str| fs::metadata(folder.path().join(path)).unwrap().modified().unwrap();
    let paths = all(folder.path());
    assert_eq!(paths, ["catalog.json", "manifest.json", "sql/a.sql", "sql/b.sql"]);
    let before: Vec<_> = paths.iter().map(|path| look(path)).collect();
    let folders = (look("."), look("sql"));
    let report = run(folder.path(), &FILES, Mode::Write);
    assert!(!report.changed && report.unchanged == 3);
    assert_eq!(paths.iter().map(|path| look(path)).collect::<Vec<_>>(), before);
    assert_eq!((look("."), look("sql")), folders);
    assert!(!run(folder.path(), &FILES, Mode::Check).changed);
}

#[test]
fn the_manifest_is_the_same_everywhere() {
    let (one, two) = (built(), built());
    assert_eq!(read(one.path(), "manifest.json"), read(two.path(), "manifest.json"));
    insta::assert_snapshot!(read(one.path(), "manifest.json"));
}

#[test]
fn edited_files_are_refused_all_at_once_and_kept() {
    let folder = built();
    for path in ["sql/a.sql", "sql/b.sql"] {
        fs::write(folder.path().join(path), "mine").unwrap();
    }
    let next = [("catalog.json", "{1}\n"), ("sql/a.sql", "A2;\n"), ("sql/b.sql", "B;\n")];
    let report = run(folder.path(), &next, Mode::Write);
    assert_eq!(report.edited, ["sql/a.sql", "sql/b.sql"]);
    assert_eq!(read(folder.path(), "catalog.json"), "{}\n");
    assert_eq!(read(folder.path(), "sql/a.sql"), "mine");
    assert_eq!(run(folder.path(), &next, Mode::Check).edited.len(), 2);
    let report = run(folder.path(), &next, Mode::Force);
    assert_eq!(report.wrote, ["catalog.json", "sql/a.sql", "sql/b.sql"]);
    assert_eq!(read(folder.path(), "sql/a.sql"), "A2;\n");
}

#[test]
fn files_that_a_crash_left_empty_are_written_again() {
    let folder = built();
    fs::write(folder.path().join("sql/a.sql"), "").unwrap();
    let report = run(folder.path(), &FILES, Mode::Write);
    assert_eq!(report.wrote, ["sql/a.sql"]);
    assert_eq!(read(folder.path(), "sql/a.sql"), "A;\n");
    // One that is listed nowhere may be meant as it is.
    fs::write(folder.path().join("sql/c.sql"), "").unwrap();
    let more = [FILES.as_slice(), &[("sql/c.sql", "C;\n")]].concat();
    assert_eq!(run(folder.path(), &more, Mode::Write).edited, ["sql/c.sql"]);
}

#[test]
fn files_of_others_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("sql")).unwrap();
    fs::write(folder.path().join("sql/a.sql"), "theirs").unwrap();
    fs::write(folder.path().join("sql/b.sql"), "B;\n").unwrap();
    fs::write(folder.path().join("manifest.json"), "{\"name\": \"a web app\"}").unwrap();
    let report = run(folder.path(), &FILES, Mode::Write);
    assert_eq!(report.edited, ["manifest.json", "sql/a.sql"]);
    assert_eq!(all(folder.path()), ["manifest.json", "sql/a.sql", "sql/b.sql"]);
}

#[test]
fn stale_files_go_unless_they_were_edited() {
    let folder = built();
    fs::write(folder.path().join("notes.txt"), "mine").unwrap();
    let report = run(folder.path(), &FILES[..1], Mode::Check);
    assert_eq!(report.removed, ["sql/a.sql", "sql/b.sql"]);
    assert_eq!(all(folder.path()).len(), 5);
    fs::write(folder.path().join("sql/b.sql"), "mine").unwrap();
    let report = run(folder.path(), &FILES[..1], Mode::Write);
    assert_eq!((report.removed, report.kept), (vec!["sql/a.sql".to_owned()], vec!["sql/b.sql".to_owned()]));
    assert_eq!(all(folder.path()), ["catalog.json", "manifest.json", "notes.txt", "sql/b.sql"]);

    let folder = built();
    run(folder.path(), &FILES[..1], Mode::Write);
    assert!(fs::metadata(folder.path().join("sql")).is_err(), "the empty folder went");
}

#[test]
fn a_run_that_was_cut_short_is_taken_up() {
    let folder = built();
    let next = [("catalog.json", "{2}\n"), ("sql/a.sql", "A2;\n"), ("sql/c.sql", "C;\n")];
    // What a run leaves that dies after its second file: the old manifest, the pending one, a partial file.
    let other = tempfile::tempdir().unwrap();
    run(other.path(), &next, Mode::Write);
    fs::copy(other.path().join("manifest.json"), folder.path().join("manifest.pending.json")).unwrap();
    fs::write(folder.path().join("catalog.json"), "{2}\n").unwrap();
    fs::write(folder.path().join("sql/c.sql"), "C;\n").unwrap();
    fs::write(folder.path().join("sql/.flowctl-partial"), "A2").unwrap();
    // Meanwhile the catalog changed again: the text of the dead run is neither the old nor the new one.
    let last = [("catalog.json", "{3}\n"), ("sql/a.sql", "A3;\n")];
    assert!(run(folder.path(), &last, Mode::Check).edited.is_empty());
    let report = run(folder.path(), &last, Mode::Write);
    assert_eq!(report.wrote, ["catalog.json", "sql/a.sql"]);
    assert_eq!(report.removed, ["sql/b.sql", "sql/c.sql"]);
    assert_eq!(all(folder.path()), ["catalog.json", "manifest.json", "sql/a.sql"]);
    assert!(!run(folder.path(), &last, Mode::Write).changed);
}

#[test]
fn two_runs_that_were_cut_short_are_taken_up() {
    let folder = built();
    // A folder in the place of the partial file makes a run fail there.
    let block = |place: &str| {
        let partial = format!(".flowctl-partial-{}", std::process::id());
        fs::create_dir_all(folder.path().join(place).join(partial)).unwrap();
    };
    block("sql");
    refused(folder.path(), &[("catalog.json", "{2}\n"), ("sql/a.sql", "A2;\n")]);
    assert_eq!(read(folder.path(), "catalog.json"), "{2}\n");
    block("a");
    refused(folder.path(), &[("a/a", "A"), ("catalog.json", "{3}\n")]);
    assert_eq!(read(folder.path(), "catalog.json"), "{2}\n");
    let report = run(folder.path(), &[("catalog.json", "{4}\n")], Mode::Write);
    assert!(report.edited.is_empty() && report.kept.is_empty(), "{report:?}");
    assert_eq!(read(folder.path(), "catalog.json"), "{4}\n");
    assert!(fs::metadata(folder.path().join("manifest.pending.json")).is_err());
}

#[test]
fn hostile_manifests_are_refused() {
    for path in ["../victim.txt", "/etc/hostname", "sql/../../victim.txt", "sql\\..\\x"] {
        let parent = tempfile::tempdir().unwrap();
        fs::write(parent.path().join("victim.txt"), "keep").unwrap();
        let folder = parent.path().join("out");
        fs::create_dir(&folder).unwrap();
        // The hash of "keep".
        let hash = "6ca7ea2feefc88ecb5ed6356ed963f47dc9137f82526fdd25d618ea626d0803f";
        let path = path.replace('\\', "\\\\");
        let text =
            format!(r#"{{"format_version": "1.0", "files": [{{"path": "{path}", "sha256": "{hash}"}}]}}"#);
        fs::write(folder.join("manifest.json"), text).unwrap();
        assert!(refused(&folder, &FILES).contains("is not below `out`"), "{path}");
        run(&folder, &FILES, Mode::Force);
        assert_eq!(read(parent.path(), "victim.txt"), "keep");
    }
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let parent = tempfile::tempdir().unwrap();
    let (folder, elsewhere) = (parent.path().join("out"), parent.path().join("elsewhere"));
    fs::create_dir(&elsewhere).unwrap();
    fs::create_dir(&folder).unwrap();
    symlink(&elsewhere, folder.join("sql")).unwrap();
    assert!(refused(&folder, &FILES).contains("`out/sql` is in the way of `out/sql/a.sql`"));
    assert!(all(&elsewhere).is_empty());

    // A stale file behind a link stays, even with the right hash.
    let folder = built();
    fs::rename(folder.path().join("sql"), elsewhere.join("sql")).unwrap();
    symlink(elsewhere.join("sql"), folder.path().join("sql")).unwrap();
    let report = run(folder.path(), &FILES[..1], Mode::Force);
    assert_eq!(report.kept, ["sql/a.sql", "sql/b.sql"]);
    assert_eq!(all(&elsewhere), ["sql/a.sql", "sql/b.sql"]);

    // A link in the place of a file is not written through.
    let folder = built();
    fs::remove_file(folder.path().join("catalog.json")).unwrap();
    symlink(elsewhere.join("new"), folder.path().join("catalog.json")).unwrap();
    assert!(refused(folder.path(), &FILES).contains("is in the way"));
    assert!(fs::metadata(elsewhere.join("new")).is_err());
}
