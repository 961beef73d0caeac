//! The lock and the vendor folder: what is kept, verified, removed, and not overwritten.

use super::server::Server;
use super::{ATTRIBUTES, ORDER, catalog, ok, orders, run, tree, vendor, vendored, works, write_catalog};
use std::fs;
use std::io::Write as _;

#[test]
fn the_same_documents_give_the_same_lock() {
    let (server, here) = orders();
    let lock = fs::read(here.path().join("flow.lock")).unwrap();
    for schemas in [["/s/order.yaml", "/s/parts/id.yaml"], ["/s/parts/id.yaml", "/s/order.yaml"]] {
        let urls = schemas.map(|path| server.url(path));
        let other = catalog(&[&urls[0], &urls[1]]);
        vendor(other.path());
        assert_eq!(fs::read(other.path().join("flow.lock")).unwrap(), lock);
        assert_eq!(vendored(other.path()), vendored(here.path()));
    }
}

#[test]
fn verify_lists_every_fault_without_the_network() {
    let (server, here) = orders();
    let verify = || run(here.path(), &["vendor", "--verify"]);
    assert_eq!(verify(), (0, String::new(), "2 documents as flow.lock records\n".to_owned()));
    let asked = server.requests.lock().unwrap().len();
    let files = vendored(here.path());
    let [order, id] = [&files[0], &files[1]].map(|file| here.path().join(file));
    fs::write(&id, "type: integer\n").unwrap();
    let new = server.url("/new.yaml");
    write_catalog(here.path(), &[&server.url("/s/order.yaml"), &new]);
    let (code, out, err) = verify();
    assert_eq!((code, err.as_str()), (1, "2 faults in 2 documents\n"));
    let id_url = server.url("/s/parts/id.yaml");
    let edited = format!("{id_url}: its file `{}` does not match `flow.lock`; fetch it again with", files[1]);
    assert!(out.contains(&edited) && out.contains(&format!("`flowctl vendor --update {id_url}`")), "{out}");
    assert!(out.contains(&format!("{new}: it is not in `flow.lock`; run `flowctl vendor`")), "{out}");
    fs::remove_file(&order).unwrap();
    let (_, out, _) = verify();
    assert!(out.contains(&format!("its file `{}` is missing; run `flowctl vendor`", files[0])), "{out}");
    assert_eq!(server.requests.lock().unwrap().len(), asked);
}

#[test]
fn edited_files_are_errors_of_every_command_and_missing_ones_come_back() {
    let (server, here) = orders();
    let files = vendored(here.path());
    fs::write(here.path().join(&files[0]), "type: integer\n").unwrap();
    let (code, out, _) = run(here.path(), &["check", "--format", "json"]);
    let update = format!("`flowctl vendor --update {}`", server.url("/s/order.yaml"));
    assert!(code == 1 && out.contains("unreadable-file") && out.contains(&update), "{out}");
    // The lock says what the file has to be, so it can be mended without a question.
    assert_eq!(vendor(here.path()).0, 0);
    assert_eq!(run(here.path(), &["vendor", "--verify"]).0, 0);
    fs::remove_dir_all(here.path().join("vendor")).unwrap();
    assert!(run(here.path(), &["check", "--format", "json"]).1.contains("is missing; run `flowctl vendor`"));
    let lock = fs::read(here.path().join("flow.lock")).unwrap();
    assert_eq!(vendor(here.path()).0, 0);
    assert_eq!(vendored(here.path()), files);
    assert_eq!(fs::read(here.path().join("flow.lock")).unwrap(), lock);
}

#[test]
fn a_document_that_changed_is_accepted_by_update_only() {
    let server = Server::start(|_, hit| {
        let id = if hit == 1 { "string" } else { "integer" };
        ok(&format!("type: object\nproperties: {{ id: {{ type: {id} }} }}\nrequired: [id]\n"))
    });
    let here = catalog(&[&server.url("/a.yaml")]);
    assert_eq!(vendor(here.path()).0, 0);
    let before = tree(here.path());
    let file = vendored(here.path()).remove(0);
    fs::remove_file(here.path().join(&file)).unwrap();
    let (code, _, err) = vendor(here.path());
    let update = format!("accept it with `flowctl vendor --update {}`", server.url("/a.yaml"));
    assert!(
        code == 2 && err.contains("has another document than `flow.lock` records") && err.contains(&update)
    );
    assert_eq!(fs::read(here.path().join("flow.lock")).unwrap(), before["flow.lock"]);
    let args = ["vendor", "--allow-private", "--update", &server.url("/a.yaml")];
    assert_eq!(run(here.path(), &args).0, 0);
    assert!(fs::read_to_string(here.path().join(&file)).unwrap().contains("integer"));
    assert_eq!(run(here.path(), &["vendor", "--verify"]).0, 0);
    for (url, why) in [("https://a.org/b.yaml", "the build does not ask for it"), ("a.yaml", "not the URL")] {
        let (code, _, err) = run(here.path(), &["vendor", "--update", url]);
        assert!(code == 2 && err.contains(why), "{err}");
    }
}

