//! All functions of a program, each run by the host of its kind.

use crate::host::{Call, HOSTS, Host, Shared};
use crate::{Limits, Program, Texts};
use runtime_lite::{LambdaError, LambdaName, Lambdas, Row};
use serde_json::Value;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

/// The lambdas of a catalog, running. Hosts are started when one of their functions is first called.
pub struct Engine {
    shared: Shared,
    /// The places of functions in the program, by lambda.
    functions: BTreeMap<LambdaName, usize>,
    /// The hosts of functions that were called, by their place in [`HOSTS`]: which it is may be laborious to say.
    places: BTreeMap<usize, usize>,
    /// The hosts that were started, by their place in [`HOSTS`].
    hosts: BTreeMap<usize, Box<dyn Host>>,
}

impl Engine {
    /// An engine in which nothing runs yet.
    pub fn new(program: Arc<Program>, texts: Arc<dyn Texts>, limits: Limits) -> Engine {
        let functions = program.functions.iter().enumerate();
        let functions = functions.map(|(at, function)| (function.lambda.clone(), at)).collect();
        Engine {
            shared: Shared::new(program, texts, limits),
            functions,
            places: BTreeMap::new(),
            hosts: BTreeMap::new(),
        }
    }

    fn call(&mut self, lambda: &LambdaName, call: &Call<'_>) -> Result<Vec<Vec<Value>>, LambdaError> {
        let known = self.functions.get(lambda).copied();
        let program = self.shared.program.clone();
        let Some((at, function)) = known.and_then(|at| Some((at, program.functions.get(at)?))) else {
            return Err(failed("nothing that can be run here is its lambda".to_owned()));
        };
        let shared = &self.shared;
        let runs = || HOSTS.iter().position(|host| (host.runs)(&function.target, shared));
        let place = self.places.get(&at).copied().or_else(runs);
        let Some((place, info)) = place.and_then(|place| Some((place, HOSTS.get(place)?))) else {
            return Err(failed(format!("{} is not run yet", function.target.kind())));
        };
        self.places.insert(at, place);
        let host = match self.hosts.entry(place) {
            Entry::Occupied(host) => host.into_mut(),
            Entry::Vacant(empty) => empty.insert((info.start)(&self.shared)?),
        };
        host.call(at, call)
    }
}

/// A failure that is that of no document.
pub(crate) fn failed(message: String) -> LambdaError {
    LambdaError { row: None, message }
}

impl Lambdas for Engine {
    fn update(&mut self, lambda: &LambdaName, sources: &[&Value]) -> Result<Vec<Vec<Value>>, LambdaError> {
        self.call(lambda, &Call::Update(sources))
    }

    fn publish(&mut self, lambda: &LambdaName, rows: &[Row<'_>]) -> Result<Vec<Vec<Value>>, LambdaError> {
        self.call(lambda, &Call::Publish(rows))
    }

    fn flush(&mut self, derivation: &str) -> Result<Vec<Value>, LambdaError> {
        let mut published = Vec::new();
        for host in self.hosts.values_mut() {
            published.extend(host.flush(derivation)?);
        }
        Ok(published)
    }

    fn reset(&mut self) -> Result<(), LambdaError> {
        self.hosts.values_mut().try_for_each(|host| host.reset())
    }
}
