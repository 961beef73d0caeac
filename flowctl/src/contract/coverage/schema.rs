//! What documents reached of schemas: each branch and each `reduce` is one, however many collections share it.

use super::{Coverage, Kind, Live};
use crate::contract::Suite;
use codegen::Described;
use compiler::catalog::Catalog;
use compiler::schema::{Branch, BranchKind, Reducing};
use compiler::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// A branch, of all schemas that share it.
struct Shared {
    branch: Branch,
    /// Where the branch around it is written.
    within: Option<Span>,
    described: Vec<Described>,
    is_reached: bool,
    holder_is_reached: bool,
    is_live: bool,
}

/// A reduction, of all schemas that share it.
struct Reduction {
    reducing: Reducing,
    within: Option<Span>,
    described: Vec<Described>,
    is_reached: bool,
    is_live: bool,
}

/// Adds the branches and reductions of the schemas of a suite.
pub(super) fn measure(suite: &Suite<'_>, live: &Live, coverage: &mut Coverage) {
    let mut branches: BTreeMap<Span, Shared> = BTreeMap::new();
    let mut reductions: BTreeMap<Span, Reduction> = BTreeMap::new();
    for schema in suite.runnable.reach(suite.checked) {
        let described = schema.described;
        let is_live = live.has(described);
        let spans: Vec<Span> = schema.branches.iter().map(|one| one.branch.span).collect();
        let around = |within: Option<usize>| within.and_then(|within| spans.get(within).copied());
        for one in schema.branches {
            let shared = branches.entry(one.branch.span).or_insert_with(|| Shared {
                within: around(one.branch.within),
                branch: one.branch,
                described: Vec::new(),
                is_reached: false,
                holder_is_reached: false,
                is_live: false,
            });
            shared.is_reached |= one.is_reached;
            shared.holder_is_reached |= one.holder_is_reached;
            shared.is_live |= is_live;
            note(&mut shared.described, described);
        }
        // What is read is not reduced.
        let reduces = !matches!(described, Described::Sources(..));
        for (reducing, is_reached) in schema.reductions.into_iter().filter(|_| reduces) {
            let shared = reductions.entry(reducing.span).or_insert_with(|| Reduction {
                within: around(reducing.within),
                reducing,
                described: Vec::new(),
                is_reached: false,
                is_live: false,
            });
            shared.is_reached |= is_reached;
            shared.is_live |= is_live;
            note(&mut shared.described, described);
        }
    }
    let catalog = &suite.checked.compilation().catalog;
    coverage.of_branches(&branches, catalog);
    coverage.of_reductions(&reductions, &branches, catalog);
}

fn note(known: &mut Vec<Described>, described: Described) {
    if !known.contains(&described) {
        known.push(described);
    }
}

/// Whether the branch around something is one that nothing reached, which is said of that one.
fn is_inside_unreached(within: Option<Span>, branches: &BTreeMap<Span, Shared>) -> bool {
    within.and_then(|span| branches.get(&span)).is_some_and(|around| !around.is_reached)
}

impl Live {
    fn has(&self, described: Described) -> bool {
        match described {
            Described::Documents(id) => self.collections.contains(&id),
            Described::Registers(id) => self.transforms.iter().any(|(derived, _)| *derived == id),
            Described::Sources(id, place) => self.transforms.contains(&(id, place)),
        }
    }
}

impl Coverage {
    fn of_branches(&mut self, branches: &BTreeMap<Span, Shared>, catalog: &Catalog) {
        let mut whole = BTreeSet::new();
        for (span, shared) in branches {
            self.branches.add(shared.is_reached);
            if shared.is_reached || !shared.is_live || is_inside_unreached(shared.within, branches) {
                continue;
            }
            let documents = documents(&shared.described, catalog);
            if !shared.holder_is_reached {
                // Of a schema that no document comes to, its alternatives are not told one by one.
                let at = shared.branch.keyword_at;
                if whole.insert(at) {
                    let keyword = shared.branch.kind.keyword();
                    self.miss(Kind::Branch, at, format!("no {documents} comes to this `{keyword}`"));
                }
                continue;
            }
            let what = match &shared.branch.kind {
                BranchKind::Alternative { keyword, number, of } => {
                    format!("no {documents} matches alternative {number} of {of} of `{keyword}`")
                }
                BranchKind::Then | BranchKind::Else => {
                    format!("no {documents} comes to this `{}`", shared.branch.kind.keyword())
                }
                BranchKind::Dependent(name) => {
                    format!("no {documents} has the property `{name}`, for which more is said here")
                }
            };
            self.miss(Kind::Branch, *span, what);
        }
    }

    fn of_reductions(
        &mut self,
        reductions: &BTreeMap<Span, Reduction>,
        branches: &BTreeMap<Span, Shared>,
        catalog: &Catalog,
    ) {
        for (span, shared) in reductions {
            self.reductions.add(shared.is_reached);
            if shared.is_reached || !shared.is_live || is_inside_unreached(shared.within, branches) {
                continue;
            }
            let (strategy, location) = (shared.reducing.strategy.name(), &shared.reducing.location);
            let location = if location.is_root() { "the root".to_owned() } else { format!("`{location}`") };
            let name = |id| &catalog.collection(id).name.value;
            let sides = match *shared.described {
                [Described::Documents(id)] => format!("two documents of one key of `{}`", name(id)),
                [Described::Registers(id)] => format!("two values of a register of `{}`", name(id)),
                _ => "two values".to_owned(),
            };
            self.miss(
                Kind::Reduction,
                *span,
                format!("no {sides} are reduced by `{strategy}` at {location}"),
            );
        }
    }
}

/// What a schema describes, in words.
fn documents(described: &[Described], catalog: &Catalog) -> String {
    let name = |id| &catalog.collection(id).name.value;
    match *described {
        [Described::Documents(id)] => format!("document of `{}`", name(id)),
        [Described::Registers(id)] => format!("register of `{}`", name(id)),
        [Described::Sources(id, place)] => {
            let transform = catalog.transforms(id).nth(place).map_or("", |transform| &transform.name.value);
            format!("document that `{transform}` of `{}` reads", name(id))
        }
        _ => "document".to_owned(),
    }
}
