//! The condition of a `pattern` holds on an engine of the strings that validation lets pass, and of no others.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]

mod catalogs;

use catalogs::engine::Engine;
use codegen::{DIALECTS, DdlOptions, Dialect, Expression, create_table};
use compiler::MemoryFiles;
use postgres::{Client, NoTls};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use runtime_lite::{Validator, ValidatorOptions};
use serde_json::json;
use std::cell::{Cell, RefCell};

const CONSTRAINED: DdlOptions = DdlOptions { if_not_exists: false, comments: false, constraints: true };

fn dialect(name: &str) -> &'static dyn Dialect {
    *DIALECTS.iter().find(|dialect| dialect.name() == name).unwrap()
}

/// The statement of a table whose column `x` has a pattern.
fn statement(name: &str, pattern: &str) -> Option<String> {
    let schema = json!({
        "type": "object",
        "required": ["id", "x"],
        "properties": {"id": {"type": "integer"}, "x": {"type": "string", "pattern": pattern}},
    });
    let catalog = json!({"collections": [{"name": "t", "key": ["/id"], "schema": schema}]});
    let files = MemoryFiles::new([("flow.yaml", catalog.to_string())]);
    let compilation = catalogs::in_dialects(&files, &[name]);
    let checked = compilation.checked()?;
    Some(create_table(checked, &compilation.analysis.tables[0], &CONSTRAINED))
}

/// The conditions of a pattern in a dialect.
fn condition(name: &str, pattern: &str) -> Option<String> {
    let text = statement(name, pattern).unwrap_or_else(|| panic!("{pattern} has mistakes"));
    let line = text.lines().find(|line| line.contains("CHECK ("))?;
    Some(line.split_once("CHECK (").unwrap().1.trim_end_matches(',').strip_suffix(')').unwrap().to_owned())
}

#[test]
fn each_dialect_spells_an_expression_in_its_way() {
    for (name, expected) in [
        ("clickhouse", Some(r"match(x, '\\A[A-Z]{3}[0-9]+\\.\\z')")),
        ("databricks", None),
        ("duckdb", Some(r"regexp_matches(x, '\A[A-Z]{3}[0-9]+\.\z')")),
        ("mariadb", Some(r"x REGEXP '\\A[A-Z]{3}[0-9]+\\.\\z'")),
        ("mysql", Some(r"REGEXP_LIKE(x, '\\A[A-Z]{3}[0-9]+\\.\\z', 'c')")),
        ("oracle", None),
        ("postgres", Some(r"x ~ '\A[A-Z]{3}[0-9]+\.\Z'")),
        ("sqlite", None),
        ("sqlserver", None),
    ] {
        assert_eq!(condition(name, r"^[A-Z]{3}\d+\.$").as_deref(), expected, "{name}");
    }
    assert_eq!(condition("duckdb", "it's|[^a-z]").as_deref(), Some("regexp_matches(x, 'it''s|[^a-z]')"));
}

#[test]
fn what_databases_read_in_other_ways_has_no_condition() {
    for pattern in [
        "",
        "a||b",
        "(|a)",
        "\\s",
        "\\bx",
        "(?=a)",
        "(?!a)",
        "(?<n>a)",
        "a+?",
        "a*?",
        "a??",
        "a{2}?",
        "a{256}",
        "a{2,1}",
        "(a{255}){255}",
        "é",
        "\\u0041",
        "\\x41",
        "a^b",
        "a$b",
        "(^a)",
        "(a$)",
        "[é]",
        "[a&&b]",
        "[]",
        "[^]",
        "\\p{L}",
        "\\cA",
        "\\0",
        "\\t",
        "{",
        "a{,2}",
    ] {
        let Some(statement) = statement("postgres", pattern) else { continue };
        assert!(!statement.contains("CHECK"), "{statement}");
    }
    let deep = format!("{}a{}", "(".repeat(10_000), ")".repeat(10_000));
    assert!(Expression::read(&deep).is_none() && Expression::read(&"[".repeat(100_000)).is_none());
}

#[test]
fn no_condition_tells_of_a_secret() {
    let schema = "{type: object, required: [id], properties: {id: {type: integer},
        x: {type: string, pattern: hunter, secret: true}}}";
    let text = format!("collections: [{{name: t, key: [/id], schema: {schema}}}]\n");
    let compilation = catalogs::in_dialects(&MemoryFiles::new([("flow.yaml", text)]), &["postgres"]);
    let tables = &compilation.analysis.tables;
    let text = create_table(compilation.checked().unwrap(), &tables[0], &CONSTRAINED);
    assert!(!text.contains("hunter"), "{text}");
}

/// What an engine says of each string, in a table with a condition. Nothing where it refuses the condition.
type Judge<'j> = &'j mut dyn FnMut(&str, &[String]) -> Vec<bool>;

