//! Where `$dynamicRef` and `$recursiveRef` may lead (JSON Schema Core 2020-12 section 8.2.3.2, 2019-09 section
//! 8.2.4.2): to the outermost resource on the way from the schema that a document is checked against.
//!
//! That way is not known when a schema is read, but the ways that there are are known when all references are:
//! from each schema that a catalog gives, through references and embedded resources. For each resource it is
//! found out which anchors may be outermost when it is entered.

use super::{SchemaId, Schemas};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A resource: which document, and which resource of it.
type Place = (u32, u32);

/// What a dynamic reference looks for in each resource.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Anchor {
    /// `$recursiveAnchor`, at the root of a resource.
    Recursive,
    /// `$dynamicAnchor`.
    Named(Arc<str>),
}

/// The nodes that have an anchor and may be outermost; nothing where none was met yet.
type Outermost = BTreeSet<Option<SchemaId>>;

/// A dynamic reference that leads to an anchor, and so to where the scope says.
struct Dynamic {
    node: SchemaId,
    at: Place,
    anchor: Anchor,
    first: SchemaId,
}

impl Schemas {
    /// Settles dynamic references, once all references are resolved. Documents are checked against `entries`.
    pub(crate) fn settle_dynamic(&mut self, entries: &[SchemaId]) {
        let dynamic = self.dynamic_references();
        if dynamic.is_empty() {
            return;
        }
        let anchors: BTreeSet<Anchor> = dynamic.iter().map(|one| one.anchor.clone()).collect();
        let holders: BTreeMap<Anchor, BTreeMap<Place, SchemaId>> =
            anchors.into_iter().map(|anchor| (anchor.clone(), self.holders(&anchor))).collect();
        let mut ways = self.ways();
        // A dynamic reference is a way to each anchor that it may lead to. Those are more when there are more
        // ways, so that it ends.
        loop {
            let before: usize = ways.values().map(BTreeSet::len).sum();
            let mut found = BTreeMap::new();
            for (anchor, holders) in &holders {
                let entered = outermost(entries.iter().map(|id| self.place(*id)), &ways, holders, anchor);
                for one in dynamic.iter().filter(|one| one.anchor == *anchor) {
                    let at = entered.get(&one.at);
                    let outer = at.into_iter().flatten().map(|outer| outer.unwrap_or(one.first));
                    let mut targets: BTreeSet<SchemaId> = outer.collect();
                    // Nothing is checked against a schema that no catalog leads to.
                    if at.is_none() {
                        targets.insert(one.first);
                    }
                    let places = targets.iter().map(|target| self.place(*target));
                    ways.entry(one.at).or_default().extend(places);
                    found.insert(one.node, targets);
                }
            }
            if ways.values().map(BTreeSet::len).sum::<usize>() == before {
                self.dynamic = found.into_iter().map(|(node, targets)| (node, only(&targets))).collect();
                return;
            }
        }
    }

    /// The dynamic references that lead to a dynamic anchor at first. The others are as `$ref` is.
    fn dynamic_references(&self) -> Vec<Dynamic> {
        let mut found = Vec::new();
        for (node, reference) in self.all_nodes().filter_map(|id| {
            let reference = self.node(id).keywords.references.dynamic_reference.as_ref()?;
            Some((id, reference))
        }) {
            let Some(Ok(first)) = reference.target else { continue };
            let keywords = &self.node(first).keywords;
            let fragment = reference.text.value.split_once('#').map(|(_, fragment)| fragment);
            let named = keywords.references.dynamic_anchor.as_ref().filter(|name| fragment == Some(&***name));
            let anchor = match named {
                Some(name) => Some(Anchor::Named(name.clone())),
                None if fragment == Some("") && keywords.references.recursive_anchor => {
                    Some(Anchor::Recursive)
                }
                None => None,
            };
            found.extend(anchor.map(|anchor| Dynamic { node, at: self.place(node), anchor, first }));
        }
        found
    }

    /// The node of each resource that has an anchor.
    fn holders(&self, anchor: &Anchor) -> BTreeMap<Place, SchemaId> {
        let has = |id: &SchemaId| {
            let node = self.node(*id);
            match anchor {
                Anchor::Named(name) => node.keywords.references.dynamic_anchor.as_ref() == Some(name),
                Anchor::Recursive => node.keywords.references.recursive_anchor && self.is_root(*id),
            }
        };
        // The first of a name counts, as it does where anchors are looked up.
        let mut holders = BTreeMap::new();
        for id in self.all_nodes().filter(has) {
            holders.entry(self.place(id)).or_insert(id);
        }
        holders
    }

    /// Which resources the schemas of a resource lead to: those embedded where values are checked, and those
    /// referred to.
    fn ways(&self) -> BTreeMap<Place, BTreeSet<Place>> {
        let mut ways: BTreeMap<Place, BTreeSet<Place>> = BTreeMap::new();
        for id in self.all_nodes() {
            let keywords = &self.node(id).keywords;
            let children = keywords.children().map(|node| SchemaId { node, ..id });
            let first = keywords.references.dynamic_reference.as_ref().and_then(|reference| reference.target);
            let referred = [self.referred(id), first].into_iter().flatten().filter_map(Result::ok);
            let from = self.place(id);
            ways.entry(from).or_default().extend(children.chain(referred).map(|to| self.place(to)));
        }
        ways
    }

    fn place(&self, id: SchemaId) -> Place {
        (id.document, self.node(id).resource)
    }

    fn is_root(&self, id: SchemaId) -> bool {
        let resource = self.document(id).resources.get(self.node(id).resource as usize);
        resource.is_some_and(|resource| resource.pointer == self.pointer(id))
    }
}

/// For each resource that is reached, the anchors that may be outermost when it has been entered.
fn outermost(
    entries: impl Iterator<Item = Place>,
    ways: &BTreeMap<Place, BTreeSet<Place>>,
    holders: &BTreeMap<Place, SchemaId>,
    anchor: &Anchor,
) -> BTreeMap<Place, Outermost> {
    let mut found: BTreeMap<Place, Outermost> = BTreeMap::new();
    let mut walk: Vec<(Place, Option<SchemaId>)> = entries.map(|entry| (entry, None)).collect();
    while let Some((place, outer)) = walk.pop() {
        let own = holders.get(&place).copied();
        let mut states = vec![outer.or(own)];
        // Whether a resource without the anchor ends the search outwards is read in both ways.
        if own.is_none() && *anchor == Anchor::Recursive {
            states.push(None);
        }
        for state in states {
            if found.entry(place).or_default().insert(state) {
                walk.extend(ways.get(&place).into_iter().flatten().map(|next| (*next, state)));
            }
        }
    }
    found
}

/// The one schema that a reference leads to, if there is one.
fn only(targets: &BTreeSet<SchemaId>) -> Option<SchemaId> {
    targets.first().copied().filter(|_| targets.len() == 1)
}
