//! The codes of phases 1 to 5. Those of rules are with their rule; all of them together are in `crate::codes`.

use super::Code;

macro_rules! page {
    ($name:literal) => {
        include_str!(concat!("../../../fixtures/diagnostics/", $name, ".md"))
    };
}
pub(crate) use page;

macro_rules! codes {
    ($($(#[$doc:meta])* $level:ident $constant:ident = $name:literal;)*) => {
        $($(#[$doc])* pub(crate) static $constant: Code = Code::$level($name, page!($name));)*
        /// The codes of phases 1 to 5, in alphabetical order.
        pub(crate) static PHASES: &[&Code] = &[$(&$constant),*];
    };
}

codes! {
    /// Derivations read one another in a circle.
    error CYCLIC_DERIVATION = "cyclic-derivation";
    /// A schema has an anchor twice.
    error DUPLICATE_ANCHOR = "duplicate-anchor";
    /// A mapping has a key twice.
    error DUPLICATE_KEY = "duplicate-key";
    /// Two entities have one name.
    error DUPLICATE_NAME = "duplicate-name";
    /// Two schemas have one identity.
    error DUPLICATE_SCHEMA_ID = "duplicate-schema-id";
    /// A collection's key names no location.
    error EMPTY_KEY = "empty-key";
    /// A collection is defined elsewhere.
    info EXTERNAL_COLLECTION = "external-collection";
    /// A name breaks the grammar of names.
    error INVALID_NAME = "invalid-name";
    /// A location is no JSON Pointer.
    error INVALID_POINTER = "invalid-pointer";
    /// A setting has a value that it cannot have.
    error INVALID_SETTING = "invalid-setting";
    /// A comment that hides findings is not of its form.
    warning INVALID_SUPPRESSION = "invalid-suppression";
    /// A reference to a resource is no URL.
    error INVALID_URL = "invalid-url";
    /// A JSON file has a syntax error.
    error JSON_SYNTAX = "json-syntax";
    /// A key's location cannot exist, or the schema does not know it.
    error KEY_LOCATION_MISSING = "key-location-missing";
    /// A key's location holds what cannot be a key.
    error KEY_TYPE = "key-type";
    /// Readers and writers see values of other types at a key's location.
    error KEY_TYPES_DIFFER = "key-types-differ";
    /// A file or a build is larger than the language allows.
    error LIMIT_EXCEEDED = "limit-exceeded";
    /// A keyword of a schema has a value that it cannot have.
    error MALFORMED_KEYWORD = "malformed-keyword";
    /// A merge key names what is no mapping.
    error MERGE_KEY = "merge-key";
    /// A file of configuration is not there.
    warning MISSING_CONFIG_FILE = "missing-config-file";
    /// A mapping lacks a key.
    error MISSING_KEY = "missing-key";
    /// A transform does not say how it groups documents.
    warning MISSING_SHUFFLE = "missing-shuffle";
    /// A file is spelt in several generations of the language.
    info MIXED_GENERATIONS = "mixed-generations";
    /// A name is a folder of another.
    error NESTED_NAME = "nested-name";
    /// A number is infinite, or not a number.
    error NON_FINITE_NUMBER = "non-finite-number";
    /// A partition selector names a field that is no partition.
    error NOT_A_PARTITION = "not-a-partition";
    /// A partition field holds what cannot be a partition's value.
    error PARTITION_TYPE = "partition-type";
    /// A partition selector has a value that its field cannot have.
    error PARTITION_VALUE = "partition-value";
    /// A path leads out of the root of the build.
    error PATH_OUTSIDE_ROOT = "path-outside-root";
    /// A projection takes the name of a key's field.
    error PROJECTION_CLASH = "projection-clash";
    /// A projection's location cannot exist, or the schema does not know it.
    error PROJECTION_LOCATION_UNKNOWN = "projection-location-unknown";
    /// A resource is on the network.
    error REMOTE_DOCUMENT = "remote-document";
    /// A key lists a location twice.
    error REPEATED_LOCATION = "repeated-location";
    /// The documents of a collection are not objects.
    error ROOT_TYPE = "root-type";
    /// Two derivations name one module.
    warning SHARED_MODULE = "shared-module";
    /// The transforms of a derivation shuffle by keys of different types.
    error SHUFFLE_TYPES_DIFFER = "shuffle-types-differ";
    /// An alias has no anchor.
    error UNKNOWN_ANCHOR = "unknown-anchor";
    /// A reference names no collection.
    error UNKNOWN_COLLECTION = "unknown-collection";
    /// A reference names no endpoint.
    error UNKNOWN_ENDPOINT = "unknown-endpoint";
    /// A field selection names no field.
    error UNKNOWN_FIELD = "unknown-field";
    /// A mapping has a key that the language does not have.
    error UNKNOWN_KEY = "unknown-key";
    /// A schema has a keyword that JSON Schema does not have.
    warning UNKNOWN_KEYWORD = "unknown-keyword";
    /// A schema names a meta-schema that is of no draft.
    warning UNKNOWN_META_SCHEMA = "unknown-meta-schema";
    /// A file cannot be read.
    error UNREADABLE_FILE = "unreadable-file";
    /// A `$ref` leads to nothing.
    error UNRESOLVED_REF = "unresolved-ref";
    /// A comment that hides findings hides none.
    warning UNUSED_SUPPRESSION = "unused-suppression";
    /// A value is of the wrong kind.
    error WRONG_TYPE = "wrong-type";
    /// A YAML file has a syntax error.
    error YAML_SYNTAX = "yaml-syntax";
}
