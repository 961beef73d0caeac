//! Derivations and contract tests of them, as the language describes both (`language.md` D6 and section 7).
#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test fails by panicking")]

mod closures;

use closures::Closures;
use runtime_lite::{
    Collection, Derivation, Key, LambdaKind, Mismatch, PartitionField, Partitions, Pointer, Reducer,
    Register, Selector, Step, StepReport, TICKS_PER_SECOND, Test, TestDriver, TestReport, Transform,
    ValidatorOptions,
};
use serde_json::{Value, json};
use std::sync::Arc;

const HOUR: u64 = 3600 * TICKS_PER_SECOND;

/// A catalog that is being put together, with its lambdas.
#[derive(Default)]
struct Catalog {
    collections: Vec<Collection>,
    closures: Closures,
}

fn reducer(schema: &Value) -> Arc<Reducer> {
    Arc::new(Reducer::new(schema, &ValidatorOptions::default()).unwrap())
}

fn key(pointers: &[&str]) -> Key {
    Key::of(pointers.iter().map(|pointer| Pointer::parse(pointer).unwrap()))
}

/// A transform that is being added.
struct Of<'c> {
    catalog: &'c mut Catalog,
    at: usize,
}

impl Catalog {
    fn collection(&mut self, name: &str, keys: &[&str], schema: Value) -> usize {
        let schema = reducer(&schema);
        self.collections.push(Collection {
            name: name.to_owned(),
            key: key(keys),
            partitions: Partitions::default(),
            write: schema.clone(),
            read: schema,
            derivation: None,
        });
        self.collections.len() - 1
    }

    fn derived(&mut self, at: usize, register: Value, initial: Value) -> Of<'_> {
        let register = Register { schema: reducer(&register), initial };
        self.collections[at].derivation = Some(Derivation { register, transforms: Vec::new() });
        Of { catalog: self, at }
    }

    fn test(&mut self, steps: Vec<Step>) -> TestReport {
        TestDriver::new(&self.collections).run(&Test { steps }, &mut self.closures)
    }

    /// All steps do what they say.
    fn passes(&mut self, steps: Vec<Step>) {
        let report = self.test(steps);
        assert!(report.passed(), "{report:#?}");
    }
}

impl Of<'_> {
    fn transform(&mut self, name: &str, source: usize, shuffle: &[&str]) -> &mut Transform {
        let schema = self.catalog.collections[source].read.clone();
        let transforms = &mut self.catalog.collections[self.at].derivation.as_mut().unwrap().transforms;
        transforms.push(Transform {
            name: name.to_owned(),
            source,
            schema,
            selector: Selector::default(),
            shuffle: key(shuffle),
            priority: 0,
            read_delay: 0,
            update: false,
            publish: false,
        });
        transforms.last_mut().unwrap()
    }

    fn last(&mut self) -> (&mut Transform, (String, String)) {
        let collection = &mut self.catalog.collections[self.at];
        let transform = collection.derivation.as_mut().unwrap().transforms.last_mut().unwrap();
        let name = (collection.name.clone(), transform.name.clone());
        (transform, name)
    }

    fn update(&mut self, update: impl Fn(&Value) -> Vec<Value> + 'static) -> &mut Self {
        let (transform, name) = self.last();
        transform.update = true;
        self.catalog.closures.updates.insert(name, Box::new(update));
        self
    }

    fn publish(&mut self, publish: impl Fn(&Value, &Value, &Value) -> Vec<Value> + 'static) -> &mut Self {
        let (transform, name) = self.last();
        transform.publish = true;
        self.catalog.closures.publishes.insert(name, Box::new(publish));
        self
    }
}

fn ingest(collection: usize, documents: Value) -> Step {
    Step::Ingest { collection, documents: documents.as_array().unwrap().clone() }
}

fn verify(collection: usize, documents: Value) -> Step {
    let documents = documents.as_array().unwrap().clone();
    Step::Verify { collection, selector: Selector::default(), documents }
}

fn sum() -> Value {
    json!({"type": "number", "reduce": {"strategy": "sum"}})
}

