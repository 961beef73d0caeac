//! Fetching from a server of this machine: what arrives, what is tried again, and what is refused.

use super::server::Server;
use super::{NONE, ORDER, catalog, ok, run, run_with, tree, vendor, vendored, works};
use std::fs;
use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::thread;
use std::time::Duration;

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
