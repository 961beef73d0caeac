//! Derivations: the documents of one transaction of a task (`language.md` D6 and sections 7.1 and 7.2).
//!
//! It owns the order in which documents are processed, registers, and what is published of them. Lambdas run behind
//! [`Lambdas`] and registers are kept behind [`Registers`]; when a transaction happens, and that it commits whole, is
//! up to who calls [`transact`].

mod catalog;
mod failure;
mod lambda;

pub use catalog::{Collection, Derivation, Register, TICKS_PER_SECOND, Transform};
pub use failure::DeriveError;
pub use lambda::{LambdaError, LambdaKind, LambdaName, Lambdas, Registers, Row, StoreError};

use crate::combine::{Combine, Combined};
use crate::key::EncodedKey;
use crate::reduce::{Folded, InvalidDocument, Mode, Reduced, ReducerError};
use lambda::rows;
use serde_json::Value;
use std::cmp::Reverse;
use std::sync::Arc;

/// How many documents lambdas are called with at once.
const BATCH: usize = 1024;

/// A document that a transform reads.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The index of the transform.
    pub transform: usize,
    /// The clock of the document.
    pub clock: u64,
    /// Its key in the collection that it is read from.
    pub key: EncodedKey,
    /// The document, as it was appended.
    pub document: Arc<Value>,
}

/// Processes documents that are ready as one transaction, and returns what is to be appended: combined by partition
/// and key, in key order.
///
/// Documents are processed by priority, then by clock with the delay of their transform, then by key, then by the
/// name of the transform, whatever the order in which they are given.
///
/// # Errors
/// A document is not valid against the schema that its transform reads it by, a lambda fails, or what it returns is
/// not valid or does not reduce. Registers may have changed then, and have to be rolled back.
pub fn transact(
    collection: &Collection,
    derivation: &Derivation,
    mut readings: Vec<Reading>,
    registers: &mut dyn Registers,
    lambdas: &mut dyn Lambdas,
) -> Result<Vec<Combined>, DeriveError> {
    let transform = |reading: &Reading| derivation.transform(reading.transform);
    readings.sort_by(|left, right| {
        let place = |reading: &Reading| {
            let transform = transform(reading);
            (Reverse(transform.priority), transform.ready(reading.clock))
        };
        let names = || transform(left).name.cmp(&transform(right).name);
        place(left).cmp(&place(right)).then_with(|| left.key.cmp(&right.key)).then_with(names)
    });
    let mut combine = Combine::new(&collection.write, &collection.key, &collection.partitions, Mode::Partial);
    let mut task = Task { collection, derivation, registers, lambdas };
    for batch in readings.chunks(BATCH) {
        task.batch(batch, &mut combine)?;
    }
    let derivation = || collection.name.clone();
    let flushed = task.lambdas.flush(&collection.name);
    for document in flushed.map_err(|error| DeriveError::Flush { derivation: derivation(), error })? {
        let pushed = combine.push(document);
        pushed.map_err(|error| DeriveError::Flushed { derivation: derivation(), error })?;
    }
    combine.finish().map_err(DeriveError::Combine)
}

/// A task in a transaction.
struct Task<'t> {
    collection: &'t Collection,
    derivation: &'t Derivation,
    registers: &'t mut dyn Registers,
    lambdas: &'t mut dyn Lambdas,
}

/// The register before and after a document.
struct Pair {
    previous: Value,
    register: Value,
}

