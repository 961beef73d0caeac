//! Lambdas behind URLs (`language.md` D6): rows are posted as JSON, and the reply has a list for each.
//!
//! A catalog names the URL, so nothing is called unless who starts the program says that it may be.

use super::{Call, Host, HostInfo};
use crate::engine::failed;
use crate::http::{Client, Plain, body, lists};
use crate::{Limits, Program, Target};
use runtime_lite::LambdaError;
use serde_json::Value;
use std::sync::Arc;

/// The host.
pub(super) static HOST: HostInfo = HostInfo {
    name: "remote",
    runs: |target, _shared| matches!(target, Target::Remote { .. }),
    start: |shared| Ok(Box::new(RemoteHost::start(shared.program.clone(), shared.limits)?) as Box<dyn Host>),
};

struct RemoteHost {
    program: Arc<Program>,
    client: Client,
}

impl RemoteHost {
    fn start(program: Arc<Program>, limits: Limits) -> Result<RemoteHost, LambdaError> {
        if !program.may_reach_network {
            return Err(failed("lambdas behind URLs are called only with `--remote`".to_owned()));
        }
        Ok(RemoteHost { program, client: Client::new(limits) })
    }
}

impl Host for RemoteHost {
    fn call(&mut self, function: usize, call: &Call<'_>) -> Result<Vec<Vec<Value>>, LambdaError> {
        let Some(spec) = self.program.functions.get(function) else { return Ok(Vec::new()) };
        let Target::Remote { url } = &spec.target else { return Ok(Vec::new()) };
        let reply = self.client.post(url, &body(spec, call), &Plain).map_err(failed)?;
        lists(&reply.body, call.len()).map_err(failed)
    }

    fn flush(&mut self, _derivation: &str) -> Result<Vec<Value>, LambdaError> {
        Ok(Vec::new())
    }

    fn reset(&mut self) -> Result<(), LambdaError> {
        Ok(())
    }
}
