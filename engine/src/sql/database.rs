//! The database of one derivation, in memory, and statements that run in it.

use super::document::Columns;
use super::guard::Guard;
use super::parameter::bound;
use super::script::{Script, explain};
use crate::Limits;
use crate::engine::failed;
use crate::host::Shared;
use runtime_lite::LambdaError;
use rusqlite::config::DbConfig;
use rusqlite::hooks::AuthContext;
use rusqlite::limits::Limit;
use rusqlite::{CachedStatement, Connection, OpenFlags};
use serde_json::Value;
use std::sync::Arc;

/// How many documents the statements of one document may return.
const MAX_ROWS: usize = 100_000;

/// After how many steps of SQLite the time is looked at.
const STEPS: i32 = 1000;

/// How many prepared statements are kept.
const PREPARED: usize = 256;

/// The bytes of a page, by which a database is measured.
const PAGE: usize = 4096;

/// A database.
pub(super) struct Database {
    connection: Connection,
    guard: Arc<Guard>,
}

impl Database {
    /// An empty database, which reaches nothing but itself.
    ///
    /// # Errors
    /// There is no memory for it.
    pub(super) fn open(shared: &Shared) -> Result<Database, LambdaError> {
        let guard = Arc::new(Guard::new(shared.limits.time));
        let connection = guard.trusting(|| guarded(&guard, &shared.limits));
        match connection {
            Ok(connection) => Ok(Database { connection, guard }),
            Err(error) => Err(failed(error.to_string())),
        }
    }

    /// Runs the statements of a script for a document, and returns a document for each row, within the transaction.
    ///
    /// # Errors
    /// A statement fails, takes too long or too much memory, may not be, or returns what is no document.
    pub(super) fn run(
        &mut self,
        script: &Script,
        source: &Value,
        shared: &Shared,
    ) -> Result<Vec<Value>, String> {
        self.guard.begin();
        self.begin().map_err(|error| explain(&error, &self.guard, &shared.limits).0)?;
        let mut returned = Returned::default();
        for statement in &script.statements {
            let here = |message: String| script.at(message, statement.range.start, shared);
            let failure = |error: &rusqlite::Error| {
                let (message, offset) = explain(error, &self.guard, &shared.limits);
                script.at(message, statement.range.start + offset, shared)
            };
            let prepared = self.connection.prepare_cached(script.text(statement));
            let mut prepared = prepared.map_err(|error| failure(&error))?;
            bind(&mut prepared, script, source).map_err(here)?;
            let names: Vec<&str> = prepared.column_names().collect();
            let columns = Columns::new(&names, &script.parameters).map_err(here)?;
            let mut rows = prepared.raw_query();
            while let Some(row) = rows.next().map_err(|error| failure(&error))? {
                let (document, bytes) = columns.document(row).map_err(here)?;
                returned.push(document, bytes, &shared.limits).map_err(here)?;
            }
        }
        Ok(returned.documents)
    }

    /// Begins a transaction, unless one has begun.
    fn begin(&self) -> rusqlite::Result<()> {
        match self.connection.is_autocommit() {
            true => self.guard.trusting(|| self.connection.execute_batch("BEGIN")),
            false => Ok(()),
        }
    }

    /// Ends the transaction.
    ///
    /// # Errors
    /// A constraint that is deferred does not hold.
    pub(super) fn commit(&mut self, limits: &Limits) -> Result<(), String> {
        if self.connection.is_autocommit() {
            return Ok(());
        }
        self.guard.begin();
        let ended = self.guard.trusting(|| self.connection.execute_batch("COMMIT"));
        ended.map_err(|error| explain(&error, &self.guard, limits).0)
    }
}

/// Opens a database whose every statement asks the guard.
fn guarded(guard: &Arc<Guard>, limits: &Limits) -> rusqlite::Result<Connection> {
    // Without `SQLITE_OPEN_URI` no name is a path.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_in_memory_with_flags(flags)?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    let pages = (limits.memory / PAGE).max(1);
    // What is sorted or temporary stays in memory, too, and no database is larger than the limit. What statements need
    // besides has a limit for all databases of the process, since SQLite has none for each.
    connection.execute_batch(&format!(
        "PRAGMA temp_store = MEMORY; PRAGMA page_size = {PAGE}; PRAGMA max_page_count = {pages}; \
         PRAGMA temp.max_page_count = {pages}; PRAGMA hard_heap_limit = {};",
        limits.memory.saturating_mul(HEAP)
    ))?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, i32::try_from(limits.memory / 4).unwrap_or(i32::MAX))?;
    let clock = guard.clone();
    guard.begin();
    connection.progress_handler(STEPS, Some(move || clock.is_over()))?;
    let judge = guard.clone();
    connection.authorizer(Some(move |context: AuthContext<'_>| judge.judge(&context)))?;
    Ok(connection)
}

/// How many times the memory of a derivation all databases of the process may use.
const HEAP: usize = 4;

/// Binds the parameters of a statement.
fn bind(prepared: &mut CachedStatement<'_>, script: &Script, source: &Value) -> Result<(), String> {
    for index in 1..=prepared.parameter_count() {
        let name = prepared.parameter_name(index).unwrap_or("?");
        let pointer = script.parameters.pointer(name)?;
        let value = bound(pointer.get(source), &pointer)?;
        prepared.raw_bind_parameter(index, value).map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// What statements have returned.
#[derive(Default)]
struct Returned {
    documents: Vec<Value>,
    bytes: usize,
}

impl Returned {
    fn push(&mut self, document: Value, bytes: usize, limits: &Limits) -> Result<(), String> {
        self.bytes += bytes;
        if self.documents.len() >= MAX_ROWS {
            return Err(format!("it returns more than {MAX_ROWS} rows of one document"));
        }
        if self.bytes > limits.memory / 4 {
            return Err(format!("it returns more than {} MiB of one document", limits.memory / (4 << 20)));
        }
        self.documents.push(document);
        Ok(())
    }
}
