//! The annotations of a schema by location, where none depends on the document.
//!
//! A location stands for the schemas that apply to it together, in the order in which their annotations count. What
//! schemas say of children depends on names and indices alone, so that locations lead to locations. A location that
//! has no annotation, and no location below that has one, is none.

use super::graph::{Graph, NodeId};
use super::reduction::Reduction;
use crate::linear_expression;
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};

/// More locations than that are not worth a table.
const MAX_LOCATIONS: usize = 4096;
/// Patterns of one location: a table has a row for each of their subsets.
const MAX_PATTERNS: usize = 4;

/// The annotations of a schema by location; the first location is the root.
#[derive(Debug)]
pub(crate) struct Table {
    locations: Vec<Location>,
}

type LocationId = usize;

#[derive(Debug, Default)]
struct Location {
    reduction: Option<Reduction>,
    /// Properties that are named, sorted by name.
    named: Vec<(String, Option<LocationId>)>,
    patterns: Vec<Regex>,
    /// Other properties, by the patterns that match: the bits of the index.
    others: Vec<Option<LocationId>>,
    prefix: Vec<Option<LocationId>>,
    items: Option<LocationId>,
}

/// A location and the table that it is of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Locations<'t> {
    table: &'t Table,
    at: &'t Location,
}

/// The properties of a location, on the way through their names.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Properties<'t> {
    location: Locations<'t>,
    named: &'t [(String, Option<LocationId>)],
}

impl<'t> Properties<'t> {
    /// The property of a name that comes after those that were asked for before.
    pub(super) fn next(&mut self, name: &str) -> Option<Locations<'t>> {
        while let Some(((known, id), rest)) = self.named.split_first() {
            let order = known.as_str().cmp(name);
            if order.is_gt() {
                break;
            }
            self.named = rest;
            if order.is_eq() {
                return self.location.table.location((*id)?);
            }
        }
        self.location.other(name)
    }
}

impl<'t> Locations<'t> {
    pub(super) fn reduction(self) -> Option<&'t Reduction> {
        self.at.reduction.as_ref()
    }

    pub(super) fn properties(self) -> Properties<'t> {
        Properties { location: self, named: &self.at.named }
    }

    pub(super) fn property(self, name: &str) -> Option<Locations<'t>> {
        match self.at.named.binary_search_by(|(known, _)| known.as_str().cmp(name)) {
            Ok(index) => self.table.location(self.at.named.get(index)?.1?),
            Err(_) => self.other(name),
        }
    }

    /// A property that is not named.
    fn other(self, name: &str) -> Option<Locations<'t>> {
        let matching = self.at.patterns.iter().enumerate();
        let matching = matching.filter(|(_, pattern)| pattern.is_match(name)).map(|(bit, _)| 1 << bit);
        self.table.location((*self.at.others.get(matching.sum::<usize>())?)?)
    }

    pub(super) fn item(self, index: usize) -> Option<Locations<'t>> {
        self.table.location(self.at.prefix.get(index).copied().unwrap_or(self.at.items)?)
    }

    pub(super) fn items_are_default(self) -> bool {
        self.at.items.is_none() && self.at.prefix.iter().all(Option::is_none)
    }
}

impl Table {
    /// The root; nothing if the schema has no annotation.
    pub(super) fn root(&self) -> Option<Locations<'_>> {
        self.location(0)
    }

    fn location(&self, id: LocationId) -> Option<Locations<'_>> {
        self.locations.get(id).map(|at| Locations { table: self, at })
    }

    /// The table of a schema; nothing if an annotation depends on the document, or the table would be too large.
    pub(super) fn new(graph: &Graph) -> Option<Table> {
        let annotated = graph.annotated();
        let is_annotated = |id: NodeId| annotated.get(id).copied().unwrap_or_default();
        let any = annotated.contains(&true);
        for id in graph.reached() {
            let schema = graph.schema(id);
            let conditional = schema.conditional.iter().any(|(_, _, id)| is_annotated(*id));
            if conditional || schema.open && any {
                return None;
            }
        }
        let mut walk = Walk { graph, annotated: &annotated, known: BTreeMap::new(), pending: Vec::new() };
        walk.location([0].into_iter());
        let mut locations: Vec<Location> = Vec::new();
        while let Some((id, schemas)) = walk.pending.pop() {
            let location = walk.describe(&schemas)?;
            if walk.known.len() > MAX_LOCATIONS {
                return None;
            }
            locations.resize_with(walk.known.len(), Location::default);
            *locations.get_mut(id)? = location;
        }
        Some(Table { locations })
    }
}

