//! Lambdas behind URLs: what is sent, what is understood of a reply, and when a call is made again.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod server;

use engine::{Engine, Function, Limits, Program, Target};
use runtime_lite::{LambdaKind, Lambdas};
use serde_json::{Value, json};
use server::{NoTexts, name, publish, server};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

fn engine(base: String, may_reach_network: bool) -> Engine {
    let url = format!("{base}/lambda");
    let function = |kind| Function { lambda: name(kind), target: Target::Remote { url: url.clone() } };
    let functions = vec![function(LambdaKind::Update), function(LambdaKind::Publish)];
    let program = Program { functions, may_reach_network, ..Program::default() };
    let limits = Limits { time: Duration::from_millis(700), ..Limits::default() };
    Engine::new(Arc::new(program), Arc::new(NoTexts), limits)
}

#[test]
fn rows_are_posted_and_each_has_a_list() {
    let reply = r#"{"rows": [[{"id": 1}, {"id": 2}], []]}"#.to_owned();
    let (url, served) = server(vec![("200 OK", reply.clone()), ("200 OK", r#"{"rows": [[1]]}"#.to_owned())]);
    let mut engine = engine(url, true);
    assert_eq!(publish(&mut engine), Ok(vec![vec![json!({"id": 1}), json!({"id": 2})], vec![]]));
    let source = json!({"id": 9_007_199_254_740_993_u64});
    assert_eq!(engine.update(&name(LambdaKind::Update), &[&source]), Ok(vec![vec![json!(1)]]));
    let requests = served.join().unwrap();
    let (head, body) = requests[0].split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /lambda HTTP/1.1\r\n"), "{head}");
    assert!(head.to_lowercase().contains("content-type: application/json"), "{head}");
    let expected = json!({
        "transform": "fromOrders", "lambda": "publish", "rows": [[{"id": 1}, 2, null], [{"id": 1}, 2, null]],
    });
    assert_eq!(serde_json::from_str::<Value>(body).unwrap(), expected);
    let (_, body) = requests[1].split_once("\r\n\r\n").unwrap();
    let expected = json!({
        "transform": "fromOrders", "lambda": "update", "rows": [[{"id": 9_007_199_254_740_993_u64}]],
    });
    assert_eq!(serde_json::from_str::<Value>(body).unwrap(), expected);
}

/// What is said of one reply.
fn check(status: &'static str, reply: &str, expected: &str) {
    let (url, served) = server(vec![(status, reply.to_owned())]);
    let error = publish(&mut engine(url, true)).unwrap_err();
    assert_eq!((error.row, error.message.as_str()), (None, expected), "{status} {reply}");
    served.join().unwrap();
}

#[test]
fn anything_but_a_list_for_each_row_halts() {
    check(
        "200 OK",
        "[]",
        "its reply is no object of JSON: invalid type: sequence, expected a map at line 1 column 0",
    );
    check("200 OK", r#"{"rows": {}}"#, "its reply has no list `rows`");
    check("200 OK", r#"{"rows": [[], []], "x": 1}"#, "its reply has `x` beside `rows`");
    check("200 OK", r#"{"rows": [[]]}"#, "its reply has 1 rows for 2 that were asked for");
    check("200 OK", r#"{"rows": [[], 1]}"#, "row 2 of its reply is no list");
    check("404 Not Found", "", "the server answered with the status 404 Not Found");
    check("302 Found", "", "the server answered with the status 302 Found");
    check("silent", "", "it took longer than 700ms");
}

#[test]
fn a_server_that_is_at_fault_is_asked_again() {
    let good = ("200 OK", r#"{"rows": [[], []]}"#.to_owned());
    let bad = ("503 Service Unavailable", String::new());
    let (url, served) = server(vec![bad.clone(), bad.clone(), good]);
    assert_eq!(publish(&mut engine(url, true)), Ok(vec![vec![], vec![]]));
    assert_eq!(served.join().unwrap().len(), 3);
    let (url, served) = server(vec![bad.clone(), bad.clone(), bad]);
    let error = publish(&mut engine(url, true)).unwrap_err();
    assert_eq!(error.message, "the server answered with the status 503 Service Unavailable");
    assert_eq!(served.join().unwrap().len(), 3);
}

#[test]
fn nothing_is_called_unless_it_may_be() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let error = publish(&mut engine(url, false)).unwrap_err();
    assert_eq!(error.message, "lambdas behind URLs are called only with `--remote`");
    assert!(listener.accept().is_err());
}
