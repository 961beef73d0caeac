//! What each dialect reads as one type, and what none does.

use super::{TypeFault, TypeGrammar, WrittenType};
use crate::connector::dialect;
use proptest::prelude::*;

fn grammar(name: &str) -> &'static TypeGrammar {
    &dialect(name).unwrap().types
}

fn read(name: &str, text: &str) -> Result<WrittenType, TypeFault> {
    grammar(name).read(text)
}

#[test]
fn types_of_each_dialect_are_read() {
    for (name, types) in [
        (
            "postgres",
            &[
                "DOUBLE PRECISION",
                "TIMESTAMP WITH TIME ZONE",
                "timestamp(3) without time zone",
                "CHARACTER VARYING(20)",
                "VARCHAR(10) COLLATE \"C\"",
                "text[]",
                "INT[3][4]",
                "INT ARRAY[4]",
                "public.\"My Type\"",
                "interval day to second(3)",
                "geometry(Point, 4326)",
                "numeric(10, -2)",
            ][..],
        ),
        (
            "mysql",
            &["BIGINT UNSIGNED", "ENUM('a','it''s')", "VARCHAR(9) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"],
        ),
        ("mariadb", &["INT(10) UNSIGNED ZEROFILL", "SET('a', ';', '--')"]),
        ("sqlite", &["UNSIGNED BIG INT", "NATIVE CHARACTER(70)", "DOUBLE PRECISION"]),
        ("duckdb", &["STRUCT(a INT, b VARCHAR[])", "MAP(VARCHAR, INT)", "ENUM('é', 'x')", "DECIMAL(10, 2)"]),
        (
            "clickhouse",
            &[
                "LowCardinality(String)",
                "DateTime64(3, 'UTC')",
                "Enum8('a' = 1, 'b' = -2)",
                "Array(Tuple(a Int8))",
            ],
        ),
        ("snowflake", &["NUMBER(10,2)", "TIMESTAMP_NTZ(3)", "VECTOR(FLOAT, 256)"]),
        (
            "oracle",
            &[
                "VARCHAR2(10 CHAR)",
                "NUMBER(*, 2)",
                "INTERVAL DAY(2) TO SECOND(3)",
                "TIMESTAMP WITH LOCAL TIME ZONE",
            ],
        ),
        ("bigquery", &["ARRAY<STRUCT<a INT64, b NUMERIC(10, 2)>>", "STRING(40)"]),
        ("databricks", &["MAP<STRING, ARRAY<STRUCT<a: INT>>>"]),
        ("sqlserver", &["NVARCHAR(MAX)", "dbo.money2", "VARCHAR(9) COLLATE Latin1_General_100_BIN2_UTF8"]),
        ("redshift", &["VARCHAR(65535)", "CHARACTER VARYING(20)"]),
        ("trino", &["ROW(a INTEGER, b ARRAY(VARCHAR))", "TIMESTAMP(6) WITH TIME ZONE"]),
    ] {
        for text in types {
            let nullable = (name == "clickhouse").then_some(false);
            assert_eq!(read(name, text), Ok(WrittenType { text: (*text).into(), nullable }), "{name}");
        }
        let example = grammar(name).example;
        assert!(read(name, example).is_ok(), "{name}: {example}");
    }
}

#[test]
fn nullability_is_read_apart() {
    let of = |name, text| read(name, text).map(|found| (found.text.to_string(), found.nullable));
    assert_eq!(of("postgres", " INT NOT  NULL\n"), Ok(("INT".into(), Some(false))));
    assert_eq!(of("postgres", "VARCHAR(4) null"), Ok(("VARCHAR(4)".into(), Some(true))));
    assert_eq!(of("clickhouse", "Nullable( DateTime('UTC') )"), Ok(("DateTime('UTC')".into(), Some(true))));
    let inside = "LowCardinality(Nullable(String))";
    assert_eq!(of("clickhouse", inside), Ok((inside.into(), Some(true))));
    assert!(of("clickhouse", "String NOT NULL").is_err());
}

#[test]
fn whatever_is_more_than_a_type_is_refused() {
    for dialect in crate::connector::DIALECT_FACTS {
        for text in [
            "",
            " ",
            "INT; DROP TABLE x",
            "INT -- x",
            "INT --",
            "INT /* */",
            "INT # x",
            "INT DEFAULT (select 1)",
            "INT DEFAULT 1",
            "INT PRIMARY KEY",
            "INT UNIQUE",
            "INT REFERENCES x(y)",
            "INT CHECK (x)",
            "INT GENERATED ALWAYS AS (x)",
            "INT,\n evil INT",
            "INT, evil INT",
            "INT,",
            "INT(",
            "INT(3",
            "INT)",
            "INT(3))",
            "INT(3)(4)",
            "INT()",
            "INT(,3)",
            "INT(3,)",
            "INT((3))",
            "INT\u{0}",
            "INT\tNOT NULL",
            "INT\nNOT NULL",
            "CHECK (x)",
            "AS (x)",
            "DEFAULT (x)",
            "NOT NULL",
            "NULL",
            "PRIMARY KEY",
            "INT NOT",
            "INT NOT NULL NULL",
            "INT NULL PRIMARY KEY",
            "INT x",
            "INT COMMENT 'x'",
            "INT AUTO_INCREMENT",
            "INT IDENTITY(1,1)",
            "INT CODEC(ZSTD)",
            "INT TTL x",
            "'a'",
            "3",
            "INT 'a'",
            "INT 3",
            "-1",
            "INT.",
            ".INT",
            "INT(a = 'b",
            "\"a",
            "`a",
            "a\"",
            "$$",
            "INT $$x$$",
            "INT(\\)",
            "ENUM('a\\')",
            "é",
            "INT]",
            "INT[",
            "INT[a]",
            "INT[1,2]",
            "INT<",
            "INT>",
            "ARRAY<INT",
            "ARRAY<>",
            "ARRAY<(INT>)",
            "INT COLLATE",
            "INT CHARACTER SET",
            "INT WITH",
            "INT WITH TIME",
            "ENUM('a\nb')",
            "ENUM('\u{202e}')",
        ] {
            assert!(dialect.types.read(text).is_err(), "{}: {text:?}", dialect.name);
        }
    }
    assert!(read("postgres", "serial").is_err() && read("postgres", "\"bigserial\"").is_err());
    assert!(read("clickhouse", "Nested(a Int8)").is_err());
}

proptest! {
    #[test]
    fn what_is_read_is_read_again_as_the_same(
        at in 0..crate::connector::DIALECT_FACTS.len(),
        text in "(INT|ENUM|[a-z ]{1,4})([ ()<>\\[\\],.'\"`*:=;-]|[a-z0-9]|NOT|NULL|\\PC){0,12}",
    ) {
        let grammar = &crate::connector::DIALECT_FACTS[at].types;
        if let Ok(found) = grammar.read(&text) {
            prop_assert!(found.text.len() <= text.len() && !found.text.is_empty());
            let again = grammar.read(&found.text).unwrap();
            prop_assert_eq!(again.text, found.text);
        }
    }

    #[test]
    fn any_text_is_read_or_refused(
        at in 0..crate::connector::DIALECT_FACTS.len(),
        text in "\\PC{0,40}|[(<\\[]{0,200}",
    ) {
        let _ = crate::connector::DIALECT_FACTS[at].types.read(&text);
    }
}
