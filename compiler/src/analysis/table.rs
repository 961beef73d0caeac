//! Tables: which collection becomes which table, in which dialect of SQL, with which columns.

use super::CollectionAnalysis;
use super::fields::select;
use crate::catalog::{BoundEndpoint, Catalog, CollectionId, TaskId};
use crate::connector::{self, DEFAULT_DIALECTS};
use crate::diagnostic::Diagnostics;
use crate::source::Span;
use crate::spec::{FieldsSpec, TaskKind};
use std::sync::Arc;

/// A binding of a task: which task, and the place in its list.
pub type BindingRef = (TaskId, usize);

/// A table of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The dialect of SQL.
    pub dialect: &'static str,
    /// Its name.
    pub name: Arc<str>,
    /// The collection whose documents it holds.
    pub collection: CollectionId,
    /// The materialization that fills it; none for a collection that nothing materializes.
    pub binding: Option<BindingRef>,
    /// Its columns in order, as indexes of the collection's projections.
    pub columns: Vec<usize>,
    /// Where its name, or the collection that it is named after, is written.
    pub span: Span,
}

/// All tables, sorted by dialect and name, each once.
///
/// A materialization fills a table of its endpoint's dialect, or of each wanted one. A collection that
/// nothing materializes has a table in each wanted dialect, so that its DDL can be had all the same.
pub(super) fn tables(
    catalog: &Catalog,
    collections: &[CollectionAnalysis],
    wanted: Option<&[String]>,
    diagnostics: &mut Diagnostics,
) -> Vec<Table> {
    let wanted_dialects: Option<Vec<&'static str>> = wanted
        .map(|names| names.iter().filter_map(|name| connector::dialect(name)).map(|d| d.name).collect());
    let mut tables = Vec::new();
    let mut bound = vec![false; catalog.collections.len()];
    for (id, task) in (0..).map(TaskId::new).zip(&catalog.tasks) {
        if task.kind != TaskKind::Materialization {
            continue;
        }
        for (at, binding) in task.bindings.iter().enumerate() {
            let Ok(collection) = binding.collection else { continue };
            if let Some(bound) = bound.get_mut(collection.index()) {
                *bound = true;
            }
            let Some(analysis) = collections.get(collection.index()) else { continue };
            let columns = select(&analysis.projections, &binding.fields, diagnostics);
            let dialects = wanted_dialects.clone().unwrap_or_else(|| {
                endpoint_dialect(catalog, binding.endpoint.as_ref().ok()).into_iter().collect()
            });
            let named = connector::resource_name(&binding.resource);
            let default = || default_name(catalog, collection);
            let (name, span) =
                named.map_or_else(|| (default(), binding.span.start_point()), |name| (name.value, name.span));
            tables.extend(dialects.into_iter().map(|dialect| Table {
                dialect,
                name: name.clone(),
                collection,
                binding: Some((id, at)),
                columns: columns.clone(),
                span,
            }));
        }
    }
    let dialects = wanted_dialects.unwrap_or_else(|| DEFAULT_DIALECTS.to_vec());
    for id in catalog.collection_ids().filter(|id| bound.get(id.index()) == Some(&false)) {
        let Some(analysis) = collections.get(id.index()) else { continue };
        let columns = select(&analysis.projections, &FieldsSpec::default(), diagnostics);
        tables.extend(dialects.iter().map(|dialect| Table {
            dialect,
            name: default_name(catalog, id),
            collection: id,
            binding: None,
            columns: columns.clone(),
            span: catalog.collection(id).name.span,
        }));
    }
    tables.sort_by(|a, b| {
        (a.dialect, &a.name, a.collection, a.binding).cmp(&(b.dialect, &b.name, b.collection, b.binding))
    });
    // One table of one collection, wanted for several endpoints, is one statement.
    tables.dedup_by(|b, a| {
        (a.dialect, &a.name, a.collection, &a.columns) == (b.dialect, &b.name, b.collection, &b.columns)
    });
    tables
}

fn endpoint_dialect(catalog: &Catalog, endpoint: Option<&BoundEndpoint>) -> Option<&'static str> {
    let kind = match endpoint? {
        BoundEndpoint::Named(id) => {
            let endpoint = catalog.endpoint(*id);
            connector::of_endpoint(&endpoint.kind.value, &endpoint.config)
        }
        BoundEndpoint::Inline { kind, config } => connector::of_endpoint(&kind.value, config),
        BoundEndpoint::Push => None,
    };
    kind.and_then(|connector| connector.dialect)
}

/// The last part of the collection's name, or all of it where another collection has the same last part.
fn default_name(catalog: &Catalog, id: CollectionId) -> Arc<str> {
    let name = &catalog.collection(id).name.value;
    let last = |name: &str| name.rsplit('/').next().unwrap_or_default().to_lowercase();
    let mine = last(name);
    let alike = catalog.collections.iter().filter(|other| last(&other.name.value) == mine).count();
    match alike {
        1 => name.rsplit('/').next().unwrap_or_default().into(),
        _ => name.clone(),
    }
}
