//! A server of this machine for tests of `flowctl vendor`: HTTP/1.1, one request per connection, also as a proxy.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

/// What the server answers: status, headers, body.
pub(crate) type Answer = (u16, Vec<(&'static str, String)>, Vec<u8>);

/// A server that answers by path and by how often that was asked for.
pub(crate) struct Server {
    /// Its URL, without a path.
    pub(crate) base: String,
    hits: Arc<Mutex<BTreeMap<String, usize>>>,
    /// The heads of all requests.
    pub(crate) requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Listens on a free port until the test ends.
    pub(crate) fn start(answer: impl Fn(&str, usize) -> Answer + Send + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let (hits, requests) = (Arc::<Mutex<BTreeMap<String, usize>>>::default(), Arc::default());
        let server = Server { base, hits: hits.clone(), requests: Arc::clone(&requests) };
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let mut head = read_head(&mut reader);
                if head.starts_with("CONNECT ") {
                    requests.lock().unwrap().push(head);
                    stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
                    head = read_head(&mut reader);
                }
                let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
                requests.lock().unwrap().push(head);
                let hit = {
                    let mut hits = hits.lock().unwrap();
                    let hit = hits.entry(path.clone()).or_default();
                    *hit += 1;
                    *hit
                };
                let (status, headers, body) = answer(&path, hit);
                let mut head = format!("HTTP/1.1 {status} X\r\nConnection: close\r\n");
                for (name, value) in headers {
                    head.push_str(&format!("{name}: {value}\r\n"));
                }
                // A client that has seen enough hangs up.
                let _ = stream.write_all(format!("{head}\r\n").as_bytes());
                let _ = stream.write_all(&body);
            }
        });
        server
    }

    /// How often a path was asked for.
    pub(crate) fn hits(&self, path: &str) -> usize {
        self.hits.lock().unwrap().get(path).copied().unwrap_or_default()
    }

    /// The URL of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}

fn read_head(reader: &mut impl BufRead) -> String {
    let mut head = String::new();
    while reader.read_line(&mut head).unwrap_or_default() > 2 {}
    head
}
