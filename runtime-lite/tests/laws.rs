//! The laws of reductions, over generated schemas and documents that are valid against them.

#![expect(clippy::indexing_slicing, reason = "a test fails by panicking")]

mod schemas;

use proptest::prelude::*;
use runtime_lite::{Document, Group, Mode, Reducer, ReducerError, Validator, ValidatorOptions, compare};
use serde_json::{Map, Value, json};

/// What a location of generated schemas holds, and how it reduces.
#[derive(Debug, Clone)]
enum Spec {
    First,
    Last,
    Sum,
    Decimal,
    Least,
    Greatest,
    /// The greatest by `t`, with what is below merged on ties.
    GreatestBy(Vec<(String, Spec)>),
    Append,
    Merge(Vec<(String, Spec)>),
    /// Members that a null deletes.
    Deletable(Box<Spec>),
    ByIndex(Box<Spec>),
    ByKey(Vec<(String, Spec)>),
    Counters,
    Members,
    MembersByKey(Vec<(String, Spec)>),
    Schemas,
}

fn members(inner: impl Strategy<Value = Spec>) -> impl Strategy<Value = Vec<(String, Spec)>> {
    prop::collection::vec(inner, 1..4)
        .prop_map(|specs| specs.into_iter().enumerate().map(|(at, spec)| (format!("p{at}"), spec)).collect())
}

fn spec() -> impl Strategy<Value = Spec> {
    let leaf = prop::sample::select(vec![
        Spec::First,
        Spec::Last,
        Spec::Sum,
        Spec::Decimal,
        Spec::Least,
        Spec::Greatest,
        Spec::Append,
        Spec::Counters,
        Spec::Members,
        Spec::Schemas,
    ]);
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            members(inner.clone()).prop_map(Spec::GreatestBy),
            members(inner.clone()).prop_map(Spec::Merge),
            inner.clone().prop_map(|spec| Spec::Deletable(Box::new(spec))),
            inner.clone().prop_map(|spec| Spec::ByIndex(Box::new(spec))),
            members(inner.clone()).prop_map(Spec::ByKey),
            members(inner).prop_map(Spec::MembersByKey),
        ]
    })
}

fn properties(members: &[(String, Spec)]) -> Value {
    Value::Object(members.iter().map(|(name, spec)| (name.clone(), schema(spec))).collect())
}

fn keyed(members: &[(String, Spec)]) -> Value {
    json!({"type": "object", "reduce": {"strategy": "merge"}, "properties": properties(members)})
}

fn schema(spec: &Spec) -> Value {
    let plain = |name: &str| json!({"reduce": {"strategy": name}});
    match spec {
        Spec::First => plain("firstWriteWins"),
        Spec::Last => plain("lastWriteWins"),
        Spec::Sum => json!({"type": "integer", "reduce": {"strategy": "sum"}}),
        Spec::Decimal => json!({"type": "string", "format": "number", "reduce": {"strategy": "sum"}}),
        Spec::Least => plain("minimize"),
        Spec::Greatest => plain("maximize"),
        Spec::GreatestBy(members) => json!({
            "reduce": {"strategy": "maximize", "key": ["/t"]}, "properties": properties(members)
        }),
        Spec::Append => json!({"type": "array", "reduce": {"strategy": "append"}}),
        Spec::Schemas => plain("jsonSchemaMerge"),
        Spec::Merge(members) => json!({"reduce": {"strategy": "merge"}, "properties": properties(members)}),
        Spec::Deletable(spec) => json!({
            "type": "object",
            "reduce": {"strategy": "merge"},
            "additionalProperties": {
                "if": {"type": "null"},
                "then": {"reduce": {"strategy": "lastWriteWins", "delete": true}},
                "else": schema(spec),
            }
        }),
        Spec::ByIndex(spec) => json!({"reduce": {"strategy": "merge"}, "items": schema(spec)}),
        Spec::ByKey(members) => json!({
            "reduce": {"strategy": "merge", "key": ["/k"]}, "items": keyed(members)
        }),
        Spec::Counters => json!({
            "reduce": {"strategy": "set"},
            "properties": {"add": {"additionalProperties": {"reduce": {"strategy": "sum"}}}}
        }),
        Spec::Members => json!({"reduce": {"strategy": "set"}}),
        Spec::MembersByKey(members) => json!({
            "reduce": {"strategy": "set", "key": ["/k"]}, "properties": {"add": {"items": keyed(members)}}
        }),
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3..3_i32).prop_map(Value::from),
        Just(json!(1.0)),
        "[ab]{0,2}".prop_map(Value::from),
        Just(json!([1])),
        Just(json!({"a": 1})),
    ]
}

/// An object with some of the members.
fn some(members: &[(String, Spec)]) -> BoxedStrategy<Value> {
    let mut object = Just(Map::new()).boxed();
    for (name, spec) in members {
        let (name, value) = (name.clone(), prop::option::of(document(spec)));
        object = (object, value)
            .prop_map(move |(mut object, value)| {
                object.extend(value.map(|value| (name.clone(), value)));
                object
            })
            .boxed();
    }
    object.prop_map(Value::Object).boxed()
}

