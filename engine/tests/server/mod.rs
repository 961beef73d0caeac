//! A server on this machine that lambdas are behind, and calls of them.

use engine::{Engine, Texts};
use runtime_lite::{LambdaError, LambdaKind, LambdaName, Lambdas as _, Row};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

pub(crate) struct NoTexts;

impl Texts for NoTexts {
    fn text(&self, _path: &str) -> Option<Arc<str>> {
        None
    }

    fn place(&self, _path: &str, _line: usize, _column: usize) -> String {
        String::new()
    }
}

/// A server that answers one request after the other: its URL, and what it was sent.
/// A status may have headers after it.
pub(crate) fn server(replies: Vec<(&'static str, String)>) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let served = thread::spawn(move || {
        let mut requests = Vec::new();
        for (status, body) in replies {
            let (mut stream, _) = listener.accept().unwrap();
            let mut text = String::new();
            let mut buffer = [0; 4096];
            loop {
                let length = stream.read(&mut buffer).unwrap();
                text += &String::from_utf8_lossy(&buffer[..length]);
                let whole = text.split_once("\r\n\r\n").is_some_and(|(head, body)| {
                    let length = head.to_lowercase();
                    let length = length.split("content-length: ").nth(1).unwrap();
                    body.len() >= length.split("\r\n").next().unwrap().parse::<usize>().unwrap()
                });
                if whole || length == 0 {
                    break;
                }
            }
            requests.push(text);
            if status == "silent" {
                thread::sleep(Duration::from_millis(1500));
                continue;
            }
            let head = format!(
                "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\nlocation: /x\r\n\r\n",
                body.len()
            );
            stream.write_all((head + &body).as_bytes()).unwrap();
        }
        requests
    });
    (url, served)
}

/// The lambda of a kind.
pub(crate) fn name(kind: LambdaKind) -> LambdaName {
    LambdaName { derivation: "acme/x".to_owned(), transform: "fromOrders".to_owned(), kind }
}

/// Publishes for the same row twice.
pub(crate) fn publish(engine: &mut Engine) -> Result<Vec<Vec<Value>>, LambdaError> {
    let (source, register, previous) = (json!({"id": 1}), json!(2), json!(null));
    let row = Row { source: &source, register: &register, previous: &previous };
    engine.publish(&name(LambdaKind::Publish), &[row, row])
}
