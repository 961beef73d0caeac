//! A lambda does not fit the types of the catalog. `flowctl check --types` finds it, by the tools of its language.

use super::Rule;
use crate::diagnostic::Code;
use crate::diagnostic::codes::page;

pub(crate) static RULE: Rule =
    Rule { code: Code::error("type-error", page!("type-error")), check: |_, _| {} };
