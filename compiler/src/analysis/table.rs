//! Tables: which collection becomes which table, in which dialect, with which columns.

use super::CollectionAnalysis;
use super::chosen::{self, ChosenType};
use super::projection::Projection;
use super::selection::{Reject, Selection, TargetFacts, select};
use crate::Request;
use crate::catalog::{Binding, Catalog, CollectionId, Task, TaskId};
use crate::connector::{self, DEFAULT_DIALECTS, DialectFacts};
use crate::diagnostic::Diagnostics;
use crate::schema::Types;
use crate::source::Span;
use crate::spec::{FieldsSpec, TaskKind};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A binding of a task: which task, and the place in its list.
pub type BindingRef = (TaskId, usize);

/// A table of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The dialect of SQL, or the search engine whose index it is.
    pub dialect: &'static str,
    /// Its name.
    pub name: Arc<str>,
    /// The collection whose documents it holds.
    pub collection: CollectionId,
    /// The bindings that fill it, each in its own endpoint; none for a collection that nothing materializes.
    pub bindings: Vec<BindingRef>,
    /// Its columns in order, as indexes of the collection's projections.
    pub columns: Arc<[usize]>,
    /// The types of columns that its bindings choose themselves, by the index of the projection.
    pub types: Arc<BTreeMap<usize, ChosenType>>,
    /// Whether it has a row for each change, so that several rows may have one key (`language.md` 8.3).
    pub delta: bool,
    /// Why each field of the collection is a column, or none, as its first binding has it.
    pub selection: Arc<Selection>,
    /// Where its name, or the collection that it is named after, is written.
    pub span: Span,
    /// Whether the catalog or the request asks for it, and not only its collection suggests it.
    pub wanted: bool,
}

impl Table {
    /// The first binding that fills it, after which outputs name it.
    pub fn binding(&self) -> Option<BindingRef> {
        self.bindings.first().copied()
    }

    /// What tables are sorted by.
    fn place(&self) -> (&'static str, &str, CollectionId) {
        (self.dialect, &self.name, self.collection)
    }

    /// All that its statement depends on.
    fn content(&self) -> impl Ord {
        (self.place(), &*self.columns, &*self.types, self.delta)
    }
}

/// A table that its dialect cannot hold, and why.
#[derive(Debug, Clone)]
pub struct RefusedTable {
    /// The table.
    pub table: Table,
    /// The reasons; at least one.
    pub faults: Vec<TableFault>,
}

/// Why a dialect cannot hold a table. Columns are indexes of the collection's projections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableFault {
    /// Two columns are one name.
    Ambiguous(usize, usize),
    /// A column is inside of what another one is, which holds no others.
    Inside(usize, usize),
    /// The table's name is too long.
    LongName,
    /// A column's name is too long.
    LongColumn(usize),
    /// No table may have this name.
    RefusedName,
    /// No column may have this name.
    RefusedColumn(usize),
    /// There are more columns than a table may have.
    TooManyColumns(usize),
    /// There are more columns of text than fit into a row.
    TooManyTexts(usize),
    /// The primary key has more columns than one may have.
    LongKey(usize),
}

/// The tables of a catalog.
#[derive(Debug, Default)]
pub(super) struct Tables {
    /// Those that are sound, sorted by dialect and name, each once.
    pub(super) tables: Vec<Table>,
    /// Those that their dialect cannot hold.
    pub(super) refused: Vec<RefusedTable>,
    /// What became of the fields of each binding of a materialization.
    pub(super) selections: BTreeMap<BindingRef, Arc<Selection>>,
}

/// Finds the tables of a catalog.
///
/// A materialization fills a table of its endpoint's dialect, or of each wanted one. A collection that
/// nothing materializes has a table in each wanted dialect, so that its DDL can be had all the same.
pub(super) fn tables(
    catalog: &Catalog,
    collections: &[CollectionAnalysis],
    request: &Request,
    diagnostics: &mut Diagnostics,
) -> Tables {
    let wanted: Option<Vec<&'static str>> = request
        .dialects
        .as_ref()
        .map(|names| names.iter().filter_map(|name| connector::dialect(name)).map(|d| d.name).collect());
    let mut finder = Finder {
        catalog,
        collections,
        wanted,
        names: DefaultNames::new(catalog, request.alone),
        bound: vec![false; catalog.collections.len()],
        found: Tables::default(),
    };
    if !request.alone {
        finder.bound(diagnostics);
    }
    finder.unbound(diagnostics);
    let Finder { mut found, .. } = finder;
    found.tables.sort_by(|a, b| (a.content(), &a.bindings).cmp(&(b.content(), &b.bindings)));
    // One table of one collection, wanted for several endpoints, is one statement.
    found.tables.dedup_by(|b, a| {
        let same = a.content() == b.content();
        if same {
            a.bindings.append(&mut b.bindings);
        }
        same
    });
    // Tables of one name and collection that differ are in the order of their bindings.
    found.tables.sort_by(|a, b| (a.place(), &a.bindings).cmp(&(b.place(), &b.bindings)));
    let faults = |table: &Table| {
        let analysis = collections.get(table.collection.index());
        analysis.map(|analysis| faults(table, &analysis.projections)).unwrap_or_default()
    };
    found.tables.retain(|table| {
        let faults = faults(table);
        let sound = faults.is_empty();
        found.refused.extend((!sound).then(|| RefusedTable { table: table.clone(), faults }));
        sound
    });
    found
}

