//! Engines behind `scripts/tools/engines.py` and `lakes.py`: statements go in, and what is there comes out.

use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A column as an engine tells of it: name, type, nullability, place in the primary key from 1.
pub(crate) type Column = (String, String, bool, usize);

/// An engine in a process of its own.
pub(crate) struct Engine {
    child: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

/// What is there after a statement.
pub(crate) struct Made {
    pub(crate) tables: Vec<String>,
    pub(crate) columns: Vec<Column>,
    /// The types of the request as the engine spells them.
    pub(crate) types: Vec<String>,
}

impl Engine {
    /// Starts an engine with the Python of `FLOWCTL_TEST_PYTHON`, if there is one.
    pub(crate) fn start(name: &str) -> Option<Engine> {
        Engine::of_script("engines.py", name, "FLOWCTL_TEST_PYTHON")
    }

    /// Starts Spark with the Python of `FLOWCTL_TEST_SPARK`, if there is one.
    pub(crate) fn spark() -> Option<Engine> {
        Engine::of_script("engines.py", "spark", "FLOWCTL_TEST_SPARK")
    }

    /// Starts an engine that reads lakes with the Python of a variable, if there is one.
    pub(crate) fn of_lake(name: &str, variable: &str) -> Option<Engine> {
        Engine::of_script("lakes.py", name, variable)
    }

    fn of_script(script: &str, name: &str, variable: &str) -> Option<Engine> {
        let Some(python) = super::environment(variable) else {
            super::skip(&format!("{variable} names no Python with the packages of scripts/tools"));
            return None;
        };
        let script = super::workspace().join("scripts/tools").join(script);
        let mut child = Command::new(python)
            .arg(script)
            .arg(name)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("the Python of {variable}: {error}"));
        let requests = child.stdin.take().unwrap();
        let answers = BufReader::new(child.stdout.take().unwrap());
        Some(Engine { child, requests, answers })
    }

    /// Asks for anything, and tells the answer, or the error that is one.
    pub(crate) fn ask(&mut self, request: &Value) -> Result<Value, String> {
        writeln!(self.requests, "{request}").unwrap();
        self.requests.flush().unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        let answer: Value = serde_json::from_str(&line).expect("the engine answers");
        match answer["error"].as_str() {
            Some(error) => Err(error.to_owned()),
            None => Ok(answer),
        }
    }

    /// Runs a query of one column of numbers.
    pub(crate) fn query(&mut self, sql: &str) -> Result<Vec<usize>, String> {
        let answer = self.ask(&json!({ "query": sql }))?;
        Ok(serde_json::from_value(answer["numbers"].clone()).unwrap())
    }

    /// All words that it knows.
    pub(crate) fn keywords(&mut self) -> Vec<String> {
        let answer = self.ask(&json!({"keywords": true})).unwrap();
        serde_json::from_value(answer["words"].clone()).unwrap()
    }

    /// Runs a statement in a database of its own; or reads it as the dialect.
    pub(crate) fn run(&mut self, dialect: &str, sql: &str, types: &[&str]) -> Result<Made, String> {
        let answer = self.ask(&json!({"dialect": dialect, "sql": sql, "types": types}))?;
        Ok(Made {
            tables: serde_json::from_value(answer["tables"].clone()).unwrap(),
            columns: serde_json::from_value(answer["columns"].clone()).unwrap(),
            types: serde_json::from_value(answer["types"].clone()).unwrap(),
        })
    }
}
impl Drop for Engine {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
