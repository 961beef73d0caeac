//! A naive interpreter of catalogs, written from the language's text, agrees with the driver of tests.
//!
//! It keeps everything that ever happened and computes whatever it needs from that anew: what is still to be read,
//! registers, the contents of collections. It shares no code with the driver but the lambdas, which are the user's.
#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test fails by panicking")]

mod closures;

use closures::Closures;
use proptest::prelude::*;
use runtime_lite::{
    Collection, Derivation, Key, KeyPart, PartitionField, PartitionType, Partitions, Pointer, Reducer,
    Register, Selector, Step, StepReport, Test, TestDriver, Transform, ValidatorOptions,
};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;

/// How the field `v` and registers of numbers reduce.
#[derive(Debug, Clone, Copy)]
enum Number {
    First,
    Last,
    Least,
    Greatest,
    Sum,
}

/// How documents of a collection reduce.
#[derive(Debug, Clone)]
struct Rules {
    /// Whether the root is merged; else the last document wins.
    merged: bool,
    v: Number,
    /// Whether `log` is appended to; else the first one stays.
    append: bool,
}

/// A number that a lambda computes.
#[derive(Debug, Clone, Copy)]
enum Term {
    Source,
    Register,
    Previous,
    Constant(i64),
}

/// A document that a lambda publishes.
#[derive(Debug, Clone)]
struct Published {
    /// Whether the key is `s` of the source; else it is `k`.
    by_s: bool,
    v: Term,
    /// Whether the document is deleted if `v` is odd.
    deletes: bool,
    /// Whether nothing is published if the register is as before.
    on_change: bool,
}

#[derive(Debug, Clone)]
struct Reads {
    source: usize,
    by_s: bool,
    priority: u32,
    delay: u64,
    /// The values of `s` that are read, where the source is partitioned by it.
    only: Option<i64>,
    /// How often the number of the source is added to the register, if there is an update.
    update: Option<usize>,
    publish: Vec<Published>,
}

#[derive(Debug, Clone)]
struct Spec {
    name: String,
    rules: Rules,
    partitioned: bool,
    register: Number,
    initial: i64,
    reads: Vec<Reads>,
}

#[derive(Debug, Clone)]
enum Action {
    Ingest(usize, Vec<(i64, i64, i64, bool)>),
    Verify(usize),
}

const BASES: usize = 2;

fn number() -> impl Strategy<Value = Number> {
    prop::sample::select(vec![Number::First, Number::Last, Number::Least, Number::Greatest, Number::Sum])
}

fn spec(at: usize) -> impl Strategy<Value = Spec> {
    let rules = (prop::bool::weighted(0.8), number(), any::<bool>()).prop_map(|(merged, v, append)| Rules {
        merged,
        v,
        append,
    });
    let term = prop_oneof![
        Just(Term::Source),
        Just(Term::Register),
        Just(Term::Previous),
        (-2..3_i64).prop_map(Term::Constant)
    ];
    let published = (any::<bool>(), term, prop::bool::weighted(0.2), prop::bool::weighted(0.3))
        .prop_map(|(by_s, v, deletes, on_change)| Published { by_s, v, deletes, on_change });
    let delay = prop_oneof![3 => Just(0), 1 => 1..4_u64, 1 => Just(1000), 1 => Just(2000)];
    // A collection is derived of those before it.
    let source = 0..at.max(1);
    let reads = (
        source,
        any::<bool>(),
        0..3_u32,
        delay,
        prop::option::weighted(0.3, 0..3_i64),
        prop::option::of(0..3_usize),
        prop::collection::vec(published, 0..3),
    );
    let reads = reads.prop_map(|(source, by_s, priority, delay, only, update, publish)| Reads {
        source,
        by_s,
        priority,
        delay,
        only,
        update,
        publish,
    });
    // Names sort otherwise than indices.
    let name = prop::sample::select(vec!["a", "m", "z"]).prop_map(move |name| format!("{name}{at}"));
    let count = if at < BASES { 0..1 } else { 1..4 };
    (name, rules, any::<bool>(), number(), -1..2_i64, prop::collection::vec(reads, count)).prop_map(
        |(name, rules, partitioned, register, initial, reads)| Spec {
            name,
            rules,
            partitioned,
            register,
            initial,
            reads,
        },
    )
}

fn catalog() -> impl Strategy<Value = Vec<Spec>> {
    (spec(0), spec(1), spec(2), spec(3), spec(4)).prop_map(|(a, b, c, d, e)| vec![a, b, c, d, e])
}

