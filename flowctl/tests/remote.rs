//! Lambdas that requests are made for: `flowctl test` makes none unless it is told to.
#![expect(clippy::disallowed_methods, reason = "the tests start the program on files that they write")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use std::fs;
use std::io::Write as _;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::thread::JoinHandle;
use tempfile::TempDir;

/// Runs `flowctl test` in a folder, with variables of the environment: its exit code, and what it prints.
fn run(folder: &Path, args: &[&str], variables: &[(&str, &str)]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flowctl"));
    command.args(["test", "--root", ".", "--no-cache"]).args(args).current_dir(folder);
    command.env_clear().env("LC_ALL", "C.UTF-8").envs(variables.iter().copied());
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// A catalog with one derivation, whose only lambda is behind a URL or in AWS.
fn catalog(lambda: &str) -> TempDir {
    let text = format!(
        "collections:
  - name: acme/orders
    key: [/id]
    schema: &order {{ type: object, required: [id], properties: {{ id: {{ type: integer }} }} }}
  - name: acme/copies
    key: [/id]
    schema: *order
    derivation:
      transform:
        fromOrders:
          source: {{ name: acme/orders }}
          publish: {lambda}
tests:
  it is copied:
    - ingest: {{ collection: acme/orders, documents: [{{ id: 1 }}] }}
    - verify: {{ collection: acme/copies, documents: [{{ id: 1 }}] }}
"
    );
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("flow.yaml"), text).unwrap();
    folder
}

/// Answers one request with the document of the test: what it was sent.
fn serve(listener: TcpListener) -> JoinHandle<String> {
    listener.set_nonblocking(false).unwrap();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut buffer = [0; 4096];
        let length = std::io::Read::read(&mut stream, &mut buffer).unwrap();
        let body = "{\"rows\": [[{\"id\": 1}]]}";
        let head = format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
        stream.write_all((head + body).as_bytes()).unwrap();
        String::from_utf8_lossy(&buffer[..length]).into_owned()
    })
}

fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (listener, url)
}

#[test]
fn lambdas_behind_urls_are_called_only_where_that_is_asked_for() {
    let (listener, url) = listen();
    let here = catalog(&format!("{{ remote: '{url}/' }}"));
    let (code, out, _) = run(here.path(), &[], &[]);
    assert!(code == 1 && out.contains("lambdas behind URLs are called only with `--remote`"), "{out}");
    assert!(listener.accept().is_err(), "nobody has connected");
    let served = serve(listener);
    let (code, out, err) = run(here.path(), &["--remote"], &[]);
    assert_eq!((code, err.as_str()), (0, "1 test passed\n"), "{out}");
    served.join().unwrap();
}

#[test]
fn lambdas_of_aws_are_called_with_credentials_of_the_environment_where_that_is_asked_for() {
    let (listener, url) = listen();
    let here = catalog("{ awsLambda: 'arn:aws:lambda:eu-west-1:123456789012:function:copy' }");
    let keys = [("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "sesame")];
    let endpoint = ("AWS_ENDPOINT_URL", url.as_str());
    let (code, out, _) = run(here.path(), &[], &[&keys[..], &[endpoint]].concat());
    assert!(code == 1 && out.contains("lambdas of AWS are called only with `--remote`"), "{out}");
    let (code, out, _) = run(here.path(), &["--remote"], &[keys[0], endpoint]);
    assert!(code == 1 && out.contains("set `AWS_SECRET_ACCESS_KEY`"), "{out}");
    assert!(listener.accept().is_err(), "nobody has connected");
    let served = serve(listener);
    // The endpoint of the service goes before the one of all.
    let variables = [("AWS_ENDPOINT_URL_LAMBDA", url.as_str()), ("AWS_ENDPOINT_URL", "http://127.0.0.1:1")];
    let (code, out, err) = run(here.path(), &["--remote"], &[&keys[..], &variables].concat());
    assert_eq!((code, err.as_str()), (0, "1 test passed\n"), "{out}");
    let request = served.join().unwrap();
    assert!(request.contains("/eu-west-1/lambda/aws4_request") && !request.contains("sesame"), "{request}");
}
