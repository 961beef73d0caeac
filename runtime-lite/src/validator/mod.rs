//! Whether documents are valid against a JSON Schema, and why not: drafts 4, 6, 7, 2019-09 and 2020-12.
//!
//! Validation itself is the `jsonschema` crate's, which no other module names. What the catalog language adds
//! (`language.md` D2) is prepared in [`documents`] and [`normalize`]: siblings of `$ref` count in every draft, and
//! spellings of 2019-09 are read in schemas that name no draft. Formats are in [`formats`], findings in [`violation`].
//!
//! A keyword with a value that it cannot have is refused or ignored here; the compiler's reader reports it.

mod documents;
mod formats;
mod normalize;
mod violation;

pub use violation::{Expected, Place, Violation};

use crate::META_SCHEMAS;
use documents::Documents;
use jsonschema::{OutputUnit, PatternOptions, Registry, RegistryBuilder, Retrieve, Uri};
use serde_json::{Value, json};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Which `format`s a document has to match (`language.md` D2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Formats {
    /// None but `integer` and `number`, which strings hold: `format` is an annotation.
    #[default]
    Annotate,
    /// All that are known.
    Assert,
}

/// What a validator is built with, beside its schema.
#[derive(Debug, Clone, Default)]
pub struct ValidatorOptions {
    /// Which formats documents have to match.
    pub formats: Formats,
    /// The URL of the schema, against which its references resolve unless it has an `$id`.
    pub base: Option<String>,
    /// Documents that the schema refers to, by URL; a bundled schema needs none. Nothing else is looked up:
    /// the meta-schemas of all drafts are known.
    pub documents: BTreeMap<String, Value>,
}

/// Why a schema makes no validator.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A URL or a reference leads nowhere.
    #[error("{0}")]
    Reference(String),
    /// A keyword has a value that it cannot have, such as an expression with a syntax error.
    #[error("at `{}`: {message}", place.pointer)]
    Keyword {
        /// The keyword.
        place: Place,
        /// What is wrong with it.
        message: String,
    },
}

/// A `reduce` annotation that applies to a value of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Annotation {
    /// The JSON Pointer of the value.
    pub instance: String,
    /// Where the schema says so.
    pub place: Place,
    /// The way to that place from the root of the schema, through references, as a JSON Pointer.
    pub path: String,
    /// The annotation.
    pub value: Value,
}

/// A schema that documents are checked against.
#[derive(Debug)]
pub struct Validator {
    inner: jsonschema::Validator,
    /// The way to the schema: the validator may have been built of a reference to it.
    way: &'static str,
}

/// The base of schemas without a URL. It is no address of anything.
pub(crate) const BASE: &str = "schema:///";

/// The options of the crate.
type Options<'r> = jsonschema::ValidationOptions<'r>;

/// How often an expression with look-around may backtrack before that is an error (`language.md` D2).
const BACKTRACK_LIMIT: usize = 100_000;

impl Validator {
    /// Builds a validator. The draft of each schema resource is what its `$schema` says, or that of the
    /// resource around it, or 2020-12.
    ///
    /// # Errors
    /// References without a target, and keywords with values that they cannot have.
    pub fn new(schema: &Value, options: &ValidatorOptions) -> Result<Validator, BuildError> {
        let base = uri(BASE, options.base.as_deref().unwrap_or_default())?;
        let mut documents = Documents::new(&base, &options.documents);
        let root = documents.add(&base, schema);
        let known = known(documents::refers_to_meta_schema(schema) || documents.refer_to_meta_schemas())?;
        // Patterns that the linear engine knows are its own under the backtracking one, too.
        let engines: [fn(Options) -> Options; 2] = [
            |options| options.with_pattern_options(PatternOptions::regex()),
            |options| {
                let limited = PatternOptions::fancy_regex().backtrack_limit(BACKTRACK_LIMIT);
                options.with_pattern_options(limited)
            },
        ];
        let mut refused = BuildError::Reference(base.clone());
        for engine in engines {
            let options = || engine(formats::options(options.formats)).with_base_uri(&base);
            let given = || Given(Mutex::new(documents.clone()));
            // The crate judges what it is given by one meta-schema, which does not hold for a schema with
            // resources of other drafts in it. A reference to the schema is not judged, but there the crate
            // loses the outermost resource of the scope of `$recursiveRef`. So it is the second choice.
            let whole = options().with_registry(&known).with_retriever(given());
            if let Ok(validator) = whole.build(root.contents()) {
                return Ok(Validator { inner: validator, way: "" });
            }
            let registry = known.add(&base, root.clone()).map(|registry| registry.retriever(given()));
            let registry = registry.and_then(RegistryBuilder::prepare);
            let registry = registry.map_err(|error| BuildError::Reference(error.to_string()))?;
            let referring = options().with_base_uri(format!("{base}referring")).with_registry(&registry);
            match referring.offline().build(&json!({ "$ref": base })) {
                Ok(validator) => return Ok(Validator { inner: validator, way: "/$ref" }),
                Err(error) => refused = violation::build_error(&error),
            }
        }
        Err(refused)
    }

