//! Two bindings are of one resource of one endpoint (`language.md` M1). Tables are those of `duplicate-table`.

use super::duplicate_table::{Place, place};
use super::{Rule, RuleContext};
use crate::catalog::{Binding, TaskId};
use crate::connector::{self, ResourcePath};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;
use crate::spec::TaskKind;
use std::collections::BTreeMap;

pub(super) static RULE: Rule =
    Rule { code: Code::error("duplicate-resource", page!("duplicate-resource")), check };

/// A resource: where it is, and its path there. Two captures may well read one resource, one capture may not.
type Resource<'c> = (Option<TaskId>, Place<'c>, ResourcePath);

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    let mut bound: BTreeMap<Resource<'_>, (&Binding, Span)> = BTreeMap::new();
    for (id, task) in (0..).map(TaskId::new).zip(&cx.catalog.tasks) {
        for binding in task.bindings.iter().filter(|binding| !binding.disabled) {
            let is_capture = task.kind == TaskKind::Capture;
            let is_table = !is_capture && connector::resource_name(&binding.resource).is_some();
            let path = connector::resource_path(&binding.resource).filter(|_| !is_table);
            let (Some(place), Some(path)) = (place(task, binding), path) else { continue };
            match bound.entry((is_capture.then_some(id), place, path.value)) {
                std::collections::btree_map::Entry::Vacant(entry) => drop(entry.insert((binding, path.span))),
                std::collections::btree_map::Entry::Occupied(entry) => {
                    let verb = if is_capture { "read" } else { "fill" };
                    diagnostics.push(duplicate(cx, verb, *entry.get(), (binding, path.span)));
                }
            }
        }
    }
}

fn duplicate(
    cx: &RuleContext<'_>,
    verb: &str,
    first: (&Binding, Span),
    second: (&Binding, Span),
) -> Diagnostic {
    let (first, second) = if first.1 <= second.1 { (first, second) } else { (second, first) };
    let of = |binding: &Binding| match binding.collection {
        Ok(id) => format!(", of `{}`", cx.catalog.collection(id).name.value),
        Err(_) => String::new(),
    };
    Diagnostic::new(&RULE.code, second.1, format!("two bindings {verb} one resource of one endpoint"))
        .label(format!("again here{}", of(second.0)))
        .secondary(first.1, format!("first here{}", of(first.0)))
        .help("keep one of them, or give one another resource")
}
