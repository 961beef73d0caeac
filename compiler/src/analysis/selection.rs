//! Which fields of a collection become columns of a binding, in which order, and why the others do not
//! (`language.md` D4, which decides, and section 8.1).

use super::fields::named;
use super::projection::Projection;
use super::shape::Shape;
use crate::catalog::{Binding, Collection};
use crate::connector::{self, Constrain, Constraint, DocumentField, FieldFacts, Forbidden};
use crate::diagnostic::Diagnostics;
use crate::schema::Types;
use crate::source::Spanned;
use crate::spec::{FieldsSpec, Recommended};
use runtime_lite::{Pointer, Token};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Why a field is selected, from the weakest reason to the strongest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Select {
    /// Fields of its kind and depth are.
    DesiredDepth,
    /// The target cannot reduce documents without it.
    ConnectorRequiresLocation,
    /// The user projects it, or keys documents by it.
    UserDefined,
    /// The collection is partitioned by it.
    PartitionKey,
    /// The selection requires it.
    UserRequires,
    /// Rows are told apart by it: it is of the key, or of `groupBy`.
    GroupByKey,
}

/// Why a field is not selected, from the weakest reason to the strongest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reject {
    /// Nothing selects it.
    NotSelected(Unnamed),
    /// The column of the array around it holds it.
    CoveredLocation,
    /// The user excludes what is around it.
    ExcludedParent,
    /// Another field is of its location.
    DuplicateLocation,
    /// Another column has the same name for the target.
    DuplicateFold,
    /// The target cannot hold it.
    ConnectorForbids(Forbidden),
    /// The user excludes it.
    UserExcludes,
}

/// Why nothing selects a field that the user does not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unnamed {
    /// It holds objects.
    Object,
    /// It holds null at most.
    NoValue,
    /// It is metadata.
    Meta,
    /// It is deeper than what is selected.
    Deep,
    /// The columns carry the reduction without the whole document.
    Document,
    /// Only named fields are selected.
    Off,
}

/// What became of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// The strongest reason for it.
    pub select: Option<Select>,
    /// The strongest reason against it.
    pub reject: Option<Reject>,
    /// Whether it is a column.
    pub selected: bool,
}

/// What became of the fields of a collection in a binding.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// Of each projection, in their order.
    pub outcomes: Vec<Outcome>,
    /// The columns in order, as indexes of projections: keys, user projections in written order, inferred fields
    /// by name, and the document.
    pub columns: Arc<[usize]>,
}

impl Select {
    /// Whether the reason gives way to one against the field.
    fn is_weak(self) -> bool {
        match self {
            Select::DesiredDepth | Select::UserDefined | Select::PartitionKey => true,
            Select::ConnectorRequiresLocation | Select::UserRequires | Select::GroupByKey => false,
        }
    }

    /// The reason as a clause.
    pub fn reason(self) -> &'static str {
        match self {
            Select::DesiredDepth => "fields of its kind and depth are selected",
            Select::ConnectorRequiresLocation => "documents cannot be reduced without it",
            Select::UserDefined => "the collection projects it",
            Select::PartitionKey => "the collection is partitioned by it",
            Select::UserRequires => "`fields` requires it",
            Select::GroupByKey => "rows are told apart by it",
        }
    }
}

impl Reject {
    /// The reason as a clause.
    pub fn reason(self) -> &'static str {
        match self {
            Reject::NotSelected(Unnamed::Object) => "objects are columns only where they are named",
            Reject::NotSelected(Unnamed::Meta) => "metadata are columns only where they are named",
            Reject::NotSelected(Unnamed::Deep) => "it is deeper than the fields that are selected",
            Reject::NotSelected(Unnamed::Document) => "the columns carry the reduction without it",
            Reject::NotSelected(Unnamed::Off) => "only fields that are named are selected",
            Reject::CoveredLocation => "the column of the array around it holds it",
            Reject::ExcludedParent => "`fields` excludes what is around it",
            Reject::DuplicateLocation => "its location is projected under another name",
            Reject::DuplicateFold => "the table cannot tell its name from that of another column",
            Reject::NotSelected(Unnamed::NoValue) | Reject::ConnectorForbids(Forbidden::NoValue) => {
                "no value but null can be there"
            }
            Reject::ConnectorForbids(Forbidden::SecondDocument) => {
                "another column holds the whole document already"
            }
            Reject::UserExcludes => "`fields` excludes it",
        }
    }

    /// The word in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Reject::NotSelected(_) => "not-selected",
            Reject::CoveredLocation => "covered-location",
            Reject::ExcludedParent => "excluded-parent",
            Reject::DuplicateLocation => "duplicate-location",
            Reject::DuplicateFold => "duplicate-fold",
            Reject::ConnectorForbids(_) => "connector-forbids",
            Reject::UserExcludes => "user-excludes",
        }
    }
}

