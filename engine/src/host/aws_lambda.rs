//! Functions of AWS Lambda (`language.md` D6): invoked with the body that a lambda behind a URL gets, and the reply is
//! that of one.
//!
//! A catalog names the function, so nothing is called unless who starts the program says that it may be.

use super::{Call, Host, HostInfo};
use crate::aws::Service;
use crate::engine::failed;
use crate::http::{Client, Manner, Reply, body, lists};
use crate::{Limits, Program, Target};
use runtime_lite::LambdaError;
use serde_json::Value;
use std::sync::Arc;

/// The host.
pub(super) static HOST: HostInfo = HostInfo {
    name: "aws-lambda",
    runs: |target, _shared| matches!(target, Target::AwsLambda { .. }),
    start: |shared| Ok(Box::new(AwsHost::start(shared.program.clone(), shared.limits)?) as Box<dyn Host>),
};

/// How many characters of what the service says are shown.
const LENGTH: usize = 1000;

struct AwsHost {
    program: Arc<Program>,
    service: Service,
    client: Client,
}

impl AwsHost {
    fn start(program: Arc<Program>, limits: Limits) -> Result<AwsHost, LambdaError> {
        if !program.may_reach_network {
            return Err(failed("lambdas of AWS are called only with `--remote`".to_owned()));
        }
        let service = Service::new(&program.aws).map_err(failed)?;
        Ok(AwsHost { program, service, client: Client::new(limits) })
    }

    fn invoke(&self, function: &str, body: &[u8]) -> Result<Reply, String> {
        let signed = Signed { service: &self.service, region: self.service.region(function)? };
        let reply = self.client.post(&self.service.url(function)?, body, &signed)?;
        match reply.header("x-amz-function-error") {
            Some(_) => Err(format!("the function failed: {}", self.failure(&reply.body))),
            None => Ok(reply),
        }
    }

    /// What a function that failed says: `{"errorType", "errorMessage"}`.
    fn failure(&self, payload: &[u8]) -> String {
        let value: Value = serde_json::from_slice(payload).unwrap_or_default();
        let member = |name: &str| value.get(name).and_then(Value::as_str);
        let said = match (member("errorType"), member("errorMessage")) {
            (Some(kind), Some(message)) => format!("{kind}: {message}"),
            (Some(one), None) | (None, Some(one)) => one.to_owned(),
            (None, None) => String::from_utf8_lossy(payload).into_owned(),
        };
        shown(&said, &self.service)
    }
}

/// A request that the service trusts.
struct Signed<'s> {
    service: &'s Service,
    region: &'s str,
}

impl Manner for Signed<'_> {
    fn headers(&self, url: &str, body: &[u8]) -> Result<Vec<(String, String)>, String> {
        self.service.sign(url, self.region, body)
    }

    /// What the service says where it calls no function: a header with the kind of error, and `{"Message"}`.
    fn explain(&self, reply: &Reply) -> Option<String> {
        let kind = reply.header("x-amzn-errortype").and_then(|kind| kind.split(':').next());
        let value: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
        let message = ["Message", "message"].iter().find_map(|name| value.get(name)?.as_str());
        // What follows the first line are the headers of the request, where its signature is refused.
        let message = message.and_then(|message| message.lines().next());
        let said: Vec<&str> = kind.into_iter().chain(message).collect();
        (!said.is_empty()).then(|| shown(&said.join(": "), self.service))
    }
}

/// What AWS says, without secrets and not too long.
fn shown(text: &str, service: &Service) -> String {
    let text = service.masked(text);
    match text.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

impl Host for AwsHost {
    fn call(&mut self, function: usize, call: &Call<'_>) -> Result<Vec<Vec<Value>>, LambdaError> {
        let Some(spec) = self.program.functions.get(function) else { return Ok(Vec::new()) };
        let Target::AwsLambda { function } = &spec.target else { return Ok(Vec::new()) };
        let reply = self.invoke(function, &body(spec, call)).map_err(failed)?;
        lists(&reply.body, call.len()).map_err(failed)
    }

    fn flush(&mut self, _derivation: &str) -> Result<Vec<Value>, LambdaError> {
        Ok(Vec::new())
    }

    fn reset(&mut self) -> Result<(), LambdaError> {
        Ok(())
    }
}
