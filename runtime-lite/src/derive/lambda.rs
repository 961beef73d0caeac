//! What runs lambdas, and what keeps registers: traits that front ends implement.

use super::{DeriveError, Reading};
use crate::key::EncodedKey;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;

/// What a lambda is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LambdaKind {
    /// It maps a source document to deltas of the register.
    Update,
    /// It maps a source document and its register to documents.
    Publish,
}

/// Which lambda is called.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LambdaName {
    /// The derived collection.
    pub derivation: String,
    /// The transform.
    pub transform: String,
    /// Which of its lambdas.
    pub kind: LambdaKind,
}

impl fmt::Display for LambdaName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            LambdaKind::Update => "update",
            LambdaKind::Publish => "publish",
        };
        write!(f, "{} of transform `{}` of `{}`", kind, self.transform, self.derivation)
    }
}

/// A call of a `publish` lambda.
#[derive(Debug, Clone, Copy)]
pub struct Row<'r> {
    /// The source document.
    pub source: &'r Value,
    /// The register after the document's update.
    pub register: &'r Value,
    /// The register before it.
    pub previous: &'r Value,
}

/// Why a lambda has no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct LambdaError {
    /// The row of the call that failed; nothing where that is not known, as when a process ends.
    pub row: Option<usize>,
    /// What happened, with the place in the user's code where there is one.
    pub message: String,
}

/// What runs lambdas. Every call gets its own copies of documents, and rows are called in order.
pub trait Lambdas {
    /// The deltas of the register that `update` returns of each source document, one list a document.
    ///
    /// # Errors
    /// The lambda fails, or returns no list.
    fn update(&mut self, lambda: &LambdaName, sources: &[&Value]) -> Result<Vec<Vec<Value>>, LambdaError>;

    /// The documents that `publish` returns of each row, one list a row.
    ///
    /// # Errors
    /// The lambda fails, or returns no list.
    fn publish(&mut self, lambda: &LambdaName, rows: &[Row<'_>]) -> Result<Vec<Vec<Value>>, LambdaError>;

    /// What a derivation publishes at the end of a transaction, beside what was returned for each document
    /// (`language.md` section 7.3).
    ///
    /// # Errors
    /// A lambda fails, or returns no list.
    fn flush(&mut self, derivation: &str) -> Result<Vec<Value>, LambdaError> {
        let _ = derivation;
        Ok(Vec::new())
    }

    /// Forgets all state of lambdas, between tests.
    ///
    /// # Errors
    /// A lambda fails.
    fn reset(&mut self) -> Result<(), LambdaError> {
        Ok(())
    }
}

/// Why registers cannot be kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct StoreError(pub String);

/// What keeps the registers of a derivation, by shuffle key.
pub trait Registers {
    /// The register of a key, if it has one.
    ///
    /// # Errors
    /// The store fails.
    fn load(&mut self, key: &EncodedKey) -> Result<Option<Value>, StoreError>;

    /// Keeps a register, or removes it.
    ///
    /// # Errors
    /// The store fails.
    fn store(&mut self, key: EncodedKey, register: Option<Value>) -> Result<(), StoreError>;
}

impl Registers for BTreeMap<EncodedKey, Value> {
    fn load(&mut self, key: &EncodedKey) -> Result<Option<Value>, StoreError> {
        Ok(self.get(key).cloned())
    }

    fn store(&mut self, key: EncodedKey, register: Option<Value>) -> Result<(), StoreError> {
        match register {
            Some(register) => self.insert(key, register),
            None => self.remove(&key),
        };
        Ok(())
    }
}

/// The lists of a reply, one a document of the run.
pub(super) fn rows(
    lambda: LambdaName,
    reply: Result<Vec<Vec<Value>>, LambdaError>,
    run: &[Reading],
) -> Result<Vec<Vec<Value>>, DeriveError> {
    match reply {
        Ok(rows) if rows.len() == run.len() => Ok(rows),
        Ok(rows) => Err(DeriveError::Rows { lambda, expected: run.len(), found: rows.len() }),
        Err(error) => {
            let failed = error.row.and_then(|row| run.get(row)).map(|reading| reading.document.clone());
            Err(DeriveError::Lambda { lambda, source_document: failed, error })
        }
    }
}