fn actions() -> impl Strategy<Value = Vec<Action>> {
    let documents = prop::collection::vec((0..3_i64, 0..3_i64, -4..5_i64, prop::bool::weighted(0.1)), 1..5);
    let action = prop_oneof![
        2 => (0..BASES, documents).prop_map(|(to, documents)| Action::Ingest(to, documents)),
        1 => (0..5_usize).prop_map(Action::Verify),
    ];
    let last = (0..5_usize).map(Action::Verify).collect::<Vec<_>>();
    prop::collection::vec(action, 1..8).prop_map(move |actions| [actions, last.clone()].concat())
}

// The user's code, which both interpreters call.

fn updated(reads: &Reads, source: &Value) -> Vec<Value> {
    vec![source["v"].clone(); reads.update.unwrap_or_default()]
}

fn published(reads: &Reads, source: &Value, register: &Value, previous: &Value) -> Vec<Value> {
    let mut documents = Vec::new();
    for spec in &reads.publish {
        if spec.on_change && register == previous {
            continue;
        }
        let v = match spec.v {
            Term::Source => source["v"].as_i64().unwrap(),
            Term::Register => register.as_i64().unwrap(),
            Term::Previous => previous.as_i64().unwrap(),
            Term::Constant(number) => number,
        };
        let k = if spec.by_s { &source["s"] } else { &source["k"] };
        documents.push(document(
            k.as_i64().unwrap(),
            source["s"].as_i64().unwrap(),
            v,
            spec.deletes && v % 2 != 0,
        ));
    }
    documents
}

fn document(k: i64, s: i64, v: i64, gone: bool) -> Value {
    let mut document = json!({"k": k, "s": s, "v": v, "log": [v]});
    if gone {
        document["gone"] = json!(true);
    }
    document
}

// The naive interpreter.

fn reduce_number(rule: Number, left: i64, right: i64) -> i64 {
    match rule {
        Number::First => left,
        Number::Last => right,
        Number::Least => left.min(right),
        Number::Greatest => left.max(right),
        Number::Sum => left + right,
    }
}

fn is_gone(document: &Value) -> bool {
    document.get("gone").is_some()
}

/// Reduces documents of one key, none of which is deleted.
fn fold(rules: &Rules, documents: &[Value]) -> Value {
    let mut result = documents[0].clone();
    for right in &documents[1..] {
        if !rules.merged {
            result = right.clone();
            continue;
        }
        let v = reduce_number(rules.v, result["v"].as_i64().unwrap(), right["v"].as_i64().unwrap());
        let log: Vec<Value> = match rules.append {
            true => [&result["log"], &right["log"]]
                .iter()
                .flat_map(|log| log.as_array().unwrap().clone())
                .collect(),
            false => result["log"].as_array().unwrap().clone(),
        };
        result = json!({"k": right["k"], "s": right["s"], "v": v, "log": log});
    }
    result
}

/// The documents of one transaction as they are appended: by key and partition, and after a deletion apart.
fn combined(spec: &Spec, documents: &[Value]) -> Vec<Value> {
    let place = |document: &Value| {
        let number = |field: &str| document[field].as_i64().unwrap();
        (number("k"), if spec.partitioned { number("s") } else { 0 })
    };
    let places: BTreeSet<(i64, i64)> = documents.iter().map(place).collect();
    let mut appended = Vec::new();
    for at in places {
        let of: Vec<Value> = documents.iter().filter(|document| place(document) == at).cloned().collect();
        let after = of.iter().rposition(is_gone).map_or(0, |deleted| deleted + 1);
        appended.extend(after.checked_sub(1).map(|deleted| of[deleted].clone()));
        if after < of.len() {
            appended.push(fold(&spec.rules, &of[after..]));
        }
    }
    appended
}

/// What a collection holds.
fn contents(spec: &Spec, documents: &[Value]) -> Vec<Value> {
    let keys: BTreeSet<i64> = documents.iter().map(|document| document["k"].as_i64().unwrap()).collect();
    let mut found = Vec::new();
    for key in keys {
        let of: Vec<Value> = documents.iter().filter(|document| document["k"] == key).cloned().collect();
        let after = of.iter().rposition(is_gone).map_or(0, |deleted| deleted + 1);
        if after < of.len() {
            found.push(fold(&spec.rules, &of[after..]));
        }
    }
    found
}

/// Everything that ever happened.
#[derive(Default)]
struct History {
    /// The collection, clock and document of all that was appended, in order.
    appended: Vec<(usize, u64, Value)>,
    /// The task, the transform and the index of what was read.
    read: BTreeSet<(usize, usize, usize)>,
    /// The task, register key and delta of all updates, in order.
    deltas: Vec<(usize, i64, i64)>,
    now: u64,
}

impl History {
    fn append(&mut self, catalog: &[Spec], to: usize, documents: &[Value]) {
        let documents = combined(&catalog[to], documents);
        if !documents.is_empty() {
            self.now += 1;
            self.appended.extend(documents.into_iter().map(|document| (to, self.now, document)));
        }
    }

