//! `flowctl vendor`: fetching from a server of this machine, the lock, the vendor folder, and what is refused.
#![expect(clippy::disallowed_methods, reason = "the tests start the program on files that they write")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod server;

use server::{Answer, Server};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

fn ok(body: &str) -> Answer {
    (200, vec![("Content-Type", "Application/YAML; charset=utf-8".to_owned())], body.as_bytes().to_vec())
}

const NONE: Answer = (404, Vec::new(), Vec::new());
const ORDER: &str = "type: object\nproperties:\n  id: { $ref: parts/id.yaml }\nrequired: [id]\n";

/// What keeps git from changing the bytes of documents.
const ATTRIBUTES: &str = "vendor/.gitattributes";

/// A catalog with a collection per schema.
fn catalog(schemas: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write_catalog(folder.path(), schemas);
    folder
}

fn write_catalog(folder: &Path, schemas: &[&str]) {
    let mut text = "collections:\n".to_owned();
    for (index, schema) in schemas.iter().enumerate() {
        text.push_str(&format!("  - name: acme/c{index}\n    key: [/id]\n    schema: '{schema}'\n"));
    }
    fs::write(folder.join("flow.yaml"), text).unwrap();
}

/// Exit code, standard output, standard error.
fn run_with(folder: &Path, args: &[&str], variables: &[(&str, &str)]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flowctl"));
    let command = command.current_dir(folder).args(args).env_clear().env("LC_ALL", "C.UTF-8");
    let output = command.envs(variables.iter().copied()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
    run_with(folder, args, &[])
}

fn vendor(folder: &Path) -> (i32, String, String) {
    run(folder, &["vendor", "--allow-private"])
}

/// All files below a folder, with their text.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
                found.insert(name, fs::read(path).unwrap());
            }
        }
    }
    found
}

/// The documents below the vendor folder.
fn vendored(folder: &Path) -> Vec<String> {
    let is_document = |path: &String| path.starts_with("vendor/") && path != ATTRIBUTES;
    tree(folder).into_keys().filter(is_document).collect()
}

/// A server of an order and its id, and a catalog that refers to the order and has been vendored.
fn orders() -> (Server, TempDir) {
    let server = Server::start(|path, _| match path {
        "/s/order.yaml" => ok(ORDER),
        "/s/parts/id.yaml" => ok("type: string\n"),
        _ => NONE,
    });
    let here = catalog(&[&server.url("/s/order.yaml")]);
    assert_eq!(vendor(here.path()).0, 0);
    (server, here)
}

#[test]
fn documents_and_what_they_refer_to_are_fetched_and_then_read_from_the_folder() {
    let server = Server::start(|path, _| match path {
        "/s/order.yaml" => ok(ORDER),
        "/s/parts/id.yaml" => ok("type: string\n"),
        _ => NONE,
    });
    let here = catalog(&[&server.url("/s/order.yaml")]);
    let (code, out, _) = run(here.path(), &["check", "flow.yaml", "--format", "json"]);
    let help =
        "run `flowctl vendor flow.yaml`, or name a folder for its URL under `[resolve]` in flowctl.toml";
    assert!(code == 1 && out.contains("remote-document") && out.contains(help), "{out}");
    assert!(run(here.path(), &["check", "--format", "json"]).1.contains("run `flowctl vendor`, or"));
    assert_eq!(server.hits("/s/order.yaml"), 0);
    let (code, out, err) = vendor(here.path());
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
    assert_eq!(err, "fetched 2 documents to vendor\nnext: commit vendor and flow.lock\n");
    assert_eq!(run(here.path(), &["check"]).0, 0);
    let lock = fs::read_to_string(here.path().join("flow.lock")).unwrap();
    let lock: toml::Table = lock.parse().unwrap();
    let documents = lock["document"].as_array().unwrap();
    assert_eq!(lock["version"].as_integer(), Some(1));
    assert_eq!(documents.len(), 2);
    assert_eq!(documents[0]["url"].as_str().unwrap(), server.url("/s/order.yaml"));
    assert_eq!(documents[0]["media_type"].as_str().unwrap(), "application/yaml");
    let file = here.path().join(documents[0]["path"].as_str().unwrap());
    assert_eq!(fs::read_to_string(file).unwrap(), ORDER);
    let agent = format!("user-agent: flowctl/{}", env!("CARGO_PKG_VERSION"));
    let requests = server.requests.lock().unwrap().clone();
    assert!(requests.iter().all(|head| head.to_lowercase().contains(&agent)), "{requests:?}");
    let before = tree(here.path());
    assert_eq!(vendor(here.path()).2, "vendor is up to date (2 documents)\n");
    assert_eq!(tree(here.path()), before);
    assert_eq!((server.hits("/s/order.yaml"), server.hits("/s/parts/id.yaml")), (1, 1));
}

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
fn slow_runs_say_what_arrived_and_quiet_ones_do_not() {
    for (args, says) in
        [(&["vendor", "--allow-private"][..], true), (&["vendor", "--allow-private", "-q"], false)]
    {
        let server = Server::start(|_, _| {
            thread::sleep(Duration::from_millis(400));
            ok("type: object\nproperties: { id: { type: string } }\nrequired: [id]\n")
        });
        let here = catalog(&[&server.url("/a.yaml")]);
        let (code, _, err) = run(here.path(), args);
        assert_eq!(code, 0, "{err}");
        assert_eq!(err.starts_with(&format!("fetched {} (", server.url("/a.yaml"))), says, "{err}");
        assert_eq!(err.is_empty(), !says, "{err}");
    }
}