/// Parts of expressions.
#[rustfmt::skip]
const ATOMS: &[&str] = &[
    "a", "b", "c", "A", "B", "0", "1", "_", " ", ".", "\\d", "\\D", "\\w", "\\W", "\\.", "\\*", "\\/", "\\$",
    "\\^", "\\|", "\\(", "\\)", "\\{", "\\}", "\\?", "\\+", "\\-", "\\\\", "\\n", "-", "'", "\"", "#", "&", "~",
    "!", "@", "%", ":", ";", ",", "<", "=", ">", "/", "`", "\\[", "\\]", "[a]", "[^a]", "[a-c]", "[^a-c]",
    "[^0-2]", "[\\w.-]", "[-a]", "[a-]", "[a\\-c]", "[\\d_]", "[ -~]", "[!-/]", "[^\\n]", "[\\]\\[]",
    "['\"#*+?(){}|.$]", "[^\\w ]", "[,--]", "[:alpha:]", "[\\^a]", "[a-c0-2_]", "[A-z]", "[\\\\-c]", "[#--a]",
];
const TIMES: &str = "||||[*+?]|\\{[0-3]\\}|\\{[0-2],\\}|\\{[0-1],[1-3]\\}";
/// Texts with what the atoms tell apart, and characters that engines may fold or not count as one.
const TEXTS: &str = "[a-cA-C0-2_ .'\"\\\\/$^|(){}?+*#&~!@%\\[\\]:;,<>=`-]{0,5}|[a-c0-1]{0,4}\
    |[abAé\u{1F600}\u{212A}\u{17F}\u{131}\n\r\u{2028}\u{2029}\u{85}\u{661}]{0,4}|a\n|b\n\n|\n";

fn patterns() -> impl Strategy<Value = String> {
    let atoms = prop::sample::select(ATOMS);
    let piece = (atoms, TIMES).prop_map(|(atom, times)| atom.to_owned() + &times);
    let branch = prop::collection::vec(piece, 1..4).prop_map(|pieces| pieces.concat());
    let group = branch.prop_recursive(2, 8, 3, |inner| {
        let branches = prop::collection::vec(inner, 1..3).prop_map(|branches| branches.join("|"));
        (branches, prop::sample::select(vec!["(", "(?:"]), TIMES)
            .prop_map(|(branches, open, times)| format!("{open}{branches}){times}"))
    });
    let whole = prop::collection::vec(group, 1..3).prop_map(|branches| branches.join("|"));
    (whole, "\\^?", "\\$?").prop_map(|(whole, start, end)| start + &whole + &end)
}

/// Compares what an engine says of strings with what validation says.
fn compare(name: &str, judge: Judge<'_>) {
    let config = ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() };
    let (judge, compared) = (RefCell::new(judge), Cell::new([0, 0]));
    let strategy = (patterns(), prop::collection::vec(TEXTS, 12));
    let run = |(pattern, texts): (String, Vec<String>)| {
        let Some(expression) = Expression::read(&pattern) else { return Ok(()) };
        let validator = Validator::new(&json!({"pattern": pattern}), &ValidatorOptions::default());
        let Ok(validator) = validator else { return Ok(()) };
        let condition = dialect(name).matches("x", &expression).unwrap();
        let found = judge.borrow_mut()(&condition, &texts);
        for (text, found) in texts.iter().zip(found) {
            prop_assert_eq!(found, validator.is_valid(&json!(text)), "{:?} by {}", text, condition);
            let mut counts = compared.get();
            counts[usize::from(found)] += 1;
            compared.set(counts);
        }
        Ok(())
    };
    TestRunner::new(config).run(&strategy, run).unwrap_or_else(|error| panic!("{name}: {error}"));
    let [refused, matched] = compared.get();
    assert!(refused > 500 && matched > 500, "{name}: {refused} refused, {matched} matched");
}

/// A query that has a row of a name for each text that the condition holds of.
fn query(name: &str, condition: &str, texts: &[String]) -> String {
    let row =
        |(at, text): (usize, &String)| format!("SELECT {at} AS place, {} AS x", dialect(name).literal(text));
    let rows: Vec<String> = texts.iter().enumerate().map(row).collect();
    format!("SELECT place FROM ({}) AS texts WHERE {condition}", rows.join(" UNION ALL "))
}

#[test]
fn engines_match_what_validation_matches() {
    for name in ["duckdb", "clickhouse", "mariadb"] {
        if name == "mariadb" && catalogs::environment("FLOWCTL_TEST_MARIADB").is_none() {
            catalogs::skip("FLOWCTL_TEST_MARIADB names no MariaDB server");
            continue;
        }
        let Some(mut engine) = Engine::start(name) else { return };
        compare(name, &mut |condition, texts| {
            let places =
                engine.query(&query(name, condition, texts)).unwrap_or_else(|e| panic!("{condition}: {e}"));
            (0..texts.len()).map(|at| places.contains(&at)).collect()
        });
    }
}

#[test]
fn postgres_matches_what_validation_matches() {
    let Some(url) = catalogs::environment("FLOWCTL_TEST_POSTGRES") else {
        return catalogs::skip("FLOWCTL_TEST_POSTGRES names no PostgreSQL server");
    };
    let mut client = Client::connect(&url, NoTls).unwrap();
    compare("postgres", &mut |condition, texts| {
        let rows = client.query(&query("postgres", condition, texts), &[]);
        let rows = rows.unwrap_or_else(|error| panic!("{condition}: {error:?}"));
        let places: Vec<i32> = rows.iter().map(|row| row.get(0)).collect();
        (0..texts.len()).map(|at| places.contains(&i32::try_from(at).unwrap())).collect()
    });
}