    /// What is still to be read: when, the task, the transform and the index.
    fn unread(&self, catalog: &[Spec]) -> Vec<(u64, usize, usize, usize)> {
        let mut unread = Vec::new();
        for (task, spec) in catalog.iter().enumerate() {
            for (transform, reads) in spec.reads.iter().enumerate() {
                for (index, (from, clock, _)) in self.appended.iter().enumerate() {
                    if *from == reads.source && !self.read.contains(&(task, transform, index)) {
                        unread.push((clock + reads.delay, task, transform, index));
                    }
                }
            }
        }
        unread
    }

    fn register(&self, catalog: &[Spec], task: usize, key: i64) -> i64 {
        let spec = &catalog[task];
        let deltas = self.deltas.iter().filter(|(of, at, _)| *of == task && *at == key);
        deltas.fold(spec.initial, |register, (_, _, delta)| reduce_number(spec.register, register, *delta))
    }

    fn settle(&mut self, catalog: &[Spec]) {
        loop {
            let now = self.now;
            let wave: Vec<_> = self.unread(catalog).into_iter().filter(|(ready, ..)| *ready <= now).collect();
            if wave.is_empty() {
                return;
            }
            let mut tasks: Vec<usize> = wave.iter().map(|(_, task, ..)| *task).collect();
            tasks.sort_by_key(|task| &catalog[*task].name);
            tasks.dedup();
            for task in tasks {
                self.transaction(catalog, task, wave.iter().filter(|(_, of, ..)| *of == task));
            }
        }
    }

    fn transaction<'w>(
        &mut self,
        catalog: &[Spec],
        task: usize,
        wave: impl Iterator<Item = &'w (u64, usize, usize, usize)>,
    ) {
        let mut ready: Vec<_> = wave.copied().collect();
        ready.sort_by_key(|(ready, _, transform, index)| {
            let priority = catalog[task].reads[*transform].priority;
            let key = self.appended[*index].2["k"].as_i64().unwrap();
            (u32::MAX - priority, *ready, key, *transform, *index)
        });
        let mut documents = Vec::new();
        for (_, _, transform, index) in ready {
            self.read.insert((task, transform, index));
            let reads = &catalog[task].reads[transform];
            let source = self.appended[index].2.clone();
            let is_partitioned = catalog[reads.source].partitioned;
            if reads.only.is_some_and(|only| is_partitioned && source["s"] != only) {
                continue;
            }
            let key = source[if reads.by_s { "s" } else { "k" }].as_i64().unwrap();
            let previous = self.register(catalog, task, key);
            let deltas = updated(reads, &source);
            self.deltas.extend(deltas.iter().map(|delta| (task, key, delta.as_i64().unwrap())));
            let register = self.register(catalog, task, key);
            documents.extend(published(reads, &source, &json!(register), &json!(previous)));
        }
        self.append(catalog, task, &documents);
    }

    /// What a collection holds once nothing can write to it any more.
    fn verify(&mut self, catalog: &[Spec], collection: usize) -> Vec<Value> {
        self.settle(catalog);
        while self.unread(catalog).iter().any(|(_, task, ..)| feeds(catalog, *task, collection)) {
            self.now = self.unread(catalog).iter().map(|(ready, ..)| *ready).min().unwrap().max(self.now);
            self.settle(catalog);
        }
        let documents = self.appended.iter().filter(|(of, ..)| *of == collection);
        let documents: Vec<Value> = documents.map(|(_, _, document)| document.clone()).collect();
        contents(&catalog[collection], &documents)
    }
}

fn feeds(catalog: &[Spec], from: usize, to: usize) -> bool {
    let reads = |at: usize| catalog[at].reads.iter().any(|reads| reads.source == from);
    from == to || (from + 1..catalog.len()).any(|next| reads(next) && feeds(catalog, next, to))
}

// The same catalog for the driver.

fn strategy(rule: Number) -> Value {
    let name = match rule {
        Number::First => "firstWriteWins",
        Number::Last => "lastWriteWins",
        Number::Least => "minimize",
        Number::Greatest => "maximize",
        Number::Sum => "sum",
    };
    json!({"type": "integer", "reduce": {"strategy": name}})
}

fn schema(rules: &Rules) -> Value {
    let root = if rules.merged { "merge" } else { "lastWriteWins" };
    let log = if rules.append { "append" } else { "firstWriteWins" };
    json!({
        "type": "object",
        "if": {"required": ["gone"]},
        "then": {"reduce": {"strategy": "lastWriteWins", "delete": true}},
        "else": {
            "reduce": {"strategy": root},
            "properties": {"v": strategy(rules.v), "log": {"reduce": {"strategy": log}}},
        },
    })
}

fn reducer(schema: &Value) -> Arc<Reducer> {
    Arc::new(Reducer::new(schema, &ValidatorOptions::default()).unwrap())
}