struct Finder<'a> {
    catalog: &'a Catalog,
    collections: &'a [CollectionAnalysis],
    /// The dialects that are asked for, in place of those of endpoints.
    wanted: Option<Vec<&'static str>>,
    names: DefaultNames,
    /// Whether something materializes each collection.
    bound: Vec<bool>,
    found: Tables,
}

impl Finder<'_> {
    /// The tables that materializations fill.
    fn bound(&mut self, diagnostics: &mut Diagnostics) {
        let tasks = (0..).map(TaskId::new).zip(&self.catalog.tasks);
        for (id, task) in tasks.filter(|(_, task)| task.kind == TaskKind::Materialization) {
            for (at, binding) in task.bindings.iter().enumerate().filter(|(_, binding)| !binding.disabled) {
                self.table((id, at), binding, diagnostics);
            }
        }
    }

    fn table(&mut self, at: BindingRef, binding: &Binding, diagnostics: &mut Diagnostics) {
        let Ok(id) = binding.collection else { return };
        if let Some(bound) = self.bound.get_mut(id.index()) {
            *bound = true;
        }
        let collection = self.catalog.collection(id);
        let Some(analysis) = self.collections.get(id.index()).filter(|_| !collection.external) else {
            return;
        };
        let target = TargetFacts::of(binding, self.catalog, self.wanted.is_some());
        let selection = select(collection, &analysis.projections, &binding.fields, target, diagnostics);
        let selection = Arc::new(selection);
        self.found.selections.insert(at, selection.clone());
        let endpoint = binding.endpoint.as_ref().ok();
        let connector = endpoint.and_then(|endpoint| endpoint.connector(self.catalog));
        let own = connector.and_then(|connector| connector.dialect);
        let dialects = self.wanted.clone().unwrap_or_else(|| own.into_iter().collect());
        let own = own.and_then(connector::dialect);
        let named = connector::resource_name(&binding.resource);
        let default = || self.names.of(&collection.name.value);
        let (name, span) =
            named.map_or_else(|| (default(), binding.span.start_point()), |name| (name.value, name.span));
        self.found.tables.extend(dialects.into_iter().map(|dialect| Table {
            dialect,
            name: name.clone(),
            collection: id,
            bindings: vec![at],
            columns: selection.columns.clone(),
            types: Arc::new(chosen::types(&binding.fields, &analysis.projections, own, dialect)),
            delta: target.delta,
            selection: selection.clone(),
            span,
            wanted: true,
        }));
    }

    /// The tables of collections that nothing materializes.
    fn unbound(&mut self, diagnostics: &mut Diagnostics) {
        let asked = self.wanted.is_some();
        let dialects = self.wanted.clone().unwrap_or_else(|| DEFAULT_DIALECTS.to_vec());
        let fields = FieldsSpec::default();
        let unbound = self.catalog.collection_ids().filter(|id| self.bound.get(id.index()) == Some(&false));
        for id in unbound {
            let collection = self.catalog.collection(id);
            let analysis = self.collections.get(id.index()).filter(|_| !collection.external);
            let Some(analysis) = analysis else { continue };
            let selection =
                select(collection, &analysis.projections, &fields, TargetFacts::TABLE, diagnostics);
            let selection = Arc::new(selection);
            self.found.tables.extend(dialects.iter().map(|dialect| Table {
                dialect,
                name: self.names.of(&collection.name.value),
                collection: id,
                bindings: Vec::new(),
                columns: selection.columns.clone(),
                types: Arc::default(),
                delta: false,
                selection: selection.clone(),
                span: collection.name.span,
                wanted: asked,
            }));
        }
    }
}

/// The names of tables that nothing names: the last part of the collection's name, or all of it where
/// another collection has the same last part.
struct DefaultNames(BTreeMap<String, usize>);

impl RefusedTable {
    /// Why a field that is selected is no column all the same.
    pub fn reject(&self, projection: usize) -> Option<Reject> {
        let is_second = |fault: &TableFault| match fault {
            TableFault::Ambiguous(_, second) | TableFault::Inside(_, second) => *second == projection,
            TableFault::LongName
            | TableFault::LongColumn(_)
            | TableFault::RefusedName
            | TableFault::RefusedColumn(_)
            | TableFault::TooManyColumns(_)
            | TableFault::TooManyTexts(_)
            | TableFault::LongKey(_) => false,
        };
        self.faults.iter().any(is_second).then_some(Reject::DuplicateFold)
    }