/// Example of section 7.2: register `{integer, reduce sum}`, initial 0, publish iff sign(register) ≠ sign(previous).
#[test]
fn a_running_sum_reports_when_it_changes_sign() {
    let mut catalog = Catalog::default();
    let numbers = catalog.collection("numbers", &["/key"], json!({"type": "object"}));
    let crossings = catalog.collection("crossings", &["/key", "/at"], json!({"type": "object"}));
    let mut of = catalog.derived(crossings, sum(), json!(0));
    of.transform("fromNumbers", numbers, &["/key"]);
    of.update(|source| vec![source["n"].clone()]);
    of.publish(|source, register, previous| {
        let sign = |value: &Value| value.as_i64().unwrap().signum();
        match sign(register) == sign(previous) {
            true => vec![],
            false => vec![json!({"key": source["key"], "at": source["at"], "sum": register})],
        }
    });
    catalog.passes(vec![
        ingest(numbers, json!([{"key": "a", "at": 1, "n": 5}])),
        ingest(numbers, json!([{"key": "a", "at": 2, "n": 5}])),
        ingest(numbers, json!([{"key": "a", "at": 3, "n": -20}])),
        ingest(numbers, json!([{"key": "b", "at": 4, "n": 0}])),
        ingest(numbers, json!([{"key": "a", "at": 5, "n": 10}])),
        verify(
            crossings,
            json!([
                {"key": "a", "at": 1, "sum": 5}, {"key": "a", "at": 3, "sum": -10}, {"key": "a", "at": 5, "sum": 0}
            ]),
        ),
    ]);
}

/// Registers are shared by all transforms of the derivation with equal shuffle key values.
#[test]
fn a_register_joins_two_collections() {
    let mut catalog = Catalog::default();
    let left = catalog.collection("left", &["/id"], json!({"type": "object"}));
    let right = catalog.collection("right", &["/id"], json!({"type": "object"}));
    let joined =
        catalog.collection("joined", &["/id"], json!({"type": "object", "reduce": {"strategy": "merge"}}));
    let register = json!({"reduce": {"strategy": "merge"}});
    let mut of = catalog.derived(joined, register, json!({}));
    let inner = |id: &Value, register: &Value| match (register.get("l"), register.get("r")) {
        (Some(l), Some(r)) => vec![json!({"id": id, "l": l, "r": r})],
        (_, _) => vec![],
    };
    of.transform("fromLeft", left, &["/id"]);
    of.update(|source| vec![json!({"l": source["v"]})]);
    of.publish(move |source, register, _| inner(&source["id"], register));
    of.transform("fromRight", right, &["/of"]);
    of.update(|source| vec![json!({"r": source["v"]})]);
    of.publish(move |source, register, _| inner(&source["of"], register));
    catalog.passes(vec![
        ingest(left, json!([{"id": 1, "v": "a"}, {"id": 2, "v": "b"}])),
        verify(joined, json!([])),
        ingest(right, json!([{"id": 7, "of": 2, "v": "x"}, {"id": 8, "of": 3, "v": "y"}])),
        verify(joined, json!([{"id": 2, "l": "b", "r": "x"}])),
        ingest(left, json!([{"id": 3, "v": "c"}, {"id": 2, "v": "d"}])),
        verify(joined, json!([{"id": 2, "l": "d", "r": "x"}, {"id": 3, "l": "c", "r": "y"}])),
    ]);
}

/// A silence detector: an event is read at once, and again an hour later, when it is reported unless others followed.
#[test]
fn silence_is_detected_by_a_read_delay_against_the_same_source() {
    let mut catalog = Catalog::default();
    let beats = catalog.collection("beats", &["/device", "/n"], json!({"type": "object"}));
    let silent = catalog.collection("silent", &["/device", "/n"], json!({"type": "object"}));
    let mut of = catalog.derived(silent, json!({}), Value::Null);
    of.transform("seen", beats, &["/device"]);
    of.update(|source| vec![source["n"].clone()]);
    of.transform("later", beats, &["/device"]).read_delay = HOUR;
    of.publish(|source, register, _| match register == &source["n"] {
        true => vec![source.clone()],
        false => vec![],
    });
    catalog.passes(vec![
        ingest(beats, json!([{"device": "a", "n": 1}])),
        ingest(beats, json!([{"device": "a", "n": 2}, {"device": "b", "n": 1}])),
        verify(silent, json!([{"device": "a", "n": 2}, {"device": "b", "n": 1}])),
        ingest(beats, json!([{"device": "b", "n": 2}])),
        verify(silent, json!([{"device": "a", "n": 2}, {"device": "b", "n": 1}, {"device": "b", "n": 2}])),
    ]);
}

