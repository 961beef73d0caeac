//! How much memory lambdas of SQL may use. One limit is that of a process, so these tests have one of their own.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use engine::{Engine, Function, Limits, Program, Target, Texts};
use runtime_lite::{LambdaKind, LambdaName, Lambdas, Row};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

/// One text.
struct One(&'static str);

impl Texts for One {
    fn text(&self, _path: &str) -> Option<Arc<str>> {
        Some(self.0.into())
    }

    fn place(&self, _path: &str, line: usize, column: usize) -> String {
        format!("{line}:{column}")
    }
}

#[test]
fn neither_tables_nor_sorting_take_more_memory_than_there_is() {
    let limits = Limits { time: Duration::from_secs(60), memory: 4 << 20, stack: 256 << 10 };
    for text in [
        "CREATE TABLE t (a); INSERT INTO t
           WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT zeroblob(1000) FROM n",
        "CREATE TEMP TABLE t (a); INSERT INTO t
           WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT zeroblob(1000) FROM n",
        "SELECT 1 AS a; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
           SELECT i, zeroblob(100000) AS b FROM n ORDER BY b, i DESC",
    ] {
        let lambda = LambdaName { derivation: "a".into(), transform: "t".into(), kind: LambdaKind::Publish };
        let target =
            Target::Sqlite { statements: "q".to_owned(), migrations: Vec::new(), parameters: Vec::new() };
        let functions = vec![Function { lambda: lambda.clone(), target }];
        let program = Arc::new(Program { functions, ..Program::default() });
        let mut engine = Engine::new(program, Arc::new(One(text)), limits);
        let nothing = Value::Null;
        let row = Row { source: &nothing, register: &nothing, previous: &nothing };
        let error = engine.publish(&lambda, &[row]).unwrap_err();
        assert!(error.message.starts_with("it needs more than 4 MiB of memory, at 1:"), "{text}: {error:?}");
    }
}
