//! A value of a wrong form: one finding, on the smallest place, whose help shows the form that was meant.

use compiler::source::Uri;
use compiler::{Compiler, MemoryFiles, Request, Severity};

/// A catalog without mistakes, into which one value is put.
const CATALOG: &str = "\
import: IMPORT
collections:
  - name: acme/orders
    key: KEY
    schema: SCHEMA
    projections: { carrier: PROJECTION }
    store: STORE
    journals: { fragments: FRAGMENTS }
  - name: acme/totals
    key: [/id]
    schema: { type: object, properties: { id: { type: string } }, required: [id] }
    derivation:
      register: REGISTER
      shuffleKeyTypes: TYPES
      shards: SHARDS
      transform:
        fromOrders:
          readDelay: DELAY
          priority: PRIORITY
          disable: DISABLE
          backfill: BACKFILL
          source: SOURCE
          shuffle: SHUFFLE
          update: { typescript: return }
          publish: PUBLISH
endpoints:
  shop: SHOP
materialize:
  acme/toShop: [{ collection: acme/orders, endpoint: ENDPOINT, table: orders, fields: FIELDS, partitions: PARTITIONS }]
capture:
  acme/fromShop:
    endpoint: shop
    interval: INTERVAL
    bindings: [{ target: acme/orders, resource: { table: orders }, onIncompatibleSchemaChange: REACTION }]
nodeDependencies: DEPENDENCIES
storageMappings: MAPPINGS
tests:
  orders are counted: STEPS
";

const SCHEMA: &str = "{ type: object, properties: { id: { type: string }, vendor: { type: string } }, \
                      required: [id, vendor] }";

const VALUES: &[(&str, &str)] = &[
    ("IMPORT", "[]"),
    ("KEY", "[/id]"),
    ("SCHEMA", SCHEMA),
    ("PROJECTION", "{ location: /vendor, partition: true }"),
    ("REGISTER", "{ initial: null }"),
    ("SOURCE", "{ name: acme/orders }"),
    ("SHUFFLE", "[/vendor]"),
    ("PUBLISH", "{ typescript: \"return [];\" }"),
    ("SHOP", "{ postgres: \"postgres://localhost/shop\" }"),
    ("ENDPOINT", "shop"),
    ("FIELDS", "{ recommended: true }"),
    ("PARTITIONS", "{ include: { carrier: [UPS, DHL] }, exclude: {} }"),
    ("STEPS", "[{ ingest: { collection: acme/orders, documents: [] } }]"),
    ("STORE", "{ name: shop, config: {} }"),
    ("FRAGMENTS", "{ compressionCodec: GZIP, flushInterval: 24h, length: 512 MiB, retention: 30 days }"),
    ("TYPES", "[string]"),
    (
        "SHARDS",
        "{ disable: true, minTxnDuration: 0s, maxTxnDuration: 1m 30s, hotStandbys: 0, logLevel: info }",
    ),
    ("DELAY", "48h"),
    ("PRIORITY", "4294967295"),
    ("DISABLE", "false"),
    ("BACKFILL", "0"),
    ("INTERVAL", "5m"),
    ("REACTION", "disableTask"),
    ("DEPENDENCIES", "{ moment: ^2.29 }"),
    ("MAPPINGS", "{ acme/: { stores: [{ provider: S3, bucket: acme }] } }"),
];

/// Place, message and help of each finding of a catalog that is at least a warning.
fn findings(catalog: &str) -> String {
    let files = MemoryFiles::new([("flow.yaml", catalog), ("other.flow.yaml", "x-note: 1\n")]);
    let request = Request { roots: vec![Uri::local("flow.yaml")], ..Request::default() };
    let compilation = Compiler::default().compile(&request, &files);
    let found = compilation.diagnostics.iter().filter(|finding| finding.severity >= Severity::Warning);
    let lines = found.map(|finding| {
        let text = compilation.sources.slice(finding.primary.span);
        let (code, message) = (finding.code.name, &finding.message);
        let help = finding.help.as_deref().unwrap_or("none");
        format!("  {code} at `{text}`: {message}\n  help: {help}\n")
    });
    lines.collect()
}

/// The catalog with this value in the place of that name.
fn with(place: &str, value: &str) -> String {
    let mut catalog = CATALOG.to_owned();
    for (name, usual) in VALUES {
        catalog = catalog.replace(name, if *name == place { value } else { usual });
    }
    catalog
}