struct Walk<'g> {
    graph: &'g Graph,
    annotated: &'g [bool],
    known: BTreeMap<Vec<NodeId>, LocationId>,
    pending: Vec<(LocationId, Vec<NodeId>)>,
}

impl Walk<'_> {
    /// The location to which some schemas apply, with those that they hold in place.
    fn location(&mut self, schemas: impl Iterator<Item = NodeId>) -> Option<LocationId> {
        let (mut together, mut seen) = (Vec::new(), BTreeSet::new());
        for id in schemas {
            self.in_place(id, &mut together, &mut seen);
        }
        if together.is_empty() {
            return None;
        }
        let next = self.known.len();
        let id = *self.known.entry(together.clone()).or_insert(next);
        if id == next {
            self.pending.push((id, together));
        }
        Some(id)
    }

    /// A schema, that which it refers to, and those of `allOf`: in this order their annotations count.
    fn in_place(&self, id: NodeId, together: &mut Vec<NodeId>, seen: &mut BTreeSet<NodeId>) {
        let mut pending = vec![id];
        while let Some(id) = pending.pop() {
            if !self.annotated.get(id).copied().unwrap_or_default() || !seen.insert(id) {
                continue;
            }
            together.push(id);
            let schema = self.graph.schema(id);
            pending.extend(schema.all_of.iter().rev());
            pending.extend(schema.reference);
        }
    }

    fn describe(&mut self, schemas: &[NodeId]) -> Option<Location> {
        let graph = self.graph;
        let all = || schemas.iter().map(|id| graph.schema(*id));
        let mut location =
            Location { reduction: all().find_map(|schema| schema.reduction.clone()), ..Location::default() };
        let mut expressions = BTreeMap::new();
        for (text, _) in all().flat_map(|schema| &schema.patterns) {
            if !expressions.contains_key(text) {
                expressions.insert(text.clone(), Regex::new(&linear_expression(text)?).ok()?);
            }
        }
        if expressions.len() > MAX_PATTERNS {
            return None;
        }
        let names: BTreeSet<&String> =
            all().flat_map(|schema| schema.properties.iter().map(|(name, _)| name)).collect();
        let by_name: Vec<BTreeMap<&str, NodeId>> = all()
            .map(|schema| schema.properties.iter().map(|(name, id)| (name.as_str(), *id)).collect())
            .collect();
        for name in names {
            let is_match = |text: &str| expressions.get(text).is_some_and(|regex| regex.is_match(name));
            let children = all().zip(&by_name).flat_map(|(schema, properties)| {
                let own = properties.get(name.as_str()).copied();
                let matching = schema.patterns.iter().filter(|(text, _)| is_match(text)).map(|(_, id)| *id);
                let declared: Vec<NodeId> = own.into_iter().chain(matching).collect();
                let additional = schema.additional.filter(|_| declared.is_empty());
                declared.into_iter().chain(additional)
            });
            let children: Vec<NodeId> = children.collect();
            location.named.push((name.clone(), self.location(children.into_iter())));
        }
        let texts: Vec<&String> = expressions.keys().collect();
        for subset in 0..1_usize << texts.len() {
            let is_match = |text: &String| {
                texts.iter().position(|known| *known == text).is_some_and(|bit| subset >> bit & 1 == 1)
            };
            let children = all().flat_map(|schema| {
                let matching = schema.patterns.iter().filter(|(text, _)| is_match(text)).map(|(_, id)| *id);
                let matching: Vec<NodeId> = matching.collect();
                let additional = schema.additional.filter(|_| matching.is_empty());
                matching.into_iter().chain(additional)
            });
            let children: Vec<NodeId> = children.collect();
            let other = self.location(children.into_iter());
            location.others.push(other);
        }
        let longest = all().map(|schema| schema.prefix.len()).max().unwrap_or_default();
        for index in 0..longest {
            let children = all().filter_map(|schema| schema.prefix.get(index).copied().or(schema.items));
            let children: Vec<NodeId> = children.collect();
            let item = self.location(children.into_iter());
            location.prefix.push(item);
        }
        let items: Vec<NodeId> = all().filter_map(|schema| schema.items).collect();
        location.items = self.location(items.into_iter());
        location.patterns = expressions.into_values().collect();
        Some(location)
    }
}