impl Outcome {
    /// The reasons that contradict one another, if they do.
    pub fn conflict(&self) -> Option<(Select, Reject)> {
        self.select.zip(self.reject).filter(|(select, _)| !select.is_weak())
    }
}

/// What a target asks of a selection.
#[derive(Debug, Clone, Copy)]
pub(super) struct TargetFacts {
    /// What its connector makes of fields.
    pub(super) constrain: Constrain,
    /// Whether it is only appended to.
    pub(super) delta: bool,
}

impl TargetFacts {
    /// A table of SQL that holds one row a key.
    pub(super) const TABLE: TargetFacts = TargetFacts { constrain: connector::constraint::sql, delta: false };

    /// The target of a binding: what its connector is, unless tables of SQL are asked for, or nothing is known.
    pub(super) fn of(binding: &Binding, catalog: &crate::Catalog, tables: bool) -> TargetFacts {
        let endpoint = binding.endpoint.as_ref().ok();
        let connector = endpoint.and_then(|endpoint| endpoint.connector(catalog)).filter(|_| !tables);
        TargetFacts {
            constrain: connector.map_or(TargetFacts::TABLE.constrain, |connector| connector.constrain),
            delta: connector::is_delta(&binding.resource),
        }
    }
}

/// Selects the columns of a binding, and reports fields that are named and that there are none of.
pub(super) fn select(
    collection: &Collection,
    projections: &[Projection],
    fields: &FieldsSpec,
    target: TargetFacts,
    diagnostics: &mut Diagnostics,
) -> Selection {
    let require = fields.require.iter().map(|field| &field.name);
    for field in require.chain(&fields.exclude).chain(&fields.group_by) {
        let _ = named(field, collection, projections, diagnostics);
    }
    let mut outcomes = Selector::new(projections, fields, target).outcomes();
    cover(projections, &mut outcomes);
    let columns = columns(projections, &outcomes);
    Selection { outcomes, columns }
}

/// The columns in order: key parts, user projections, inferred fields (which are sorted by name), the document.
fn columns(projections: &[Projection], outcomes: &[Outcome]) -> Arc<[usize]> {
    let selected = projections.iter().zip(outcomes).enumerate().filter(|(_, (_, outcome))| outcome.selected);
    let (mut key, mut declared) = (Vec::new(), Vec::new());
    let (mut inferred, mut documents) = (Vec::with_capacity(projections.len()), Vec::new());
    for (at, (projection, _)) in selected {
        match (projection.key, projection.declared) {
            _ if projection.pointer.is_root() => documents.push(at),
            (Some(part), _) => key.push((part, at)),
            (None, Some((_, order))) => declared.push((order, at)),
            (None, None) => inferred.push(at),
        }
    }
    key.sort_unstable();
    declared.sort_unstable();
    let named = key.into_iter().chain(declared).map(|(_, at)| at);
    named.chain(inferred).chain(documents).collect()
}

/// Leaves out inferred fields of items where the array around them is a column.
fn cover(projections: &[Projection], outcomes: &mut [Outcome]) {
    let selected = projections.iter().zip(&*outcomes).filter(|(_, outcome)| outcome.selected);
    let arrays = selected.filter(|(p, _)| p.shape.types.overlaps(Types::ARRAY) && !p.pointer.is_root());
    let arrays: BTreeSet<&[Arc<str>]> = arrays.map(|(p, _)| p.pointer.tokens()).collect();
    if arrays.is_empty() {
        return;
    }
    for (projection, outcome) in projections.iter().zip(outcomes) {
        let inside = || {
            let tokens = projection.pointer.tokens();
            let is_item = |token: &Arc<str>| matches!(Token::of(token), Token::Index(..));
            // The root is no column that holds items.
            let mut items = tokens.iter().enumerate().skip(1).filter(|(_, token)| is_item(token));
            items.any(|(at, _)| tokens.get(..at).is_some_and(|around| arrays.contains(around)))
        };
        if outcome.selected && outcome.select == Some(Select::DesiredDepth) && inside() {
            (outcome.reject, outcome.selected) = (Some(Reject::CoveredLocation), false);
        }
    }
}

