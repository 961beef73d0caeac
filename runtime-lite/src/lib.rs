//! What documents *mean*, shared by the compiler and by every generated runtime.
//!
//! - [`Pointer`]: the place of a value inside a document, and how to get it.
//! - [`compare`]: the one ordering of JSON values.
//! - [`Validator`]: whether a document is valid against a JSON Schema, and why not.
//! - [`Reducer`]: what two documents of one key become, by the `reduce` annotations of a schema.
//! - [`Key`], [`Partitions`]: what tells documents apart, and the folders that they lie in.
//! - [`Combine`]: many documents become one a key.
//! - [`transact`]: what a derivation makes of documents that it reads.
//! - [`TestDriver`]: runs a contract test of a catalog, in virtual time.
//! - [`META_SCHEMAS`]: the schemas of JSON Schema itself.
//! - [`Strategy`]: how two documents of one key combine, as written in a schema's `reduce` annotation.
//!
//! The crate is pure: no IO, no clock, no environment, no global state.
//! The compiler asks it at compile time the questions that the runtime asks it at run time.

mod combine;
mod derive;
mod key;
mod meta_schemas;
mod order;
mod partition;
mod percent;
mod pointer;
mod reduce;
mod test_driver;
mod validator;

pub use combine::{Combine, CombineError, Combined};
pub use derive::{
    Collection, Derivation, DeriveError, LambdaError, LambdaKind, LambdaName, Lambdas, Reading, Register,
    Registers, Row, StoreError, TICKS_PER_SECOND, Transform, transact,
};
pub use key::{EncodedKey, Key, KeyPart};
pub use meta_schemas::{META_SCHEMAS, meta_schema};
pub use order::compare;
pub use partition::{
    MAX_COMPONENT, NULL_PARTITION, PartitionError, PartitionField, PartitionType, Partitions, Selector,
};
pub use pointer::{Pointer, PointerError, Token};
pub use reduce::{
    Document, Fault, Folded, Group, InvalidDocument, Mode, Reached, ReduceError, Reduced, Reducer,
    ReducerError, Reduction, STRATEGIES, Strategy, StrategyInfo,
};
pub use test_driver::{
    Aligned, Difference, Mismatch, Mismatches, Step, StepReport, Test, TestDriver, TestError, TestReport,
    align,
};
pub use validator::{
    Annotation, BuildError, Expected, Formats, MAX_EXPRESSION, Place, Validator, ValidatorOptions, Violation,
    is_expression, linear_expression,
};
