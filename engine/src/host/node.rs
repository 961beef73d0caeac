//! TypeScript that imports packages of npm, run in a process of Node: it is no sandbox, but has an empty environment, a
//! folder of its own, and limits of time and memory.

use super::{Host, HostInfo};
use crate::Target;
use crate::node::NodeRunner;

/// The host.
pub(super) static HOST: HostInfo = HostInfo {
    name: "node",
    runs: |target, shared| match target {
        Target::TypeScript { module, .. } => shared.modules.imports_packages(module),
        Target::Python { .. }
        | Target::Sqlite { .. }
        | Target::Remote { .. }
        | Target::AwsLambda { .. }
        | Target::Elsewhere { .. } => false,
    },
    start: |shared| Ok(Box::new(NodeRunner::host(shared)?) as Box<dyn Host>),
};