/// Items with the keys, which are sorted.
fn items(keys: Vec<i64>, members: &[(String, Spec)]) -> BoxedStrategy<Value> {
    let length = keys.len();
    let items = prop::collection::vec(some(members), length);
    items
        .prop_map(move |mut items| {
            for (item, key) in items.iter_mut().zip(&keys) {
                item["k"] = json!(key);
            }
            Value::Array(items)
        })
        .boxed()
}

fn keys() -> impl Strategy<Value = Vec<i64>> {
    prop::sample::subsequence((0..4_i64).collect::<Vec<_>>(), 0..4)
}

/// The terms of a set, of which `intersect` and `remove` exclude one another.
fn terms(add: BoxedStrategy<Value>, other: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    (prop::option::of(add), prop::option::of((any::<bool>(), other)))
        .prop_map(|(add, other)| {
            let mut object = Map::new();
            object.extend(add.map(|add| ("add".to_owned(), add)));
            object.extend(
                other.map(|(keeps, term)| ((if keeps { "intersect" } else { "remove" }).to_owned(), term)),
            );
            Value::Object(object)
        })
        .boxed()
}

fn document(spec: &Spec) -> BoxedStrategy<Value> {
    match spec {
        Spec::First | Spec::Last | Spec::Least | Spec::Greatest => any_value().boxed(),
        Spec::Sum => prop_oneof![-9..9_i64, i64::MAX - 3..=i64::MAX].prop_map(|n| json!(n / 8)).boxed(),
        Spec::Decimal => "-?[0-9]{1,22}([.][0-9]{1,3})?".prop_map(Value::from).boxed(),
        Spec::GreatestBy(members) => (0..3_i32, some(members))
            .prop_map(|(t, mut object)| {
                object["t"] = json!(t);
                object
            })
            .boxed(),
        Spec::Append => prop::collection::vec(any_value(), 0..3).prop_map(Value::from).boxed(),
        Spec::Schemas => schemas::schema().boxed(),
        Spec::Merge(members) => some(members),
        Spec::Deletable(spec) => {
            let member = prop_oneof![1 => Just(Value::Null), 2 => document(spec)];
            prop::collection::btree_map("[a-c]", member, 0..3)
                .prop_map(|members| Value::Object(members.into_iter().collect()))
                .boxed()
        }
        Spec::ByIndex(spec) => prop::collection::vec(document(spec), 0..3).prop_map(Value::from).boxed(),
        Spec::ByKey(members) => {
            let members = members.clone();
            keys().prop_flat_map(move |keys| items(keys, &members)).boxed()
        }
        Spec::Counters => {
            let counters = || {
                prop::collection::btree_map("[p-r]", -3..3_i64, 0..3)
                    .prop_map(|members| json!(members))
                    .boxed()
            };
            terms(counters(), counters())
        }
        Spec::Members => {
            let members = || keys().prop_map(|keys| json!(keys)).boxed();
            terms(members(), members())
        }
        Spec::MembersByKey(members) => {
            let (add, other) = (members.clone(), members.clone());
            let add = keys().prop_flat_map(move |keys| items(keys, &add)).boxed();
            let other = keys().prop_flat_map(move |keys| items(keys, &other)).boxed();
            terms(add, other)
        }
    }
}

/// A schema, documents, and places to cut them at.
fn cases(count: usize) -> impl Strategy<Value = (Spec, Vec<Value>, Vec<usize>)> {
    spec().prop_flat_map(move |spec| {
        let documents = prop::collection::vec(document(&spec), 1..=count);
        (Just(spec), documents, prop::collection::vec(0..=count, 0..4))
    })
}

fn reduce(reducer: &Reducer, documents: &[Value], mode: Mode) -> Result<Vec<Document>, ReducerError> {
    let mut group = Group::new(mode);
    documents.iter().try_for_each(|document| group.push(reducer, document.clone()))?;
    group.finish(reducer)
}

/// The documents after each run between cuts was reduced by itself; nothing if one of them has an error, such as a
/// sum that leaves 64 bits at the end of the run.
fn grouped(reducer: &Reducer, documents: &[Value], cuts: &[usize]) -> Option<Vec<Value>> {
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (documents.len() + 1)).collect();
    cuts.extend([0, documents.len()]);
    cuts.sort_unstable();
    let mut all = Vec::new();
    for pair in cuts.windows(2) {
        let run = reduce(reducer, &documents[pair[0]..pair[1]], Mode::Partial).ok()?;
        all.extend(run.into_iter().map(|document| document.value));
    }
    Some(all)
}

fn same(left: &[Document], right: &[Document]) -> bool {
    left.len() == right.len()
        && left.iter().zip(right).all(|(left, right)| {
            left.deleted == right.deleted && (left.deleted || compare(&left.value, &right.value).is_eq())
        })
}

