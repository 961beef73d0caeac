//! Collections, derivations and transforms with what they run by (`language.md` D4, D6 and section 7).

use super::SchemaFault;
use crate::catalog::Bundler;
use crate::lambda;
use compiler::analysis::{Shape, locate};
use compiler::catalog::{self, CollectionId};
use compiler::schema::{SchemaId, Types};
use compiler::source::Span;
use compiler::spec::{SelectorSpec, ShuffleSpec};
use compiler::{Entry, Formats, Node, Value};
use runtime_lite::{
    BuildError, Collection, Derivation, Key, KeyPart, PartitionField, PartitionType, Partitions, Pointer,
    Reducer, Register, Selector, TICKS_PER_SECOND, Transform, ValidatorOptions,
};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How the reducer of a schema is built.
pub(super) type Build = fn(&serde_json::Value, &ValidatorOptions) -> Result<Reducer, BuildError>;

/// Builds collections; schemas that several of them have are built once.
pub(super) struct Builder<'c> {
    bundler: Bundler<'c>,
    options: ValidatorOptions,
    build: Build,
    known: BTreeMap<(SchemaId, Option<Span>), Arc<Reducer>>,
    anything: Arc<Reducer>,
}

impl<'c> Builder<'c> {
    pub(super) fn new(bundler: Bundler<'c>, formats: Formats, build: Build) -> Builder<'c> {
        let options = ValidatorOptions { formats, ..ValidatorOptions::default() };
        let anything = Reducer::new(&json!(true), &options).expect("the schema `true` is sound");
        Builder { bundler, options, build, known: BTreeMap::new(), anything: Arc::new(anything) }
    }

    /// A collection that nothing is known of, or that nothing is asked of.
    pub(super) fn opaque(&self, id: CollectionId) -> Collection {
        Collection {
            name: self.bundler.compilation.catalog.collection(id).name.value.to_string(),
            key: Key::default(),
            partitions: Partitions::default(),
            write: self.anything.clone(),
            read: self.anything.clone(),
            derivation: None,
        }
    }

    /// A collection, and the places of the transforms that it has of its derivation.
    pub(super) fn collection(&mut self, id: CollectionId) -> Result<(Collection, Vec<usize>), SchemaFault> {
        let compilation = self.bundler.compilation;
        let collection = compilation.catalog.collection(id);
        let analysis = compilation.analysis.collection(id);
        if collection.external {
            return Ok((self.opaque(id), Vec::new()));
        }
        let read = self.schema(collection.schema.ok(), Some(collection.schema_span), collection.span)?;
        let write = match collection.write_schema {
            Some(schema) => self.schema(schema.ok(), None, collection.schema_span)?,
            None => read.clone(),
        };
        let locations: Vec<Pointer> = analysis.key.iter().map(|part| part.value.clone()).collect();
        let partitions = analysis.partitions().filter_map(|field| {
            let part = key_part(analysis.shape.as_ref().ok(), &field.pointer);
            Some(PartitionField { field: field.field.to_string(), part, kind: kind(field.shape.types)? })
        });
        let (derivation, transforms) = match &collection.derivation {
            Some(derivation) => {
                let (derivation, transforms) = self.derivation(id, derivation)?;
                (Some(derivation), transforms)
            }
            None => (None, Vec::new()),
        };
        let collection = Collection {
            name: collection.name.value.to_string(),
            key: key(analysis.shape.as_ref().ok(), &locations),
            partitions: Partitions::new(partitions.collect()),
            write,
            read,
            derivation,
        };
        Ok((collection, transforms))
    }

    fn derivation(
        &mut self,
        id: CollectionId,
        derivation: &'c catalog::Derivation,
    ) -> Result<(Derivation, Vec<usize>), SchemaFault> {
        let schema = derivation.register.and_then(Result::ok);
        let span = derivation.register_span.unwrap_or(derivation.span);
        let register = Register {
            schema: self.schema(schema, None, span)?,
            initial: derivation.initial.as_ref().map_or(serde_json::Value::Null, Node::to_json),
        };
        let (mut transforms, mut places) = (Vec::new(), Vec::new());
        for (place, transform) in derivation.transforms.iter().enumerate() {
            if let Some(transform) = self.transform((id, place), derivation, transform)? {
                transforms.push(transform);
                places.push(place);
            }
        }
        Ok((Derivation { register, transforms }, places))
    }

    /// A transform; nothing of one that is switched off.
    fn transform(
        &mut self,
        (id, place): (CollectionId, usize),
        derivation: &'c catalog::Derivation,
        transform: &'c catalog::Transform,
    ) -> Result<Option<Transform>, SchemaFault> {
        let compilation = self.bundler.compilation;
        let Some(source) = transform.source.ok().filter(|_| !transform.disabled) else { return Ok(None) };
        let read = compilation.catalog.collection(source);
        let schema = match transform.source_schema {
            Some(schema) => self.schema(schema.ok(), None, transform.source_span)?,
            None => self.schema(read.schema.ok(), Some(read.schema_span), transform.source_span)?,
        };
        let shape =
            compilation.analysis.collection(id).sources.get(place).and_then(|shape| shape.as_ref().ok());
        let shuffle = match &transform.shuffle {
            Some(ShuffleSpec::Key(_, Ok(parts))) => {
                let parts = parts.iter().filter_map(|part| part.as_ref().ok());
                parts.map(|part| part.value.clone()).collect()
            }
            Some(ShuffleSpec::Key(_, Err(_)) | ShuffleSpec::Other(_)) => Vec::new(),
            None => {
                let parts = &compilation.analysis.collection(source).key;
                parts.iter().map(|part| part.value.clone()).collect()
            }
        };
        let text = |key: &str| setting(&transform.settings, key);
        let selected = transform.partitions.as_ref().and_then(|spec| spec.as_ref().ok());
        let kinds = lambda::kinds(derivation, transform);
        Ok(Some(Transform {
            name: transform.name.value.to_string(),
            source: source.index(),
            schema,
            selector: selected.map(selector).unwrap_or_default(),
            shuffle: key(shape, &shuffle),
            priority: text("priority").and_then(|text| text.parse().ok()).unwrap_or_default(),
            read_delay: text("readDelay").map(ticks).unwrap_or_default(),
            update: kinds.contains(&runtime_lite::LambdaKind::Update),
            publish: kinds.contains(&runtime_lite::LambdaKind::Publish),
        }))
    }

    /// The reducer of a schema, which is given at a place of its own where it is a collection's.
    fn schema(
        &mut self,
        schema: Option<SchemaId>,
        given_at: Option<Span>,
        span: Span,
    ) -> Result<Arc<Reducer>, SchemaFault> {
        let Some(id) = schema else { return Ok(self.anything.clone()) };
        if let Some(known) = self.known.get(&(id, given_at)) {
            return Ok(known.clone());
        }
        let bundle = match given_at {
            Some(given_at) => self.bundler.bundle_at(id, given_at),
            None => self.bundler.bundle(id),
        };
        let bundle = serde_json::to_value(&bundle).expect("a schema is JSON");
        let built = (self.build)(&bundle, &self.options).map_err(|error| SchemaFault { span, error })?;
        let reducer = Arc::new(built);
        self.known.insert((id, given_at), reducer.clone());
        Ok(reducer)
    }
}

/// Which partitions are read.
pub(crate) fn selector(spec: &SelectorSpec) -> Selector {
    let fields = |selected: &[compiler::spec::SelectedField]| {
        let mut fields: BTreeMap<String, Vec<serde_json::Value>> = BTreeMap::new();
        for one in selected {
            let values = one.values.iter().map(Node::to_json);
            fields.entry(one.field.value.to_string()).or_default().extend(values);
        }
        fields
    };
    Selector { include: fields(&spec.include), exclude: fields(&spec.exclude) }
}

/// A key of locations, with the defaults that their schema gives.
fn key(shape: Option<&Arc<Shape>>, locations: &[Pointer]) -> Key {
    Key::new(locations.iter().map(|pointer| key_part(shape, pointer)).collect())
}

fn key_part(shape: Option<&Arc<Shape>>, pointer: &Pointer) -> KeyPart {
    let default = shape.and_then(|shape| {
        let at = locate(shape, pointer);
        at.shape.annotations.default.as_ref().map(|default| serde_json::Value::clone(&default.value))
    });
    KeyPart { pointer: pointer.clone(), default }
}

/// The type of a partition, which is exactly one beside null.
fn kind(types: Types) -> Option<PartitionType> {
    let kinds = [
        (Types::BOOLEAN, PartitionType::Boolean),
        (Types::INTEGER, PartitionType::Integer),
        (Types::STRING, PartitionType::String),
    ];
    kinds.into_iter().find(|(known, _)| types.overlaps(*known)).map(|(_, kind)| kind)
}

/// The text of a setting that is a scalar.
fn setting<'c>(settings: &'c [Entry], key: &str) -> Option<&'c str> {
    let entry = settings.iter().find(|entry| &*entry.key.value == key)?;
    match &entry.value.value {
        Value::Number(text) | Value::String(text) => Some(text),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) | Value::Hole(_) => None,
    }
}

/// The ticks of a delay, such as `48h` (`language.md` section 1.2). One that is beyond all clocks is never over.
fn ticks(delay: &str) -> u64 {
    let digits = delay.trim_end_matches(['s', 'm', 'h']);
    let seconds = match delay.chars().next_back() {
        Some('h') => 3600,
        Some('m') => 60,
        Some(_) | None => 1,
    };
    digits.parse::<u64>().unwrap_or(u64::MAX).saturating_mul(seconds).saturating_mul(TICKS_PER_SECOND)
}

#[cfg(test)]
mod tests {
    use super::ticks;

    #[test]
    fn delays_are_ticks() {
        for (delay, seconds) in [("0s", 0), ("30s", 30), ("5m", 300), ("48h", 172_800), ("007h", 25_200)] {
            assert_eq!(ticks(delay), seconds * 10_000_000, "{delay}");
        }
        assert_eq!(ticks("99999999999999999999h"), u64::MAX);
    }
}