#[test]
fn what_cannot_be_had_is_reported_together_and_the_rest_is_kept() {
    let large = |length: String| (200, vec![("Content-Length", length)], Vec::new());
    let to = |location: &str| (302, vec![("Location", location.to_owned())], Vec::new());
    let server = Server::start(move |path, _| match path {
        "/good.yaml" => ok("type: object\nproperties: { id: { type: string } }\nrequired: [id]\n"),
        "/again.yaml" => to("/good.yaml"),
        "/loop.yaml" => to("/loop.yaml"),
        "/file.yaml" => to("file:///etc/passwd"),
        "/plain.yaml" => to("http://example.org/a.yaml"),
        "/private.yaml" => to("http://10.0.0.1/a.yaml"),
        "/user.yaml" => to("https://user:secret@127.0.0.1/a.yaml"),
        "/nowhere.yaml" => (301, Vec::new(), Vec::new()),
        "/announced.yaml" => large((65 << 20).to_string()),
        "/long.yaml" => (200, Vec::new(), vec![b'#'; (64 << 20) + 1]),
        "/bomb.yaml" => (200, vec![("Content-Encoding", "gzip".to_owned())], bomb(65 << 20)),
        "/latin.yaml" => (200, Vec::new(), b"title: caf\xe9\n".to_vec()),
        "/short.yaml" => large("100".to_owned()),
        _ => NONE,
    });
    let reasons = [
        ("/loop.yaml", "the server redirects more than 10 times"),
        ("/file.yaml", "redirects to `file:///etc/passwd`: documents are fetched by `https`, not `file`"),
        (
            "/plain.yaml",
            "redirects to `http://example.org/a.yaml`: documents are fetched by `https`, not `http`",
        ),
        (
            "/private.yaml",
            "redirects to `http://10.0.0.1/a.yaml`: documents are fetched by `https`, not `http`",
        ),
        ("/user.yaml", "redirects to `https://127.0.0.1/a.yaml`: a URL with a user name or password"),
        ("/nowhere.yaml", "the server redirects to nowhere"),
        ("/announced.yaml", "the document has more than 64 MiB"),
        ("/long.yaml", "the document has more than 64 MiB"),
        ("/bomb.yaml", "the document has more than 64 MiB"),
        ("/latin.yaml", "the document is not UTF-8: its first wrong byte is at offset 10"),
        ("/short.yaml", "the document breaks off"),
        ("/none.yaml", "the server answers 404"),
    ];
    let urls: Vec<String> =
        reasons.iter().map(|(path, _)| server.url(path)).chain([server.url("/again.yaml")]).collect();
    let here = catalog(&urls.iter().map(String::as_str).collect::<Vec<_>>());
    let (code, out, err) = vendor(here.path());
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    for (path, why) in reasons {
        let begins = format!("error: `{}` was not fetched: ", server.url(path));
        let line = err.lines().find(|line| line.starts_with(&begins));
        assert!(line.is_some_and(|line| line.contains(why)), "{path}\n{err}");
    }
    assert!(err.contains("12 documents could not be fetched") && !err.contains("secret"), "{err}");
    // The identity is the URL that was asked for, whatever it redirects to.
    assert_eq!(vendored(here.path()).len(), 1);
    assert_eq!(
        (server.hits("/short.yaml"), server.hits("/none.yaml"), server.hits("/loop.yaml")),
        (3, 1, 11)
    );
    let lock = fs::read_to_string(here.path().join("flow.lock")).unwrap();
    assert!(lock.contains(&server.url("/again.yaml")) && lock.matches("[[document]]").count() == 1, "{lock}");
}

