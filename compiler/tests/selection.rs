//! Which fields of a collection become columns of a binding, and what is said of those that cannot.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use compiler::analysis::{Reject, Table};
use compiler::levels::Levels;
use compiler::source::Uri;
use compiler::{Compilation, Compiler, MemoryFiles, Request};

const CATALOG: &str = "\
collections:
  - name: acme/orders
    key: [/id, /line]
    schema:
      type: object
      required: [id, line]
      SCHEMA
      properties:
        id: { type: string }
        line: { type: integer }
        area: { type: string }
        vendor: { type: object, properties: { name: { type: string }, city: { type: string } } }
        point: { type: array, prefixItems: [{ type: number }, { type: number }] }
        deep: { type: object, properties: { point: { type: array, prefixItems: [{ type: number }] } } }
        legacy: { type: 'null' }
        _meta: { type: object, properties: { op: { type: string } } }
    projections:
      area: { location: /area, partition: true }
      carrier: /vendor/name
      gone: /legacy
      PROJECTIONS
endpoints: { shop: { sqlite: shop.db }, lake: { s3: 's3://acme/' } }
materialize:
  toShop: [{ collection: acme/orders, endpoint: ENDPOINT, table: orders, fields: FIELDS }]
";

/// A case: what is put in place of which words.
type Case<'c> = &'c [(&'c str, &'c str)];

fn compile(case: Case<'_>) -> Compilation {
    let usual =
        [("SCHEMA", "title: Order"), ("PROJECTIONS", "# none"), ("ENDPOINT", "shop"), ("FIELDS", "{}")];
    let mut catalog = CATALOG.to_owned();
    for (word, text) in case.iter().chain(&usual) {
        catalog = catalog.replace(word, text);
    }
    let files = MemoryFiles::new([("flow.yaml", catalog)]);
    // The catalogs have endpoints for all cases.
    let levels = Levels { ignore: ["unused-endpoint".to_owned()].into(), ..Levels::default() };
    let request = Request { roots: vec![Uri::local("flow.yaml")], levels, ..Request::default() };
    Compiler::default().compile(&request, &files)
}

/// The columns, the fields that are none with the reason, and the findings.
fn shown(case: Case<'_>) -> String {
    let compilation = compile(case);
    let projections = &compilation.analysis.collections.first().unwrap().projections;
    let columns = |table: &Table| {
        let names = table.columns.iter().map(|at| &*projections.get(*at).unwrap().field);
        format!("  columns {}\n", names.collect::<Vec<_>>().join(", "))
    };
    let mut text = format!("{case:?}\n");
    text.extend(compilation.analysis.tables.iter().map(columns));
    for selection in compilation.analysis.selections.values() {
        for (projection, outcome) in projections.iter().zip(&selection.outcomes) {
            if let Some(reject) = outcome.reject {
                let kept = if outcome.selected { " (kept)" } else { "" };
                text += &format!("    {} {}{kept}\n", projection.field, reject.name());
            }
        }
    }
    for finding in &compilation.diagnostics {
        let place = compilation.sources.slice(finding.primary.span);
        let (level, code, message) = (finding.severity.name(), finding.code.name, &finding.message);
        text += &format!("  {level}[{code}] `{place}`: {message}\n");
        text.extend(
            finding.secondary.iter().map(|other| {
                format!("    and `{}`: {}\n", compilation.sources.slice(other.span), other.text)
            }),
        );
    }
    text
}

#[test]
fn each_field_has_its_reasons() {
    let reduced = ("SCHEMA", "reduce: { strategy: merge }");
    let cases: &[Case<'_>] = &[
        &[],
        &[("FIELDS", "{ recommended: false }")],
        &[("FIELDS", "{ recommended: 1 }")],
        &[("FIELDS", "{ exclude: [area, carrier, vendor, point] }")],
        &[("FIELDS", "{ exclude: [id], require: { vendor: {}, vendor/name: {}, _meta/op: {} } }")],
        &[("FIELDS", "{ require: { area: {}, legacy: {} }, exclude: [area] }")],
        &[("FIELDS", "{ groupBy: [id, area], exclude: [line] }")],
        &[("FIELDS", "{ groupBy: [id, line, point, nope], exclude: [id] }")],
        &[reduced],
        &[reduced, ("FIELDS", "{ exclude: [flow_document] }")],
        &[("PROJECTIONS", "one: ''\n      two: ''")],
        &[("PROJECTIONS", "one: ''\n      two: ''"), ("FIELDS", "{ require: { two: {} } }")],
        &[("PROJECTIONS", "one: ''\n      two: ''"), ("FIELDS", "{ exclude: [one] }")],
        &[("PROJECTIONS", "lost: /nope"), ("FIELDS", "{ require: { lost: {} } }")],
        &[("ENDPOINT", "lake"), ("FIELDS", "{ exclude: [id], require: { legacy: {} } }")],
        &[("PROJECTIONS", "AREA: /vendor/city")],
    ];
    insta::assert_snapshot!(cases.iter().map(|case| shown(case)).collect::<String>());
}

