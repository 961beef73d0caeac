//! Requests to lambdas of servers (`language.md` D6): what is posted, when again, and what is understood of a reply.

use crate::host::Call;
use crate::{Function, Limits};
use runtime_lite::LambdaKind;
use serde_json::{Map, Value, json};
use std::thread;
use std::time::Duration;
use ureq::Agent;
use ureq::http::{HeaderMap, Uri};

/// How long to wait before the second and the third try.
const PAUSES: [Duration; 2] = [Duration::from_millis(200), Duration::from_millis(800)];

/// The bytes that a reply may have.
const REPLY: u64 = 64 << 20;

/// The bytes of a reply that says what is wrong.
const REASON: u64 = 64 << 10;

/// Posts rows, without redirects and proxies.
pub(crate) struct Client {
    agent: Agent,
    limits: Limits,
}

/// What a request is beside its URL and its body.
pub(crate) trait Manner {
    /// The headers of a try, by name.
    ///
    /// # Errors
    /// Why there can be none; in words.
    fn headers(&self, _url: &str, _body: &[u8]) -> Result<Vec<(String, String)>, String> {
        Ok(Vec::new())
    }

    /// What a reply that is no success says beside its status.
    fn explain(&self, _reply: &Reply) -> Option<String> {
        None
    }
}

/// A request without headers of its own.
pub(crate) struct Plain;

impl Manner for Plain {}

/// A server's answer.
pub(crate) struct Reply {
    headers: HeaderMap,
    /// Its body.
    pub(crate) body: Vec<u8>,
}

impl Reply {
    /// A header, by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// Why a try brought no reply.
enum Miss {
    /// Another try would end in the same way.
    Final(String),
    /// Another try may succeed.
    Passing(String),
}

impl Client {
    /// A client whose requests may take the time of a call.
    pub(crate) fn new(limits: Limits) -> Client {
        let config = Agent::config_builder()
            .timeout_global(Some(limits.time))
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .build();
        Client { agent: config.new_agent(), limits }
    }

    /// Posts a body: again where the server cannot be reached, or says that it is at fault or has too much to do.
    ///
    /// # Errors
    /// There is no reply, or it is no success; in words.
    pub(crate) fn post(&self, url: &str, body: &[u8], manner: &dyn Manner) -> Result<Reply, String> {
        let mut pauses = PAUSES.into_iter();
        loop {
            match (self.attempt(url, body, manner), pauses.next()) {
                (Ok(reply), _) => return Ok(reply),
                (Err(Miss::Final(message) | Miss::Passing(message)), None) => return Err(message),
                (Err(Miss::Final(message)), Some(_)) => return Err(message),
                (Err(Miss::Passing(_)), Some(pause)) => thread::sleep(pause),
            }
        }
    }

    fn attempt(&self, url: &str, body: &[u8], manner: &dyn Manner) -> Result<Reply, Miss> {
        let mut request = self.agent.post(url).content_type("application/json");
        for (name, value) in manner.headers(url, body).map_err(Miss::Final)? {
            request = request.header(name, value);
        }
        let sent = request.send(body);
        let mut response = sent.map_err(|error| {
            if matches!(error, ureq::Error::Timeout(_)) {
                return Miss::Final(format!("it took longer than {:?}", self.limits.time));
            }
            Miss::Passing(format!("the server cannot be reached: {error}"))
        })?;
        let status = response.status();
        let headers = response.headers().clone();
        let limit = if status.is_success() { REPLY } else { REASON };
        let read = response.body_mut().with_config().limit(limit).read_to_vec();
        if status.is_success() {
            let failed = |error| Miss::Final(format!("its reply cannot be read: {error}"));
            return read.map(|body| Reply { headers, body }).map_err(failed);
        }
        let mut message = format!("the server answered with the status {status}");
        // What it says is worth as much as it can be read.
        let body = read.unwrap_or_default();
        if let Some(reason) = manner.explain(&Reply { headers, body }) {
            message = format!("{message}: {reason}");
        }
        let is_passing = status.is_server_error() || status.as_u16() == 429;
        Err(if is_passing { Miss::Passing(message) } else { Miss::Final(message) })
    }
}

/// Whether a text is a URL that paths may be added to.
pub(crate) fn is_base(text: &str) -> bool {
    let uri = text.parse::<Uri>().ok();
    uri.is_some_and(|uri| matches!(uri.scheme_str(), Some("http" | "https")) && uri.query().is_none())
}

/// The body that a function is called with: `{"transform", "lambda", "rows"}`.
pub(crate) fn body(function: &Function, call: &Call<'_>) -> Vec<u8> {
    let rows: Vec<Value> =
        call.rows().map(|row| row.into_iter().map(|(_, value)| value.clone()).collect()).collect();
    let lambda = match function.lambda.kind {
        LambdaKind::Update => "update",
        LambdaKind::Publish => "publish",
    };
    let body = json!({ "transform": function.lambda.transform, "lambda": lambda, "rows": rows });
    body.to_string().into_bytes()
}

/// The lists of a reply: `{"rows": [[DOCUMENT, …], …]}`, one for each row, and nothing else.
pub(crate) fn lists(reply: &[u8], rows: usize) -> Result<Vec<Vec<Value>>, String> {
    let mut members: Map<String, Value> =
        serde_json::from_slice(reply).map_err(|error| format!("its reply is no object of JSON: {error}"))?;
    let Some(Value::Array(lists)) = members.remove("rows") else {
        return Err("its reply has no list `rows`".to_owned());
    };
    if let Some(name) = members.keys().next() {
        return Err(format!("its reply has `{name}` beside `rows`"));
    }
    if lists.len() != rows {
        return Err(format!("its reply has {} rows for {rows} that were asked for", lists.len()));
    }
    let list = |(at, list): (usize, Value)| match list {
        Value::Array(documents) => Ok(documents),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            Err(format!("row {} of its reply is no list", at + 1))
        }
    };
    lists.into_iter().enumerate().map(list).collect()
}
