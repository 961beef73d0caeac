//! A search engine as its reference describes it: which templates it accepts, and which documents an index.
//!
//! It is written from the references of Elasticsearch and OpenSearch, and knows nothing of how templates are made.

use serde_json::{Map, Value};

/// The bytes of a term of Lucene.
const TERM: usize = 32_766;
/// `index.mapping.depth.limit` and `index.mapping.total_fields.limit`, where a template says nothing.
const DEPTH: usize = 20;
const FIELDS: u64 = 1000;

/// The parameters of each type that both engines know.
const PARAMETERS: &[(&str, &[&str])] = &[
    ("boolean", &["boost", "doc_values", "index", "meta", "null_value", "store"]),
    ("date", &["doc_values", "format", "ignore_malformed", "index", "locale", "meta", "null_value", "store"]),
    ("double", &["coerce", "doc_values", "ignore_malformed", "index", "meta", "null_value", "store"]),
    ("ip", &["doc_values", "ignore_malformed", "index", "meta", "null_value", "store"]),
    (
        "keyword",
        &[
            "doc_values",
            "eager_global_ordinals",
            "fields",
            "ignore_above",
            "index",
            "index_options",
            "meta",
            "norms",
            "normalizer",
            "null_value",
            "similarity",
            "split_queries_on_whitespace",
            "store",
        ],
    ),
    ("long", &["coerce", "doc_values", "ignore_malformed", "index", "meta", "null_value", "store"]),
    ("object", &["dynamic", "enabled", "properties"]),
    (
        "text",
        &[
            "analyzer",
            "fielddata",
            "fields",
            "index",
            "index_options",
            "index_phrases",
            "index_prefixes",
            "meta",
            "norms",
            "position_increment_gap",
            "search_analyzer",
            "similarity",
            "store",
            "term_vector",
        ],
    ),
    ("unsigned_long", &["doc_values", "ignore_malformed", "index", "meta", "null_value", "store"]),
];

const FORMATS: &[&str] = &["strict_date", "strict_date_optional_time"];

const METADATA: &[&str] = &[
    "_doc_count",
    "_field_names",
    "_id",
    "_ignored",
    "_index",
    "_nested_path",
    "_primary_term",
    "_routing",
    "_seq_no",
    "_size",
    "_source",
    "_tier",
    "_type",
    "_version",
];

/// What `PUT _index_template` would say against a template of an index.
pub(crate) fn refuses_template(name: &str, body: &Value) -> Option<String> {
    put(name, body).err()
}

fn put(name: &str, body: &Value) -> Result<(), String> {
    index_name(name)?;
    let body = members(body, &["index_patterns", "priority", "template"])?;
    if body.get("index_patterns") != Some(&Value::from(vec![name])) || !body["priority"].is_u64() {
        return Err(format!("it is of other indexes than {name:?}: {body:?}"));
    }
    let template = members(&body["template"], &["mappings", "settings"])?;
    let mut limit = FIELDS;
    if let Some(settings) = template.get("settings") {
        let settings = members(settings, &["index.mapping.total_fields.limit"])?;
        limit = settings["index.mapping.total_fields.limit"].as_u64().ok_or("the limit is no number")?;
    }
    let mappings = members(&template["mappings"], &["_meta", "dynamic", "properties"])?;
    if mappings["dynamic"] != Value::Bool(false) || !mappings["_meta"].is_object() {
        return Err(format!("{mappings:?}"));
    }
    let properties = mappings["properties"].as_object().ok_or("no properties")?;
    if let Some(name) = properties.keys().find(|name| METADATA.contains(&name.as_str())) {
        return Err(format!("{name} is metadata"));
    }
    let mut count = 0;
    fields(properties, (0, ""), &mut count)?;
    if count > limit {
        return Err(format!("{count} fields are more than {limit}"));
    }
    Ok(())
}

/// Elasticsearch reference, "Create an index", and the rules of names of templates.
fn index_name(name: &str) -> Result<(), String> {
    let refused = name.contains(['\\', '/', '*', '?', '"', '<', '>', '|', ' ', ',', '#', ':', '\0'])
        || name.starts_with(['-', '_', '+'])
        || matches!(name, "" | "." | "..")
        || name.to_lowercase() != name
        || name.len() > 255;
    if refused { Err(format!("an index may not be named {name:?}")) } else { Ok(()) }
}

fn members<'v>(value: &'v Value, known: &[&str]) -> Result<&'v Map<String, Value>, String> {
    let members = value.as_object().ok_or_else(|| format!("{value} is no object"))?;
    match members.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(format!("unknown parameter {key:?} in {members:?}")),
        None => Ok(members),
    }
}