#[test]
fn a_target_that_reduces_by_itself_needs_no_document() {
    let fields = "{ exclude: [flow_document] }, delta_updates: true";
    let compilation = compile(&[("SCHEMA", "reduce: { strategy: merge }"), ("FIELDS", fields)]);
    assert!(compilation.checked().is_some(), "{:#?}", compilation.diagnostics);
}

#[test]
fn fields_of_an_index_choose_no_types() {
    let fields = ("FIELDS", "{ require: { area: { castToString: true }, line: { DDL: BIGINT } } }");
    for (endpoint, number) in [("shop", 0), ("{ elasticsearch: 'http://localhost:9200' }", 2)] {
        let compilation = compile(&[("ENDPOINT", endpoint), fields]);
        let ignored =
            compilation.diagnostics.iter().filter(|found| found.code.name == "field-config-ignored");
        assert_eq!(ignored.count(), number, "{endpoint}: {:?}", compilation.diagnostics);
    }
}

#[test]
fn columns_of_one_name_are_reported_once_and_have_a_reason() {
    let city = "Area: { type: string }\n        vendor";
    let compilation = compile(&[("        vendor", &format!("        {city}"))]);
    let codes: Vec<&str> = compilation.diagnostics.iter().map(|finding| finding.code.name).collect();
    assert_eq!(codes, ["ambiguous-column"]);
    let refused = compilation.analysis.refused.first().unwrap();
    let reasons = refused.table.columns.iter().filter_map(|column| refused.reject(*column));
    assert_eq!(reasons.collect::<Vec<_>>(), [Reject::DuplicateFold]);
}

/// Two collections, of which documents may lack the key.
const TWO: &str = "\
collections:
  - &it
    name: a
    key: [/id]
    schema: { type: object, properties: { id: { type: string }, n: { type: number } } }
  - { <<: *it, name: b, key: [/id] }
endpoints: { db: { postgres: 'postgres://localhost/db' }, in: { kinesis: 'arn:aws:kinesis:us-east-1:ACCOUNT' } }
";

/// The findings of bindings, and the tables that there are.
fn findings(bindings: &str) -> String {
    let catalog = format!("{TWO}{bindings}\n");
    let files = MemoryFiles::new([("flow.yaml", catalog)]);
    // The catalogs have endpoints for all cases.
    let levels = Levels { ignore: ["unused-endpoint".to_owned()].into(), ..Levels::default() };
    let request = Request { roots: vec![Uri::local("flow.yaml")], levels, ..Request::default() };
    let compilation = Compiler::default().compile(&request, &files);
    let line = |finding: &compiler::Diagnostic| {
        let place = compilation.sources.slice(finding.primary.span);
        let (level, code, message) = (finding.severity.name(), finding.code.name, &finding.message);
        format!("  {level}[{code}] `{place}`: {message}\n")
    };
    let lines: String = compilation.diagnostics.iter().map(line).collect();
    let tables =
        compilation.analysis.tables.iter().map(|table| format!("  {} {}\n", table.dialect, table.name));
    format!("{bindings}\n{lines}{}", tables.collect::<String>())
}

#[test]
fn bindings_are_of_resources_of_their_own_unless_they_are_switched_off() {
    let cases = [
        "capture: { x: [{ collection: a, endpoint: in, stream: S }, { collection: b, endpoint: in, stream: S }] }",
        "capture:\n  x: [{ collection: a, endpoint: in, stream: S }]\n  \
         y: [{ collection: b, endpoint: in, stream: S }]",
        "capture: { x: [{ collection: a, endpoint: in, stream: S }, \
         { collection: b, endpoint: in, stream: S, disable: true }] }",
        "materialize: { x: [{ collection: a, endpoint: db, table: t }, { collection: b, endpoint: db, table: t }] }",
        "materialize: { x: [{ collection: a, endpoint: db, table: t, schema: one }, \
         { collection: b, endpoint: db, table: t, schema: two }] }",
        "materialize: { x: [{ collection: a, endpoint: db, table: t, delta_updates: true }] }",
        "materialize: { x: [{ collection: a, endpoint: db, table: t, fields: { exclude: [nope] }, disable: true }] }",
        "materializations: { x: { endpoint: db, shards: { disable: true }, bindings: \
         [{ source: a, resource: { table: t }, fields: { groupBy: [n] }, partitions: { include: { n: [1] } } }] } }",
        "materializations: { x: { endpoint: db, bindings: \
         [{ source: a, resource: { table: t }, fields: { groupBy: [n] } }] } }",
    ];
    insta::assert_snapshot!(cases.map(findings).concat());
}