/// Every appended document gets a clock greater than that of every document it was derived from: a purchase reads the
/// cart as it was before the same event cleared it.
#[test]
fn a_purchase_reads_the_cart_that_its_event_clears() {
    for names in [["carts", "purchases"], ["z-carts", "purchases"]] {
        let mut catalog = Catalog::default();
        let events = catalog.collection("events", &["/user"], json!({"type": "object"}));
        let carts = catalog.collection(names[0], &["/user"], json!({"type": "object"}));
        let purchases = catalog.collection(names[1], &["/user"], json!({"type": "object"}));
        let cart = json!({
            "type": "object",
            "oneOf": [
                {"required": ["clear"], "reduce": {"strategy": "lastWriteWins"}},
                {
                    "properties": {"clear": false, "items": {"reduce": {"strategy": "append"}}},
                    "reduce": {"strategy": "merge"},
                },
            ]
        });
        let mut of = catalog.derived(carts, cart, json!({"items": []}));
        of.transform("fromEvents", events, &["/user"]);
        of.update(|source| match source.get("item") {
            Some(item) => vec![json!({"items": [item]})],
            None => vec![json!({"items": [], "clear": true})],
        });
        of.publish(|source, register, _| vec![json!({"user": source["user"], "items": register["items"]})]);
        let mut of = catalog.derived(purchases, json!({}), Value::Null);
        of.transform("buy", events, &["/user"]);
        of.publish(|source, register, _| match source.get("item") {
            Some(_) => vec![],
            None => vec![json!({"user": source["user"], "bought": register})],
        });
        of.transform("cart", carts, &["/user"]);
        of.update(|source| vec![source["items"].clone()]);
        catalog.passes(vec![
            ingest(events, json!([{"user": 1, "item": "tea"}])),
            ingest(events, json!([{"user": 1, "item": "cup"}])),
            ingest(events, json!([{"user": 1, "buy": true}])),
            verify(purchases, json!([{"user": 1, "bought": ["tea", "cup"]}])),
            verify(carts, json!([{"user": 1, "items": []}])),
        ]);
    }
}

/// A word count of which every change of a text retracts the words that were there before.
#[test]
fn counts_are_retracted_by_the_previous_register() {
    let mut catalog = Catalog::default();
    let texts = catalog.collection("texts", &["/id"], json!({"type": "object"}));
    let schema = json!({
        "type": "object", "reduce": {"strategy": "merge"}, "properties": {"count": {"reduce": {"strategy": "sum"}}}
    });
    let words = catalog.collection("words", &["/word"], schema);
    let mut of = catalog.derived(words, json!({"type": "string"}), json!(""));
    of.transform("fromTexts", texts, &["/id"]);
    of.update(|source| vec![source["text"].clone()]);
    of.publish(|_, register, previous| {
        let count = |text: &Value, count: i64| {
            let words = text.as_str().unwrap().split_whitespace();
            words.map(|word| json!({"word": word, "count": count})).collect::<Vec<_>>()
        };
        [count(previous, -1), count(register, 1)].concat()
    });
    catalog.passes(vec![
        ingest(texts, json!([{"id": 1, "text": "a b a"}, {"id": 2, "text": "b"}])),
        verify(words, json!([{"word": "a", "count": 2}, {"word": "b", "count": 2}])),
        ingest(texts, json!([{"id": 1, "text": "c"}])),
        verify(
            words,
            json!([{"word": "a", "count": 0}, {"word": "b", "count": 1}, {"word": "c", "count": 1}]),
        ),
    ]);
}

