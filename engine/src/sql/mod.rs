//! Statements of SQL, run by SQLite in this process (`language.md` section 7.3).
//!
//! | module | owns |
//! |---|---|
//! | `block` | where statements end, and which parameters they name |
//! | `parameter` | what a parameter is of a document |
//! | `guard` | what statements may do, and for how long |
//! | `database` | the database of one derivation, and statements that run in it |
//! | `document` | documents of rows |
//! | `script` | a text of a person, and what is said about a failure in it |

mod block;
mod database;
mod document;
mod guard;
mod parameter;
mod script;

use crate::engine::failed;
use crate::host::{Call, Host, Shared};
use crate::{Program, Target};
use database::Database;
use parameter::{Of, Parameters};
use runtime_lite::LambdaError;
use script::Script;
use serde_json::Value;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// The host of statements: one database in memory for each derivation.
pub(crate) struct SqlHost {
    shared: Shared,
    /// The databases of derivations that were called, by name.
    databases: BTreeMap<String, Database>,
    /// The statements of functions that were called, by their place in the program.
    scripts: BTreeMap<usize, Script>,
}

impl SqlHost {
    /// A host without databases.
    pub(crate) fn new(shared: &Shared) -> SqlHost {
        SqlHost { shared: shared.clone(), databases: BTreeMap::new(), scripts: BTreeMap::new() }
    }

    /// Runs a function for each row of a call, in the database of its derivation, which is made by its migrations.
    fn run(&mut self, function: usize, call: &Call<'_>) -> Result<Vec<Vec<Value>>, LambdaError> {
        let Some((derivation, statements, migrations, parameters)) = parts(&self.shared.program, function)
        else {
            return Ok(Vec::new());
        };
        let script = match self.scripts.entry(function) {
            Entry::Occupied(script) => script.into_mut(),
            Entry::Vacant(place) => {
                let parameters = Parameters::new(parameters, Of::Document);
                place.insert(Script::new(statements, parameters, &self.shared)?)
            }
        };
        let database = match self.databases.entry(derivation.to_owned()) {
            Entry::Occupied(database) => database.into_mut(),
            Entry::Vacant(place) => {
                let mut database = Database::open(&self.shared)?;
                for path in migrations {
                    let migration = Script::new(path, Parameters::new(&[], Of::Migration), &self.shared)?;
                    database.run(&migration, &Value::Null, &self.shared).map_err(failed)?;
                }
                place.insert(database)
            }
        };
        let sources =
            call.rows().map(|row| row.into_iter().next().map_or(&Value::Null, |(_, source)| source));
        let results = sources.enumerate().map(|(row, source)| {
            let rows = database.run(script, source, &self.shared);
            rows.map_err(|message| LambdaError { row: Some(row), message })
        });
        results.collect()
    }
}

/// The derivation, the statements, the migrations and the parameters of a function of SQL.
fn parts(program: &Program, function: usize) -> Option<(&str, &str, &[String], &[crate::Parameter])> {
    let function = program.functions.get(function)?;
    let Target::Sqlite { statements, migrations, parameters } = &function.target else { return None };
    Some((&function.lambda.derivation, statements, migrations, parameters))
}

impl Host for SqlHost {
    fn call(&mut self, function: usize, call: &Call<'_>) -> Result<Vec<Vec<Value>>, LambdaError> {
        let result = self.run(function, call);
        if let (Err(_), Some(spec)) = (&result, self.shared.program.functions.get(function)) {
            // A call that was broken off leaves anything behind.
            self.databases.remove(&spec.lambda.derivation);
        }
        result
    }

    fn flush(&mut self, derivation: &str) -> Result<Vec<Value>, LambdaError> {
        if let Some(database) = self.databases.get_mut(derivation) {
            database.commit(&self.shared.limits).map_err(failed)?;
        }
        Ok(Vec::new())
    }

    fn reset(&mut self) -> Result<(), LambdaError> {
        self.databases.clear();
        Ok(())
    }
}
