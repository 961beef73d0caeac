//! What statements may do, and for how long.
#![expect(clippy::disallowed_methods, reason = "this module takes the time of calls")]

use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Pragmas that only tell something, and two that say how constraints are checked and triggers run.
const PRAGMAS: &[&str] = &[
    "defer_foreign_keys",
    "foreign_key_check",
    "foreign_key_list",
    "index_info",
    "index_list",
    "index_xinfo",
    "recursive_triggers",
    "table_info",
    "table_list",
    "table_xinfo",
];

/// Pragmas that are harmless where they are given no value; full-text search asks for some of them.
const QUESTIONS: &[&str] = &["data_version", "encoding", "foreign_keys", "page_size", "user_version"];

/// Functions that reach beyond the database.
const FUNCTIONS: &[&str] = &["fts3_tokenizer", "load_extension"];

/// What SQLite asks before it prepares a statement, and while it runs one.
pub(super) struct Guard {
    begin: Instant,
    limit: Duration,
    /// When the call has to end, in microseconds from the beginning on.
    end: AtomicU64,
    /// Whether the statement is one of the host.
    is_own: AtomicBool,
    /// What was refused last, and why.
    refused: Mutex<Option<String>>,
}

impl Guard {
    pub(super) fn new(limit: Duration) -> Guard {
        let (end, is_own) = (AtomicU64::new(0), AtomicBool::new(false));
        Guard { begin: Instant::now(), limit, end, is_own, refused: Mutex::default() }
    }

    /// A call begins.
    pub(super) fn begin(&self) {
        let end = self.begin.elapsed() + self.limit;
        self.end.store(micros(end), Ordering::Relaxed);
    }

    /// Whether the time of the call is over.
    pub(super) fn is_over(&self) -> bool {
        micros(self.begin.elapsed()) > self.end.load(Ordering::Relaxed)
    }

    /// Runs something that may do what statements of a person may not.
    pub(super) fn trusting<T>(&self, run: impl FnOnce() -> T) -> T {
        self.is_own.store(true, Ordering::Relaxed);
        let result = run();
        self.is_own.store(false, Ordering::Relaxed);
        result
    }

    /// What was refused, and why.
    pub(super) fn take_refused(&self) -> Option<String> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Whether a statement may do something.
    pub(super) fn judge(&self, context: &AuthContext<'_>) -> Authorization {
        if self.is_own.load(Ordering::Relaxed) {
            return Authorization::Allow;
        }
        let Some(refused) = refused(&context.action) else { return Authorization::Allow };
        *self.refused.lock().unwrap_or_else(PoisonError::into_inner) = Some(refused);
        Authorization::Deny
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

/// Why something is refused, if it is: what leaves the database or its transaction, and what is not known here.
fn refused(action: &AuthAction<'_>) -> Option<String> {
    let is_in = |name: &str, names: &[&str]| names.iter().any(|known| name.eq_ignore_ascii_case(known));
    match action {
        AuthAction::Transaction { .. } => Some(
            "`BEGIN`, `COMMIT` and `ROLLBACK` are refused: a lambda runs within a transaction".to_owned(),
        ),
        AuthAction::Attach { .. } | AuthAction::Detach { .. } => {
            Some("`ATTACH` and `DETACH` are refused: a lambda has one database".to_owned())
        }
        AuthAction::Pragma { pragma_name, pragma_value } => {
            let asks = pragma_value.is_none() && is_in(pragma_name, QUESTIONS);
            (!asks && !is_in(pragma_name, PRAGMAS)).then(|| format!("`PRAGMA {pragma_name}` is refused"))
        }
        AuthAction::Function { function_name } => {
            is_in(function_name, FUNCTIONS).then(|| format!("the function `{function_name}` is refused"))
        }
        AuthAction::CreateIndex { .. }
        | AuthAction::CreateTable { .. }
        | AuthAction::CreateTempIndex { .. }
        | AuthAction::CreateTempTable { .. }
        | AuthAction::CreateTempTrigger { .. }
        | AuthAction::CreateTempView { .. }
        | AuthAction::CreateTrigger { .. }
        | AuthAction::CreateView { .. }
        | AuthAction::CreateVtable { .. }
        | AuthAction::DropIndex { .. }
        | AuthAction::DropTable { .. }
        | AuthAction::DropTempIndex { .. }
        | AuthAction::DropTempTable { .. }
        | AuthAction::DropTempTrigger { .. }
        | AuthAction::DropTempView { .. }
        | AuthAction::DropTrigger { .. }
        | AuthAction::DropView { .. }
        | AuthAction::DropVtable { .. }
        | AuthAction::AlterTable { .. }
        | AuthAction::Reindex { .. }
        | AuthAction::Analyze { .. }
        | AuthAction::Insert { .. }
        | AuthAction::Update { .. }
        | AuthAction::Delete { .. }
        | AuthAction::Read { .. }
        | AuthAction::Select
        | AuthAction::Recursive
        | AuthAction::Savepoint { .. } => None,
        AuthAction::Unknown { .. } | _ => Some("the statement is refused".to_owned()),
    }
}
