//! An endpoint is used by nothing (`language.md` section 5.9).

use super::{Rule, RuleContext};
use crate::catalog::{BoundEndpoint, EndpointId, ids_of};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule { code: Code::info("unused-endpoint", page!("unused-endpoint")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    // What is missing may be what uses it.
    if !cx.catalog.whole {
        return;
    }
    let bindings = cx.catalog.tasks.iter().flat_map(|task| &task.bindings);
    let used: BTreeSet<EndpointId> = bindings
        .filter_map(|binding| match binding.endpoint {
            Ok(BoundEndpoint::Named(id)) => Some(id),
            Ok(BoundEndpoint::Inline { .. } | BoundEndpoint::Push) | Err(_) => None,
        })
        .collect();
    let stores = cx.catalog.collections.iter().flat_map(|collection| &collection.settings);
    let stores = stores.filter(|setting| &*setting.key.value == "store");
    let stores: BTreeSet<&str> =
        stores.filter_map(|store| Some(&**store.value.get("name")?.value.as_str()?)).collect();
    for id in ids_of(&cx.catalog.endpoints, EndpointId::new) {
        let endpoint = cx.catalog.endpoint(id);
        let name = &endpoint.name;
        if endpoint.by_command || used.contains(&id) || stores.contains(&*name.value) {
            continue;
        }
        let diagnostic =
            Diagnostic::new(&RULE.code, name.span, format!("nothing uses the endpoint `{}`", name.value))
                .help("bind a collection to it in a capture or a materialization, or leave it out");
        diagnostics.push(diagnostic);
    }
}