    /// Whether a document is valid.
    pub fn is_valid(&self, document: &Value) -> bool {
        self.inner.is_valid(document)
    }

    /// What is wrong with a document; nothing where it is valid.
    pub fn errors(&self, document: &Value) -> Vec<Violation> {
        self.inner.iter_errors(document).map(|error| violation::violation(&error)).collect()
    }

    /// The `reduce` annotations of a valid document: those of schemas that the value at the place is valid
    /// against (`language.md` section 6.1). Of an invalid document there are none.
    pub fn annotations(&self, document: &Value) -> Vec<Annotation> {
        self.evaluate(document, &mut |_| ()).unwrap_or_default()
    }

    /// The annotations of a valid document, and nothing of an invalid one. Each schema that a value of it is valid
    /// against is shown, as what makes its place.
    pub(crate) fn evaluate(
        &self,
        document: &Value,
        shown: &mut dyn FnMut(&dyn Fn() -> Place),
    ) -> Option<Vec<Annotation>> {
        let evaluation = self.inner.evaluate(document);
        let mut found = Vec::new();
        let mut pending = vec![evaluation.root()];
        if !evaluation.is_valid() {
            return None;
        }
        while let Some(unit) = pending.pop() {
            pending.extend(unit.children().filter(OutputUnit::valid));
            let place = || {
                let location = unit.schema_location();
                violation::place(jsonschema::uri::from_str(location).ok().as_ref(), location)
            };
            shown(&place);
            let reduce = unit.annotations().and_then(|annotations| annotations.value().get("reduce"));
            let Some(value) = reduce.cloned() else { continue };
            let path = unit.evaluation_path().as_str();
            let path = path.strip_prefix(self.way).unwrap_or(path).to_owned();
            let instance = unit.instance_location().to_string();
            found.push(Annotation { instance, place: place(), path, value });
        }
        Some(found)
    }
}

/// The bytes that a regular expression may have: compiling longer ones would take seconds.
pub const MAX_EXPRESSION: usize = 64 << 10;

/// A regular expression of ECMA-262 as the crate `regex` spells it; nothing where that cannot run it, in linear
/// time, or not at all.
pub fn linear_expression(text: &str) -> Option<Cow<'_, str>> {
    let short = Some(text).filter(|text| text.len() <= MAX_EXPRESSION)?;
    jsonschema_regex::to_rust_regex(short).ok()
}

/// Whether a text is a regular expression that validators can be built with (ECMA-262), and not too long.
pub fn is_expression(text: &str) -> bool {
    if text.len() > MAX_EXPRESSION {
        return false;
    }
    Validator::new(&json!({ "pattern": text }), &ValidatorOptions::default()).is_ok()
}

/// The meta-schemas, if they are referred to. By itself the crate knows those of the draft of the root alone.
fn known(wanted: bool) -> Result<Registry<'static>, BuildError> {
    let mut registry = Ok(Registry::new());
    for (url, text) in META_SCHEMAS.iter().filter(|_| wanted) {
        let document: Value = serde_json::from_str(text).unwrap_or_default();
        registry = registry.and_then(|registry| registry.add(url, document));
    }
    let registry = registry.and_then(RegistryBuilder::prepare);
    registry.map_err(|error| BuildError::Reference(error.to_string()))
}

/// The documents of the options, and no others.
struct Given(Mutex<Documents>);

impl Retrieve for Given {
    fn retrieve(&self, url: &Uri<String>) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        let mut documents = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let document = documents.get(url.as_str()).ok_or("it is not in the bundle")?;
        Ok(document.contents().clone())
    }
}

/// A reference joined to a base (RFC 3986 section 5).
pub(crate) fn uri(base: &str, reference: &str) -> Result<String, BuildError> {
    let parsed = jsonschema::uri::from_str(base);
    let joined = parsed.and_then(|parsed| jsonschema::uri::resolve_against(&parsed.borrow(), reference));
    joined.map(Uri::into_string).map_err(|error| BuildError::Reference(error.to_string()))
}

#[cfg(test)]
mod tests;
