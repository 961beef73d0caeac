//! A table of SQL has a row a key, and a document may lack a part of the key (`language.md` D4, M11).

use super::{Rule, RuleContext};
use crate::analysis::{Exists, Table, locate};
use crate::catalog::CollectionId;
use crate::connector;
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::schema::Types;
use crate::source::{Span, Spanned};
use runtime_lite::Pointer;
use std::collections::BTreeMap;

pub(super) static RULE: Rule =
    Rule { code: Code::error("nullable-primary-key", page!("nullable-primary-key")), check };

/// A part of a key that a document may lack.
pub(super) struct Gap<'a> {
    /// The part.
    pub(super) part: &'a Spanned<Pointer>,
    /// What it may be instead.
    pub(super) why: &'static str,
    types_at: Option<Span>,
}

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    let tables = KeyedTables::new(cx);
    for id in cx.catalog.collection_ids().filter(|id| tables.0.contains_key(id)) {
        for gap in gaps(cx, id) {
            let Some(table) = tables.with(cx, id, &gap.part.value) else { continue };
            let message = format!("the primary key of the table `{}` may be null", table.name);
            let diagnostic = Diagnostic::new(&RULE.code, gap.part.span, message)
                .label(format!("documents may have {} here", gap.what()))
                .secondary(table.span, "the table has a row a key")
                .note("the database would refuse the row of a document without it");
            diagnostics.push(gap.explain(diagnostic));
        }
    }
}

/// The parts of a collection's key that a document may lack, and that no default stands in for.
pub(super) fn gaps<'a>(cx: &RuleContext<'a>, id: CollectionId) -> Vec<Gap<'a>> {
    let analysis = cx.analysis.collection(id);
    let Ok(shape) = &analysis.shape else { return Vec::new() };
    let gap = |part: &'a Spanned<Pointer>| {
        let at = locate(shape, &part.value);
        let is_certain = at.exists == Exists::Must && !at.shape.types.overlaps(Types::NULL);
        // The default null says no more than that there is no value.
        let default = at.shape.annotations.default.as_ref();
        if at.broken || is_certain || default.is_some_and(|default| !default.value.is_null()) {
            return None;
        }
        let why = if at.exists == Exists::Must { "null" } else { "absent" };
        Some(Gap { part, why, types_at: at.shape.types_at })
    };
    analysis.key.iter().filter_map(gap).collect()
}

/// The tables with a row a key that materializations fill, by their collection.
pub(super) struct KeyedTables<'a>(BTreeMap<CollectionId, Vec<&'a Table>>);

impl<'a> KeyedTables<'a> {
    pub(super) fn new(cx: &RuleContext<'a>) -> KeyedTables<'a> {
        let refused = cx.analysis.refused.iter().map(|refused| &refused.table);
        let mut by_collection: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for table in cx.analysis.tables.iter().chain(refused) {
            let bindings = table.bindings.iter();
            let mut bindings = bindings.filter_map(|(task, at)| cx.catalog.task(*task).bindings.get(*at));
            if bindings.any(|binding| !connector::is_delta(&binding.resource)) {
                by_collection.entry(table.collection).or_default().push(table);
            }
        }
        KeyedTables(by_collection)
    }

    /// The first table of a collection that has a column for a part of the key.
    pub(super) fn with(&self, cx: &RuleContext<'_>, id: CollectionId, part: &Pointer) -> Option<&'a Table> {
        let projections = &cx.analysis.collection(id).projections;
        let is_part = |at: &usize| projections.get(*at).is_some_and(|column| column.pointer == *part);
        self.0.get(&id)?.iter().copied().find(|table| table.columns.iter().any(is_part))
    }
}

impl Gap<'_> {
    fn what(&self) -> &'static str {
        if self.why == "null" { "null" } else { "no value" }
    }

    /// Adds where the location is described, and what to do.
    pub(super) fn explain(&self, diagnostic: Diagnostic) -> Diagnostic {
        let diagnostic = diagnostic.help(match self.why {
            "null" => "leave `null` out of its `type`, or give it a `default`",
            _ => "list it under `required`, and each object above it, or give it a `default`",
        });
        match self.types_at {
            Some(span) => diagnostic.secondary(span, "this is the location"),
            None => diagnostic,
        }
    }
}