/// Publish sees its own point-in-time pair, though calls are batched; transforms of one clock go by key, then name.
#[test]
fn documents_are_processed_by_priority_clock_key_and_name() {
    let mut catalog = Catalog::default();
    let source = catalog.collection("source", &["/id"], json!({"type": "object"}));
    let log = catalog.collection(
        "log",
        &["/all"],
        json!({
            "type": "object",
            "reduce": {"strategy": "merge"},
            "properties": {"log": {"reduce": {"strategy": "append"}}},
        }),
    );
    let mut of = catalog.derived(log, sum(), json!(0));
    for (name, priority) in [("b", 0), ("a", 0), ("first", 3)] {
        of.transform(name, source, &[]).priority = priority;
        of.update(|source| vec![source["id"].clone()]);
        of.publish(move |source, register, previous| {
            vec![json!({"all": 1, "log": [format!("{name}{} {previous}>{register}", source["id"])]})]
        });
    }
    catalog.passes(vec![
        ingest(source, json!([{"id": 2}, {"id": 1}])),
        verify(
            log,
            json!([{"all": 1, "log": ["first1 0>1", "first2 1>3", "a1 3>4", "b1 4>5", "a2 5>7", "b2 7>9"]}]),
        ),
    ]);
    let runs: Vec<(LambdaKind, &str, usize)> =
        catalog.closures.calls.iter().map(|(kind, name, rows)| (*kind, name.as_str(), *rows)).collect();
    let update = LambdaKind::Update;
    assert_eq!(runs[..3], [(update, "first", 2), (update, "a", 1), (update, "b", 1)]);
}

/// One transaction: documents are combined per key before they are written, and transforms see them so.
#[test]
fn transforms_see_documents_as_they_were_appended() {
    let mut catalog = Catalog::default();
    let schema = json!({
        "type": "object", "reduce": {"strategy": "merge"}, "properties": {"n": {"reduce": {"strategy": "sum"}}}
    });
    let source = catalog.collection("source", &["/id"], schema);
    let seen = catalog.collection("seen", &["/n"], json!({"type": "object"}));
    let mut of = catalog.derived(seen, json!({}), Value::Null);
    of.transform("fromSource", source, &["/id"]);
    of.publish(|source, register, previous| {
        assert_eq!(register, previous);
        vec![json!({"n": source["n"]})]
    });
    catalog.passes(vec![
        ingest(source, json!([{"id": 1, "n": 1}, {"id": 1, "n": 2}])),
        ingest(source, json!([{"id": 1, "n": 4}])),
        verify(seen, json!([{"n": 3}, {"n": 4}])),
        verify(source, json!([{"id": 1, "n": 7}])),
    ]);
}

/// Lambda calls may be batched; registers go on from one batch to the next.
#[test]
fn large_transactions_are_processed_in_batches() {
    let mut catalog = Catalog::default();
    let source = catalog.collection("source", &["/id"], json!({"type": "object"}));
    let totals = catalog.collection("totals", &["/at"], json!({"type": "object"}));
    let mut of = catalog.derived(totals, sum(), json!(0));
    of.transform("fromSource", source, &[]);
    of.update(|_| vec![json!(1)]);
    of.publish(|_, register, _| match register.as_i64().unwrap() % 1000 {
        0 => vec![json!({"at": register})],
        _ => vec![],
    });
    let documents: Vec<Value> = (0..3000).map(|id| json!({"id": id})).collect();
    catalog.passes(vec![
        ingest(source, json!(documents)),
        verify(totals, json!([{"at": 1000}, {"at": 2000}, {"at": 3000}])),
    ]);
    let updates = catalog.closures.calls.iter().filter(|(kind, ..)| *kind == LambdaKind::Update);
    let rows: Vec<usize> = updates.map(|(_, _, rows)| *rows).collect();
    assert_eq!(rows, [1024, 1024, 952]);
}

