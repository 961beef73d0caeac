//! Python, run in a process of the interpreter: it is no sandbox, but has an empty environment, a folder of its own,
//! and limits of time and memory.

use super::{Host, HostInfo};
use crate::Target;
use crate::python::Python;

/// The host.
pub(super) static HOST: HostInfo = HostInfo {
    name: "python",
    runs: |target, _shared| matches!(target, Target::Python { .. }),
    start: |shared| Ok(Box::new(Python::host(shared)?) as Box<dyn Host>),
};
