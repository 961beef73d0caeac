//! Collections and derivations of the built catalog.

use super::bundle::{Bundle, Bundler};
use super::field::Field;
use compiler::catalog::{Collection, CollectionId, Derivation, Transform};
use compiler::spec::{LambdaSpec, Language, ShuffleSpec};
use serde::Serialize;

/// A collection.
#[derive(Serialize)]
pub(super) struct CollectionRecord<'c> {
    name: &'c str,
    key: Vec<String>,
    key_fields: Vec<&'c str>,
    partitions: Vec<&'c str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    schema: Option<Bundle<'c>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    write_schema: Option<Bundle<'c>>,
    projections: Vec<Field<'c>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    derivation: Option<DerivationRecord<'c>>,
}

#[derive(Serialize)]
struct DerivationRecord<'c> {
    #[serde(skip_serializing_if = "Option::is_none")]
    register: Option<RegisterRecord<'c>>,
    transforms: Vec<TransformRecord<'c>>,
}

#[derive(Serialize)]
struct RegisterRecord<'c> {
    schema: Bundle<'c>,
    initial: serde_json::Value,
}

#[derive(Serialize)]
struct TransformRecord<'c> {
    name: &'c str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'c str>,
    /// The schema that source documents have, where it is not the source's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    source_schema: Option<Bundle<'c>>,
    /// The key by which source documents are grouped, where it is not the source's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    shuffle: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    update: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publish: Option<&'static str>,
}

impl<'c> CollectionRecord<'c> {
    /// The record of a collection.
    pub(super) fn new(
        bundler: Bundler<'c>,
        collection: &'c Collection,
        id: CollectionId,
    ) -> CollectionRecord<'c> {
        let compilation = bundler.compilation;
        let analysis = compilation.analysis.collection(id);
        let mut key: Vec<_> = analysis.projections.iter().filter(|field| field.key.is_some()).collect();
        key.sort_by_key(|field| field.key);
        let write_schema = collection.write_schema.and_then(Result::ok);
        CollectionRecord {
            name: &collection.name.value,
            key: analysis.key.iter().map(|part| part.value.to_string()).collect(),
            key_fields: key.into_iter().map(|field| &*field.field).collect(),
            partitions: analysis.partitions().map(|field| &*field.field).collect(),
            schema: collection.schema.ok().map(|schema| bundler.bundle_at(schema, collection.schema_span)),
            write_schema: write_schema.map(|schema| bundler.bundle(schema)),
            projections: analysis.projections.iter().map(Field::new).collect(),
            derivation: collection.derivation.as_ref().map(|d| DerivationRecord::new(bundler, d)),
        }
    }
}

impl<'c> DerivationRecord<'c> {
    fn new(bundler: Bundler<'c>, derivation: &'c Derivation) -> DerivationRecord<'c> {
        let register = derivation.register.and_then(Result::ok);
        let initial = derivation.initial.as_ref();
        DerivationRecord {
            register: register.map(|schema| RegisterRecord {
                schema: bundler.bundle(schema),
                initial: initial.map_or(serde_json::Value::Null, compiler::Node::to_json),
            }),
            transforms: derivation.transforms.iter().map(|t| TransformRecord::new(bundler, t)).collect(),
        }
    }
}

impl<'c> TransformRecord<'c> {
    fn new(bundler: Bundler<'c>, transform: &'c Transform) -> TransformRecord<'c> {
        let source = transform.source.ok().map(|id| bundler.compilation.catalog.collection(id));
        let source_schema = transform.source_schema.and_then(Result::ok);
        TransformRecord {
            name: &transform.name.value,
            source: source.map(|collection| &*collection.name.value),
            source_schema: source_schema.map(|schema| bundler.bundle(schema)),
            shuffle: transform.shuffle.as_ref().and_then(shuffle),
            update: transform.update.as_ref().and_then(|one| one.as_ref().ok()).map(lambda),
            publish: transform.publish.as_ref().and_then(|one| one.as_ref().ok()).map(lambda),
        }
    }
}

fn shuffle(shuffle: &ShuffleSpec) -> Option<Vec<String>> {
    match shuffle {
        ShuffleSpec::Key(_, Ok(parts)) => {
            let parts = parts.iter().filter_map(|part| part.as_ref().ok());
            Some(parts.map(|part| part.value.to_string()).collect())
        }
        ShuffleSpec::Key(_, Err(_)) | ShuffleSpec::Other(_) => None,
    }
}

/// What runs a lambda. Its body stays in the user's files.
fn lambda(lambda: &LambdaSpec) -> &'static str {
    match lambda {
        LambdaSpec::Inline(language, _) | LambdaSpec::Module(language, _) | LambdaSpec::File(language, _) => {
            match language {
                Language::TypeScript => "typescript",
                Language::Python => "python",
                Language::Sql => "sql",
            }
        }
        LambdaSpec::Remote(_) => "remote",
        LambdaSpec::AwsLambda(_) => "aws-lambda",
    }
}
