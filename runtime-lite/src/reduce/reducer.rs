//! A schema as the judge of documents and as the guide of their reduction.

pub use super::annotation::Reduction;
use super::annotation::{Annotations, Found};
use super::failure::{Failure, ReduceError};
use super::node::Node;
use super::record::{Reached, Record};
use super::walk::{Mode, Walk};
use crate::validator::{Annotation, BuildError, Validator, ValidatorOptions, Violation};
use serde_json::Value;

/// A schema by which documents are validated and reduced (`language.md` section 6).
#[derive(Debug)]
pub struct Reducer {
    validator: Validator,
    annotations: Annotations,
    /// Keeps what documents reach.
    record: Option<Record>,
}

/// What documents of one key have been reduced to so far.
#[derive(Debug, Clone)]
pub struct Folded {
    node: Node,
    deleted: bool,
}

/// What a step of a reduction leads to.
#[derive(Debug)]
pub enum Reduced {
    /// One value.
    One(Folded),
    /// The left side and the right one: a partial reduction met a tombstone on the left, which the value to come
    /// has to see before the right side (`language.md` D5).
    Apart(Folded, Folded),
}

/// A document that its schema does not allow.
#[derive(Debug, Clone, PartialEq)]
pub struct InvalidDocument {
    /// The document.
    pub document: Value,
    /// What is wrong with it.
    pub violations: Vec<Violation>,
}

/// Why a document is not reduced.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ReducerError {
    /// It is not valid.
    #[error("the document is not valid")]
    Invalid(Box<InvalidDocument>),
    /// What it reduces to is not valid.
    #[error("the reduced document is not valid")]
    InvalidResult(Box<InvalidDocument>),
    /// It does not reduce with the left side.
    #[error(transparent)]
    Reduce(Box<ReduceError>),
}

impl Reducer {
    /// Builds the validator of a schema and finds its annotations.
    ///
    /// # Errors
    /// Those of [`Validator::new`], and a `reduce` that is malformed.
    pub fn new(schema: &Value, options: &ValidatorOptions) -> Result<Reducer, BuildError> {
        let annotations = Annotations::new(schema, options)?;
        Ok(Reducer { validator: Validator::new(schema, options)?, annotations, record: None })
    }

    /// Like [`Reducer::new`], but each document is evaluated even where annotations do not depend on it. It is the
    /// slow judge of the fast way.
    ///
    /// # Errors
    /// As of [`Reducer::new`].
    pub fn evaluating(schema: &Value, options: &ValidatorOptions) -> Result<Reducer, BuildError> {
        let annotations = Annotations::conditional(schema, options)?;
        Ok(Reducer { validator: Validator::new(schema, options)?, annotations, record: None })
    }

    /// Like [`Reducer::evaluating`], and keeps what documents reach of the schema.
    ///
    /// # Errors
    /// As of [`Reducer::new`].
    pub fn recording(schema: &Value, options: &ValidatorOptions) -> Result<Reducer, BuildError> {
        let evaluating = Reducer::evaluating(schema, options)?;
        Ok(Reducer { record: Some(Record::default()), ..evaluating })
    }

    /// What documents have reached so far; nothing unless it is recording.
    pub fn reached(&self) -> Reached {
        self.record.as_ref().map(Record::reached).unwrap_or_default()
    }

    /// Whether a document is valid.
    pub fn accepts(&self, document: &Value) -> bool {
        match &self.record {
            Some(_) => self.evaluate(document).is_some(),
            None => self.validator.is_valid(document),
        }
    }

    /// The validator of the schema.
    pub fn validator(&self) -> &Validator {
        &self.validator
    }

    /// Whether no annotation depends on the document, so that documents are not evaluated.
    pub fn is_static(&self) -> bool {
        !self.annotations.are_conditional()
    }

