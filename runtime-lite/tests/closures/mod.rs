//! Lambdas that are Rust closures, for tests.

use runtime_lite::{LambdaError, LambdaKind, LambdaName, Lambdas, Row};
use serde_json::Value;
use std::collections::BTreeMap;

type Update = Box<dyn Fn(&Value) -> Vec<Value>>;
type Publish = Box<dyn Fn(&Value, &Value, &Value) -> Vec<Value>>;

/// Closures by the derivation and the transform that they are of.
#[derive(Default)]
pub(crate) struct Closures {
    pub(crate) updates: BTreeMap<(String, String), Update>,
    pub(crate) publishes: BTreeMap<(String, String), Publish>,
    /// The calls so far: the lambda, and with how many documents.
    pub(crate) calls: Vec<(LambdaKind, String, usize)>,
}

impl Closures {
    fn key(lambda: &LambdaName) -> (String, String) {
        (lambda.derivation.clone(), lambda.transform.clone())
    }
}

impl Lambdas for Closures {
    fn update(&mut self, lambda: &LambdaName, sources: &[&Value]) -> Result<Vec<Vec<Value>>, LambdaError> {
        self.calls.push((lambda.kind, lambda.transform.clone(), sources.len()));
        let unknown = LambdaError { row: None, message: format!("{lambda} is unknown") };
        let update = self.updates.get(&Closures::key(lambda)).ok_or(unknown)?;
        Ok(sources.iter().map(|source| update(source)).collect())
    }

    fn publish(&mut self, lambda: &LambdaName, rows: &[Row<'_>]) -> Result<Vec<Vec<Value>>, LambdaError> {
        self.calls.push((lambda.kind, lambda.transform.clone(), rows.len()));
        let unknown = LambdaError { row: None, message: format!("{lambda} is unknown") };
        let publish = self.publishes.get(&Closures::key(lambda)).ok_or(unknown)?;
        let mut replies = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            if row.source.get("throws").is_some() {
                return Err(LambdaError { row: Some(at), message: "it was asked to".to_owned() });
            }
            replies.push(publish(row.source, row.register, row.previous));
        }
        Ok(replies)
    }
}
