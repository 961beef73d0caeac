//! `unevaluatedProperties` and `unevaluatedItems`: what no keyword in place has looked at
//! (JSON Schema Core 2020-12 section 11, `language.md` D3).

use super::conditional::{choose, having, lacking};
use super::{Inference, MAX_ALTERNATIVES};
use crate::analysis::shape::{ArrayShape, ObjectShape, Pattern, Property, Shape};
use crate::schema::SchemaId;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Branches of an `anyOf` of which several may match are told apart up to this number.
const MAX_SUBSETS: usize = 4;
/// How many schemas deep in place is looked.
const MAX_DEPTH: usize = 64;

/// What the keywords of a schema look at.
#[derive(Debug, Clone, Default)]
struct Evaluated {
    names: BTreeSet<Arc<str>>,
    patterns: BTreeMap<Arc<str>, Pattern>,
    all_names: bool,
    /// So many items from the first on.
    items: usize,
    all_items: bool,
    /// Items of these shapes, wherever they stand (`contains`).
    contained: Vec<Arc<Shape>>,
}

/// What is looked at in values of a shape.
#[derive(Debug, Clone)]
pub(super) struct Case {
    shape: Arc<Shape>,
    evaluated: Evaluated,
}

impl Evaluated {
    fn and(mut self, other: &Evaluated) -> Evaluated {
        self.names.extend(other.names.iter().cloned());
        self.patterns.extend(other.patterns.iter().map(|(text, pattern)| (text.clone(), pattern.clone())));
        self.all_names |= other.all_names;
        self.items = self.items.max(other.items);
        self.all_items |= other.all_items;
        self.contained.extend(other.contained.iter().cloned());
        self
    }

    /// What is looked at is not known: it may be everything.
    fn unknown() -> Evaluated {
        Evaluated { all_names: true, all_items: true, ..Evaluated::default() }
    }
}