#[test]
fn deleted_documents_are_left_out_and_registers_start_anew() {
    let mut catalog = Catalog::default();
    let schema = json!({
        "type": "object",
        "properties": {"n": {"reduce": {"strategy": "sum"}}},
        "if": {"required": ["gone"]},
        "then": {"reduce": {"strategy": "merge", "delete": true}},
        "else": {"reduce": {"strategy": "merge"}},
    });
    let source = catalog.collection("source", &["/id"], schema);
    let register = json!({
        "if": {"type": "null"}, "then": {"reduce": {"strategy": "lastWriteWins", "delete": true}},
        "else": {"reduce": {"strategy": "sum"}},
    });
    let totals = catalog.collection("totals", &["/id"], json!({"type": "object"}));
    let mut of = catalog.derived(totals, register, json!(100));
    of.transform("fromSource", source, &["/id"]);
    of.update(|source| vec![source.get("n").cloned().unwrap_or(Value::Null)]);
    of.publish(|source, register, previous| {
        vec![json!({"id": source["id"], "total": register, "before": previous})]
    });
    catalog.passes(vec![
        ingest(source, json!([{"id": 1, "n": 1}, {"id": 2, "n": 2}])),
        ingest(source, json!([{"id": 1, "gone": true}])),
        verify(source, json!([{"id": 2, "n": 2}])),
        verify(
            totals,
            json!([{"id": 1, "total": 100, "before": 101}, {"id": 2, "total": 102, "before": 100}]),
        ),
        ingest(source, json!([{"id": 1, "n": 5}])),
        verify(totals, json!([{"id": 1, "total": 105, "before": 100}, {"id": 2}])),
        verify(source, json!([{"id": 1, "n": 5}, {"id": 2}])),
    ]);
}

#[test]
fn selectors_choose_what_is_read_and_what_is_verified() {
    let mut catalog = Catalog::default();
    let source = catalog.collection("source", &["/id"], json!({"type": "object"}));
    let part = runtime_lite::KeyPart { pointer: Pointer::parse("/r").unwrap(), default: None };
    let kind = runtime_lite::PartitionType::String;
    catalog.collections[source].partitions =
        Partitions::new(vec![PartitionField { field: "r".to_owned(), part, kind }]);
    let eu = Selector { include: [("r".to_owned(), vec![json!("eu")])].into(), exclude: [].into() };
    let some = catalog.collection("some", &["/id"], json!({"type": "object"}));
    let mut of = catalog.derived(some, json!({}), Value::Null);
    of.transform("fromSource", source, &["/id"]).selector = eu.clone();
    of.publish(|source, _, _| vec![json!({"id": source["id"]})]);
    let documents = vec![json!({"id": 2})];
    catalog.passes(vec![
        ingest(source, json!([{"id": 1, "r": "us"}, {"id": 2, "r": "eu"}])),
        verify(some, json!([{"id": 2}])),
        Step::Verify { collection: source, selector: eu, documents },
    ]);
}

#[test]
fn mismatches_are_paired_by_position_and_the_test_goes_on() {
    let mut catalog = Catalog::default();
    let source = catalog.collection("source", &["/id"], json!({"type": "object"}));
    let report = catalog.test(vec![
        ingest(source, json!([{"id": 1, "a": {"b": "x"}}, {"id": 2}])),
        verify(source, json!([{"id": 1, "a": {"b": "y"}}])),
        verify(source, json!([{"id": 1}, {"id": 2}, {"id": 3}])),
        verify(source, json!([{"id": 1}, {"id": 2}])),
    ]);
    assert!(!report.passed());
    let StepReport::Mismatched(first) = &report.steps[1] else { panic!("{report:#?}") };
    assert_eq!(first.actual, [json!({"id": 1, "a": {"b": "x"}}), json!({"id": 2})]);
    let [Mismatch::Differs { position: 0, differences }, Mismatch::Unexpected { position: 1 }] =
        &first.found[..]
    else {
        panic!("{first:#?}")
    };
    assert_eq!(differences.len(), 1);
    assert_eq!(differences[0].pointer.to_string(), "/a/b");
    assert_eq!((&differences[0].actual, &differences[0].expected), (&Some(json!("x")), &Some(json!("y"))));
    let StepReport::Mismatched(second) = &report.steps[2] else { panic!("{report:#?}") };
    assert_eq!(second.found, [Mismatch::Missing { position: 2 }]);
    assert_eq!(report.steps[3], StepReport::Verified);
}

/// A catalog whose derivation fails where documents ask for it.
fn failing() -> (Catalog, usize, usize) {
    let mut catalog = Catalog::default();
    let source = catalog.collection("source", &["/id"], json!({"type": "object", "required": ["id"]}));
    let derived = catalog.collection("derived", &["/id"], json!({"type": "object", "required": ["id"]}));
    let mut of = catalog.derived(derived, sum(), json!(0));
    of.transform("t", source, &["/id"]);
    of.update(|source| source.get("delta").cloned().into_iter().collect());
    of.publish(|source, _, _| vec![source.get("reply").cloned().unwrap_or(json!({"id": 1}))]);
    (catalog, source, derived)
}

