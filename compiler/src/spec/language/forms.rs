//! The forms that values of the language have, and what all its mappings share.

use crate::spec::{setting, time};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};
use std::borrow::Cow;
use std::marker::PhantomData;

/// What all mappings of the language share: keys of its own with `x-`, `$schema`, and no other unknown key.
///
/// Every field of a struct stands for a key that may be absent unless it is one of these words.
pub(super) fn mapping(required: &str) -> impl Fn(&mut Schema) {
    closed(required, false)
}

/// Like [`mapping`], but other keys are settings that only a connector knows.
pub(super) fn open_mapping(required: &str) -> impl Fn(&mut Schema) {
    closed(required, true)
}

fn closed(required: &str, open: bool) -> impl Fn(&mut Schema) {
    let required: Vec<String> = required.split_whitespace().map(str::to_owned).collect();
    move |schema| {
        match required.is_empty() {
            true => schema.remove("required"),
            false => schema.insert("required".to_owned(), json!(required)),
        };
        if open {
            return;
        }
        if let Some(Value::Object(properties)) = schema.get_mut("properties") {
            let text = "The JSON Schema that an editor checks this mapping with.";
            properties.insert("$schema".to_owned(), json!({ "description": text }));
        }
        schema.insert("patternProperties".to_owned(), json!({ "^x-": true }));
        schema.insert("additionalProperties".to_owned(), json!(false));
    }
}

/// The condition that a mapping has all the keys of at least one of these lists.
pub(super) fn any_of(lists: &[&[&str]]) -> Value {
    lists.iter().map(|keys| json!({ "required": keys })).collect()
}

/// The condition that a mapping has exactly one of these keys.
pub(super) fn one_of(keys: &[&str]) -> Value {
    keys.iter().map(|key| json!({ "required": [key] })).collect()
}

/// Declares a type without fields whose schema is this one, written in place.
macro_rules! form {
    ($(#[$doc:meta])* $name:ident = $schema:tt) => {
        $(#[$doc])*
        pub(super) struct $name;

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    };
}

form! {
    /// Any value: the reader keeps it as written.
    Any = {}
}
form! {
    /// A string that is not blank.
    Text = { "type": "string", "pattern": "\\S" }
}
form! {
    /// The path of a file, relative to this one, or a URL.
    Url = { "type": "string", "pattern": "^\\S+$", "format": "uri-reference" }
}
form! {
    /// A JSON Pointer whose parts are not empty.
    Location = { "type": "string", "pattern": "^(/([^/~]|~[01])+)*$", "examples": ["/id"] }
}
form! {
    /// `true` or `false`.
    Flag = { "type": "boolean" }
}
form! {
    /// A number of seconds, minutes or hours.
    Delay = { "type": "string", "pattern": "^[0-9]+[smh]$", "examples": ["48h"] }
}
form! {
    /// Numbers, each with its unit.
    Duration = { "type": "string", "pattern": "^([0-9]+ *[A-Za-z]+ *)+$", "examples": ["5m"] }
}
form! {
    /// A whole number of 32 bits that is not negative.
    Count = { "type": "integer", "minimum": 0, "maximum": (u32::MAX) }
}
form! {
    /// A date and time (RFC 3339).
    Time = {
        "type": "string",
        "format": "date-time",
        "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$",
        "examples": [(time::EXAMPLE)],
    }
}
form! {
    /// What is done when a schema changes so that stored rows no longer fit.
    Reaction = { "enum": (setting::REACTIONS) }
}
form! {
    /// The type of a part of a key.
    KeyType = { "enum": (setting::KEY_TYPES) }
}
form! {
    /// A value of a partition.
    PartitionValue = { "type": ["null", "boolean", "number", "string"] }
}
form! {
    /// Versions of packages by their names. Nothing (null) stands for none.
    Versions = { "type": ["object", "null"], "additionalProperties": { "type": "string", "pattern": "\\S" } }
}
form! {
    /// A mapping of which no more is known. Nothing (null) is an empty mapping.
    Mapping = { "type": ["object", "null"] }
}
form! {
    /// The stores of collections whose names begin so.
    StorageMapping = {
        "type": ["object", "null"],
        "properties": { "stores": {
            "type": ["array", "null"],
            "items": {
                "type": ["object", "null"],
                "properties": { "provider": { "enum": (setting::PROVIDERS) } },
            },
            "description": "The stores: where they are, and of which provider.",
        } },
    }
}
form! {
    /// A JSON Schema in place, or the path or URL of one.
    SchemaForm = { "anyOf": [
        {
            "type": "string",
            "pattern": "^\\S+$",
            "format": "uri-reference",
            "description": "The path or URL of a JSON Schema.",
        },
        { "type": ["object", "boolean"], "description": "A JSON Schema in place." },
    ] }
}

/// A list. Nothing (null) is an empty list.
pub(super) struct List<T>(PhantomData<T>);

/// A mapping by name. Nothing (null) is an empty mapping.
pub(super) struct Map<T>(PhantomData<T>);

/// A list of one form, or a mapping by name to another. Nothing (null) is an empty list.
pub(super) struct ListOrMap<L, M>(PhantomData<(L, M)>);

/// The mapping of a list, which says its name itself.
pub(super) struct WithName<T>(PhantomData<T>);

/// The mapping of a binding that no task gives an endpoint.
pub(super) struct WithEndpoint<T>(PhantomData<T>);

impl<T: JsonSchema> JsonSchema for List<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("ListOf{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["array", "null"], "items": generator.subschema_for::<T>() })
    }
}

impl<T: JsonSchema> JsonSchema for Map<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("MapOf{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["object", "null"], "additionalProperties": generator.subschema_for::<T>() })
    }
}

impl<L: JsonSchema, M: JsonSchema> JsonSchema for ListOrMap<L, M> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("ListOf{}OrMapOf{}", L::schema_name(), M::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        // `items` is about arrays alone and `additionalProperties` about objects: so a mistake is reported in
        // the one form that was written, which `anyOf` would hide.
        json_schema!({
            "type": ["array", "object", "null"],
            "items": generator.subschema_for::<L>(),
            "additionalProperties": generator.subschema_for::<M>(),
        })
    }
}

impl<T: JsonSchema> JsonSchema for WithName<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Named{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = generator.subschema_for::<T>();
        schema.insert("required".to_owned(), json!(["name"]));
        schema
    }
}

impl<T: JsonSchema> JsonSchema for WithEndpoint<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("{}WithEndpoint", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = generator.subschema_for::<T>();
        schema.insert("required".to_owned(), json!(["endpoint"]));
        schema
    }
}
