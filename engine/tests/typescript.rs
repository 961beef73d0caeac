//! Functions of TypeScript as catalogs of every era write them, and what is said of those that fail.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod modules;

use engine::{Engine, Function, Limits, Program, Target};
use modules::Modules;
use runtime_lite::{LambdaError, LambdaKind, LambdaName, Lambdas, Row};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

fn name(kind: LambdaKind) -> LambdaName {
    LambdaName { derivation: "acme/totals".to_owned(), transform: "fromOrders".to_owned(), kind }
}

const LIMITS: Limits = Limits { time: Duration::from_millis(300), memory: 32 << 20, stack: 256 << 10 };

/// An engine of modules, the first of which has the function.
fn engine(
    modules: &[(&'static str, &'static str)],
    class: Option<&str>,
    function: &str,
    reads: bool,
) -> Engine {
    let target = Target::TypeScript {
        module: modules[0].0.to_owned(),
        class: class.map(str::to_owned),
        name: function.to_owned(),
        reads,
    };
    let function = |kind| Function { lambda: name(kind), target: target.clone() };
    let program = Program {
        functions: vec![function(LambdaKind::Update), function(LambdaKind::Publish)],
        imports: [("flow/modules", "shim.ts"), ("flow/acme/totals", "shim.ts")]
            .map(|(name, path)| (name.to_owned(), path.to_owned()))
            .into(),
        ..Program::default()
    };
    Engine::new(Arc::new(program), Arc::new(Modules(modules.iter().copied().collect())), LIMITS)
}

const SHIM: (&str, &str) = (
    "shim.ts",
    "export type Document = unknown; export abstract class IDerivation { flush() { return []; } }",
);

fn publish(engine: &mut Engine, sources: &[Value]) -> Result<Vec<Vec<Value>>, LambdaError> {
    let (register, previous) = (json!(2), json!(1));
    let rows: Vec<Row<'_>> =
        sources.iter().map(|source| Row { source, register: &register, previous: &previous }).collect();
    engine.publish(&name(LambdaKind::Publish), &rows)
}

/// What the body of a function returns of one document.
fn body(text: &'static str) -> Result<Vec<Value>, LambdaError> {
    let mut engine = engine(&[("m.ts", text), SHIM], None, "f", false);
    publish(&mut engine, &[json!({"id": "a", "n": 1})]).map(|mut rows| rows.remove(0))
}

#[test]
fn functions_of_every_kind_return_lists() {
    for text in [
        "export function f(source, register, previous) { return [source.n, register, previous]; }",
        "export const f = (source: any, register: number) => [source.n, register, 1];",
        "export async function f(s) { await null; return [s.n, 2, 1]; }",
        "export function* f(s) { yield s.n; yield 2; yield 1; }",
        "export async function* f(s) { yield s.n; await null; yield 2; yield Promise.resolve(1); }",
        "export function f(s) { return Promise.resolve().then(() => [s.n, 2, 1]); }",
        "import { two } from './two'; export function f(s): number[] { return [s.n, two, 1]; }",
        "enum E { One = 1, Two }; export function f(s) { return [s.n, E.Two, E.One]; }",
    ] {
        let mut engine =
            engine(&[("m.ts", text), ("two.ts", "export const two: number = 2;")], None, "f", false);
        assert_eq!(
            publish(&mut engine, &[json!({"n": 1})]),
            Ok(vec![vec![json!(1), json!(2), json!(1)]]),
            "{text}"
        );
    }
}

