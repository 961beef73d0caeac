//! Engines read a small lake by their statements: what is read is what was written, and a filter on partitions
//! keeps files of others closed. One of those files is no gzip, so that whoever opens it fails.
//!
//! DuckDB and ClickHouse are packages of the Python of `FLOWCTL_TEST_PYTHON`, and Spark is one of that of
//! `FLOWCTL_TEST_SPARK`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]

mod catalogs;

use catalogs::engine::Engine;
use codegen::{DIALECTS, LAKES, LakeFormat, LakeOptions, Store, lake_statement};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};

/// What differs between engines.
struct Reader {
    /// The engine, of `lakes.py`.
    engine: &'static str,
    /// The format of its statements.
    format: &'static str,
    /// The moment of a column in microseconds.
    micros: fn(&str) -> String,
    /// A name in quotes.
    quote: fn(&str) -> String,
    /// Whether it tells the text that stands for null from null, and decodes letters beyond ASCII.
    decodes_all: bool,
    /// Whether it has a type of UUIDs, which refuses other text.
    has_uuids: bool,
    /// Whether it has a type of addresses, which refuses other text.
    has_addresses: bool,
    /// Whether an integer in a path may have more than 64 bits.
    has_wide_paths: bool,
    /// The folder of its lake, which may look like one of a partition.
    inside: &'static str,
    /// Makes a schema.
    create_schema: &'static str,
}

/// The schema of the views.
const SCHEMA: &str = "lake";

fn backticks(name: &str) -> String {
    format!("`{name}`")
}

const DUCKDB: Reader = Reader {
    engine: "duckdb",
    format: "duckdb",
    micros: |name| format!("epoch_us({name})"),
    quote: |name| format!("\"{}\"", name.replace('"', "\"\"")),
    decodes_all: true,
    has_uuids: true,
    has_addresses: false,
    has_wide_paths: true,
    inside: "lake",
    create_schema: "CREATE SCHEMA",
};

const CLICKHOUSE: Reader = Reader {
    engine: "clickhouse",
    format: "clickhouse",
    micros: |name| format!("toUnixTimestamp64Micro({name})"),
    quote: backticks,
    decodes_all: true,
    has_uuids: true,
    has_addresses: true,
    has_wide_paths: true,
    inside: "Region=none/utc_date=2001-01-01",
    create_schema: "CREATE DATABASE",
};

const SPARK: Reader = Reader {
    engine: "spark",
    format: "databricks",
    micros: |name| format!("unix_micros({name})"),
    quote: backticks,
    decodes_all: false,
    has_uuids: false,
    has_addresses: false,
    has_wide_paths: false,
    inside: "Region=none/utc_date=2001-01-01",
    create_schema: "CREATE SCHEMA",
};

/// A document of the lake, and the row that it is, in the order of `COLUMNS`.
struct Written {
    path: String,
    text: String,
    row: Vec<Value>,
    is_early: bool,
}

/// The columns of the view, and whether they hold JSON.
const COLUMNS: &[(&str, bool)] = &[
    ("id", false),
    ("Region", false),
    ("number", false),
    ("paid", false),
    ("first_sku", false),
    ("zero", false),
    ("a/it's \"b\"", false),
    ("a/x~1y~0z.w", false),
    ("at", false),
    ("big", false),
    ("mixed", true),
    ("path", false),
    ("price", false),
    ("select", false),
    ("tags", true),
    ("text_number", false),
    ("uid", false),
    ("utc_date", false),
    ("whole", true),
    ("lake_utc_date", false),
];

/// A value in a path, as Hive writes it: letters beyond ASCII stay as they are, unless all is to be encoded.
fn encoded(text: &str, all: bool) -> String {
    let mut out = String::new();
    let mut bytes = [0; 4];
    for char in text.chars() {
        if char.is_ascii_alphanumeric() || "-_.".contains(char) || (!char.is_ascii() && !all) {
            out.push(char);
        } else {
            char.encode_utf8(&mut bytes).bytes().for_each(|byte| out += &format!("%{byte:02X}"));
        }
    }
    if out == "__HIVE_DEFAULT_PARTITION__" { "%5F_HIVE_DEFAULT_PARTITION__".to_owned() } else { out }
}

