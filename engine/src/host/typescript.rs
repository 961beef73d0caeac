//! TypeScript without packages, run in this process: types are stripped, and an engine without any input or output runs
//! the rest.

use super::{Host, HostInfo};
use crate::Target;
use crate::script::ScriptHost;

/// The host.
pub(super) static HOST: HostInfo = HostInfo {
    name: "typescript",
    runs: |target, _shared| matches!(target, Target::TypeScript { .. }),
    start: |shared| Ok(Box::new(ScriptHost::new(shared)) as Box<dyn Host>),
};
