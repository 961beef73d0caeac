//! `flowctl ddl`: which tables, in which dialects, with what, and into which files.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]
#![expect(clippy::disallowed_methods, reason = "tests read what was written")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const CATALOG: &str = "
collections:
  - name: acme/orders
    key: [/id]
    schema:
      title: An order
      type: object
      properties:
        id: { type: integer, description: The number of the order }
        state: { enum: [open, \"it's paid\"] }
        share: { type: integer, minimum: 0, maximum: 100 }
        note: { type: string, maxLength: 200 }
      required: [id, state]
  - name: acme/users
    key: [/name]
    schema: { type: object, properties: { name: { type: string } }, required: [name] }
endpoints:
  shop: { postgres: postgresql://localhost/shop }
  file: { sqlite: shop.db }
materialize:
  toShop:
    - { collection: acme/orders, endpoint: shop, table: orders }
    - { collection: acme/users, endpoint: shop, table: users }
  toFile:
    - { collection: acme/orders, endpoint: file, table: local_orders }
";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("flow.yaml"), CATALOG).unwrap();
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_flowctl"))
        .env_clear()
        .env("FLOWCTL_CACHE_DIR", folder.join(".cache"))
        .current_dir(folder)
        .arg("ddl")
        .args(arguments)
        .output()
        .unwrap();
    (status.code().unwrap(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

/// The tables of an output, in its order.
fn tables(out: &str) -> Vec<&str> {
    out.lines().filter_map(|line| line.strip_prefix("CREATE TABLE ")?.strip_suffix(" (")).collect()
}

#[test]
fn tables_are_those_of_the_named_entities() {
    let here = folder();
    let of = |arguments: &[&str]| {
        let (code, out, err) = run(here.path(), arguments);
        assert_eq!((code, err.as_str()), (0, ""), "{arguments:?}");
        tables(&out).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(of(&[]), ["orders", "users", "local_orders"]);
    assert_eq!(of(&["--materialization", "toShop"]), ["orders", "users"]);
    assert_eq!(of(&["--materialization", "toShop", "--collection", "acme/users"]), ["users"]);
    assert_eq!(of(&["--collection", "acme/orders", "--dialect", "duckdb"]), ["local_orders", "orders"]);
    let (code, _, err) = run(here.path(), &["--materialization", "toShip"]);
    assert_eq!(code, 2);
    assert!(err.contains("no materialization `toShip`") && err.contains("did you mean `toShop`?"), "{err}");
}

#[test]
fn all_stands_for_every_dialect() {
    let here = folder();
    let (code, out, _) = run(here.path(), &["--dialect", "all", "--collection", "acme/users"]);
    assert_eq!(code, 0);
    let headings = out.lines().filter_map(|line| line.strip_prefix("-- ")).filter(|line| !line.contains(' '));
    let names: Vec<&str> = codegen::DIALECTS.iter().map(|dialect| dialect.name()).collect();
    assert_eq!(headings.collect::<Vec<_>>(), names);
}

#[test]
fn options_add_to_a_statement() {
    let here = folder();
    let (_, plain, _) = run(here.path(), &["--materialization", "toShop", "--collection", "acme/orders"]);
    let expected = "\
CREATE TABLE orders (
  id     BIGINT PRIMARY KEY NOT NULL,
  note   TEXT,
  share  BIGINT,
  state  TEXT NOT NULL
);
";
    assert_eq!(plain.split_once('\n').unwrap().1, expected);
    let all = ["--materialization", "toShop", "--if-not-exists", "--comments", "--constraints"];
    let (_, full, _) = run(here.path(), &[&all[..], &["--collection", "acme/orders"]].concat());
    let expected = "\
CREATE TABLE IF NOT EXISTS orders (
  id     BIGINT PRIMARY KEY NOT NULL,
  note   TEXT,
  share  BIGINT,
  state  TEXT NOT NULL,
  CHECK (CHAR_LENGTH(note) <= 200),
  CHECK (share >= 0),
  CHECK (share <= 100),
  CHECK (state IN ('it''s paid', 'open'))
);
COMMENT ON TABLE orders IS 'Generated for materialization toShop of collection acme/orders';
COMMENT ON COLUMN orders.id IS 'The number of the order
auto-generated projection of JSON at: /id with inferred types: [integer]';
";
    assert!(full.split_once('\n').unwrap().1.starts_with(expected), "{full}");
}

#[test]
fn split_writes_a_file_for_each_table_and_keeps_edits() {
    let here = folder();
    let (code, out, err) = run(here.path(), &["--split", "ddl"]);
    assert_eq!((code, out.as_str(), err.as_str()), (0, "", "wrote 3 files to ddl\n"));
    let path = here.path().join("ddl/postgres/orders.sql");
    assert_eq!(tables(&fs::read_to_string(&path).unwrap()), ["orders"]);
    assert!(here.path().join("ddl/sqlite/local_orders.sql").is_file());
    // Those of tables that are no longer wanted go.
    let (_, _, err) = run(here.path(), &["--split", "ddl", "--collection", "acme/orders"]);
    assert!(err.contains("1 removed"), "{err}");
    assert!(!here.path().join("ddl/postgres/users.sql").exists());
    fs::write(&path, "-- mine").unwrap();
    let (code, _, err) = run(here.path(), &["--split", "ddl", "--comments"]);
    assert_eq!(code, 1, "{err}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "-- mine");
}

#[test]
fn lake_reads_collections_by_themselves() {
    let here = folder();
    let (code, out, err) = run(here.path(), &["--lake"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let views: Vec<&str> = out.lines().filter(|line| line.starts_with("CREATE VIEW ")).collect();
    // Names are those of the collections, and not of the tables that they are materialized to.
    assert_eq!(views, ["CREATE VIEW orders AS", "CREATE VIEW users AS"]);
    assert!(out.contains("  'flow_lake/acme/orders/utc_date=*/*.gz',\n"), "{out}");
    let one =
        ["--lake", "--store", "s3://it's", "--dialect", "spark,clickhouse", "--collection", "acme/users"];
    let (code, out, _) = run(here.path(), &one);
    assert_eq!(code, 0);
    assert!(out.starts_with("-- clickhouse\n\n") && out.contains("\n-- databricks\n\n"), "{out}");
    assert!(out.contains("LOCATION 's3://it\\'s/acme/users';"), "{out}");
}

#[test]
fn lake_takes_stores_from_their_mappings() {
    let here = folder();
    let mappings = "storageMappings:\n  acme/: {stores: [{provider: GCS, bucket: lake}]}\n";
    fs::write(here.path().join("flow.yaml"), format!("{mappings}{CATALOG}")).unwrap();
    let (code, out, _) = run(here.path(), &["--lake", "--dialect", "bigquery"]);
    assert_eq!(code, 0);
    assert!(out.contains("hive_partition_uri_prefix = 'gs://lake/acme/users'"), "{out}");
    let (code, _, err) = run(here.path(), &["--lake", "--dialect", "athena"]);
    assert_eq!(code, 2);
    assert!(err.contains("Athena does not read `gs://`, where the files of `acme/orders` are"), "{err}");
    // Of all engines, those that read the store have statements.
    let (code, out, err) = run(here.path(), &["--lake", "--dialect", "all", "--split", "lake"]);
    assert_eq!((code, out.as_str()), (0, ""));
    assert!(
        err.contains("left out: Athena does not read") && err.contains("wrote 12 files to lake"),
        "{err}"
    );
    assert!(here.path().join("lake/trino/orders.sql").is_file());
}

#[test]
fn lake_has_its_tables_in_the_schema_that_is_named() {
    let here = folder();
    let of = |arguments: &[&str]| {
        run(here.path(), &[&["--lake", "--collection", "acme/users"], arguments].concat())
    };
    let (code, out, err) = of(&["--schema", "my lake"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("CREATE VIEW \"my lake\".users AS"), "{out}");
    // A view of BigQuery has to name one.
    let (_, out, _) = of(&["--dialect", "bigquery", "--store", "gs://lake"]);
    assert!(out.contains("\nFROM flow_lake.users_files;"), "{out}");
    let (code, out, err) = of(&["--dialect", "bigquery", "--store", "gs://lake", "--schema", "my lake"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("BigQuery has no schema that is called `my lake`"), "{err}");
    assert!(err.contains("letters, digits and `_`"), "{err}");
    // Of all engines, none is left out for it.
    let (code, out, err) = of(&["--dialect", "all", "--store", "s3://lake", "--schema", "prod.lake"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("has no schema that is called `prod.lake`"), "{err}");
    let (code, _, err) = run(here.path(), &["--schema", "lake"]);
    assert!(code == 2 && err.contains("--lake"), "{err}");
}

#[test]
fn lake_says_which_partitions_an_engine_does_not_find() {
    let here = tempfile::tempdir().unwrap();
    let projections = "\n    projections: { Name: { location: /name, partition: true } }\nendpoints:";
    let catalog = CATALOG.replace("\nendpoints:", projections);
    fs::write(here.path().join("flow.yaml"), catalog).unwrap();
    let s3 = &["--lake", "--store", "s3://lake"];
    let (code, out, err) = run(here.path(), &[&s3[..], &["--dialect", "athena"]].concat());
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("Athena finds no folders `Name=…`, by which `acme/users` is partitioned"), "{err}");
    assert!(err.contains("lower case"), "{err}");
    let (code, _, err) = run(here.path(), &[&s3[..], &["--dialect", "all"]].concat());
    assert!(code == 0 && err.contains("left out: Athena finds no folders"), "{err}");
    let inside = &["--lake", "--store", "s3://lake/Name=x"];
    let (code, _, err) = run(here.path(), inside);
    assert!(
        code == 2 && err.contains("DuckDB takes the folder `Name=…` of the store for one of `acme/users`"),
        "{err}"
    );
}

#[test]
fn lake_says_which_names_a_metastore_changes() {
    let here = tempfile::tempdir().unwrap();
    let alone = CATALOG.replace("acme/orders", "acme/open-orders");
    fs::write(here.path().join("flow.yaml"), &alone).unwrap();
    let athena = &["--lake", "--dialect", "athena", "--store", "s3://lake"];
    let (code, out, err) = run(here.path(), athena);
    assert!(code == 0 && out.contains("FROM open_orders_files;"), "{out}");
    assert_eq!(err, "`acme/open-orders` is the table `open_orders` of Athena\n");
    fs::write(here.path().join("flow.yaml"), alone.replace("acme/users", "acme/open.orders")).unwrap();
    let (code, out, err) = run(here.path(), athena);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(
        err.contains("`acme/open-orders` and `acme/open.orders` are both the table `open_orders` of Athena"),
        "{err}"
    );
    assert!(err.contains("--collection"), "{err}");
}

#[test]
fn lake_says_which_engines_and_stores_there_are() {
    let here = folder();
    let failure = |arguments: &[&str]| {
        let (code, out, err) = run(here.path(), &[&["--lake"], arguments].concat());
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}");
        err
    };
    let err = failure(&["--dialect", "postgres"]);
    assert!(err.contains("no engine called `postgres` reads a lake"), "{err}");
    assert!(err.contains("those that do are athena, bigquery, clickhouse"), "{err}");
    assert!(failure(&["--dialect", "clickhose"]).contains("did you mean `clickhouse`?"));
    assert!(failure(&["--store", "s3://a/*"]).contains("the character `*`"));
    assert!(failure(&["--store", "https://a"]).contains("no engine reads stores of `https://`"));
    assert!(failure(&["--store", "s3://"]).contains("names no bucket and no folder"));
    assert!(failure(&["--constraints"]).contains("--constraints"));
    assert!(failure(&["--materialization", "toShop"]).contains("--materialization"));
    let err = failure(&["--dialect", "spark", "--store", "lake"]);
    assert!(err.contains("folders of an absolute path alone"), "{err}");
}

#[test]
fn a_table_that_one_dialect_refuses_leaves_the_others() {
    let here = tempfile::tempdir().unwrap();
    // 100 characters are too many for PostgreSQL, and not for SQLite and SQL Server.
    let catalog = CATALOG.replace("local_orders", &"x".repeat(100));
    fs::write(here.path().join("flow.yaml"), catalog).unwrap();
    let (code, out, err) = run(here.path(), &["--dialect", "postgres,sqlite,sqlserver"]);
    assert_eq!(code, 1, "{err}");
    let long = "x".repeat(100);
    assert_eq!(tables(&out), ["orders", "users", "orders", "users", &long, "orders", "users", &long]);
    assert_eq!(err.matches("error[identifier-too-long]").count(), 1, "{err}");
    let (code, out, err) = run(here.path(), &["--dialect", "postgres", "--materialization", "toShop"]);
    assert_eq!((code, tables(&out)), (0, vec!["orders", "users"]), "{err}");
    let (code, out, err) = run(here.path(), &["--dialect", "postgres", "--materialization", "toFile"]);
    assert_eq!((code, tables(&out)), (1, vec![]), "{err}");
    assert!(err.contains("error[identifier-too-long]"), "{err}");
}

#[test]
fn bindings_of_one_table_are_one_statement_whatever_lies_between_them() {
    let here = tempfile::tempdir().unwrap();
    let endpoints: String =
        (1..=3).map(|at| format!("  shop{at}: {{ postgres: 'postgresql://db{at}/shop' }}\n")).collect();
    let bindings: String = ["", ", fields: { exclude: [note] }", ""]
        .iter()
        .zip(1..)
        .map(|(more, at)| {
            format!("    - {{ collection: acme/orders, endpoint: shop{at}, table: orders{more} }}\n")
        })
        .collect();
    let (collections, _) = CATALOG.split_once("endpoints:").unwrap();
    let catalog = format!("{collections}endpoints:\n{endpoints}materialize:\n  toShops:\n{bindings}");
    fs::write(here.path().join("flow.yaml"), catalog).unwrap();
    let (code, out, err) = run(here.path(), &["--collection", "acme/orders"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert_eq!(tables(&out), ["orders", "orders"]);
    assert_eq!(out.matches(" note ").count(), 1, "{out}");
}

/// The warning says that it has no effect, so that it must have none.
#[test]
fn a_cast_for_an_endpoint_without_sql_has_no_effect_in_any_dialect() {
    let here = tempfile::tempdir().unwrap();
    let (collections, _) = CATALOG.split_once("endpoints:").unwrap();
    let catalog = |endpoint: &str| {
        format!(
            "{collections}endpoints:\n  shop: {endpoint}\nmaterialize:\n  toShop:\n    \
             - {{ collection: acme/orders, endpoint: shop, table: orders, \
             fields: {{ require: {{ share: {{ castToString: true }} }} }} }}\n"
        )
    };
    for (endpoint, is_text) in [
        ("{ postgres: 'postgresql://localhost/shop' }", true),
        ("{ elasticsearch: { host: 'https://localhost' } }", false),
    ] {
        fs::write(here.path().join("flow.yaml"), catalog(endpoint)).unwrap();
        let (code, out, err) = run(here.path(), &["--dialect", "sqlite", "--collection", "acme/orders"]);
        assert_eq!(code, 0, "{err}");
        let share = out.lines().find(|line| line.contains("share")).unwrap();
        assert_eq!(share.contains("TEXT"), is_text, "{endpoint}: {share}");
    }
}

const WIDE: &str = "
endpoints:
  shop: { postgres: postgresql://localhost/shop }
materialize:
  toShop:
    - { collection: acme/wide, endpoint: shop, table: wide }
";

/// A collection whose key has many parts.
fn wide(parts: usize) -> String {
    let each = |part: &dyn Fn(String) -> String| {
        (1..=parts).map(|at| part(format!("k{at}"))).collect::<Vec<_>>().join(", ")
    };
    format!(
        "collections:\n  - name: acme/wide\n    key: [{}]\n    schema:\n      type: object\n      \
         properties: {{ {} }}\n      required: [{}]\n",
        each(&|name| format!("/{name}")),
        each(&|name| format!("{name}: {{ type: integer }}")),
        each(&|name| name)
    )
}

#[test]
fn a_key_of_more_columns_than_an_index_has_is_refused() {
    let here = tempfile::tempdir().unwrap();
    let check = |parts: usize, binding: &str, dialect: &str| {
        let catalog = wide(parts) + &WIDE.replace("table: wide", &format!("table: wide{binding}"));
        fs::write(here.path().join("flow.yaml"), catalog).unwrap();
        run(here.path(), &["--dialect", dialect])
    };
    assert_eq!(check(32, "", "postgres").0, 0);
    let (code, _, err) = check(33, "", "postgres");
    assert!(code == 1 && err.contains("the primary key of the table `wide` has 33 columns"), "{err}");
    assert!(err.contains("a primary key of postgres has at most 32"), "{err}");
    // Delta updates have no primary key.
    assert_eq!(check(33, ", delta_updates: true", "postgres").0, 0);
    assert_eq!((check(16, "", "mysql").0, check(17, "", "mysql").0), (0, 1));
    assert_eq!((check(16, "", "bigquery").0, check(17, "", "bigquery").0), (0, 1));
    assert_eq!(check(200, "", "sqlite").0, 0);
}

#[test]
fn a_table_of_delta_updates_has_no_primary_key() {
    let here = tempfile::tempdir().unwrap();
    let catalog = CATALOG.replace("table: users }", "table: users, delta_updates: true }");
    fs::write(here.path().join("flow.yaml"), catalog).unwrap();
    let (code, out, err) = run(here.path(), &["--dialect", "all"]);
    assert_eq!((code, err.as_str()), (0, ""));
    // Each dialect but two has a clause for the key of the other two tables.
    assert_eq!(out.matches("PRIMARY KEY").count(), 11 * 2, "{out}");
    assert_eq!((out.matches("= ReplacingMergeTree").count(), out.matches("= MergeTree").count()), (2, 1));
}