proptest! {
    #![proptest_config(ProptestConfig { max_global_rejects: 1 << 20, ..ProptestConfig::default() })]

    /// Any grouping of documents into partial reductions equals the full reduction from left to right.
    #[test]
    fn any_grouping_equals_left_to_right((spec, documents, cuts) in cases(6)) {
        let reducer = Reducer::new(&schema(&spec), &ValidatorOptions::default()).unwrap();
        let full = reduce(&reducer, &documents, Mode::Full);
        prop_assume!(full.is_ok());
        let grouped = grouped(&reducer, &documents, &cuts);
        prop_assume!(grouped.is_some());
        let (full, grouped) = (full.unwrap(), grouped.unwrap());
        let again = reduce(&reducer, &grouped, Mode::Full).unwrap();
        prop_assert!(same(&full, &again), "{full:?}\nby {grouped:?}\nis {again:?}");
    }

    /// Partial reduction is associative: grouping first leads to the same changes.
    #[test]
    fn partial_reduction_is_associative((spec, documents, cuts) in cases(5)) {
        let reducer = Reducer::new(&schema(&spec), &ValidatorOptions::default()).unwrap();
        let whole = reduce(&reducer, &documents, Mode::Partial);
        let grouped = grouped(&reducer, &documents, &cuts);
        prop_assume!(whole.is_ok() && grouped.is_some());
        let (whole, grouped) = (whole.unwrap(), grouped.unwrap());
        let again = reduce(&reducer, &grouped, Mode::Partial).unwrap();
        // What is kept apart depends on the grouping; the law above says that it leads to the same value.
        prop_assume!(whole.len() == 1 && again.len() == 1);
        prop_assert!(same(&whole, &again), "{whole:?}\nby {grouped:?}\nis {again:?}");
    }

    /// `jsonSchemaMerge` lets through what either schema does, and what it leads to, merged with either, stays.
    #[test]
    fn a_merge_of_schemas_describes_what_either_does(
        left in schemas::schema(),
        right in schemas::schema(),
        documents in prop::collection::vec(schemas::document(), 12),
    ) {
        let reducer = Reducer::new(&schema(&Spec::Schemas), &ValidatorOptions::default()).unwrap();
        let merge = |left: &Value, right: &Value| {
            reduce(&reducer, &[left.clone(), right.clone()], Mode::Full).unwrap().remove(0).value
        };
        let merged = merge(&left, &right);
        for other in [&left, &right, &merged] {
            let again = merge(&merged, other);
            prop_assert!(compare(&again, &merged).is_eq(), "{merged} and {other} is {again}");
        }
        let validator = |schema: &Value| Validator::new(schema, &ValidatorOptions::default()).unwrap();
        let (sides, whole) = ([validator(&left), validator(&right)], validator(&merged));
        for document in &documents {
            if sides.iter().any(|side| side.is_valid(document)) {
                prop_assert!(whole.is_valid(document), "{document} is valid against a side of {merged}");
            }
        }
    }

    /// Float sums are associative to 1e-12 of what is added.
    #[test]
    fn sums_of_floats_are_nearly_associative(
        terms in prop::collection::vec(-1e6..1e6_f64, 1..20),
        cuts in prop::collection::vec(0..20_usize, 0..4),
    ) {
        let sum = json!({"reduce": {"strategy": "sum"}});
        let reducer = Reducer::new(&sum, &ValidatorOptions::default()).unwrap();
        let documents: Vec<Value> = terms.iter().map(|term| json!(term)).collect();
        let value = |documents: &[Value]| {
            reduce(&reducer, documents, Mode::Full).unwrap()[0].value.as_f64().unwrap()
        };
        let grouped = grouped(&reducer, &documents, &cuts).unwrap();
        let added: f64 = terms.iter().map(|term| term.abs()).sum();
        prop_assert!((value(&documents) - value(&grouped)).abs() <= 1e-12 * added);
    }

    /// A table and evaluation reduce alike, with the same errors.
    #[test]
    fn a_table_and_evaluation_reduce_alike((spec, documents, _) in cases(4)) {
        let fast = Reducer::new(&schema(&spec), &ValidatorOptions::default()).unwrap();
        let slow = Reducer::evaluating(&schema(&spec), &ValidatorOptions::default()).unwrap();
        for mode in [Mode::Full, Mode::Partial] {
            prop_assert_eq!(reduce(&fast, &documents, mode), reduce(&slow, &documents, mode));
        }
    }

    /// Documents that fit no strategy are errors and no panics.
    #[test]
    fn any_documents_reduce_or_fail(spec in spec(), documents in prop::collection::vec(any_value(), 0..4)) {
        let open = schema(&spec).to_string().replace("\"type\"", "\"x-type\"");
        let reducer = Reducer::new(&serde_json::from_str(&open).unwrap(), &ValidatorOptions::default()).unwrap();
        for mode in [Mode::Full, Mode::Partial] {
            if let Err(error) = reduce(&reducer, &documents, mode) {
                prop_assert!(!error.to_string().is_empty());
            }
        }
    }
}