/// A gzip stream of so many equal bytes: a literal, and then the longest match again and again (RFC 1951).
fn bomb(length: usize) -> Vec<u8> {
    let mut bits: Vec<bool> = Vec::new();
    let mut push = |value: u32, count: u32| bits.extend((0..count).rev().map(|at| value >> at & 1 == 1));
    push(0b110, 3); // the last block; its type, 01, is written with the lower bit first
    push(0x30 + u32::from(b'#'), 8);
    for _ in 0..length / 258 {
        push(0b1100_0101, 8); // a length of 258
        push(0, 5); // from one byte before
    }
    push(0, 7);
    let byte = |bits: &[bool]| bits.iter().rev().fold(0_u8, |byte, bit| byte << 1 | u8::from(*bit));
    let header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    header.into_iter().chain(bits.chunks(8).map(byte)).chain([0; 8]).collect()
}

#[test]
fn a_server_that_recovers_is_asked_again() {
    let server = Server::start(|path, hit| match (path, hit) {
        ("/flaky.yaml", 1) => (500, Vec::new(), Vec::new()),
        ("/busy.yaml", 1) => (429, Vec::new(), Vec::new()),
        ("/down.yaml", _) => (503, Vec::new(), Vec::new()),
        _ => ok("type: object\nproperties: { id: { type: string } }\nrequired: [id]\n"),
    });
    let here = catalog(&[&server.url("/flaky.yaml"), &server.url("/busy.yaml")]);
    assert_eq!(vendor(here.path()).0, 0);
    assert_eq!((server.hits("/flaky.yaml"), server.hits("/busy.yaml")), (2, 2));
    let here = catalog(&[&server.url("/down.yaml")]);
    let (code, _, err) = vendor(here.path());
    assert!(code == 2 && err.contains("the server answers 503 (3 tries)"), "{err}");
    assert_eq!(server.hits("/down.yaml"), 3);
    assert_eq!(tree(here.path()).into_keys().collect::<Vec<_>>(), ["flow.yaml"]);
}

#[test]
fn documents_may_not_refer_to_anything_but_https() {
    let server =
        Server::start(|_, _| ok("anyOf:\n  - $ref: http://example.org/a.yaml\n  - $ref: ftp://a.org/b\n"));
    let here = catalog(&[&server.url("/a.yaml")]);
    let (code, _, err) = vendor(here.path());
    assert_eq!(code, 2);
    assert!(
        err.contains("`http://example.org/a.yaml` was not fetched: documents are fetched by `https`"),
        "{err}"
    );
    assert!(err.contains("`ftp://a.org/b` was not fetched: documents are fetched by `https`"), "{err}");
}

#[test]
fn a_chain_without_end_is_given_up() {
    let server = Server::start(|path, _| ok(&format!("$ref: x{}\n", path.trim_start_matches('/'))));
    let here = catalog(&[&server.url("/a.yaml")]);
    let (code, _, err) = vendor(here.path());
    assert!(code == 2 && err.contains("refer to one another more than 100 deep"), "{err}");
    assert_eq!(tree(here.path()).into_keys().collect::<Vec<_>>(), ["flow.yaml"]);
}

#[test]
fn private_addresses_are_refused_without_the_flag() {
    let server = Server::start(|_, _| ok("type: object\n"));
    let port = server.base.rsplit(':').next().unwrap().to_owned();
    let hosts = [
        "127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "[::1]",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "localhost",
        "LOCALHOST.",
        "[::ffff:7f00:1]",
        "192.168.0.1",
        "100.64.0.1",
        "[fd00::1]",
        "[fe80::1]",
        "0",
    ];
    let urls: Vec<String> = hosts.iter().map(|host| format!("https://{host}:{port}/a.yaml")).collect();
    let here = catalog(&urls.iter().map(String::as_str).collect::<Vec<_>>());
    let (code, _, err) = run(here.path(), &["vendor"]);
    assert_eq!(code, 2);
    let refused: Vec<&str> = err.lines().filter(|line| line.starts_with("error: ")).collect();
    assert!(
        !refused.is_empty() && refused.iter().all(|line| line.contains("fetched: its address is ")),
        "{err}"
    );
    let here = catalog(&[&server.url("/a.yaml")]);
    assert!(run(here.path(), &["vendor"]).2.contains("documents are fetched by `https`, not `http`"));
    assert_eq!(server.requests.lock().unwrap().len(), 0);
    assert_eq!(tree(here.path()).into_keys().collect::<Vec<_>>(), ["flow.yaml"]);
}