fn fields(properties: &Map<String, Value>, around: (usize, &str), count: &mut u64) -> Result<(), String> {
    for (name, mapping) in properties {
        if name.split('.').any(|part| part.trim().is_empty()) {
            return Err(format!("a field may not be named {name:?}"));
        }
        let level = around.0 + name.split('.').count();
        let path = format!("{}{name}", around.1);
        *count += 1;
        let kind = mapping["type"].as_str().ok_or("no type")?;
        let known = PARAMETERS.iter().find(|(known, _)| *known == kind).ok_or(format!("no type {kind}"))?.1;
        let known: Vec<&str> = known.iter().copied().chain(["type"]).collect();
        let members = members(mapping, &known)?;
        // `MappingLookup.checkObjectDepthLimit` takes the periods in the path of an object, and adds two.
        if level > DEPTH || (kind == "object" && level + 1 > DEPTH) {
            return Err(format!("{level} levels of {kind}"));
        }
        if path.len() + ".keyword".len() > TERM {
            return Err(format!("the path has {} bytes", path.len()));
        }
        match kind {
            "keyword" => keyword(members)?,
            "date" if !FORMATS.contains(&members["format"].as_str().unwrap_or("")) => {
                return Err(format!("the format of {members:?}"));
            }
            _ => {}
        }
        for (sub, mapping) in members.get("fields").and_then(Value::as_object).into_iter().flatten() {
            *count += 1;
            if mapping["type"] != "keyword" || sub.contains('.') || mapping.get("fields").is_some() {
                return Err(format!("sub-field {sub} of {members:?}"));
            }
            keyword(mapping.as_object().ok_or("no object")?)?;
        }
        if let Some(inner) = members.get("properties") {
            if members.get("enabled") == Some(&Value::Bool(false)) {
                return Err("what is not looked at has properties".to_owned());
            }
            fields(inner.as_object().ok_or("no object")?, (level, &format!("{path}.")), count)?;
        }
    }
    Ok(())
}

/// A term that is too long is an error of the document, unless it is left out before.
fn keyword(members: &Map<String, Value>) -> Result<(), String> {
    let most = members.get("ignore_above").and_then(Value::as_u64).ok_or("a keyword may be too long")?;
    if most * 4 > TERM as u64 { Err(format!("{most} characters may be too long")) } else { Ok(()) }
}

/// What an index of a template says against a document.
pub(crate) fn refuses_document(body: &Value, document: &Value) -> Option<String> {
    inside(&body["template"]["mappings"], document).err()
}

fn inside(object: &Value, value: &Value) -> Result<(), String> {
    match value {
        Value::Null => Ok(()),
        Value::Array(items) => items.iter().try_for_each(|item| inside(object, item)),
        Value::Object(members) => members
            .iter()
            .try_for_each(|(name, value)| member(object, name, value).map_err(|e| format!("{name}: {e}"))),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => Err(format!("{value} for an object")),
    }
}

/// A member of a document: a period in its name is a level, whether the mapping knows it or not.
fn member(object: &Value, name: &str, value: &Value) -> Result<(), String> {
    if object["enabled"] == Value::Bool(false) {
        return Ok(());
    }
    let (part, rest) = name.split_once('.').map_or((name, None), |(part, rest)| (part, Some(rest)));
    if part.trim().is_empty() {
        return Err(format!("a field is named {name:?}"));
    }
    let Some(mapping) = object["properties"].get(part) else {
        return rest.map_or(Ok(()), |rest| member(&Value::Null, rest, value));
    };
    match (mapping["type"] == "object", rest) {
        (true, Some(rest)) => member(mapping, rest, value),
        (false, Some(_)) => Err(format!("{part} is no object")),
        (_, None) => field(mapping, value),
    }
}

fn field(mapping: &Value, value: &Value) -> Result<(), String> {
    let kind = mapping["type"].as_str().unwrap_or_default();
    let is_lenient = mapping["ignore_malformed"] == Value::Bool(true);
    match (kind, value) {
        ("object", _) if mapping["enabled"] == Value::Bool(false) => Ok(()),
        ("object", value) => inside(mapping, value),
        (_, Value::Array(items)) => items.iter().try_for_each(|item| field(mapping, item)),
        (_, Value::Null) => Ok(()),
        (_, Value::Object(_)) => Err(format!("an object for {kind}")),
        ("keyword" | "text", _) => Ok(()),
        ("boolean", Value::Bool(_)) => Ok(()),
        ("boolean", Value::String(text)) if matches!(text.as_str(), "" | "true" | "false") => Ok(()),
        // What the type takes is more than this, but all else is ignored.
        ("long" | "unsigned_long" | "double" | "date" | "ip", _) if is_lenient => Ok(()),
        ("long", Value::Number(number)) if number.is_i64() => Ok(()),
        ("double", Value::Number(_)) => Ok(()),
        _ => Err(format!("{value} for {kind}")),
    }
}