fn written(reader: &Reader) -> Vec<Written> {
    let mut regions = vec![
        Some("eu"),
        Some("a/b c%=*?[x]\"'"),
        Some("007"),
        Some("\u{e9}"),
        Some("null"),
        Some("true"),
        None,
    ];
    if reader.decodes_all {
        regions.extend([Some("__HIVE_DEFAULT_PARTITION__"), Some("\u{fc}")]);
    }
    let mut lake = Vec::new();
    for (at, region) in regions.iter().cycle().take(regions.len() * 3).enumerate() {
        let number = [1, -7, i64::MAX][at % 3];
        let paid = [Some(true), Some(false), None][(at / regions.len()) % 3];
        let is_early = at % 2 == 0;
        let day = if is_early { "2026-01-01" } else { "2026-01-02" };
        let part = region.map_or("__HIVE_DEFAULT_PARTITION__".to_owned(), |text| {
            encoded(text, reader.decodes_all && text == "\u{fc}")
        });
        let flag = paid.map_or("__HIVE_DEFAULT_PARTITION__".to_owned(), |flag| flag.to_string());
        let path = format!("Region={part}/number={number}/paid={flag}/utc_date={day}/{at}.gz");
        let (rest, values) = content(reader, at);
        let text = format!(
            "{{\"id\":{at},\"region\":{},\"number\":{number},\"paid\":{}{rest}}}",
            json!(region),
            json!(paid)
        );
        let mut row = vec![json!(at), json!(region), json!(number), json!(paid)];
        row.extend(values);
        row.extend([serde_json::from_str(&text).unwrap(), json!(day)]);
        lake.push(Written { path, text, row, is_early });
    }
    lake
}

/// Members of a document, and the columns from `first_sku` to `utc_date`.
fn content(reader: &Reader, at: usize) -> (String, Vec<Value>) {
    match at % 4 {
        // All that is not required is missing.
        0 => (String::new(), vec![Value::Null; 14]),
        1 => (
            concat!(
                r#","a":{"lines":[{"sku":"it's \"é\"\\\n\u0001"}],"0":"zero","it's \"b\"":"quoted","x/y~z.w":12.0}"#,
                r#","at":"2026-02-03T04:05:06.123456+02:00","big":99999999999999999999999999999,"mixed":"5""#,
                r#","path":"p","price":1.5,"select":"s","tags":["a","b"],"text_number":"123""#,
                r#","uid":"550e8400-e29b-41d4-a716-446655440000","utc_date":"2026-02-28""#,
            )
                .to_owned(),
            vec![
                json!("it's \"\u{e9}\"\\\n\u{1}"),
                json!("zero"),
                json!("quoted"),
                json!(12),
                json!(1_770_084_306_123_456_i64),
                json!("99999999999999999999999999999"),
                json!("5"),
                json!("p"),
                json!(1.5),
                json!("s"),
                json!(["a", "b"]),
                json!(123),
                json!("550e8400-e29b-41d4-a716-446655440000"),
                json!("2026-02-28"),
            ],
        ),
        // Null is as good as nothing.
        2 => {
            let mut values = vec![Value::Null; 14];
            values[6] = json!(5);
            (
                r#","a":{"lines":[],"0":null,"x/y~z.w":null},"at":null,"mixed":5,"tags":null,"price":null"#
                    .to_owned(),
                values,
            )
        }
        // What a type refuses is null, and no other value.
        _ => {
            let mut values = vec![Value::Null; 14];
            values[6] = json!({"b": 1});
            values[12] = if reader.has_uuids { Value::Null } else { json!("me") };
            (
                concat!(
                    r#","a":{"lines":"text","x/y~z.w":1.5},"at":"soon","big":1.5,"mixed":{"b":1}"#,
                    r#","price":"much","text_number":"1.5","uid":"me","utc_date":"2026-02-31""#,
                )
                    .to_owned(),
                values,
            )
        }
    }
}

/// A value in one form: numbers as text, and JSON as what it says.
fn plain(value: &Value, is_json: bool) -> Value {
    match value {
        Value::String(text) if is_json => serde_json::from_str(text).unwrap_or(Value::Null),
        Value::Number(number) if !is_json => Value::String(number.to_string()),
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_) => value.clone(),
    }
}

fn format(reader: &Reader) -> &'static dyn LakeFormat {
    *LAKES.iter().find(|format| format.name() == reader.format).unwrap()
}

