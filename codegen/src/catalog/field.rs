//! What was inferred of a field (`language.md` section 3.7).

use compiler::analysis::{Projection, Shape};
use compiler::schema::Types;
use serde::Serialize;
use serde_json::{Number, Value};

/// A field of a collection and what its values are.
#[derive(Serialize)]
pub(super) struct Field<'c> {
    field: &'c str,
    pointer: String,
    /// Whether the user declared it.
    declared: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    partition: bool,
    /// Its place in the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<usize>,
    types: Vec<&'static str>,
    exists: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'c str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'c str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<&'c Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<bool>,
    #[serde(rename = "enum", skip_serializing_if = "Option::is_none")]
    values: Option<&'c [Value]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    string: Option<StringFacets<'c>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    numeric: Option<NumericFacets<'c>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    array: Option<ArrayFacets>,
}

#[derive(Serialize, Default, PartialEq)]
struct StringFacets<'c> {
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<&'c str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_encoding: Option<&'c str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_media_type: Option<&'c str>,
    #[serde(skip_serializing_if = "is_zero")]
    min_length: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_length: Option<u64>,
}

#[derive(Serialize, Default, PartialEq)]
struct NumericFacets<'c> {
    #[serde(skip_serializing_if = "Option::is_none")]
    minimum: Option<&'c Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    maximum: Option<&'c Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exclusive_minimum: Option<&'c Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exclusive_maximum: Option<&'c Number>,
    /// Numbers that divide all values.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    multiple_of: Vec<&'c Number>,
}

#[derive(Serialize)]
struct ArrayFacets {
    #[serde(skip_serializing_if = "is_zero")]
    min_items: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_items: Option<u64>,
    /// The types of all items; absent where nothing is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    item_types: Option<Vec<&'static str>>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl<'c> Field<'c> {
    /// The record of a projection.
    pub(super) fn new(projection: &'c Projection) -> Field<'c> {
        let shape = &*projection.shape;
        let secret = shape.annotations.secret.as_ref().map(|secret| secret.value);
        let is_secret = secret == Some(true);
        Field {
            field: &projection.field,
            pointer: projection.pointer.to_string(),
            declared: projection.declared.is_some(),
            partition: projection.partition.is_some(),
            key: projection.key,
            types: shape.types.names(),
            exists: projection.exists.name(),
            title: shape.annotations.title.as_ref().map(|title| &*title.value),
            description: shape.annotations.description.as_ref().map(|description| &*description.value),
            default: shape.annotations.default.as_ref().filter(|_| !is_secret).map(|default| &*default.value),
            secret,
            values: shape.listed().filter(|_| !is_secret),
            string: string(shape),
            numeric: numeric(shape),
            array: array(shape),
        }
    }
}

fn string(shape: &Shape) -> Option<StringFacets<'_>> {
    let facets = &shape.string;
    let found = StringFacets {
        format: facets.format.as_ref().map(|text| &*text.value),
        content_encoding: facets.content_encoding.as_ref().map(|text| &*text.value),
        content_media_type: facets.content_media_type.as_ref().map(|text| &*text.value),
        min_length: facets.least(),
        max_length: facets.most(),
    };
    (shape.types.overlaps(Types::STRING) && found != StringFacets::default()).then_some(found)
}

fn numeric(shape: &Shape) -> Option<NumericFacets<'_>> {
    let facets = &shape.numeric;
    let found = NumericFacets {
        minimum: facets.minimum.as_ref().map(|bound| &bound.value),
        maximum: facets.maximum.as_ref().map(|bound| &bound.value),
        exclusive_minimum: facets.exclusive_minimum.as_ref().map(|bound| &bound.value),
        exclusive_maximum: facets.exclusive_maximum.as_ref().map(|bound| &bound.value),
        multiple_of: facets.divisors.iter().map(|divisor| &divisor.value).collect(),
    };
    (shape.types.overlaps(Types::NUMBER) && found != NumericFacets::default()).then_some(found)
}

fn array(shape: &Shape) -> Option<ArrayFacets> {
    let facets = &shape.array;
    // Without `items`, those after the first may be anything.
    let rest = facets.additional.as_ref().map(|items| items.types);
    let item_types = rest.map(|rest| facets.tuple.iter().fold(rest, |sum, item| sum | item.types));
    let said = item_types.is_some() || facets.least() > 0 || facets.most().is_some();
    (said && shape.types.overlaps(Types::ARRAY)).then(|| ArrayFacets {
        min_items: facets.least(),
        max_items: facets.most(),
        item_types: item_types.map(Types::names),
    })
}
