//! Reductions: what two documents of one key become (`language.md` D5 and section 6).
//!
//! - [`Strategy`] and [`STRATEGIES`]: the strategies, a file each.
//! - [`Reducer`]: a schema as the judge of documents and as the guide of their reduction.
//! - [`Group`]: the documents of one key, as they become one.
//! - [`Reached`]: what documents have reached of a schema.
//! - [`Mode`]: whether the left side is the value so far, or a change like the right one.

mod annotation;
mod decimal;
mod described;
mod failure;
mod group;
mod members;
mod node;
mod record;
mod reducer;
mod strategy;
mod walk;

pub use failure::{Fault, ReduceError};
pub use group::Group;
pub use record::Reached;
pub use reducer::{Document, Folded, InvalidDocument, Reduced, Reducer, ReducerError, Reduction};
pub use strategy::{STRATEGIES, Strategy, StrategyInfo};
pub use walk::Mode;
