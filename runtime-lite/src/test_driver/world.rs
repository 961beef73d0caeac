//! The world of one test: what collections hold, what is still to be read, registers, and virtual time.

use super::plan::Plan;
use super::{Appended, TestError};
use crate::combine::{Combine, Combined};
use crate::derive::{Collection, Lambdas, Reading, transact};
use crate::key::EncodedKey;
use crate::reduce::Mode;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A test with more transactions does not end.
const MAX_TRANSACTIONS: usize = 100_000;

pub(super) struct World<'c> {
    plan: &'c Plan<'c>,
    /// The documents of each collection, in the order in which they were appended.
    appended: Appended,
    /// The registers of each collection that is derived.
    registers: BTreeMap<usize, BTreeMap<EncodedKey, Value>>,
    pending: Vec<Pending>,
    /// Virtual time: the clock of the last transaction, or of the last read that was waited for.
    now: u64,
    transactions: usize,
    transforms: BTreeSet<(usize, usize)>,
}

/// A transaction that a transform is still to read.
struct Pending {
    /// The collection that is derived.
    task: usize,
    transform: usize,
    clock: u64,
    ready: u64,
    documents: Arc<[(EncodedKey, Arc<Value>)]>,
}

impl<'c> World<'c> {
    pub(super) fn new(plan: &'c Plan<'c>) -> World<'c> {
        World {
            plan,
            appended: Appended::new(),
            registers: BTreeMap::new(),
            pending: Vec::new(),
            now: 0,
            transactions: 0,
            transforms: BTreeSet::new(),
        }
    }

    pub(super) fn collection(&self, index: usize) -> Result<&'c Collection, TestError> {
        self.plan.collections.get(index).ok_or(TestError::NoCollection)
    }

    pub(super) fn appended(&self, collection: usize) -> impl Iterator<Item = &Arc<Value>> {
        self.appended.get(&collection).into_iter().flatten()
    }

    /// The transforms that read documents, and the documents of each collection.
    pub(super) fn into_reached(self) -> (BTreeSet<(usize, usize)>, Appended) {
        (self.transforms, self.appended)
    }

    /// Appends documents as one transaction.
    pub(super) fn ingest(&mut self, index: usize, documents: &[Value]) -> Result<(), TestError> {
        let collection = self.collection(index)?;
        let mut combine =
            Combine::new(&collection.write, &collection.key, &collection.partitions, Mode::Partial);
        for (position, document) in documents.iter().enumerate() {
            let pushed = combine.push(document.clone());
            pushed.map_err(|error| TestError::Ingest { position: Some(position), error })?;
        }
        let combined = combine.finish().map_err(|error| TestError::Ingest { position: None, error })?;
        self.append(index, combined);
        Ok(())
    }

    /// Appends the documents of a transaction, and lets all transforms that read them know.
    fn append(&mut self, index: usize, combined: Vec<Combined>) {
        if combined.is_empty() {
            return;
        }
        // It is later than the clock of whatever the documents were derived from.
        self.now += 1;
        let mut documents = Vec::with_capacity(combined.len());
        let appended = self.appended.entry(index).or_default();
        for Combined { key, document, .. } in combined {
            let document = Arc::new(document);
            appended.push(document.clone());
            documents.push((key, document));
        }
        let documents: Arc<[_]> = documents.into();
        for reader in self.plan.readers(index) {
            self.pending.push(Pending {
                task: reader.task,
                transform: reader.transform,
                clock: self.now,
                ready: reader.spec.ready(self.now),
                documents: documents.clone(),
            });
        }
    }

    /// Runs all that is ready, and what that makes ready.
    pub(super) fn settle(&mut self, lambdas: &mut dyn Lambdas) -> Result<(), TestError> {
        while self.pending.iter().any(|pending| pending.ready <= self.now) {
            let (ready, later) =
                std::mem::take(&mut self.pending).into_iter().partition(|pending| pending.ready <= self.now);
            self.pending = later;
            self.wave(ready, lambdas)?;
        }
        Ok(())
    }

    /// Runs all that is pending, and lets time go on to it.
    pub(super) fn drain(&mut self, lambdas: &mut dyn Lambdas) -> Result<(), TestError> {
        self.settle(lambdas)?;
        while self.advance() {
            self.settle(lambdas)?;
        }
        Ok(())
    }

    /// Runs what is pending until none of it can append to a collection any more.
    pub(super) fn wait_for(&mut self, index: usize, lambdas: &mut dyn Lambdas) -> Result<(), TestError> {
        self.settle(lambdas)?;
        while self.pending.iter().any(|pending| self.leads_to(pending.task, index)) && self.advance() {
            self.settle(lambdas)?;
        }
        Ok(())
    }

    /// Lets time go on to the next read, if there is one.
    fn advance(&mut self) -> bool {
        let next = self.pending.iter().map(|pending| pending.ready).min();
        self.now = self.now.max(next.unwrap_or_default());
        next.is_some()
    }

    /// Whether documents of one collection may be read to derive those of another, or it is the same.
    fn leads_to(&self, from: usize, to: usize) -> bool {
        let (mut seen, mut pending) = (BTreeSet::new(), vec![from]);
        while let Some(index) = pending.pop() {
            if index == to {
                return true;
            }
            if !seen.insert(index) {
                continue;
            }
            pending.extend(self.plan.readers(index).map(|reader| reader.task));
        }
        false
    }

    /// One transaction of each task that has something ready.
    fn wave(&mut self, ready: Vec<Pending>, lambdas: &mut dyn Lambdas) -> Result<(), TestError> {
        let mut tasks: BTreeMap<usize, (usize, Vec<Pending>)> = BTreeMap::new();
        for pending in ready {
            let task = pending.task;
            tasks.entry(self.plan.rank(task)).or_insert_with(|| (task, Vec::new())).1.push(pending);
        }
        for (index, ready) in tasks.into_values() {
            let collection = self.collection(index)?;
            let Some(derivation) = &collection.derivation else { continue };
            let mut readings = Vec::new();
            for pending in ready {
                let Some(transform) = derivation.transforms.get(pending.transform) else { continue };
                let source = self.collection(transform.source)?;
                for (key, document) in pending.documents.iter() {
                    if transform.selector.selects(&source.partitions, document) {
                        self.transforms.insert((index, pending.transform));
                        let (key, document) = (key.clone(), document.clone());
                        readings.push(Reading {
                            transform: pending.transform,
                            clock: pending.clock,
                            key,
                            document,
                        });
                    }
                }
            }
            if readings.is_empty() {
                continue;
            }
            self.transactions += 1;
            if self.transactions > MAX_TRANSACTIONS {
                return Err(TestError::Endless(MAX_TRANSACTIONS));
            }
            let registers = self.registers.entry(index).or_default();
            let combined = transact(collection, derivation, readings, registers, lambdas);
            let combined = combined.map_err(|error| TestError::Derive(Box::new(error)))?;
            self.append(index, combined);
        }
        Ok(())
    }
}