#[test]
fn proxies_of_the_environment_are_used() {
    let proxy =
        Server::start(|_, _| ok("type: object\nproperties: { id: { type: string } }\nrequired: [id]\n"));
    // Nothing listens there: only the proxy can answer.
    let here = catalog(&["http://127.0.0.1:9/a.yaml"]);
    let args = ["vendor", "--allow-private"];
    let (code, _, err) = run_with(here.path(), &args, &[("HTTP_PROXY", &proxy.base)]);
    assert_eq!(code, 0, "{err}");
    assert!(proxy.requests.lock().unwrap()[0].starts_with("CONNECT 127.0.0.1:9 "));
    let here = catalog(&["http://127.0.0.1:9/a.yaml"]);
    let variables = [("HTTP_PROXY", proxy.base.as_str()), ("NO_PROXY", "127.0.0.1")];
    let (code, _, err) = run_with(here.path(), &args, &variables);
    assert!(code == 2 && err.contains("(3 tries)"), "{err}");
    assert_eq!(proxy.requests.lock().unwrap().len(), 2);
    let (code, _, err) = run_with(here.path(), &args, &[("HTTPS_PROXY", "socks5://secret")]);
    assert!(code == 2 && err.contains("HTTPS_PROXY is not the URL") && !err.contains("secret"), "{err}");
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

/// Runs a program of the system, and says whether it did its work.
fn works(folder: &Path, line: &[&str]) -> bool {
    let output = Command::new(line[0]).args(&line[1..]).current_dir(folder).output();
    output.is_ok_and(|output| output.status.success())
}

#[test]
fn servers_are_trusted_by_their_certificates() {
    let site = tempfile::tempdir().unwrap();
    let text = "type: object\nproperties: { id: { type: string } }\nrequired: [id]\n";
    fs::write(site.path().join("a.yaml"), text).unwrap();
    let make = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout key.pem -out cert.pem -subj /CN=test \
                -addext subjectAltName=IP:127.0.0.1,DNS:localhost -addext basicConstraints=critical,CA:FALSE";
    if !works(site.path(), &make.split_whitespace().collect::<Vec<_>>()) {
        std::io::stderr().write_all(b"skipped: openssl is not here to make a certificate\n").unwrap();
        return;
    }
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let serve = ["s_server", "-accept", &port, "-cert", "cert.pem", "-key", "key.pem", "-WWW", "-quiet"];
    let mut server = Command::new("openssl").args(serve).current_dir(site.path()).spawn().unwrap();
    let up = (0..100).any(|_| {
        thread::sleep(Duration::from_millis(50));
        TcpStream::connect(format!("127.0.0.1:{port}")).is_ok()
    });
    let here = catalog(&[&format!("https://127.0.0.1:{port}/a.yaml")]);
    let unknown = vendor(here.path());
    let variable = |file: &str| [("SSL_CERT_FILE", site.path().join(file).to_str().unwrap().to_owned())];
    let with = |file: &str| {
        let [(name, value)] = variable(file);
        run_with(here.path(), &["vendor", "--allow-private"], &[(name, &value)])
    };
    let (none, known) = (with("a.yaml"), with("cert.pem"));
    let refused = run(here.path(), &["vendor", "--update", &format!("https://127.0.0.1:{port}/a.yaml")]);
    server.kill().unwrap();
    server.wait().unwrap();
    assert!(up, "the server of the test listens");
    assert!(unknown.0 == 2 && unknown.2.contains("invalid peer certificate"), "{}", unknown.2);
    assert!(!unknown.2.contains("tries"), "{}", unknown.2);
    assert!(none.0 == 2 && none.2.contains("holds no certificates"), "{}", none.2);
    assert_eq!(known.0, 0, "{}", known.2);
    assert_eq!(run(here.path(), &["check"]).0, 0);
    assert!(refused.0 == 2 && refused.2.contains("its address is a loopback"), "{}", refused.2);
}

#[test]
fn a_server_without_encryption_is_no_https_server() {
    let server = Server::start(|_, _| ok("type: string\n"));
    let here = catalog(&[&server.url("/a.yaml").replace("http:", "https:")]);
    let (code, _, err) = vendor(here.path());
    assert!(code == 2 && err.contains("was not fetched: "), "{err}");
    assert_eq!(server.hits("/a.yaml"), 0);
}
