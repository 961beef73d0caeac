//! The published schema and the table of keys name the same keys, in both directions.

use super::json_schema;
use crate::connector::CONNECTORS;
use crate::spec::section::{self, SECTIONS, Section};
use serde_json::Value;
use std::collections::BTreeSet;

/// The definition of each section in the schema, by its JSON Pointer.
fn definition(section: &'static Section) -> &'static str {
    let table: [(&Section, &str); 27] = [
        (&section::CATALOG, ""),
        (&section::IMPORT, "/$defs/Import"),
        (&section::COLLECTION, "/$defs/Collection"),
        (&section::PROJECTION, "/$defs/Projection"),
        (&section::DERIVATION, "/$defs/Derivation"),
        (&section::REGISTER, "/$defs/Register"),
        (&section::MODULE, "/$defs/Module"),
        (&section::USING, "/$defs/Using"),
        (&section::TRANSFORM, "/$defs/Transform"),
        (&section::SOURCE, "/$defs/Source"),
        (&section::SELECTOR, "/$defs/Selector"),
        (&section::SHUFFLE, "/$defs/Shuffle"),
        (&section::LAMBDA, "/$defs/Lambda"),
        (&section::ENDPOINT, "/$defs/Endpoint"),
        (&section::ENDPOINT_USE, "/$defs/EndpointUse"),
        (&section::TASK, "/$defs/Task"),
        (&section::RESOURCE_BINDING, "/$defs/ResourceBinding"),
        (&section::BINDING, "/$defs/Binding"),
        (&section::FIELDS, "/$defs/Fields"),
        (&section::STEP, "/$defs/TestStep"),
        (&section::STEP_BODY, "/$defs/StepBody"),
        (&section::SQLITE, "/$defs/Sqlite"),
        (&section::CONNECTOR, "/$defs/Connector"),
        (&section::LOCAL, "/$defs/Local"),
        (&section::SHARDS, "/$defs/Shards"),
        (&section::JOURNALS, "/$defs/Journals"),
        (&section::FRAGMENTS, "/$defs/Fragments"),
    ];
    let row = table.iter().find(|(known, _)| std::ptr::eq(*known, section));
    row.unwrap_or_else(|| panic!("`{}` has no definition here", section.name)).1
}

#[test]
fn every_section_has_the_keys_that_its_reader_knows() {
    let schema = json_schema();
    for section in SECTIONS {
        let pointer = definition(section);
        let definition = schema.pointer(pointer).unwrap_or_else(|| panic!("no definition {pointer}"));
        let properties = definition["properties"].as_object().unwrap();
        let published: BTreeSet<&str> =
            properties.keys().map(String::as_str).filter(|key| *key != "$schema").collect();
        let mut read: BTreeSet<&str> = section.names().collect();
        if std::ptr::eq(*section, &section::ENDPOINT) {
            let kinds = CONNECTORS.iter().flat_map(|kind| kind.synonyms.iter().chain([&kind.name]));
            read.extend(kinds);
        }
        assert_eq!(published, read, "{}", section.name);
        assert_eq!(definition["additionalProperties"] != false, section.open, "{}", section.name);
        let extensible = definition["patternProperties"]["^x-"] == true;
        assert!(section.open || extensible, "{}", section.name);
    }
}

#[test]
fn every_key_and_definition_has_a_description() {
    let schema = json_schema();
    let definitions = schema["$defs"].as_object().unwrap();
    for (name, definition) in definitions {
        assert!(definition["description"].is_string(), "{name}");
        for (key, property) in definition["properties"].as_object().into_iter().flatten() {
            assert!(property["description"].is_string(), "{name}.{key}");
        }
    }
}

/// Whether a value of a key of the catalog may be null.
fn allows_null(schema: &Value) -> bool {
    let branches = schema["anyOf"].as_array().map(Vec::as_slice).unwrap_or_default();
    let types = &schema["type"];
    *types == "null"
        || types.as_array().is_some_and(|types| types.iter().any(|name| name == "null"))
        || branches.iter().any(allows_null)
}

#[test]
fn null_stands_for_empty_lists_and_mappings_only() {
    let schema = json_schema();
    let allows = |pointer: &str| allows_null(schema.pointer(pointer).unwrap());
    assert!(allows("/properties/import"));
    assert!(allows("/properties/collections"));
    assert!(allows("/$defs/Collection/properties/projections"));
    assert!(!allows("/$defs/Collection/properties/key"));
    assert!(!allows("/$defs/Collection/properties/schema"));
    assert!(!allows("/$defs/Projection/properties/partition"));
    assert!(!allows("/$defs/Transform/properties/source"));
}