#[test]
fn errors_name_the_lambda_and_end_the_test() {
    let message = |document: Value| {
        let (mut catalog, source, derived) = failing();
        let report = catalog.test(vec![ingest(source, json!([document])), verify(derived, json!([]))]);
        assert_eq!(report.steps[1], StepReport::NotRun);
        let StepReport::Failed(error) = &report.steps[0] else { panic!("{report:#?}") };
        error.to_string()
    };
    assert_eq!(
        message(json!({"id": 1, "throws": 1})),
        "publish of transform `t` of `derived`: it was asked to"
    );
    assert_eq!(
        message(json!({"id": 1, "reply": {}})),
        "publish of transform `t` of `derived`: the document is not valid"
    );
    assert_eq!(
        message(json!({"id": 1, "delta": "x"})),
        "update of transform `t` of `derived`: the document is not valid"
    );
    assert_eq!(message(json!({})), "the document is not valid");
    let (mut catalog, source, derived) = failing();
    catalog.closures.publishes.clear();
    let report = catalog.test(vec![ingest(source, json!([{"id": 1}])), verify(derived, json!([]))]);
    let StepReport::Failed(error) = &report.steps[0] else { panic!("{report:#?}") };
    assert_eq!(
        error.to_string(),
        "publish of transform `t` of `derived`: publish of transform `t` of `derived` is unknown"
    );
}

#[test]
fn source_documents_are_read_by_the_schema_of_the_transform() {
    let (mut catalog, source, derived) = failing();
    let transforms = &mut catalog.collections[derived].derivation.as_mut().unwrap().transforms;
    transforms[0].schema = reducer(&json!({"required": ["other"]}));
    let report = catalog.test(vec![ingest(source, json!([{"id": 1}]))]);
    let StepReport::Failed(error) = &report.steps[0] else { panic!("{report:#?}") };
    assert_eq!(error.to_string(), "transform `t` of `derived` reads a document that is not valid");
}

/// After the last step, remaining pending work is still drained.
#[test]
fn what_is_left_to_do_runs_and_may_fail() {
    let (mut catalog, source, derived) = failing();
    catalog.collections[derived].derivation.as_mut().unwrap().transforms[0].read_delay = 48 * HOUR;
    let report = catalog.test(vec![ingest(source, json!([{"id": 1, "throws": 1}]))]);
    assert_eq!(report.steps, [StepReport::Ingested]);
    assert!(report.end.is_some() && !report.passed());
    let report = catalog.test(vec![ingest(source, json!([{"id": 1}]))]);
    assert!(report.passed(), "registers and state reset between tests");
    assert_eq!(report.transforms, [(derived, 0)].into());
}

#[test]
fn a_derivation_that_feeds_itself_ends_with_an_error() {
    let mut catalog = Catalog::default();
    let source = catalog.collection("source", &["/id"], json!({"type": "object"}));
    let loops = catalog.collection("loops", &["/id"], json!({"type": "object"}));
    let mut of = catalog.derived(loops, json!({}), Value::Null);
    of.transform("start", source, &["/id"]);
    of.publish(|source, _, _| vec![source.clone()]);
    of.transform("again", loops, &["/id"]).read_delay = HOUR;
    of.publish(|source, _, _| vec![source.clone()]);
    let report = catalog.test(vec![ingest(source, json!([{"id": 1}]))]);
    let error = report.end.unwrap().to_string();
    assert_eq!(error, "derivations still read what they publish after 100000 transactions");
}

#[test]
fn catalogs_and_lambdas_names_cross_threads() {
    // Front ends run tests on several threads, each with lambdas of its own.
    fn crosses<T: Send + Sync>(_: &T) {}
    let mut catalog = Catalog::default();
    catalog.collection("source", &["/id"], json!({"properties": {"a": {"reduce": {"strategy": "sum"}}}}));
    crosses(&catalog.collections);
    crosses(&catalog.test(vec![]));
}