#[test]
fn a_function_may_wait_for_some_rows_and_not_for_others() {
    let sources = [json!({"n": 1}), json!({"n": 2}), json!({"n": 3}), json!({"n": 4})];
    for text in [
        "let calls = 0; export function f(s) { calls += 1; return [s.n, calls]; }",
        "let calls = 0; const later = async (list) => { await null; return list; };
        export function f(s) { calls += 1; return s.n % 2 ? [s.n, calls] : later([s.n, calls]); }",
        "let calls = 0; function* each(list) { for (const one of list) yield one; }
        export function f(s) { calls += 1; return s.n % 2 ? [s.n, calls] : each([s.n, calls]); }",
    ] {
        let mut engine = engine(&[("m.ts", text)], None, "f", false);
        for before in [0, 4] {
            let lists = (1..=4).map(|n| vec![json!(n), json!(before + n)]).collect();
            assert_eq!(publish(&mut engine, &sources), Ok(lists), "{text}");
        }
    }
    let text = "export async function f(s) { if (s.n > 2) throw new Error('no ' + s.n); return [s.n]; }";
    let mixed =
        "export function f(s) { if (s.n > 2) throw new Error('no 3'); return s.n > 1 ? g(s) : [s.n]; }
        async function g(s) { return [s.n]; }";
    for text in [text, mixed] {
        let mut engine = engine(&[("m.ts", text)], None, "f", false);
        let error = publish(&mut engine, &sources).unwrap_err();
        assert_eq!(error.row, Some(2), "{error:?}");
        assert!(error.message.starts_with("Error: no 3, at m.ts:1:"), "{error:?}");
    }
}

#[test]
fn classes_of_every_era_have_their_methods_called_on_one_object() {
    let mut second = engine(
        &[
            (
                "m.ts",
                "import { collections, interfaces } from 'flow/modules';
                export class AcmeTotals implements interfaces.AcmeTotals {
                    private seen = 0;
                    fromOrdersPublish(source: collections.AcmeOrders) { this.seen += 1; return [this.seen]; }
                }",
            ),
            SHIM,
        ],
        Some("AcmeTotals"),
        "fromOrdersPublish",
        false,
    );
    let documents = [json!({}), json!({})];
    assert_eq!(publish(&mut second, &documents), Ok(vec![vec![json!(1)], vec![json!(2)]]));
    assert_eq!(publish(&mut second, &documents[..1]), Ok(vec![vec![json!(3)]]));
    second.reset().unwrap();
    assert_eq!(publish(&mut second, &documents[..1]), Ok(vec![vec![json!(1)]]));
    let mut reader = engine(
        &[
            (
                "a/m.ts",
                "import { IDerivation, Document } from 'flow/acme/totals.ts';
                export class Derivation extends IDerivation {
                    kept: Document[] = [];
                    fromOrders(read: { doc: any }): Document[] { this.kept.push(read.doc); return []; }
                    flush() { const kept = this.kept; this.kept = []; return kept; }
                }",
            ),
            SHIM,
        ],
        Some("Derivation"),
        "fromOrders",
        true,
    );
    assert_eq!(publish(&mut reader, &[json!({"id": 1}), json!({"id": 2})]), Ok(vec![vec![], vec![]]));
    assert_eq!(reader.flush("acme/totals"), Ok(vec![json!({"id": 1}), json!({"id": 2})]));
    assert_eq!(reader.flush("acme/totals"), Ok(vec![]));
    assert_eq!(reader.flush("acme/other"), Ok(vec![]));
}

#[test]
fn each_call_has_its_own_copies() {
    let text = "let first;
        export function f(s) { const same = first === s; first ??= s; s.n = 9; return [same]; }";
    let mut engine = engine(&[("m.ts", text)], None, "f", false);
    let documents = [json!({"n": 1}), json!({"n": 1})];
    assert_eq!(publish(&mut engine, &documents), Ok(vec![vec![json!(false)], vec![json!(false)]]));
    assert_eq!(documents, [json!({"n": 1}), json!({"n": 1})]);
}

#[test]
fn what_is_undefined_is_dropped() {
    let text = "export const f = (s) => [{ a: undefined, b: null, c: s.missing, d: { e: undefined } }];";
    assert_eq!(body(text), Ok(vec![json!({"b": null, "d": {}})]));
}