    /// The faults to report: of a table that nobody asked for, the first says enough.
    pub(crate) fn reported(&self) -> &[TableFault] {
        match self.table.wanted {
            true => &self.faults,
            false => self.faults.get(..1).unwrap_or_default(),
        }
    }
}

impl DefaultNames {
    fn new(catalog: &Catalog, alone: bool) -> DefaultNames {
        let mut counts = BTreeMap::new();
        let wanted = |task: &&Task| !alone && task.kind == TaskKind::Materialization;
        let tasks = catalog.tasks.iter().filter(wanted);
        let bindings = tasks.flat_map(|task| &task.bindings).filter(|binding| !binding.disabled);
        for table in bindings.filter_map(|binding| connector::resource_name(&binding.resource)) {
            // A table of that name exists already, so that only whole names are left.
            counts.insert(table.value.to_lowercase(), 1);
        }
        for collection in &catalog.collections {
            *counts.entry(last_part(&collection.name.value).to_lowercase()).or_insert(0) += 1;
        }
        DefaultNames(counts)
    }

    fn of(&self, name: &Arc<str>) -> Arc<str> {
        let last = last_part(name);
        match self.0.get(&last.to_lowercase()) {
            Some(1) => last.into(),
            Some(_) | None => name.clone(),
        }
    }
}

fn last_part(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or_default()
}

/// What the dialect of a table cannot hold of it (`language.md` D7, M14, M17).
fn faults(table: &Table, projections: &[Projection]) -> Vec<TableFault> {
    let Some(dialect) = connector::dialect(table.dialect) else { return Vec::new() };
    let mut faults = Vec::new();
    if !dialect.fits_table(&table.name) {
        faults.push(TableFault::LongName);
    }
    if !dialect.allows_table(&table.name) {
        faults.push(TableFault::RefusedName);
    }
    if let Some(most) = dialect.max_columns.filter(|most| table.columns.len() > *most) {
        faults.push(TableFault::TooManyColumns(most));
    }
    if let Some(most) = dialect.max_texts.filter(|most| table.columns.len() > *most) {
        let columns = table.columns.iter().filter_map(|at| projections.get(*at));
        if columns.filter(|column| is_text(column)).count() > most {
            faults.push(TableFault::TooManyTexts(most));
        }
    }
    let key =
        table.columns.iter().filter(|at| projections.get(**at).is_some_and(|column| column.key.is_some()));
    let most = dialect.max_key.filter(|_| !table.delta);
    if let Some(most) = most.filter(|most| key.count() > *most) {
        faults.push(TableFault::LongKey(most));
    }
    let mut seen: BTreeMap<Cow<'_, str>, usize> = BTreeMap::new();
    // The names of fields differ: two are one only where one of them is folded.
    let fields = table.columns.iter().filter_map(|at| projections.get(*at)).map(|column| &*column.field);
    let folds = fields.into_iter().any(|field| matches!(dialect.fold_column(field), Cow::Owned(_)));
    for (at, column) in table.columns.iter().filter_map(|at| Some((*at, projections.get(*at)?))) {
        if !dialect.fits_column(&column.field) {
            faults.push(TableFault::LongColumn(at));
        }
        if !dialect.allows_column(&column.field) {
            faults.push(TableFault::RefusedColumn(at));
        }
        if folds {
            let first = *seen.entry(dialect.fold_column(&column.field)).or_insert(at);
            faults.extend((first != at).then_some(TableFault::Ambiguous(first, at)));
        }
    }
    faults.extend(inside(dialect, table, projections));
    faults
}

/// Columns whose names say that they are inside of another column.
fn inside(dialect: &DialectFacts, table: &Table, projections: &[Projection]) -> Vec<TableFault> {
    if dialect.divider.is_none() {
        return Vec::new();
    }
    let columns = table.columns.iter().filter_map(|at| Some((&*projections.get(*at)?.field, *at)));
    let columns: BTreeMap<&str, usize> = columns.collect();
    // A name of very many parts is refused for that, and would take long.
    let sound = columns.iter().filter(|(name, _)| dialect.allows_column(name));
    let outer = |name: &str| dialect.around(name).find_map(|outer| columns.get(outer).copied());
    sound.filter_map(|(name, at)| Some(TableFault::Inside(outer(name)?, *at))).collect()
}

/// Whether a column is text or JSON in each dialect whose rows have less room for those.
fn is_text(column: &Projection) -> bool {
    let types = column.shape.types.without(Types::NULL);
    let format = column.shape.string.format.as_ref().map_or("", |format| &*format.value);
    let has_type =
        matches!(format, "date" | "date-time" | "time" | "integer" | "number" | "uuid" | "ipv4" | "ipv6");
    column.key.is_none() && types.overlaps(Types::STRING | Types::ARRAY | Types::OBJECT) && !has_type
}