    /// What the schema says of a location of a valid document; nothing is the default, `lastWriteWins`, or an
    /// invalid document.
    pub fn reduction(&self, document: &Value, location: &crate::Pointer) -> Option<Reduction> {
        let found = self.found(document)?;
        let (mut at, mut value) = (self.annotations.root(&found), document);
        for token in location.tokens() {
            (at, value) = match value {
                Value::Object(members) => (at.property(token), members.get(&**token)?),
                Value::Array(items) => {
                    let index = token.parse().ok()?;
                    (at.item(index), items.get(index)?)
                }
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
            };
        }
        at.reduction().cloned()
    }

    /// Validates a document and reduces it with what is on its left; without a left side it is the first.
    ///
    /// # Errors
    /// The document is not valid, or does not reduce with the left side.
    pub fn reduce(&self, left: Option<Folded>, document: Value, mode: Mode) -> Result<Reduced, ReducerError> {
        let Some(found) = self.found(&document) else {
            let violations = self.validator.errors(&document);
            return Err(ReducerError::Invalid(Box::new(InvalidDocument { document, violations })));
        };
        let at = || self.annotations.root(&found);
        let walk = Walk { mode, record: self.record.as_ref() };
        let folded = |(node, deleted)| Folded { node, deleted };
        // What a full reduction deleted is gone.
        let left = left.filter(|left| mode == Mode::Partial || !left.deleted);
        let kept = left.as_ref().filter(|left| left.node.has_tombstone()).cloned();
        let Some(kept) = kept else {
            let reduced = walk.mark(left.map(|left| left.node), document, at());
            return reduced.map(folded).map(Reduced::One).map_err(error);
        };
        match walk.mark(left.map(|left| left.node), document.clone(), at()) {
            Ok(reduced) => Ok(Reduced::One(folded(reduced))),
            Err(Failure::Apart) => {
                let right = walk.mark(None, document, at()).map(folded).map_err(error)?;
                Ok(Reduced::Apart(kept, right))
            }
            Err(failure) => Err(error(failure)),
        }
    }

    /// The end of a reduction: sums have to fit in 64 bits, and the document is validated unless it is deleted.
    ///
    /// # Errors
    /// A sum is out of range, or the document is not valid.
    pub fn finish(&self, folded: Folded) -> Result<Document, ReducerError> {
        let deleted = folded.deleted;
        let value = folded.node.finish().map_err(error)?;
        if !deleted && !self.accepts(&value) {
            let violations = self.validator.errors(&value);
            return Err(ReducerError::InvalidResult(Box::new(InvalidDocument {
                document: value,
                violations,
            })));
        }
        Ok(Document { value, deleted })
    }

    /// The annotations of a valid document; what it reaches is kept.
    fn evaluate(&self, document: &Value) -> Option<Vec<Annotation>> {
        let Some(record) = &self.record else { return self.validator.evaluate(document, &mut |_| ()) };
        let mut places = Vec::new();
        let annotations = self.validator.evaluate(document, &mut |place| places.push(place()))?;
        record.schemas(places);
        Some(annotations)
    }

    /// The annotations of a valid document.
    fn found(&self, document: &Value) -> Option<Found> {
        match self.annotations.are_conditional() {
            true => self.evaluate(document).map(|annotations| self.annotations.found(annotations)),
            false => self.validator.is_valid(document).then(Found::default),
        }
    }
}

/// The end of a reduction.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// The document.
    pub value: Value,
    /// Whether a reduction with `delete` was the last: a full reduction has deleted it, and a partial one will have.
    pub deleted: bool,
}

impl Folded {
    /// A value that was loaded: the left side of full reductions.
    pub fn loaded(value: Value) -> Folded {
        Folded { node: Node::Plain(value), deleted: false }
    }

    /// The value so far; nothing where a sum in it is out of range.
    pub fn value(&self) -> Option<Value> {
        self.node.clone().finish().ok()
    }
}

/// The error of a step that is not to be kept apart.
fn error(failure: Failure) -> ReducerError {
    let error = failure.into_error().expect("a left side without tombstones is not kept apart");
    ReducerError::Reduce(Box::new(error))
}
