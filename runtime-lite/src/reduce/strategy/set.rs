//! `set`: members that are added to a base, and those that are removed from it or kept of it (`language.md` section
//! 6.4).

use super::{Sides, Strategy, StrategyInfo};
use crate::Pointer;
use crate::reduce::annotation::At;
use crate::reduce::failure::{Failure, Fault, ReduceError};
use crate::reduce::node::{Kind, Node};
use crate::reduce::walk::{Mode, Walk, compare_keys};
use serde_json::Value;
use std::collections::BTreeMap;

pub(super) const STRATEGY: StrategyInfo =
    StrategyInfo { strategy: Strategy::Set, name: "set", arguments: &["key"], reduce };

/// The members of a term.
enum Members {
    /// Sorted by the key.
    Items(Vec<Node>),
    /// By name.
    Named(BTreeMap<String, Node>),
}

/// The terms of one side.
#[derive(Default)]
struct Terms {
    add: Option<Members>,
    intersect: Option<Members>,
    remove: Option<Members>,
}

fn reduce(walk: &Walk<'_>, Sides { left, right, at, reduction }: Sides<'_>) -> Result<Node, Failure> {
    let form = form(&right).and_then(|right| match left.as_ref().map(form_of_node) {
        Some(left) => agree(left?, right),
        None => Some(right),
    });
    let Some(_) = form else {
        return Err(ReduceError::failure(Fault::SetWrongType, left, right));
    };
    let Value::Object(mut right) = right else {
        return Err(ReduceError::failure(Fault::SetWrongType, left, right));
    };
    let added = right.remove("add");
    let right = Terms {
        add: None,
        intersect: right.remove("intersect").map(|value| Members::of(Node::Plain(value))),
        remove: right.remove("remove").map(|value| Members::of(Node::Plain(value))),
    };
    let left = left.map(Terms::of).unwrap_or_default();
    let key = reduction.key.as_slice();
    let kept = match (left.add, &right.intersect, &right.remove) {
        (Some(base), Some(intersect), _) => Some(base.only(intersect, key, true)),
        (Some(base), None, Some(remove)) => Some(base.only(remove, key, false)),
        (base, _, _) => base,
    };
    let add = match added {
        Some(added) => Some(union(walk, kept, added, at.property("add"), key)?),
        None => kept,
    };
    let (intersect, remove) = match (left.intersect, right.intersect) {
        (Some(left), Some(right)) => (Some(left.only(&right, key, true)), None),
        (Some(left), None) => match right.remove {
            Some(remove) => (Some(left.only(&remove, key, false)), None),
            None => (Some(left), None),
        },
        (None, Some(right)) => match left.remove {
            Some(remove) => (Some(right.only(&remove, key, false)), None),
            None => (Some(right), None),
        },
        (None, None) => (None, either(left.remove, right.remove, key)),
    };
    // What is removed and kept of the base is done with once there is one.
    let pruned = walk.mode == Mode::Full;
    let terms = [("add", add), ("intersect", intersect), ("remove", remove)].into_iter();
    let terms = terms.filter(|(name, _)| *name == "add" || !pruned);
    Ok(Node::object(terms.filter_map(|(name, term)| Some((name.to_owned(), term?.node()))).collect()))
}

/// The kind of the terms of a side, `Other` where it has none; nothing of what is no set.
fn form(side: &Value) -> Option<Kind> {
    form_of(side.as_object()?.iter().map(|(name, term)| (name.as_str(), Kind::of(term))))
}

fn form_of_node(side: &Node) -> Option<Kind> {
    match side {
        Node::Plain(value) => form(value),
        Node::Object(terms) => form_of(terms.iter().map(|(name, term)| (name.as_str(), term.kind()))),
        Node::Total(_) | Node::Array(_) | Node::Tombstone(_) => None,
    }
}

fn form_of<'t>(terms: impl Iterator<Item = (&'t str, Kind)>) -> Option<Kind> {
    let (mut form, mut opposed) = (Kind::Other, None);
    for (name, kind) in terms {
        if !matches!(kind, Kind::Array | Kind::Object) {
            return None;
        }
        form = agree(form, kind)?;
        match name {
            "add" => {}
            "intersect" | "remove" if opposed.is_none() => opposed = Some(()),
            _ => return None,
        }
    }
    Some(form)
}

fn agree(left: Kind, right: Kind) -> Option<Kind> {
    match (left, right) {
        (Kind::Other, form) | (form, Kind::Other) => Some(form),
        (left, right) => (left == right).then_some(left),
    }
}

impl Terms {
    fn of(side: Node) -> Terms {
        let mut members = side.into_members();
        let mut term = |name: &str| members.remove(name).map(Members::of);
        Terms { add: term("add"), intersect: term("intersect"), remove: term("remove") }
    }
}

impl Members {
    fn of(term: Node) -> Members {
        match term.kind() {
            Kind::Object => Members::Named(term.into_members()),
            Kind::Array | Kind::Null | Kind::Other => Members::Items(term.into_items()),
        }
    }

    fn node(self) -> Node {
        match self {
            Members::Items(items) => Node::array(items),
            Members::Named(members) => Node::object(members),
        }
    }

    /// The members that another term has, or has not.
    fn only(self, other: &Members, key: &[Pointer], has: bool) -> Members {
        match (self, other) {
            (Members::Items(mut items), Members::Items(others)) => {
                let mut others = others.iter().peekable();
                items.retain(|item| {
                    while others.next_if(|other| compare_keys(other, item, key).is_lt()).is_some() {}
                    others.peek().is_some_and(|other| compare_keys(other, item, key).is_eq()) == has
                });
                Members::Items(items)
            }
            (Members::Named(mut members), Members::Named(others)) => {
                members.retain(|name, _| others.contains_key(name) == has);
                Members::Named(members)
            }
            (members, _) => members,
        }
    }
}

/// The members of either side; of both, the left one.
fn either(left: Option<Members>, right: Option<Members>, key: &[Pointer]) -> Option<Members> {
    let (left, right) = match (left, right) {
        (Some(left), Some(right)) => (left, right),
        (left, right) => return left.or(right),
    };
    Some(match (left, right) {
        (Members::Items(left), Members::Items(right)) => {
            let mut items = Vec::with_capacity(left.len() + right.len());
            let mut left = left.into_iter().peekable();
            for item in right {
                while let Some(smaller) = left.next_if(|left| compare_keys(left, &item, key).is_lt()) {
                    items.push(smaller);
                }
                items.push(left.next_if(|left| compare_keys(left, &item, key).is_eq()).unwrap_or(item));
            }
            items.extend(left);
            Members::Items(items)
        }
        (Members::Named(left), Members::Named(mut right)) => {
            right.extend(left);
            Members::Named(right)
        }
        (left, _) => left,
    })
}

/// The members of either side; those of both are reduced by their own strategy.
fn union(
    walk: &Walk<'_>,
    left: Option<Members>,
    right: Value,
    at: At<'_>,
    key: &[Pointer],
) -> Result<Members, Failure> {
    let union = match (left, right) {
        (left, Value::Array(right)) => {
            let left = left.map(|left| left.node().into_items()).unwrap_or_default();
            walk.by_key(left, right, at, key).map(Members::Items)
        }
        (left, right) => walk
            .merge(left.map(Members::node), right, at, &[])
            .map(|node| Members::Named(node.into_members())),
    };
    union.map_err(|failure| failure.within("add"))
}
