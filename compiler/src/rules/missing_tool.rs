//! The types of lambdas were to be checked, and the tool that does is not there. `flowctl check --types` finds it.

use super::Rule;
use crate::diagnostic::Code;
use crate::diagnostic::codes::page;

pub(crate) static RULE: Rule =
    Rule { code: Code::warning("missing-tool", page!("missing-tool")), check: |_, _| {} };