#[test]
fn prune_removes_what_nothing_asks_for_and_nothing_else() {
    let (server, here) = orders();
    let own = here.path().join("vendor/own.txt");
    fs::write(&own, "mine").unwrap();
    write_catalog(here.path(), &[&server.url("/s/parts/id.yaml")]);
    let (_, _, err) = vendor(here.path());
    assert!(err.contains("1 document is not asked for any more: run `flowctl vendor --prune`"), "{err}");
    assert_eq!(vendored(here.path()).len(), 3);
    // A key of a string schema is an error; what it may hide is kept.
    let (code, _, err) = run(here.path(), &["vendor", "--prune"]);
    assert!(code == 1 && err.contains("nothing was removed"), "{err}");
    assert_eq!(vendored(here.path()).len(), 3);
    fs::write(here.path().join("flow.yaml"), "collections: []\n").unwrap();
    let (code, _, err) = run(here.path(), &["vendor", "--prune"]);
    assert!(code == 0 && err.contains("removed 2 documents"), "{err}");
    assert_eq!(vendored(here.path()), ["vendor/own.txt"]);
    assert!(!fs::read_to_string(here.path().join("flow.lock")).unwrap().contains("document]]"));
}

#[test]
fn git_is_told_to_keep_the_bytes_of_documents() {
    let (server, here) = orders();
    let attributes = here.path().join(ATTRIBUTES);
    assert!(fs::read_to_string(&attributes).unwrap().ends_with("\n* -text\n"));
    assert_eq!(run(here.path(), &["vendor", "--verify"]).0, 0);
    // An older folder has none; a check does not write it, and misses nothing.
    fs::remove_file(&attributes).unwrap();
    assert_eq!(run(here.path(), &["vendor", "--verify"]).0, 0);
    assert!(fs::metadata(&attributes).is_err());
    let (code, _, err) = vendor(here.path());
    assert!(code == 0 && err.contains("wrote vendor/.gitattributes; commit it"), "{err}");
    // What somebody else wrote there stays.
    fs::write(&attributes, "* binary\n").unwrap();
    assert_eq!(vendor(here.path()).2, "vendor is up to date (2 documents)\n");
    fs::write(here.path().join("flow.yaml"), "collections: []\n").unwrap();
    assert_eq!(run(here.path(), &["vendor", "--prune"]).0, 0);
    assert_eq!(fs::read_to_string(&attributes).unwrap(), "* binary\n");
    // What flowctl wrote goes with the last document.
    fs::remove_file(&attributes).unwrap();
    write_catalog(here.path(), &[&server.url("/s/order.yaml")]);
    assert_eq!(vendor(here.path()).0, 0);
    fs::write(here.path().join("flow.yaml"), "collections: []\n").unwrap();
    assert_eq!(run(here.path(), &["vendor", "--prune"]).0, 0);
    assert!(fs::metadata(here.path().join("vendor")).is_err());
}

#[test]
fn git_checks_out_the_bytes_that_were_fetched() {
    let server =
        Server::start(|_, _| ok("type: object\r\nproperties: { id: { type: string } }\nrequired: [id]\n"));
    let here = catalog(&[&server.url("/a.yaml")]);
    assert_eq!(vendor(here.path()).0, 0);
    let git = |line: &str| {
        let line = format!("git -c user.name=a -c user.email=a@b -c core.autocrlf=true {line}");
        works(here.path(), &line.split(' ').collect::<Vec<_>>())
    };
    if !git("init -q") {
        std::io::stderr().write_all(b"skipped: git is not here\n").unwrap();
        return;
    }
    assert!(git("add .") && git("commit -qm a"));
    fs::remove_dir_all(here.path().join("vendor")).unwrap();
    fs::remove_file(here.path().join("flow.yaml")).unwrap();
    assert!(git("checkout -q ."));
    assert!(fs::read_to_string(here.path().join("flow.yaml")).unwrap().contains("\r\n"), "git does convert");
    assert_eq!(run(here.path(), &["vendor", "--verify"]).0, 0);
}

#[test]
fn what_an_interrupted_run_left_is_swept() {
    let (_, here) = orders();
    let before = tree(here.path());
    let folder = here.path().join(vendored(here.path()).remove(0));
    let folder = folder.parent().unwrap();
    fs::create_dir_all(here.path().join("vendor/a.org/b")).unwrap();
    fs::create_dir_all(here.path().join("other")).unwrap();
    let kept = here.path().join("other/.flowctl-partial-1");
    for file in [
        folder.join(".flowctl-partial-1"),
        here.path().join("vendor/a.org/b/.flowctl-partial-22"),
        here.path().join("vendor/.flowctl-partial-3"),
        here.path().join(".flowctl-partial-4"),
        kept.clone(),
    ] {
        fs::write(file, "half").unwrap();
    }
    assert_eq!(run(here.path(), &["vendor", "--verify"]).0, 0);
    assert!(folder.join(".flowctl-partial-1").is_file());
    assert_eq!(vendor(here.path()).2, "vendor is up to date (2 documents)\n");
    fs::remove_file(kept).unwrap();
    assert_eq!(tree(here.path()), before);
    assert!(fs::metadata(here.path().join("vendor/a.org")).is_err());
}