const CASES: &[(&str, &str)] = &[
    ("IMPORT", "{ path: other.flow.yaml }"),
    ("IMPORT", "orders.flow.yaml"),
    ("IMPORT", "[{ path: other.flow.yaml }]"),
    ("IMPORT", "[{ url: other.flow.yaml, contentType: catalogue }]"),
    ("IMPORT", "[[orders.flow.yaml]]"),
    ("KEY", "/id"),
    ("KEY", "id"),
    ("KEY", "{ id: 1 }"),
    ("KEY", "5"),
    ("SCHEMA", "5"),
    ("SCHEMA", "[orders.schema.yaml]"),
    ("PROJECTION", "{ loction: /vendor, partition: true }"),
    ("PROJECTION", "{ pointer: /vendor, partition: true }"),
    ("PROJECTION", "{ partition: true }"),
    ("PROJECTION", "[/vendor]"),
    ("PROJECTION", "5"),
    ("PROJECTION", "{ location: /vendor, location_ptr: /vendor, partition: true }"),
    ("PROJECTION", "{ location: /vendor, partition: yes }"),
    ("REGISTER", "5"),
    ("SOURCE", "[acme/orders]"),
    ("SOURCE", "[acme/orders, acme/orders]"),
    ("SOURCE", "{ nme: acme/orders }"),
    ("SOURCE", "5"),
    ("SHUFFLE", "/vendor"),
    ("SHUFFLE", "vendor"),
    ("SHUFFLE", "Any"),
    ("SHUFFLE", "{ key: /vendor }"),
    ("SHUFFLE", "{ keys: [/vendor] }"),
    ("SHUFFLE", "{ key: [/vendor], md5: /vendor }"),
    ("SHUFFLE", "{}"),
    ("PUBLISH", "{ typscript: \"return [];\" }"),
    ("PUBLISH", "{ js: \"return [];\" }"),
    ("PUBLISH", "{ python: \"return []\", remote: \"https://example.com\" }"),
    ("PUBLISH", "{}"),
    ("PUBLISH", "\"return []\""),
    ("PUBLISH", "typescript"),
    ("PUBLISH", "\"https://example.com/totals\""),
    ("PUBLISH", "totals.sql"),
    ("PUBLISH", "{ lambda: typscript }"),
    ("PUBLISH", "[typescript]"),
    ("SHOP", "\"postgres://me:secret@localhost/shop\""),
    ("SHOP", "[postgres]"),
    ("SHOP", "{ postgres: \"postgres://localhost/shop\", sqlite: { path: shop.db } }"),
    ("SHOP", "{}"),
    ("ENDPOINT", "[shop]"),
    ("ENDPOINT", "\"postgres://me:secret@localhost/shop\""),
    ("ENDPOINT", "{ nme: shop, config: {} }"),
    ("FIELDS", "{ require: [id] }"),
    ("FIELDS", "{ include: id }"),
    ("FIELDS", "[id, vendor]"),
    ("FIELDS", "{ exclude: vendor }"),
    ("FIELDS", "{ exclude: { vendor: {} } }"),
    ("FIELDS", "{ recommended: all }"),
    ("FIELDS", "{ recommended: -1 }"),
    ("FIELDS", "{ require: {}, include: {} }"),
    ("PARTITIONS", "{ include: { carrier: UPS } }"),
    ("PARTITIONS", "{ exclude: { carrier: 5 } }"),
    ("PARTITIONS", "{ include: { carrier: { UPS: true } } }"),
    ("PARTITIONS", "{ include: { carrier: [[UPS]] } }"),
    ("PARTITIONS", "{ include: { carrier: [5] } }"),
    ("PARTITIONS", "{ include: { carrier: [\"\"] } }"),
    ("PARTITIONS", "{ include: { carier: [UPS] } }"),
    ("PARTITIONS", "{ include: { id: [UPS] } }"),
    ("PARTITIONS", "{ include: [carrier] }"),
    ("PARTITIONS", "{ inclde: {} }"),
    ("PARTITIONS", "[carrier]"),
    ("STEPS", "{ ingest: { collection: acme/orders, documents: [] } }"),
    ("STEPS", "[{ ingest: [] }]"),
    ("STEPS", "[{ ingest: { collection: acme/orders, documents: {} } }]"),
    ("STEPS", "[{ ingest: { collection: acme/orders, documents: { id: a } } }]"),
    ("STEPS", "[{ ingest: { collection: acme/orders } }]"),
    ("STEPS", "[{ verify: { collection: [acme/orders], documents: [] } }]"),
    (
        "STEPS",
        "[{ verify: { collection: { name: acme/orders, notBefore: 2023-01-31T08:00:00Z }, documents: [] } }]",
    ),
    ("SOURCE", "{ name: acme/orders, notBefore: 2023-01-31 }"),
    ("SOURCE", "{ name: acme/orders, notBefore: 2023-01-31T08:00:00 }"),
    ("SOURCE", "{ name: acme/orders, notAfter: yesterday }"),
    ("SOURCE", "{ name: acme/orders, notAfter: 1675152000 }"),
    ("SOURCE", "{ name: acme/orders, notBefore: 2023-02-01T00:00:00Z, notAfter: 2023-02-01T00:30:00+01:00 }"),
    ("STORE", "shop"),
    ("STORE", "{ config: {} }"),
    ("FRAGMENTS", "{ flushInterval: 24 }"),
    ("FRAGMENTS", "{ retention: forever }"),
    ("FRAGMENTS", "{ compressionCodec: [GZIP] }"),
    ("TYPES", "string"),
    ("TYPES", "[strng]"),
    ("TYPES", "[number]"),
    ("SHARDS", "{ disable: 1 }"),
    ("SHARDS", "{ hotStandbys: \"1\" }"),
    ("SHARDS", "{ hotStandbys: -1 }"),
    ("SHARDS", "{ logLevel: 3 }"),
    ("SHARDS", "{ maxTxnDuration: 1 }"),
    ("SHARDS", "{ maxTxnDuration: [1s] }"),
    ("DELAY", "48"),
    ("DELAY", "2d"),
    ("DELAY", "1h30m"),
    ("DELAY", "\"\""),
    ("DELAY", "[48h]"),
    ("PRIORITY", "high"),
    ("PRIORITY", "1.5"),
    ("PRIORITY", "4294967296"),
    ("DISABLE", "yes"),
    ("DISABLE", "\"true\""),
    ("DISABLE", "{}"),
    ("BACKFILL", "true"),
    ("BACKFILL", ""),
    ("INTERVAL", "5"),
    ("INTERVAL", "five minutes"),
    ("REACTION", "backfil"),
    ("REACTION", "ignore"),
    ("REACTION", "true"),
    ("DEPENDENCIES", "[moment]"),
    ("DEPENDENCIES", "{ moment: 2.29 }"),
    ("MAPPINGS", "[acme]"),
    ("MAPPINGS", "{ acme/: s3 }"),
    ("MAPPINGS", "{ acme/: { stores: { provider: S3 } } }"),
    ("MAPPINGS", "{ acme/: { stores: [{ provider: s3 }] } }"),
    ("MAPPINGS", "{ acme/: { stores: [{ provider: DROPBOX }] } }"),
];

