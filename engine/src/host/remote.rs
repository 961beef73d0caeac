//! Lambdas behind URLs (`language.md` D6): rows are posted as JSON, and the reply has a list for each.
//!
//! A catalog names the URL, so nothing is called unless who starts the program says that it may be.

use super::{Call, Host, HostInfo};
use crate::engine::failed;
use crate::{Limits, Program, Target};
use runtime_lite::{LambdaError, LambdaKind};
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::thread;
use std::time::Duration;
use ureq::Agent;

/// The host.
pub(super) static HOST: HostInfo = HostInfo {
    name: "remote",
    runs: |target| matches!(target, Target::Remote { .. }),
    start: |program, _texts, limits| Ok(Box::new(RemoteHost::start(program, limits)?) as Box<dyn Host>),
};

/// How long to wait before the second and the third try.
const PAUSES: [Duration; 2] = [Duration::from_millis(200), Duration::from_millis(800)];

/// The bytes that a reply may have.
const REPLY: u64 = 64 << 20;

struct RemoteHost {
    program: Arc<Program>,
    agent: Agent,
    limits: Limits,
}

/// Why a try brought no reply.
enum Miss {
    /// Another try would end in the same way.
    Final(String),
    /// Another try may succeed.
    Passing(String),
}

impl RemoteHost {
    fn start(program: Arc<Program>, limits: Limits) -> Result<RemoteHost, LambdaError> {
        if !program.may_reach_network {
            return Err(failed("lambdas behind URLs are called only with `--remote`".to_owned()));
        }
        let config = Agent::config_builder()
            .timeout_global(Some(limits.time))
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .build();
        Ok(RemoteHost { program, agent: config.new_agent(), limits })
    }

    /// Posts a body: again where the server cannot be reached, or says that it is at fault.
    fn post(&self, url: &str, body: &[u8]) -> Result<Vec<u8>, String> {
        let mut pauses = PAUSES.into_iter();
        loop {
            match (self.attempt(url, body), pauses.next()) {
                (Ok(reply), _) => return Ok(reply),
                (Err(Miss::Final(message) | Miss::Passing(message)), None) => return Err(message),
                (Err(Miss::Final(message)), Some(_)) => return Err(message),
                (Err(Miss::Passing(_)), Some(pause)) => thread::sleep(pause),
            }
        }
    }

    fn attempt(&self, url: &str, body: &[u8]) -> Result<Vec<u8>, Miss> {
        let sent = self.agent.post(url).content_type("application/json").send(body);
        let mut response = sent.map_err(|error| {
            if matches!(error, ureq::Error::Timeout(_)) {
                return Miss::Final(format!("it took longer than {:?}", self.limits.time));
            }
            Miss::Passing(format!("the server cannot be reached: {error}"))
        })?;
        let status = response.status();
        if !status.is_success() {
            let message = format!("the server answered with the status {status}");
            let is_passing = status.is_server_error() || status.as_u16() == 429;
            return Err(if is_passing { Miss::Passing(message) } else { Miss::Final(message) });
        }
        let read = response.body_mut().with_config().limit(REPLY).read_to_vec();
        read.map_err(|error| Miss::Final(format!("its reply cannot be read: {error}")))
    }
}

impl Host for RemoteHost {
    fn call(&mut self, function: usize, call: &Call<'_>) -> Result<Vec<Vec<Value>>, LambdaError> {
        let Some(spec) = self.program.functions.get(function) else { return Ok(Vec::new()) };
        let Target::Remote { url } = &spec.target else { return Ok(Vec::new()) };
        let rows: Vec<Value> =
            call.rows().map(|row| row.into_iter().map(|(_, value)| value.clone()).collect()).collect();
        let lambda = match spec.lambda.kind {
            LambdaKind::Update => "update",
            LambdaKind::Publish => "publish",
        };
        let body = json!({ "transform": spec.lambda.transform, "lambda": lambda, "rows": rows });
        let reply = self.post(url, body.to_string().as_bytes()).map_err(failed)?;
        read(&reply, call.len()).map_err(failed)
    }

    fn flush(&mut self, _derivation: &str) -> Result<Vec<Value>, LambdaError> {
        Ok(Vec::new())
    }

    fn reset(&mut self) -> Result<(), LambdaError> {
        Ok(())
    }
}

/// The lists of a reply: `{"rows": [[DOCUMENT, …], …]}`, one for each row, and nothing else.
fn read(reply: &[u8], rows: usize) -> Result<Vec<Vec<Value>>, String> {
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