impl Task<'_> {
    /// All updates of a batch happen first, then all that is published; each sees the register of its moment.
    fn batch(&mut self, batch: &[Reading], combine: &mut Combine<'_>) -> Result<(), DeriveError> {
        for reading in batch {
            self.validate(reading)?;
        }
        let mut deltas = self.call(batch, LambdaKind::Update, &[])?.into_iter();
        let mut pairs = Vec::with_capacity(batch.len());
        for reading in batch {
            pairs.push(self.register(reading, deltas.next().unwrap_or_default())?);
        }
        let published = self.call(batch, LambdaKind::Publish, &pairs)?;
        for (reading, documents) in batch.iter().zip(published) {
            for document in documents {
                combine.push(document).map_err(|error| DeriveError::Published {
                    lambda: self.name(reading, LambdaKind::Publish),
                    source_document: reading.document.clone(),
                    error,
                })?;
            }
        }
        Ok(())
    }

    fn name(&self, reading: &Reading, kind: LambdaKind) -> LambdaName {
        LambdaName {
            derivation: self.collection.name.clone(),
            transform: self.derivation.transform(reading.transform).name.clone(),
            kind,
        }
    }

    /// Source documents are validated as they are read.
    fn validate(&self, reading: &Reading) -> Result<(), DeriveError> {
        let schema = &self.derivation.transform(reading.transform).schema;
        if schema.accepts(&reading.document) {
            return Ok(());
        }
        let document = Value::clone(&reading.document);
        let invalid = InvalidDocument { violations: schema.validator().errors(&document), document };
        Err(DeriveError::InvalidSource {
            lambda: self.name(reading, LambdaKind::Update),
            invalid: Box::new(invalid),
        })
    }

    /// Calls lambdas of one kind, with the documents of one transform that follow one another at once, since a
    /// lambda with state has to see documents in order.
    fn call(
        &mut self,
        batch: &[Reading],
        kind: LambdaKind,
        pairs: &[Pair],
    ) -> Result<Vec<Vec<Value>>, DeriveError> {
        let mut replies = Vec::with_capacity(batch.len());
        let mut pairs = pairs.iter();
        for run in batch.chunk_by(|left, right| left.transform == right.transform) {
            let Some(first) = run.first() else { continue };
            let pairs = pairs.by_ref().take(run.len()).collect::<Vec<_>>();
            let transform = self.derivation.transform(first.transform);
            let has_lambda = match kind {
                LambdaKind::Update => transform.update,
                LambdaKind::Publish => transform.publish,
            };
            if !has_lambda {
                replies.resize_with(replies.len() + run.len(), Vec::new);
                continue;
            }
            let name = self.name(first, kind);
            let reply = match kind {
                LambdaKind::Update => {
                    let sources: Vec<&Value> = run.iter().map(|reading| &*reading.document).collect();
                    self.lambdas.update(&name, &sources)
                }
                LambdaKind::Publish => {
                    let rows = run.iter().zip(pairs).map(|(reading, pair)| Row {
                        source: &reading.document,
                        register: &pair.register,
                        previous: &pair.previous,
                    });
                    self.lambdas.publish(&name, &rows.collect::<Vec<_>>())
                }
            };
            replies.extend(rows(name, reply, run)?);
        }
        Ok(replies)
    }

    /// Reduces the deltas of a document into its register.
    fn register(&mut self, reading: &Reading, deltas: Vec<Value>) -> Result<Pair, DeriveError> {
        let transform = self.derivation.transform(reading.transform);
        let key = transform.shuffle.encode(&reading.document);
        let spec = &self.derivation.register;
        let stored = self.registers.load(&key).map_err(DeriveError::Store)?;
        let previous = stored.unwrap_or_else(|| spec.initial.clone());
        if deltas.is_empty() {
            return Ok(Pair { register: previous.clone(), previous });
        }
        let failed = |error| DeriveError::Register {
            lambda: self.name(reading, LambdaKind::Update),
            source_document: reading.document.clone(),
            previous: Box::new(previous.clone()),
            error,
        };
        let reduced = deltas.into_iter().try_fold(Folded::loaded(previous.clone()), |left, delta| {
            match spec.schema.reduce(Some(left), delta, Mode::Full)? {
                Reduced::One(folded) => Ok(folded),
                // A full reduction has no tombstones to keep apart.
                Reduced::Apart(_, right) => Ok::<_, ReducerError>(right),
            }
        });
        let document = reduced.and_then(|folded| spec.schema.finish(folded)).map_err(failed)?;
        let (stored, register) = match document.deleted {
            true => (None, spec.initial.clone()),
            false => (Some(document.value.clone()), document.value),
        };
        self.registers.store(key, stored).map_err(DeriveError::Store)?;
        Ok(Pair { previous, register })
    }
}