#[test]
fn hostile_locks_are_refused_by_every_command() {
    let (_, here) = orders();
    let lock = here.path().join("flow.lock");
    let good = fs::read_to_string(&lock).unwrap();
    let file = vendored(here.path()).remove(0);
    for (bad, why) in [
        (good.replace(&file, "../outside.yaml"), "as the file of"),
        (good.replace(&file, "vendor/../flow.yaml"), "as the file of"),
        (good.replace(&file, "/etc/passwd"), "as the file of"),
        (good.replace("version = 1", "version = 7"), "newer flowctl"),
        (good.replace("version = 1", "version = ["), "is not TOML"),
        ("<<<<<<< ours\n".to_owned(), "is not TOML"),
    ] {
        fs::write(&lock, bad).unwrap();
        for args in [&["check"][..], &["build"], &["vendor"], &["vendor", "--verify"], &["vendor", "--prune"]]
        {
            let (code, _, err) = run(here.path(), args);
            assert!(code == 2 && err.contains("`flow.lock`") && err.contains(why), "{args:?} {why}: {err}");
        }
    }
    let wrong = format!("sha256 = \"{}\"\n", "0".repeat(64));
    let lines =
        good.lines().map(|line| if line.starts_with("sha256") { wrong.clone() } else { format!("{line}\n") });
    fs::write(&lock, lines.collect::<String>()).unwrap();
    let (code, out, _) = run(here.path(), &["check", "--format", "json"]);
    assert!(code == 1 && out.contains("does not match `flow.lock`"), "{out}");
    assert_eq!(run(here.path(), &["vendor", "--verify"]).0, 1);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let (server, here) = orders();
    let outside = tempfile::tempdir().unwrap();
    let file = here.path().join(vendored(here.path()).remove(0));
    let text = fs::read(&file).unwrap();
    // The text is the right one, but a link's target may change without the lock.
    fs::write(outside.path().join("id.yaml"), &text).unwrap();
    fs::remove_file(&file).unwrap();
    symlink(outside.path().join("id.yaml"), &file).unwrap();
    let (code, out, _) = run(here.path(), &["vendor", "--verify"]);
    assert!(code == 1 && out.contains("is in the way of its file"), "{out}");
    assert_eq!(run(here.path(), &["check"]).0, 1);
    let (code, _, err) = vendor(here.path());
    assert!(code == 2 && err.contains("is in the way"), "{err}");
    // The folder itself leads elsewhere: nothing is written there, and nothing is removed.
    fs::remove_dir_all(here.path().join("vendor")).unwrap();
    symlink(outside.path(), here.path().join("vendor")).unwrap();
    assert_eq!(vendor(here.path()).0, 2);
    let fresh = catalog(&[&server.url("/s/order.yaml")]);
    symlink(outside.path(), fresh.path().join("vendor")).unwrap();
    assert_eq!(vendor(fresh.path()).0, 2);
    assert_eq!(tree(outside.path()).into_keys().collect::<Vec<_>>(), ["id.yaml"]);
    // Nor is a lock that is a link read or replaced.
    fs::remove_file(fresh.path().join("vendor")).unwrap();
    symlink(here.path().join("flow.lock"), fresh.path().join("flow.lock")).unwrap();
    assert!(vendor(fresh.path()).2.contains("`flow.lock` is not a regular file"));
}

#[test]
fn files_that_flowctl_did_not_write_are_not_overwritten() {
    let (_, here) = orders();
    fs::remove_file(here.path().join("flow.lock")).unwrap();
    let file = here.path().join(vendored(here.path()).remove(0));
    fs::write(&file, "mine").unwrap();
    let (code, _, err) = vendor(here.path());
    assert!(code == 2 && err.contains("is in the way; flowctl did not write it"), "{err}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
}

#[test]
fn folders_of_the_settings_come_before_the_vendor_folder() {
    let (server, here) = orders();
    let asked = server.requests.lock().unwrap().len();
    fs::create_dir(here.path().join("own")).unwrap();
    fs::write(here.path().join("own/order.yaml"), ORDER.replace("$ref: parts/id.yaml", "type: string"))
        .unwrap();
    let map = format!("{}=own", server.url("/s/"));
    assert_eq!(run(here.path(), &["check", "--resolve", &map]).0, 0);
    let (_, _, err) = run(here.path(), &["vendor", "--resolve", &map]);
    assert!(err.contains("refers to no documents of the network"), "{err}");
    assert_eq!(server.requests.lock().unwrap().len(), asked);
}
