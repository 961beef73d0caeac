//! Two bindings fill one table of one endpoint (`language.md` M1).

use super::{Rule, RuleContext};
use crate::catalog::{Binding, BoundEndpoint, EndpointId, Task};
use crate::connector::{self, ResourcePath};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Spanned;
use crate::spec::TaskKind;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

pub(super) static RULE: Rule = Rule { code: Code::error("duplicate-table", page!("duplicate-table")), check };

/// What an endpoint is told apart by: its name, or the task that describes it in place.
#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Place<'c> {
    Named(EndpointId),
    Inline(&'c str),
}

/// A table of a place, by what is around it and its name as the place compares names, and the first binding that
/// fills it.
type Filled<'c> = HashMap<(Place<'c>, ResourcePath, String), (&'c Binding, Spanned<Arc<str>>)>;

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    let mut filled = Filled::new();
    let tasks = cx.catalog.tasks.iter().filter(|task| task.kind == TaskKind::Materialization);
    let bindings = tasks.flat_map(|task| task.bindings.iter().map(move |binding| (task, binding)));
    for (task, binding) in bindings.filter(|(_, binding)| !binding.disabled) {
        let (Some(place), Some(table)) = (place(task, binding), connector::resource_name(&binding.resource))
        else {
            continue;
        };
        let connector = binding.endpoint.as_ref().ok().and_then(|endpoint| endpoint.connector(cx.catalog));
        let dialect = connector.and_then(|connector| connector.dialect).and_then(connector::dialect);
        let folded = dialect
            .map_or(Cow::Borrowed(&*table.value), |dialect| dialect.fold_table(&table.value))
            .into_owned();
        let path = connector::resource_path(&binding.resource).map(|path| path.value).unwrap_or_default();
        let key = (
            place,
            path.into_iter().filter(|(key, _)| !connector::TABLE_KEYS.contains(key)).collect(),
            folded,
        );
        match filled.get(&key) {
            Some((first, name)) => {
                diagnostics.push(duplicate(cx, (first, name), (binding, &table)));
            }
            None => {
                filled.insert(key, (binding, table));
            }
        }
    }
}

/// Where the resources of a binding are, unless documents are pushed.
pub(super) fn place<'c>(task: &'c Task, binding: &Binding) -> Option<Place<'c>> {
    match binding.endpoint.as_ref().ok()? {
        BoundEndpoint::Named(id) => Some(Place::Named(*id)),
        BoundEndpoint::Inline { .. } => Some(Place::Inline(&task.name)),
        BoundEndpoint::Push => None,
    }
}

fn duplicate(
    cx: &RuleContext<'_>,
    first: (&Binding, &Spanned<Arc<str>>),
    second: (&Binding, &Spanned<Arc<str>>),
) -> Diagnostic {
    let (first, second) = if first.1.span <= second.1.span { (first, second) } else { (second, first) };
    let of = |binding: &Binding| match binding.collection {
        Ok(id) => format!(", from `{}`", cx.catalog.collection(id).name.value),
        Err(_) => String::new(),
    };
    let message = format!("two bindings fill the table `{}` of one endpoint", second.1.value);
    Diagnostic::new(&RULE.code, second.1.span, message)
        .label(format!("again here{}", of(second.0)))
        .secondary(first.1.span, format!("first here{}", of(first.0)))
        .help("give one of them another `table`")
}