/// Among so many locations one is found sooner one by one: their lengths tell most apart.
const FEW: usize = 8;

struct Selector<'s> {
    projections: &'s [Projection],
    recommended: Recommended,
    require: BTreeSet<&'s str>,
    exclude: BTreeSet<&'s str>,
    group_by: BTreeSet<&'s str>,
    /// Locations of fields that the user projects.
    user_locations: Vec<&'s Pointer>,
    /// Locations whose own fields the user excludes.
    excluded: BTreeSet<&'s [Arc<str>]>,
    /// The field that holds the whole document, if one does.
    document: Option<&'s str>,
    reduces: bool,
    target: TargetFacts,
}

impl<'s> Selector<'s> {
    fn new(projections: &'s [Projection], fields: &'s FieldsSpec, target: TargetFacts) -> Selector<'s> {
        let names = |fields: &'s [Spanned<Arc<str>>]| fields.iter().map(|field| &*field.value).collect();
        let exclude: BTreeSet<&str> = names(&fields.exclude);
        let left_out = |projection: &&Projection| exclude.contains(&*projection.field);
        let own = projections.iter().filter(left_out).filter(|p| p.pointer.field() == *p.field);
        let excluded = own.map(|projection| projection.pointer.tokens()).collect();
        let mut documents: Vec<&Projection> = projections.iter().filter(|p| p.pointer.is_root()).collect();
        documents.sort_by_key(|p| (left_out(p), p.declared.map_or(usize::MAX, |(_, order)| order)));
        let declared = projections.iter().filter(|projection| projection.declared.is_some());
        let mut user_locations: Vec<&Pointer> = declared.map(|projection| &projection.pointer).collect();
        user_locations.sort_unstable();
        Selector {
            projections,
            recommended: fields.recommended,
            require: fields.require.iter().map(|field| &*field.name.value).collect(),
            group_by: names(&fields.group_by),
            user_locations,
            excluded,
            document: documents.first().map(|projection| &*projection.field),
            reduces: documents.first().is_some_and(|projection| projection.shape.reduces()),
            exclude,
            target,
        }
    }

    fn outcomes(&self) -> Vec<Outcome> {
        self.projections.iter().map(|projection| self.outcome(projection)).collect()
    }

    fn outcome(&self, projection: &Projection) -> Outcome {
        let constraint = self.constraint(projection);
        let unnamed = self.unnamed(projection);
        let mut reasons = self.user_selects(projection);
        if constraint == Constraint::LocationRequired {
            reasons.add(Select::ConnectorRequiresLocation);
        }
        if unnamed.is_none() || constraint == Constraint::LocationRecommended {
            reasons.add(Select::DesiredDepth);
        }
        let Reasons { strongest, firm } = reasons;
        let reject = self.reject(projection, constraint, strongest);
        match (strongest, reject) {
            (None, reject) => {
                let reject = reject.or(unnamed.map(Reject::NotSelected));
                Outcome { select: None, reject, selected: false }
            }
            (Some(_), Some(_)) => Outcome { select: firm.or(strongest), reject, selected: firm.is_some() },
            (Some(_), None) => Outcome { select: strongest, reject, selected: true },
        }
    }

    /// The reasons that users give, in the collection and in the selection.
    fn user_selects(&self, projection: &Projection) -> Reasons {
        let field = &*projection.field;
        let mut select = Reasons::default();
        let is_key = projection.key.is_some();
        if self.group_by.contains(field) || (is_key && self.group_by.is_empty()) {
            select.add(Select::GroupByKey);
        } else if is_key {
            // Rows are told apart by other fields: then a part of the key may be left out.
            select.add(Select::UserDefined);
        }
        if self.require.contains(field) {
            select.add(Select::UserRequires);
        }
        if projection.partition.is_some() {
            select.add(Select::PartitionKey);
        }
        if projection.declared.is_some() && self.recommended != Recommended::None {
            select.add(Select::UserDefined);
        }
        select
    }

    fn constraint(&self, projection: &Projection) -> Constraint {
        let is_first = self.document == Some(&*projection.field);
        let which = if is_first { DocumentField::First } else { DocumentField::Further };
        (self.target.constrain)(&FieldFacts {
            types: projection.shape.types,
            document: projection.pointer.is_root().then_some(which),
            reduces: self.reduces,
            delta: self.target.delta,
        })
    }

    fn reject(
        &self,
        projection: &Projection,
        constraint: Constraint,
        select: Option<Select>,
    ) -> Option<Reject> {
        if self.exclude.contains(&*projection.field) {
            return Some(Reject::UserExcludes);
        }
        if let (Constraint::Forbidden(why), false) = (constraint, projection.shape.broken) {
            return Some(Reject::ConnectorForbids(why));
        }
        let is_inferred = projection.declared.is_none() && select.is_none_or(|s| s == Select::DesiredDepth);
        if !is_inferred {
            return None;
        }
        let is_projected = match self.user_locations.len() {
            ..=FEW => self.user_locations.contains(&&projection.pointer),
            _ => self.user_locations.binary_search(&&projection.pointer).is_ok(),
        };
        if is_projected {
            return Some(Reject::DuplicateLocation);
        }
        let tokens = projection.pointer.tokens();
        let mut around = (1..tokens.len()).filter_map(|depth| tokens.get(..depth));
        let is_excluded = !self.excluded.is_empty() && around.any(|around| self.excluded.contains(around));
        is_excluded.then_some(Reject::ExcludedParent)
    }

    /// Why an inferred field is not selected by itself; nothing where it is.
    fn unnamed(&self, projection: &Projection) -> Option<Unnamed> {
        let tokens = projection.pointer.tokens();
        let depth = u32::try_from(tokens.len()).unwrap_or(u32::MAX);
        if projection.pointer.is_root() {
            return Some(Unnamed::Document);
        }
        if tokens.first().is_some_and(|token| **token == *"_meta") {
            return Some(Unnamed::Meta);
        }
        let (scalars, others) = match self.recommended {
            Recommended::None => return Some(Unnamed::Off),
            Recommended::Default => (u32::MAX, 1),
            Recommended::Depth(depth) => (depth, depth),
        };
        match kind(&projection.shape) {
            Kind::Object => Some(Unnamed::Object),
            Kind::Empty => Some(Unnamed::NoValue),
            Kind::Scalar => (depth > scalars).then_some(Unnamed::Deep),
            Kind::Several => (depth > others).then_some(Unnamed::Deep),
        }
    }
}

/// The reasons for a field, as far as they count.
#[derive(Default)]
struct Reasons {
    strongest: Option<Select>,
    /// The strongest that does not give way: it counts, also beside a stronger one that does.
    firm: Option<Select>,
}

impl Reasons {
    fn add(&mut self, select: Select) {
        self.strongest = self.strongest.max(Some(select));
        self.firm = self.firm.max((!select.is_weak()).then_some(select));
    }
}

enum Kind {
    Scalar,
    /// An array, or values of more than one type.
    Several,
    Object,
    /// Null at most.
    Empty,
}

fn kind(shape: &Shape) -> Kind {
    let types = shape.types.without(Types::NULL);
    let numeric = |format: &Spanned<Arc<str>>| matches!(&*format.value, "integer" | "number");
    let number_as_text = types.is_subset(Types::NUMBER | Types::STRING)
        && types.overlaps(Types::STRING)
        && shape.string.format.as_ref().is_some_and(numeric);
    match types {
        types if types.is_empty() => Kind::Empty,
        Types::OBJECT => Kind::Object,
        Types::STRING | Types::BOOLEAN => Kind::Scalar,
        types if types.is_subset(Types::NUMBER) || number_as_text => Kind::Scalar,
        _ => Kind::Several,
    }
}