/// Whole catalogs: sections of a wrong form.
const SECTIONS: &[&str] = &[
    "collections: acme/orders",
    "collections: 5",
    "collections: [acme/orders]",
    "collections: { acme/orders: 5 }",
    "{ collections: { acme/orders: 5 }, materialize: [{ collection: acme/orders, endpoint: { sqlite: x.db } }] }",
    "tests: []",
    "tests: { a test: 5 }",
    "materialize: { x: 5 }",
    "materialize: acme/orders",
    "capture: { x: [acme/orders] }",
    "endpoints: [shop]",
    "captures: { x: { endpoint: { s3: \"s3://acme\" }, bindings: [{ source: acme/orders }] } }",
    "captures: { x: { endpoint: { s3: \"s3://acme\" }, bindings: { target: acme/orders } } }",
    "materializations: { x: { endpoint: { connector: { imag: acme/x } }, bindings: [] } }",
    "materializations: { x: { endpoint: { sqlite: x.db }, shards: { disabled: true }, bindings: [] } }",
    "collections: [{ name: a, key: [/id], schema: { type: object, properties: { id: { type: string } }, \
     required: [id] }, derive: { using: { sqlite: { migrations: a.sql } } } }]",
    "materializations: { x: { endpoint: { connector: { image: [acme/x], config: {} } }, bindings: [] } }",
    "[collections]",
];

#[test]
fn the_catalog_has_no_finding_itself() {
    assert_eq!(findings(&with("", "")), "");
}

#[test]
fn each_wrong_form_has_one_finding_that_shows_the_right_one() {
    let mut shown = String::new();
    let cases =
        CASES.iter().map(|(place, value)| (format!("{}: {value}", place.to_lowercase()), with(place, value)));
    let sections = SECTIONS.iter().map(|text| ((*text).to_owned(), (*text).to_owned()));
    let mut several = Vec::new();
    for (name, catalog) in cases.chain(sections) {
        let found = findings(&catalog);
        let count = found.matches("  help: ").count();
        // A place is cut from the file; only what the compiler says must not repeat a password.
        let said = found.lines().filter(|line| line.starts_with("  help: ") && line.contains("secret"));
        if count != 1 || found.contains("help: none") || said.count() > 0 {
            several.push(name.clone());
        }
        shown += &format!("{name}\n{found}");
    }
    insta::assert_snapshot!(shown);
    assert!(several.is_empty(), "not one finding with help: {several:#?}");
}