/// The message of a function that fails, at its row.
fn check(text: &'static str, expected: &str) {
    let mut engine = engine(&[("m.ts", text), SHIM], None, "f", false);
    let error = publish(&mut engine, &[json!({"n": 0}), json!({"n": 1})]).unwrap_err();
    assert_eq!((error.message.as_str(), error.row), (expected, Some(1)), "{text}");
    // What failed leaves nothing behind that the next call meets.
    assert_eq!(publish(&mut engine, &[json!({"n": 0})]), Ok(vec![vec![]]));
}

#[test]
fn failures_name_the_row_the_reason_and_the_place() {
    check(
        "type A = {\n  n: number;\n};\nexport function f(s: A) {\n  if (s.n === 1) {\n    g(s);\n  }\n  return [];\n}\n\
         function g(s: any) {\n  return s.missing.deep;\n}\n",
        "TypeError: cannot read property 'deep' of undefined, at m.ts:11:10\n  called at m.ts:6:7",
    );
    check(
        "export function f(s) {\n  if (s.n) throw new RangeError('too much');\n  return [];\n}",
        "RangeError: too much, at m.ts:2:22",
    );
    check("export const f = (s) => { if (s.n) throw { code: 7 }; return []; };", "it threw {\"code\":7}");
    check(
        "export const f = (s) => { if (s.n) throw null; return []; };",
        "it needs more than 32 MiB of memory",
    );
    check("export const f = (s) => (s.n ? {} : []);", "the lambda returned an object, and not a list");
    check(
        "export const f = (s) => { if (!s.n) return []; };",
        "the lambda returned undefined, and not a list",
    );
    check("export const f = async (s) => (s.n ? 'x' : []);", "the lambda returned a string, and not a list");
    check("export const f = (s) => { while (s.n) {} return []; };", "it took longer than 300ms");
    check(
        "export const f = async (s) => { while (s.n) { await null; } return []; };",
        "it took longer than 300ms",
    );
    check(
        "export const f = (s) => { const a = []; while (s.n) a.push('x'.repeat(1e6) + a.length); return a; };",
        "it needs more than 32 MiB of memory",
    );
    check(
        "export const f = (s) => (s.n ? new Promise(() => {}) : []);",
        "it waits for a promise that nothing settles",
    );
    check(
        "const g = (n) => 1 + g(n);\nexport const f = (s) => (s.n ? g(1) : []);",
        &"RangeError: Maximum call stack size exceeded, at m.ts:1:24\n  called at m.ts:1:24"
            .replace("\n  called at m.ts:1:24", &"\n  called at m.ts:1:24".repeat(4)),
    );
}

#[test]
fn modules_that_cannot_be_loaded_are_failures_of_no_row() {
    for (text, message) in [
        ("export const f = ];", "syntax error: Unexpected token, at m.ts:1:18"),
        (
            "import x from 'moment'; export const f = () => [x];",
            "the catalog names no package `moment`: add it to `nodeDependencies` or `npmDependencies`, and run \
             `flowctl vendor --npm`",
        ),
        (
            "import x from 'node:fs'; export const f = () => [x];",
            "`node:fs` is a module of Node, which is there only beside packages of npm",
        ),
        ("import x from './y'; export const f = () => [x];", "there is no module `y`"),
        ("import x from '../y'; export const f = () => [x];", "`../y` leaves the project"),
        ("export const g = 1;", "the module exports no function `f`"),
        ("export const f = 1;", "the module exports no function `f`"),
        ("throw new Error('no');", "Error: no, at m.ts:1:11"),
    ] {
        assert_eq!(body(text), Err(LambdaError { row: None, message: message.to_owned() }), "{text}");
    }
}

