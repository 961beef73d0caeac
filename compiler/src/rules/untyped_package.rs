//! A lambda imports a package that is not installed, or has no types. `flowctl check --types` finds it.

use super::Rule;
use crate::diagnostic::Code;
use crate::diagnostic::codes::page;

pub(crate) static RULE: Rule =
    Rule { code: Code::warning("untyped-package", page!("untyped-package")), check: |_, _| {} };
