//! Collections and derivations as the runtime needs them: with schemas, keys and partitions that were resolved.

use crate::key::Key;
use crate::partition::{Partitions, Selector};
use crate::reduce::Reducer;
use serde_json::Value;
use std::sync::Arc;

/// How many ticks of clocks a second has: they count steps of 100 ns, as those of UUIDs do (RFC 9562 section 5.1).
pub const TICKS_PER_SECOND: u64 = 10_000_000;

/// A collection.
#[derive(Debug, Clone)]
pub struct Collection {
    /// Its name.
    pub name: String,
    /// Its key.
    pub key: Key,
    /// Its partitions.
    pub partitions: Partitions,
    /// The schema of documents that are appended.
    pub write: Arc<Reducer>,
    /// The schema of documents that are read; often the same.
    pub read: Arc<Reducer>,
    /// How its documents are derived, if they are.
    pub derivation: Option<Derivation>,
}

/// How the documents of a collection are derived.
#[derive(Debug, Clone)]
pub struct Derivation {
    /// What is kept for each shuffle key.
    pub register: Register,
    /// What is read; readings name these by index.
    pub transforms: Vec<Transform>,
}

/// The registers of a derivation.
#[derive(Debug, Clone)]
pub struct Register {
    /// By which deltas are validated and reduced, and registers are validated.
    pub schema: Arc<Reducer>,
    /// The register of a key that has none.
    pub initial: Value,
}

/// A transform of a derivation.
#[derive(Debug, Clone)]
pub struct Transform {
    /// Its name.
    pub name: String,
    /// The index of the collection that it reads.
    pub source: usize,
    /// The schema that source documents are read by: that of `source.schema`, else the source's read schema.
    pub schema: Arc<Reducer>,
    /// Which partitions are read.
    pub selector: Selector,
    /// The key of registers; the empty key is one register for all documents.
    pub shuffle: Key,
    /// Greater ones are processed first.
    pub priority: u32,
    /// How many ticks after its clock a document is read.
    pub read_delay: u64,
    /// Whether it has a lambda that updates registers.
    pub update: bool,
    /// Whether it has a lambda that publishes documents.
    pub publish: bool,
}

impl Derivation {
    /// The transform of an index that readings name.
    pub(super) fn transform(&self, index: usize) -> &Transform {
        self.transforms.get(index).expect("readings name transforms of their derivation")
    }
}

impl Transform {
    /// When a document of a clock is read.
    pub fn ready(&self, clock: u64) -> u64 {
        clock.saturating_add(self.read_delay)
    }
}