impl Inference<'_> {
    pub(super) fn unevaluated(&mut self, id: SchemaId, shape: Arc<Shape>) -> Arc<Shape> {
        let keywords = &self.schemas.node(id).keywords;
        let properties = keywords.objects.unevaluated_properties.map(|node| self.child(id, node));
        let items = keywords.arrays.unevaluated_items.map(|node| self.child(id, node));
        if properties.is_none() && items.is_none() {
            return shape;
        }
        let cases = self.cases(id, &mut BTreeSet::new());
        let sure = cases.iter().all(|case| case.shape.exact && case.evaluated.contained.is_empty())
            && properties.iter().chain(&items).all(|shape| shape.exact);
        let together = cases.iter().map(|case| &case.evaluated).fold(Evaluated::default(), Evaluated::and);
        let closed = self.closed(&together, properties.as_ref(), items.as_ref());
        let kept = together.names.iter().all(|name| shape.property(name).is_some())
            && together.patterns.keys().all(|text| shape.object.patterns.iter().any(|p| p.text == *text));
        let alternatives: Vec<Arc<Shape>> = cases
            .iter()
            .map(|case| {
                let closed = self.closed(&case.evaluated, properties.as_ref(), items.as_ref());
                self.algebra.intersect(&case.shape, &closed)
            })
            .collect();
        let flat = if kept { self.algebra.intersect(&shape, &closed) } else { shape };
        match alternatives.as_slice() {
            [_] if kept => Arc::new(Shape { exact: flat.exact && sure, ..Shape::clone(&flat) }),
            _ => choose(&flat, alternatives, sure, None),
        }
    }

    /// The shape of values of which the rest is of these shapes.
    fn closed(
        &mut self,
        evaluated: &Evaluated,
        properties: Option<&Arc<Shape>>,
        items: Option<&Arc<Shape>>,
    ) -> Arc<Shape> {
        let anything = || Arc::new(Shape::anything());
        let mut shape = Shape::anything();
        if let Some(rest) = properties.filter(|_| !evaluated.all_names) {
            let property =
                |name: &Arc<str>| Property { name: name.clone(), required: None, shape: anything() };
            let pattern = |pattern: &Pattern| Pattern { shape: anything(), ..pattern.clone() };
            shape.object = ObjectShape {
                properties: evaluated.names.iter().map(property).collect(),
                patterns: evaluated.patterns.values().map(pattern).collect(),
                additional: Some(rest.clone()),
                ..ObjectShape::default()
            }
            .into();
        }
        if let Some(rest) = items.filter(|_| !evaluated.all_items) {
            let algebra = &mut self.algebra;
            let rest = evaluated.contained.iter().fold(rest.clone(), |a, b| algebra.union(&a, b));
            let tuple = vec![anything(); evaluated.items];
            shape.array = ArrayShape { tuple, additional: Some(rest), ..ArrayShape::default() }.into();
        }
        Arc::new(shape.measured())
    }

    /// The cases of a schema, one of which at least every valid value is of.
    fn cases(&mut self, id: SchemaId, path: &mut BTreeSet<SchemaId>) -> Vec<Case> {
        let unknown = || Case { shape: inexact(), evaluated: Evaluated::unknown() };
        // The keywords that are being judged do not count themselves, which they do for others.
        let known = self.looked_at.get(&id).filter(|_| !path.is_empty());
        if let Some(known) = known {
            return known.clone();
        }
        if path.len() == MAX_DEPTH || !path.insert(id) {
            return vec![unknown()];
        }
        let node = self.schemas.node(id);
        let keywords = &node.keywords;
        let mut cases = vec![Case { shape: Arc::new(Shape::anything()), evaluated: self.own(id, path) }];
        if self.schemas.is_undecided(id) || keywords.broken {
            cases = vec![unknown()];
        }
        let referred = self.schemas.targets(id).flatten();
        let always: Vec<SchemaId> = keywords
            .branches
            .all_of
            .iter()
            .map(|node| SchemaId { node: *node, ..id })
            .chain(referred)
            .collect();
        for id in always {
            let others = self.cases(id, path);
            cases = self.both(cases, others);
        }
        for (branches, most) in [(&keywords.branches.one_of, 1), (&keywords.branches.any_of, MAX_SUBSETS)] {
            if branches.is_empty() {
                continue;
            }
            let branches: Vec<Vec<Case>> =
                branches.iter().map(|node| self.case_of(SchemaId { node: *node, ..id }, path)).collect();
            let others = self.subsets(branches, most);
            cases = self.both(cases, others);
        }
        if let Some(condition) = keywords.branches.condition {
            let mut branch = |part: Option<u32>| {
                let of = |node| self.case_of(SchemaId { node, ..id }, path);
                part.map_or_else(|| vec![Case::anything()], of)
            };
            let (holds, then, otherwise) = (
                branch(Some(condition)),
                branch(keywords.branches.then),
                branch(keywords.branches.otherwise),
            );
            let condition = self.child(id, condition);
            let mut others = self.both(holds, then);
            others.extend(otherwise.into_iter().map(|case| {
                let shape = self.without(&case.shape, &condition, node.span());
                Case { shape: if condition.exact { shape } else { merely(&shape) }, ..case }
            }));
            cases = self.both(cases, others);
        }
        for (name, dependent) in &keywords.objects.dependent_schemas {
            let has = Arc::new(having(vec![(name.value.clone(), name.span)]));
            let with = self.case_of(SchemaId { node: *dependent, ..id }, path);
            let with = self.both(vec![Case { shape: has, ..Case::anything() }], with);
            let lacking = Case { shape: lacking(&name.value, name.span), ..Case::anything() };
            cases = self.both(cases, [vec![lacking], with].concat());
        }
        path.remove(&id);
        if !path.is_empty() {
            self.looked_at.insert(id, cases.clone());
        }
        cases
    }

    /// The cases of a branch, each for values of the branch alone.
    fn case_of(&mut self, id: SchemaId, path: &mut BTreeSet<SchemaId>) -> Vec<Case> {
        let shape = self.known(id);
        let cases = self.cases(id, path);
        self.both(vec![Case { shape, ..Case::anything() }], cases)
    }

    /// What the keywords of a node itself look at.
    fn own(&mut self, id: SchemaId, path: &BTreeSet<SchemaId>) -> Evaluated {
        let keywords = &self.schemas.node(id).keywords;
        let patterns = keywords.objects.pattern_properties.iter().map(|(text, _)| {
            (text.value.clone(), Pattern::new(text.value.clone(), Arc::new(Shape::anything())))
        });
        // The keywords that are being judged do not count themselves.
        let inner = path.len() > 1;
        Evaluated {
            names: keywords.objects.properties.iter().map(|(name, _)| name.value.clone()).collect(),
            patterns: patterns.collect(),
            all_names: keywords.objects.additional_properties.is_some()
                || (inner && keywords.objects.unevaluated_properties.is_some()),
            items: keywords.arrays.tuple.len(),
            all_items: keywords.arrays.items.is_some()
                || (inner && keywords.arrays.unevaluated_items.is_some()),
            contained: keywords.arrays.contains.iter().map(|node| self.child(id, *node)).collect(),
        }
    }

    /// The cases in which one of both sides holds together with one of the other.
    fn both(&mut self, left: Vec<Case>, right: Vec<Case>) -> Vec<Case> {
        if left.len() * right.len() > MAX_ALTERNATIVES {
            return vec![merged(&[left, right].concat())];
        }
        let pairs = left.iter().flat_map(|a| right.iter().map(move |b| (a, b)));
        let both = |(a, b): (&Case, &Case)| Case {
            shape: self.algebra.intersect(&a.shape, &b.shape),
            evaluated: a.evaluated.clone().and(&b.evaluated),
        };
        pairs.map(both).collect()
    }

    /// The cases of some of these branches at once; of so many at most, if there are no more.
    fn subsets(&mut self, branches: Vec<Vec<Case>>, most: usize) -> Vec<Case> {
        if most == 1 {
            let cases = branches.concat();
            return if cases.len() > MAX_ALTERNATIVES { vec![merged(&cases)] } else { cases };
        }
        if branches.len() > most {
            return vec![merged(&branches.concat())];
        }
        let mut found: Vec<Case> = Vec::new();
        for branch in branches {
            let with = self.both(found.clone(), branch.clone());
            found.extend(with);
            found.extend(branch);
        }
        if found.len() > MAX_ALTERNATIVES { vec![merged(&found)] } else { found }
    }
}

impl Case {
    fn anything() -> Case {
        Case { shape: Arc::new(Shape::anything()), evaluated: Evaluated::default() }
    }
}

/// One case for all of these, which says less than they do.
fn merged(cases: &[Case]) -> Case {
    let evaluated = cases.iter().map(|case| &case.evaluated).fold(Evaluated::default(), Evaluated::and);
    Case { shape: inexact(), evaluated }
}

fn inexact() -> Arc<Shape> {
    merely(&Shape::anything())
}

fn merely(shape: &Shape) -> Arc<Shape> {
    Arc::new(Shape { exact: false, ..shape.clone() })
}