struct Test {
    engine: Engine,
    view: String,
}

impl Test {
    fn rows(&mut self, what: &str, after: &str) -> Result<Vec<Vec<Value>>, String> {
        let query = format!("SELECT {what} FROM {} {after}", self.view);
        let answer = self.engine.ask(&json!({"query": query}))?;
        Ok(serde_json::from_value(answer["rows"].clone()).unwrap())
    }

    fn count(&mut self, condition: &str) -> Result<String, String> {
        let rows = self.rows("count(*)", condition)?;
        Ok(plain(&rows[0][0], false).as_str().unwrap().to_owned())
    }
}

fn check(reader: &Reader, mut engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join(reader.inside);
    let store = Store::parse(folder.to_str().unwrap()).unwrap();
    let root = folder.join("acme.eu/web-orders");
    let lake = written(reader);
    let files: serde_json::Map<String, Value> = (lake.iter())
        .map(|one| (root.join(&one.path).to_str().unwrap().to_owned(), json!([one.text])))
        .collect();
    engine.ask(&json!({"write": files})).unwrap();
    let broken = root.join("Region=eu/number=1/paid=true/utc_date=2026-03-01/broken.gz");
    let lines = folder.join("acme.eu/lines/utc_date=2026-01-01/0.gz");
    let document = r#"{"id":1,"line":"x","total":2.5}"#;
    engine
        .ask(&json!({"write": {broken.to_str().unwrap(): null, lines.to_str().unwrap(): [document]}}))
        .unwrap();
    let visits = visits(reader);
    for visit in &visits {
        let path = folder.join("acme.eu/visits").join(&visit.path);
        let lines = visit.text.as_ref().map(|text| vec![text]);
        engine.ask(&json!({"write": {path.to_str().unwrap(): lines}})).unwrap();
    }

    engine.ask(&json!({"sql": format!("{} {SCHEMA}", reader.create_schema)})).unwrap();
    let format = format(reader);
    let compilation = catalogs::named("lake").alone(format.dialect());
    let checked = compilation.checked().unwrap();
    for table in &compilation.analysis.tables {
        let options = LakeOptions { if_not_exists: true, comments: true, schema: Some(SCHEMA) };
        let text = lake_statement(checked, table, format, &store, &options).unwrap();
        for statement in text.split_terminator(";\n") {
            engine.ask(&json!({"sql": statement})).unwrap_or_else(|error| panic!("{error}\n{statement}"));
        }
    }
    let name = if reader.format == "databricks" { "web_orders" } else { "web-orders" };
    let mut test = Test { engine, view: format!("{SCHEMA}.{}", (reader.quote)(name)) };
    rows_are_what_was_written(reader, &mut test, &lake);
    filters_keep_files_closed(&mut test, &lake);
    test.view = format!("{SCHEMA}.lines");
    let found = test.rows("id, line, total, flow_document, utc_date", "").unwrap();
    assert_eq!(found, [[json!("1"), json!("x"), json!(2.5), json!(document), json!("2026-01-01")]]);
    test.view = format!("{SCHEMA}.visits");
    partitions_have_types_and_keep_files_closed(reader, &mut test, &visits);
}

/// A document below partitions of formats, or a file that no engine can read, and the row that it is, in the order of
/// `VISIT_COLUMNS`.
struct Visit {
    path: String,
    text: Option<String>,
    row: Vec<Value>,
}

const VISIT_COLUMNS: &[&str] = &[
    "id", "address", "counter", "day", "page", "seen", "share", "visitor", "wide", "left", "amount", "clicks",
];

