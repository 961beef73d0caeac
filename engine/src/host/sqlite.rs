//! Statements of SQL, run in this process by SQLite on a database in memory, without files and extensions.

use super::{Host, HostInfo};
use crate::Target;
use crate::sql::SqlHost;

/// The host.
pub(super) static HOST: HostInfo = HostInfo {
    name: "sqlite",
    runs: |target, _shared| matches!(target, Target::Sqlite { .. }),
    start: |shared| Ok(Box::new(SqlHost::new(shared)) as Box<dyn Host>),
};
