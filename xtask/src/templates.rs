//! The page of index templates: what a search engine is told of each kind of value, and why.

use codegen::{DdlOptions, SEARCH_ENGINES, create_table};
use compiler::connector::{DIALECT_FACTS, Form};
use compiler::{Compiler, MemoryFiles, Request, Uri};
use serde_json::{Map, Value, json};

/// Kinds of values in the words of a schema, each with one that is of it, and why it is mapped as it is.
const VALUES: &[(&str, &str, &str)] = &[
    ("`boolean`", r#"{"type": "boolean"}"#, ""),
    (
        "`integer`",
        r#"{"type": "integer"}"#,
        "What leaves 64 bits is not in the index, and stays in the document.",
    ),
    (
        "`integer` from 0 to 2^64-1",
        r#"{"type": "integer", "minimum": 0, "maximum": 18446744073709551615}"#,
        "",
    ),
    ("`integer` beyond that", r#"{"type": "integer", "minimum": -1e30}"#, "Found as it is written."),
    ("`number`", r#"{"type": "number"}"#, ""),
    (
        "`string`",
        r#"{"type": "string"}"#,
        "Found by its words, and by `NAME.keyword` as a whole if it is not long.",
    ),
    (
        "`string`, `maxLength: 256` or less, `enum`, or any format",
        r#"{"type": "string", "maxLength": 40}"#,
        "A name rather than words. A longer keyword than 8191 characters might be refused.",
    ),
    (
        "key or partition: `string`",
        r#"{"type": "string", "format": "uuid"}"#,
        "Documents are told apart by it as it is.",
    ),
    (
        "`format: date`",
        r#"{"type": "string", "format": "date"}"#,
        "A format is an annotation, so that others are let in, and are not in the index.",
    ),
    ("`format: date-time`", r#"{"type": "string", "format": "date-time"}"#, "Found by its milliseconds."),
    ("`format: ipv4`, `ipv6`", r#"{"type": "string", "format": "ipv4"}"#, "Networks find it."),
    ("`format: number`", r#"{"type": ["string", "number"], "format": "number"}"#, ""),
    (
        "`format: integer`, `maxLength: 18` or less",
        r#"{"type": "string", "format": "integer", "maxLength": 9}"#,
        "",
    ),
    ("`format: integer`", r#"{"type": "string", "format": "integer"}"#, "It may leave 64 bits."),
    (
        "`contentEncoding`",
        r#"{"type": "string", "contentEncoding": "base64"}"#,
        "Nobody looks for it. `binary` would refuse what is no base64.",
    ),
    ("several scalar types", r#"{"type": ["string", "integer", "boolean"]}"#, "Found as it is written."),
    (
        "`array`",
        r#"{"type": "array", "items": {"type": "number"}}"#,
        "As its items, if all are alike. `nested` would refuse more than 10,000 of them.",
    ),
    (
        "`object`, `additionalProperties: false`",
        r#"{"type": "object", "properties": {"a": {"type": "boolean"}}, "additionalProperties": false}"#,
        "19 levels of them, with scalars at the 20th, and 10,000 fields, unless the name of one has a period or is \
         blank.",
    ),
    (
        "other objects",
        r#"{"type": "object", "properties": {"a": {"type": "boolean"}}}"#,
        "Stored, and not looked at: a property that is called `a.b`, or by nothing, would be refused.",
    ),
    ("all else", "{}", "Stored, and not looked at. `enabled: false` lets in any JSON, not objects alone."),
];

/// The text of `docs/templates.md`.
pub(crate) fn page() -> Result<String, String> {
    let mut page = "<!-- Made by `cargo xtask docs`: do not edit. -->\n\n\
        # Index templates\n\n\
        What `flowctl ddl --dialect elasticsearch` or `opensearch` makes of the types of a schema.\n\
        A document of the index is a row: an object of the fields of its binding, by their names.\n\
        Scalars at any depth are fields by default, and so are arrays of the first level; objects are when named.\n\
        `fields: { require: { flow_document: {} } }` adds the whole document.\n\n\
        **No document that the collection admits is refused.**\n\
        A type is chosen only where it takes every value, or ignores those that it cannot take.\n\
        What is not in the index stays in `_source` as it was.\n\
        Fields that the template does not name are stored and not looked at (`dynamic: false`), so that none \
        clashes with another, and a mapping does not grow.\n\n\
        A template is of the one index that has its name, and a `priority` of 501 takes it before others.\n\
        `_meta` says of which collection the index is, and which fields are its key: `_id` is made of them by \
        whoever writes.\n\
        `--comments` adds titles and descriptions to `_meta`; `--if-not-exists` and `--constraints` are of SQL \
        alone, and so is `--dialect all`.\n\n\
        Standard output has all templates in one JSON document, in the form in which `GET _index_template` \
        answers.\n\
        `--split DIR` and `flowctl build` write a file for each, which is the body of a request:\n\n\
        ```sh\n\
        flowctl ddl --dialect elasticsearch --split templates\n\
        curl -X PUT \"$CLUSTER/_index_template/orders\" -H 'Content-Type: application/json' \\\n    \
        -d @templates/elasticsearch/orders.json\n\
        ```\n\n\
        The name of an index is that of the binding's `index` or `table`, else of the collection.\n\
        A name that no index or field may have is an error, and is never changed.\n\
        A period in the name of a field is a level: `a` and `a.b` cannot both be there, unless one is left out.\n\
        [The templates of a catalog of every type](../fixtures/catalogs/types-zoo/templates), and \
        [those of objects and arrays](../fixtures/catalogs/search), show each type in full.\n\n\
        ## Types\n\n\
        | | mapping | |\n|---|---|---|\n"
        .to_owned();
    let mappings = mappings()?;
    for ((kind, _, why), mapping) in VALUES.iter().zip(mappings) {
        page += &format!("| {kind} | `{mapping}` | {why} |\n");
    }
    page += "\nNeither `flattened` nor `flat_object` is used: they refuse documents that are deep, or whose names or \
        texts are long.\n\n";
    let facts = DIALECT_FACTS.iter().filter(|facts| facts.form == Form::Template);
    for (engine, facts) in SEARCH_ENGINES.iter().zip(facts) {
        page += &format!("## {}\n\n`--dialect {}`. {}\n\n", facts.title, engine.name(), engine.proof());
        for reason in engine.reasons() {
            page += &format!("- {reason}\n");
        }
        page += "\n";
    }
    page.truncate(page.trim_end().len());
    page.push('\n');
    Ok(page)
}

/// The mapping of each of the values, as a template of the first search engine has it.
fn mappings() -> Result<Vec<String>, String> {
    let engine = SEARCH_ENGINES.first().ok_or("there is no search engine")?.name();
    let name = |at: usize| format!("f{at:02}");
    let mut properties = Map::new();
    for (at, (kind, schema, _)) in VALUES.iter().enumerate() {
        let schema: Value = serde_json::from_str(schema).map_err(|error| format!("{kind}: {error}"))?;
        properties.insert(name(at), schema);
    }
    let required: Map<String, Value> = (0..VALUES.len()).map(|at| (name(at), json!({}))).collect();
    let key = VALUES.iter().position(|(kind, ..)| kind.starts_with("key")).map(name).unwrap_or_default();
    let schema = json!({"type": "object", "required": [key], "properties": properties});
    let catalog = json!({
        "collections": [{"name": "values", "key": [format!("/{key}")], "schema": schema}],
        "endpoints": {"cluster": {(engine): "https://localhost"}},
        "materialize": {"m": [{"collection": "values", "endpoint": "cluster", "fields": {"require": required}}]},
    });
    let files = MemoryFiles::new([("flow.yaml", catalog.to_string())]);
    let request = Request { roots: vec![Uri::local("flow.yaml")], ..Request::default() };
    let compilation = Compiler::default().compile(&request, &files);
    let checked = compilation.checked().ok_or("the values of the page have mistakes")?;
    let table = compilation.analysis.tables.first().ok_or("the values of the page have no index")?;
    let text = create_table(checked, table, &DdlOptions::default());
    let template: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let mapping = |at| {
        let mapping = template.pointer(&format!("/template/mappings/properties/{}", name(at)));
        mapping.map(Value::to_string).ok_or_else(|| format!("{} is not mapped", name(at)))
    };
    (0..VALUES.len()).map(mapping).collect()
}