/// One visit with values of all types, in their other spellings; one whose values are of no type, though strings may
/// be any text; and one that nobody looks for.
fn visits(reader: &Reader) -> Vec<Visit> {
    let visit = |id: usize, parts: [&str; 8], rest: Option<[&str; 3]>, row: [Value; 11]| {
        let fields = &VISIT_COLUMNS[1..9];
        let folder = |(field, part): (&&str, &&str)| match *part {
            "" => format!("{field}=__HIVE_DEFAULT_PARTITION__/"),
            part => format!("{field}={}/", encoded(part, false)),
        };
        let path: String = fields.iter().zip(&parts).map(folder).collect();
        let text = rest.map(|rest| {
            let numbers = ["page", "wide"];
            let member = |(field, part): (&&str, &&str)| match numbers.contains(field) {
                true => format!(",\"{field}\":{part}"),
                false => format!(",\"{field}\":{}", json!(Some(*part).filter(|part| !part.is_empty()))),
            };
            let all = fields.iter().zip(&parts).chain(VISIT_COLUMNS[9..].iter().zip(&rest));
            format!("{{\"id\":{id}{}}}", all.map(member).collect::<String>())
        });
        let row = [json!(id)].into_iter().chain(row).collect();
        Visit { path: format!("{path}utc_date=2026-01-01/{id}.gz"), text, row }
    };
    let uuid = "550e8400-e29b-41d4-a716-446655440000";
    let wide = "99999999999999999999999999999";
    let of_type = |is_one: bool, text: &str| if is_one { Value::Null } else { json!(text) };
    let (page, read_page) = match reader.has_wide_paths {
        true => ("9223372036854775808", Value::Null),
        false => ("-8", json!(-8)),
    };
    vec![
        visit(
            0,
            ["10.0.0.1", "+12", "2026-02-28", "7", "2026-02-03t04:05:06z", "+1.5", uuid, wide],
            Some(["2026-02-03t04:05:06.5+02:00", "+2.5", "+34"]),
            [
                json!("10.0.0.1"),
                json!(12),
                json!("2026-02-28"),
                json!(7),
                json!(1_770_091_506_000_000_i64),
                json!(1.5),
                json!(uuid),
                json!(wide),
                json!(1_770_084_306_500_000_i64),
                json!(2.5),
                json!(34),
            ],
        ),
        visit(
            1,
            ["nope", "-7", "2020-02-31", page, "soon", "25e-1", "me", "-5"],
            Some(["later", "-25e-1", "-3"]),
            [
                of_type(reader.has_addresses, "nope"),
                json!(-7),
                Value::Null,
                read_page,
                Value::Null,
                json!(2.5),
                of_type(reader.has_uuids, "me"),
                json!(-5),
                Value::Null,
                json!(-2.5),
                json!(-3),
            ],
        ),
        visit(
            2,
            ["10.0.0.9", "9", "2026-03-01", "9", "2026-03-01T00:00:00Z", "9.5", "", "9"],
            None,
            [const { Value::Null }; 11],
        ),
    ]
}

fn partitions_have_types_and_keep_files_closed(reader: &Reader, test: &mut Test, visits: &[Visit]) {
    let error = test.count("").unwrap_err();
    assert!(error.contains("2.gz"), "{error}");
    let column = |name: &&str| match *name {
        "seen" | "left" => (reader.micros)(&(reader.quote)(name)),
        name => (reader.quote)(name),
    };
    let columns: Vec<String> = VISIT_COLUMNS.iter().map(column).collect();
    let none = if reader.has_wide_paths { "page IS NULL" } else { "page = -8" };
    // Each finds one visit, and does not open the file of the last.
    for (condition, at) in [
        ("address = '10.0.0.1'", 0),
        ("counter > 10", 0),
        ("day = '2026-02-28'", 0),
        ("page < 8 AND page > 0", 0),
        ("seen < '2026-02-04 00:00:00'", 0),
        ("share = 1.5", 0),
        ("visitor = '550e8400-e29b-41d4-a716-446655440000'", 0),
        ("wide > 10000000000000000000", 0),
        ("day IS NULL", 1),
        ("seen IS NULL", 1),
        ("wide < 0 AND counter < 0", 1),
        (none, 1),
    ] {
        let found = test.rows(&columns.join(", "), &format!("WHERE {condition}"));
        let found = found.unwrap_or_else(|error| panic!("{condition}: {error}"));
        let expected: Vec<Value> = visits[at].row.iter().map(|value| plain(value, false)).collect();
        let found: Vec<Vec<Value>> =
            found.iter().map(|row| row.iter().map(|value| plain(value, false)).collect()).collect();
        assert_eq!(found, [expected], "{condition}");
    }
    if reader.format == "databricks" {
        let found = test.rows("id", "WHERE path_day = '2020-02-31'").unwrap();
        assert_eq!(found, [[json!("1")]]);
    }
}