fn key(field: &str) -> Key {
    Key::of([Pointer::root().child(field)])
}

fn collections(catalog: &[Spec]) -> (Vec<Collection>, Closures) {
    let mut closures = Closures::default();
    let mut collections: Vec<Collection> = Vec::new();
    for spec in catalog {
        let write = reducer(&schema(&spec.rules));
        let field = PartitionField {
            field: "s".to_owned(),
            part: KeyPart { pointer: Pointer::root().child("s"), default: None },
            kind: PartitionType::Integer,
        };
        let mut transforms = Vec::new();
        for (at, reads) in spec.reads.iter().enumerate() {
            let name = format!("t{at}");
            let only = reads.only.filter(|_| catalog[reads.source].partitioned);
            let include = only.map(|only| ("s".to_owned(), vec![json!(only)])).into_iter().collect();
            transforms.push(Transform {
                name: name.clone(),
                source: reads.source,
                schema: collections[reads.source].read.clone(),
                selector: Selector { include, exclude: [].into() },
                shuffle: key(if reads.by_s { "s" } else { "k" }),
                priority: reads.priority,
                read_delay: reads.delay,
                update: reads.update.is_some(),
                publish: true,
            });
            let (of_update, of_publish) = (reads.clone(), reads.clone());
            let name = (spec.name.clone(), name);
            closures.updates.insert(name.clone(), Box::new(move |source| updated(&of_update, source)));
            let publish = move |source: &Value, register: &Value, previous: &Value| {
                published(&of_publish, source, register, previous)
            };
            closures.publishes.insert(name, Box::new(publish));
        }
        let register = Register { schema: reducer(&strategy(spec.register)), initial: json!(spec.initial) };
        collections.push(Collection {
            name: spec.name.clone(),
            key: key("k"),
            partitions: Partitions::new(if spec.partitioned { vec![field] } else { vec![] }),
            read: write.clone(),
            write,
            derivation: (!transforms.is_empty()).then_some(Derivation { register, transforms }),
        });
    }
    (collections, closures)
}

proptest! {
    #[test]
    fn the_driver_agrees_with_the_naive_interpreter(catalog in catalog(), actions in actions()) {
        let mut history = History::default();
        let mut expected = Vec::new();
        let mut steps = Vec::new();
        for action in &actions {
            match action {
                Action::Ingest(to, documents) => {
                    let documents: Vec<Value> =
                        documents.iter().map(|(k, s, v, gone)| document(*k, *s, *v, *gone)).collect();
                    history.append(&catalog, *to, &documents);
                    history.settle(&catalog);
                    expected.push(None);
                    steps.push(Step::Ingest { collection: *to, documents });
                }
                Action::Verify(collection) => {
                    expected.push(Some(history.verify(&catalog, *collection)));
                    let selector = Selector::default();
                    steps.push(Step::Verify { collection: *collection, selector, documents: Vec::new() });
                }
            }
        }
        let (collections, mut closures) = collections(&catalog);
        let report = TestDriver::new(&collections).run(&Test { steps }, &mut closures);
        prop_assert_eq!(&report.end, &None);
        for (step, expected) in report.steps.into_iter().zip(expected) {
            // Nothing is expected of collections, so that a report has all that they hold.
            let actual = match step {
                StepReport::Ingested => None,
                StepReport::Verified => Some(Vec::new()),
                StepReport::Mismatched(mismatches) => Some(mismatches.actual),
                step @ (StepReport::Failed(_) | StepReport::NotRun) => {
                    return Err(TestCaseError::fail(format!("{step:?}")));
                }
            };
            prop_assert_eq!(actual, expected);
        }
    }
}

#[test]
fn generated_catalogs_reach_every_collection() {
    // A generator whose catalogs publish nothing would agree with anything.
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut filled = Map::new();
    for _ in 0..100 {
        let catalog = proptest::strategy::ValueTree::current(&catalog().new_tree(&mut runner).unwrap());
        let actions = proptest::strategy::ValueTree::current(&actions().new_tree(&mut runner).unwrap());
        let mut history = History::default();
        for action in &actions {
            match action {
                Action::Ingest(to, documents) => {
                    let documents: Vec<Value> =
                        documents.iter().map(|(k, s, v, gone)| document(*k, *s, *v, *gone)).collect();
                    history.append(&catalog, *to, &documents);
                    history.settle(&catalog);
                }
                Action::Verify(collection) => {
                    if !history.verify(&catalog, *collection).is_empty() {
                        let count = filled.entry(collection.to_string()).or_insert(json!(0));
                        *count = json!(count.as_i64().unwrap() + 1);
                    }
                }
            }
        }
    }
    for collection in 0..5 {
        let count = filled.get(&collection.to_string()).and_then(Value::as_i64).unwrap_or_default();
        assert!(count > 20, "collection {collection} was filled {count} times");
    }
}