#[test]
fn integers_that_javascript_has_no_number_for_halt() {
    let text = "export const f = (s) => [s.n];";
    let mut engine = engine(&[("m.ts", text)], None, "f", false);
    let largest = 1_u64 << 53;
    assert_eq!(publish(&mut engine, &[json!({"n": largest})]), Ok(vec![vec![json!(largest)]]));
    let error = publish(&mut engine, &[json!({}), json!({"a": {"b/c": [0, -9_007_199_254_740_993_i64]}})]);
    let message =
        "the integer -9007199254740993 at `/a/b~1c/1` of `source` is beyond 2^53, the limit of JavaScript";
    assert_eq!(error, Err(LambdaError { row: Some(1), message: message.to_owned() }));
}

#[test]
fn there_is_no_way_out() {
    let text = "export const f = () =>
        [typeof fetch, typeof process, typeof require, typeof std, typeof os, typeof WebAssembly];";
    assert_eq!(body(text), Ok(vec![json!("undefined"); 6]));
}

#[test]
fn what_is_printed_is_no_failure() {
    assert_eq!(body("export const f = (s) => { console.log(s); return [s.n]; };"), Ok(vec![json!(1)]));
}

#[test]
fn what_no_host_runs_is_said() {
    let target = Target::Elsewhere { kind: "SQL".to_owned() };
    let function = Function { lambda: name(LambdaKind::Publish), target };
    let program = Program { functions: vec![function], ..Program::default() };
    let mut engine = Engine::new(Arc::new(program), Arc::new(Modules(BTreeMap::new())), LIMITS);
    let error = publish(&mut engine, &[json!({})]).unwrap_err();
    assert_eq!(error.message, "SQL is not run yet");
}

/// A lambda of a derivation, by number.
fn of_derivation(at: usize) -> LambdaName {
    LambdaName { derivation: format!("acme/{at}"), ..name(LambdaKind::Publish) }
}

/// An engine of so many derivations, each with the function `f` of the same module.
fn derivations(count: usize, text: &'static str) -> Engine {
    let target =
        Target::TypeScript { module: "m.ts".to_owned(), class: None, name: "f".to_owned(), reads: false };
    let function = |at| Function { lambda: of_derivation(at), target: target.clone() };
    let program = Program { functions: (0..count).map(function).collect(), ..Program::default() };
    Engine::new(Arc::new(program), Arc::new(Modules([("m.ts", text)].into())), LIMITS)
}

/// What one of them returns.
fn publish_of(engine: &mut Engine, at: usize) -> Result<Vec<Vec<Value>>, LambdaError> {
    let source = json!({});
    engine.publish(&of_derivation(at), &[Row { source: &source, register: &source, previous: &source }])
}

#[test]
fn many_derivations_run_beside_one_another_and_keep_their_state() {
    let mut engine = derivations(1100, "let seen = 0; export function f(s) { return [++seen]; }");
    for seen in [1, 2] {
        for at in 0..1100 {
            assert_eq!(publish_of(&mut engine, at), Ok(vec![vec![json!(seen)]]), "{at}");
        }
    }
}

#[test]
fn memory_that_one_derivation_takes_is_not_missing_for_others() {
    // Each keeps 20 of its 32 MiB.
    let text = "let kept; export function f(s) { kept = new Uint8Array(20 << 20); return [kept.length]; }";
    let mut engine = derivations(4, text);
    for at in 0..4 {
        assert_eq!(publish_of(&mut engine, at), Ok(vec![vec![json!(20 << 20)]]), "{at}");
    }
}

#[test]
fn derivations_that_keep_nothing_end_where_there_are_many() {
    // Nothing but what hides that it changes an object of the language shows that they do.
    let text =
        "export function f(s) { const map = [].map; map.calls = (map.calls ?? 0) + 1; return [map.calls]; }";
    let mut engine = derivations(1100, text);
    for (at, calls) in
        [(0, 1), (0, 2)].into_iter().chain((1..1100).map(|at| (at, 1))).chain([(0, 1), (1099, 2)])
    {
        assert_eq!(publish_of(&mut engine, at), Ok(vec![vec![json!(calls)]]), "{at}");
    }
}