fn rows_are_what_was_written(reader: &Reader, test: &mut Test, lake: &[Written]) {
    let column = |(name, _): &(&str, bool)| match *name {
        "at" => (reader.micros)(&(reader.quote)("at")),
        name => (reader.quote)(name),
    };
    let columns: Vec<String> = COLUMNS.iter().map(column).collect();
    let found = test.rows(&columns.join(", "), "WHERE lake_utc_date < '2026-02-01' ORDER BY id").unwrap();
    assert_eq!(found.len(), lake.len());
    for (found, written) in found.iter().zip(lake) {
        for ((name, is_json), (found, expected)) in COLUMNS.iter().zip(found.iter().zip(&written.row)) {
            let expected = if *is_json { expected.clone() } else { plain(expected, false) };
            assert_eq!(plain(found, *is_json), expected, "{name} of {}", written.text);
        }
    }
}

/// What a filter says of a document.
type Holds<'f> = &'f dyn Fn(&Written) -> bool;

fn filters_keep_files_closed(test: &mut Test, lake: &[Written]) {
    let error = test.count("").unwrap_err();
    assert!(error.contains("broken.gz"), "{error}");
    let count = |holds: Holds<'_>| lake.iter().filter(|one| holds(one)).count().to_string();
    let cases: &[(&str, Holds<'_>)] = &[
        ("WHERE lake_utc_date = '2026-01-01'", &|one| one.is_early),
        ("WHERE Region = '007'", &|one| one.row[1] == json!("007")),
        ("WHERE Region = '\u{e9}'", &|one| one.row[1] == json!("\u{e9}")),
        ("WHERE Region LIKE 'a/b c%x%'", &|one| one.row[1] == json!("a/b c%=*?[x]\"'")),
        ("WHERE Region IS NULL", &|one| one.row[1].is_null()),
        ("WHERE number < 0", &|one| one.row[2] == json!(-7)),
        ("WHERE paid = false", &|one| one.row[3] == json!(false)),
        ("WHERE paid IS NULL", &|one| one.row[3].is_null()),
    ];
    for (condition, holds) in cases {
        let expected = count(holds);
        assert_ne!(expected, "0", "{condition}");
        assert_eq!(test.count(condition).as_deref(), Ok(expected.as_str()), "{condition}");
    }
}

/// Names and folders with all that ends a name, a string, a path or a statement somewhere.
const HOSTILE: &str =
    "[^\u{0}/]{1,12}|[\"';\\-*a\n\\[\\]`\\\\$%.?~=]{1,12}|[a-zA-Z\u{e9}\u{c9}]{1,3}|(utc_date|document|path)";

/// Reads a document with a property of each of many names, below folders of many names.
fn any_names_are_read(reader: &Reader, mut engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let format = format(reader);
    let dialect = *DIALECTS.iter().find(|dialect| dialect.name() == format.dialect()).unwrap();
    let default = ProptestConfig::default();
    // An engine takes a quarter of a second for a case.
    let cases = default.cases.min(256);
    let config = ProptestConfig { failure_persistence: None, cases, ..default };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let read = Cell::new(0);
    let engine = RefCell::new(&mut engine);
    let ask = |request: Value| engine.borrow_mut().ask(&request).unwrap_or_else(|e| panic!("{e}\n{request}"));
    let result = runner.run(&(HOSTILE, HOSTILE), |(property, inner)| {
        let compilation = catalogs::alone_of_names(format.dialect(), &property);
        let path = format!("{}/{}.{inner}", folder.path().to_str().unwrap(), read.get());
        let (Some(checked), Ok(store)) = (compilation.checked(), Store::parse(&path)) else { return Ok(()) };
        let document = json!({"id": 1, property.as_str(): "value"}).to_string();
        ask(json!({"write": {format!("{path}/c/utc_date=2026-01-01/0.gz"): [document]}}));
        let table = &compilation.analysis.tables[0];
        let options = LakeOptions { comments: reader.engine == "duckdb", ..LakeOptions::default() };
        ask(json!({"sql": "DROP VIEW IF EXISTS c"}));
        ask(json!({"sql": lake_statement(checked, table, format, &store, &options).unwrap()}));
        let rows =
            ask(json!({"query": format!("SELECT {} FROM c", dialect.quote(&property.replace('~', "~0")))}));
        prop_assert_eq!(&rows["rows"], &json!([["value"]]), "{:?}", property);
        read.set(read.get() + 1);
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
    assert!(read.get() > 20, "only {} lakes", read.get());
}

/// Texts, and whether they are a day or a moment (RFC 3339); engines make days and moments of others, too.
const TIMES: &[(&str, bool, bool)] = &[
    ("2024-02-29", true, false),
    ("2024-02-30", false, false),
    ("2024-01-01T00:00:00Z", false, true),
    ("2024-01-01t00:00:00.123456789z", false, true),
    ("2024-01-01T00:00:00+01:00", false, true),
    ("2024-01-01T00:00:00", false, false),
    ("2024-13-01T00:00:00Z", false, false),
    ("12", false, false),
    ("2024", false, false),
    ("20240601", false, false),
    ("1717243200", false, false),
    ("epoch", false, false),
    ("infinity", false, false),
    ("2024-01-01 (BC)", false, false),
    ("now", false, false),
    ("", false, false),
];

/// Reads documents with texts of formats that they need not have.
fn only_times_are_times(reader: &Reader, mut engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let format = format(reader);
    let of_format = |format: &str| json!({"type": "string", "format": format});
    let columns = [("day", of_format("date")), ("moment", of_format("date-time"))];
    let compilation = catalogs::of_columns(format.dialect(), ("t", "t"), &columns);
    let checked = compilation.checked().unwrap();
    let path = folder.path().to_str().unwrap().to_owned();
    let store = Store::parse(&path).unwrap();
    let document = |(id, (text, ..)): (usize, &(&str, bool, bool))| {
        json!({"id": id, "day": text, "moment": text}).to_string()
    };
    let documents: Vec<String> = TIMES.iter().enumerate().map(document).collect();
    let mut ask = |request: Value| engine.ask(&request).unwrap_or_else(|e| panic!("{e}\n{request}"));
    ask(json!({"write": {format!("{path}/c/utc_date=2026-01-01/0.gz"): documents}}));
    let table = &compilation.analysis.tables[0];
    ask(json!({"sql": lake_statement(checked, table, format, &store, &LakeOptions::default()).unwrap()}));
    let known = "CASE WHEN day IS NULL THEN 0 ELSE 1 END, CASE WHEN moment IS NULL THEN 0 ELSE 1 END";
    let rows = ask(json!({"query": format!("SELECT {known} FROM t ORDER BY id")}));
    for (row, (text, is_day, is_moment)) in rows["rows"].as_array().unwrap().iter().zip(TIMES) {
        let expected = json!([u8::from(*is_day).to_string(), u8::from(*is_moment).to_string()]);
        assert_eq!(*row, expected, "{text:?} of {}", reader.engine);
    }
    assert_eq!(rows["rows"].as_array().unwrap().len(), TIMES.len());
}

#[test]
fn engines_read_times_alone_as_times() {
    for reader in [&DUCKDB, &CLICKHOUSE] {
        let Some(engine) = Engine::of_lake(reader.engine, "FLOWCTL_TEST_PYTHON") else { return };
        only_times_are_times(reader, engine);
    }
}

#[test]
fn duckdb_reads_any_names() {
    let Some(engine) = Engine::of_lake(DUCKDB.engine, "FLOWCTL_TEST_PYTHON") else { return };
    any_names_are_read(&DUCKDB, engine);
}

#[test]
fn clickhouse_reads_any_names() {
    let Some(engine) = Engine::of_lake(CLICKHOUSE.engine, "FLOWCTL_TEST_PYTHON") else { return };
    any_names_are_read(&CLICKHOUSE, engine);
}

#[test]
fn duckdb_reads_the_lake() {
    let Some(engine) = Engine::of_lake(DUCKDB.engine, "FLOWCTL_TEST_PYTHON") else { return };
    check(&DUCKDB, engine);
}

#[test]
fn clickhouse_reads_the_lake() {
    let Some(engine) = Engine::of_lake(CLICKHOUSE.engine, "FLOWCTL_TEST_PYTHON") else { return };
    check(&CLICKHOUSE, engine);
}

/// Spark is too large for every run: `cargo xtask full` names a Python that has it.
#[test]
fn spark_reads_the_lake() {
    if catalogs::environment("FLOWCTL_TEST_SPARK").is_none() {
        return;
    }
    let Some(engine) = Engine::of_lake(SPARK.engine, "FLOWCTL_TEST_SPARK") else { return };
    check(&SPARK, engine);
}
