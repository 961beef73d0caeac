//! Python, run in a process of the interpreter: it is no sandbox, but has an empty environment, a folder of its own,
//! and limits of time and memory.

use super::{Host, HostInfo};
use crate::Target;
use crate::python::PythonHost;

/// The host.
pub(super) static HOST: HostInfo = HostInfo {
    name: "python",
    runs: |target| matches!(target, Target::Python { .. }),
    start: |program, texts, limits| Ok(Box::new(PythonHost::start(program, texts, limits)?) as Box<dyn Host>),
};
