//! Why a transaction of a derivation does not happen.

use super::lambda::{LambdaError, LambdaName, StoreError};
use crate::combine::CombineError;
use crate::reduce::{InvalidDocument, ReducerError};
use serde_json::Value;
use std::sync::Arc;

/// Why a transaction of a derivation does not happen: the lambda, the document and the reason.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DeriveError {
    /// A source document is not valid against the schema that the transform reads it by.
    #[error("transform `{}` of `{}` reads a document that is not valid", lambda.transform, lambda.derivation)]
    InvalidSource {
        /// The transform.
        lambda: LambdaName,
        /// The document, and what is wrong with it.
        invalid: Box<InvalidDocument>,
    },
    /// A lambda fails.
    #[error("{lambda}: {error}")]
    Lambda {
        /// The lambda.
        lambda: LambdaName,
        /// The document that it was called with, where that is known.
        source_document: Option<Arc<Value>>,
        /// What happened.
        error: LambdaError,
    },
    /// A host returned another number of lists than it was given documents.
    #[error("{lambda}: {expected} rows were called, and {found} returned")]
    Rows {
        /// The lambda.
        lambda: LambdaName,
        /// The number of documents.
        expected: usize,
        /// The number of lists.
        found: usize,
    },
    /// A delta is not valid or does not reduce into the register, or the register is not valid afterwards.
    #[error("{lambda}: {error}")]
    Register {
        /// The lambda that returned the delta.
        lambda: LambdaName,
        /// The document that it was called with.
        source_document: Arc<Value>,
        /// The register before.
        previous: Box<Value>,
        /// What is wrong.
        error: ReducerError,
    },
    /// A published document is not valid, has no partition, or does not combine with others of its key.
    #[error("{lambda}: {error}")]
    Published {
        /// The lambda that returned it.
        lambda: LambdaName,
        /// The document that it was called with.
        source_document: Arc<Value>,
        /// What is wrong.
        error: CombineError,
    },
    /// What a derivation publishes at the end of a transaction fails.
    #[error("flush of `{derivation}`: {error}")]
    Flush {
        /// The derivation.
        derivation: String,
        /// What happened.
        error: LambdaError,
    },
    /// A document that is published at the end of a transaction is not valid, has no partition, or does not combine
    /// with others of its key.
    #[error("flush of `{derivation}`: {error}")]
    Flushed {
        /// The derivation.
        derivation: String,
        /// What is wrong.
        error: CombineError,
    },
    /// What the documents of the transaction combine to is not valid.
    #[error(transparent)]
    Combine(CombineError),
    /// Registers cannot be kept.
    #[error(transparent)]
    Store(StoreError),
}
