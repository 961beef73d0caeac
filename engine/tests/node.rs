//! Functions of TypeScript that import packages of npm, in a process of Node, and what is said of those that fail.
#![expect(clippy::disallowed_methods, reason = "the test looks for Node, and writes packages")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod modules;

use engine::{Engine, Function, Limits, Node, Program, Target};
use modules::Modules;
use runtime_lite::{LambdaError, LambdaKind, LambdaName, Lambdas, Row};
use serde_json::{Value, json};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tempfile::TempDir;

/// Node; where there is none, a line says so, and everything must run in CI.
fn node() -> Option<&'static Path> {
    static FOUND: OnceLock<Option<PathBuf>> = OnceLock::new();
    let found = FOUND.get_or_init(|| {
        let search = std::env::var_os("PATH").unwrap_or_default();
        let found =
            std::env::split_paths(&search).map(|folder| folder.join("node")).find(|path| path.is_file());
        assert!(found.is_some() || std::env::var("CI").as_deref() != Ok("true"), "there is no node");
        if found.is_none() {
            std::io::stderr().write_all(b"skipped: there is no node\n").unwrap();
        }
        found
    });
    found.as_deref()
}

/// A folder of packages: one of CommonJS, which needs another one, and one of modules with a part of its own.
fn packages() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in [
        ("rounding/package.json", r#"{"name": "rounding", "main": "main.js"}"#),
        (
            "rounding/main.js",
            "const half = require('halving');\nmodule.exports = { ...half, round: Math.round };\n",
        ),
        ("halving/package.json", r#"{"name": "halving"}"#),
        ("halving/index.js", "exports.half = (n) => n / 2;\n"),
        (
            "@acme/modern/package.json",
            r#"{"name": "@acme/modern", "type": "module", "exports": {".": "./a.js", "./b": "./b.js"}}"#,
        ),
        (
            "@acme/modern/a.js",
            "export default (n) => n + 1;\nexport const fail = () => { throw new TypeError('no'); };",
        ),
        ("@acme/modern/b.js", "export const two = 2;"),
    ] {
        let path = folder.path().join("node_modules").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn name(derivation: &str) -> LambdaName {
    let derivation = derivation.to_owned();
    LambdaName { derivation, transform: "fromOrders".to_owned(), kind: LambdaKind::Publish }
}

const LIMITS: Limits = Limits { time: Duration::from_secs(2), memory: 64 << 20, stack: 256 << 10 };

/// A program of modules, the first of which has the function, and may import packages.
fn program(module: &str, class: Option<&str>, node: Option<Node>) -> Program {
    let target = Target::TypeScript {
        module: module.to_owned(),
        class: class.map(str::to_owned),
        name: "f".to_owned(),
        reads: class.is_some(),
    };
    let function = |derivation| Function { lambda: name(derivation), target: target.clone() };
    Program {
        functions: vec![function("acme/x"), function("acme/y")],
        npm: ["rounding", "halving", "@acme/modern", "absent"].map(str::to_owned).into(),
        node,
        ..Program::default()
    }
}

/// An engine, with the packages that it needs; nothing where there is no Node.
fn engine(modules: &[(&'static str, &'static str)], class: Option<&str>) -> Option<(Engine, TempDir)> {
    let folder = packages();
    let packages = Some(folder.path().join("node_modules"));
    let search = std::env::var_os("PATH").unwrap_or_default();
    let node = Node { program: node()?.to_owned(), search, packages };
    let program = program(modules[0].0, class, Some(node));
    let texts = Modules(modules.iter().copied().collect());
    Some((Engine::new(Arc::new(program), Arc::new(texts), LIMITS), folder))
}

fn publish(engine: &mut Engine, sources: &[Value]) -> Result<Vec<Vec<Value>>, LambdaError> {
    publish_of(engine, "acme/x", sources)
}

fn publish_of(
    engine: &mut Engine,
    derivation: &str,
    sources: &[Value],
) -> Result<Vec<Vec<Value>>, LambdaError> {
    let (register, previous) = (json!(2), json!(1));
    let rows = sources.iter().map(|source| Row { source, register: &register, previous: &previous });
    engine.publish(&name(derivation), &rows.collect::<Vec<_>>())
}

#[test]
fn functions_of_every_kind_return_lists() {
    for text in [
        "import * as r from 'rounding'; export function f(s, register, previous) { return [r.round(s.n), \
         register, previous]; }",
        "import { round, half } from 'rounding'; export const f = (s: any) => [round(s.n), half(4), 1];",
        "import r from 'rounding'; export async function f(s) { await null; return [r.round(s.n), 2, 1]; }",
        "import inc from '@acme/modern'; import { two } from '@acme/modern/b'; export function* f(s) { \
         yield 1; yield two; yield inc(0); }",
        "import { two } from '@acme/modern/b'; export async function* f(s) { yield 1; await null; yield \
         two; yield Promise.resolve(1); }",
        "import { round } from './other'; export function f(s): number[] { return [round(s.n), 2, 1]; }",
        "export async function f(s) { const { two } = await import('@acme/modern/b'); return [1, two, 1]; }",
        "export async function f(s) { const { round } = await import('./other'); return [round(1), 2, 1]; }",
        "import 'rounding'; import { sep } from 'node:path'; export const f = () => [sep.length, 2, 1];",
        "import { round } from 'rounding'; export function f(s) { console.log('x'.repeat(1e5)); \
         process.stdout.write('noise'); return [round(s.n), 2, 1]; }",
        "import { round } from 'rounding'; export const f = (s) => new Promise((done) => setTimeout(() => \
         done([round(s.n), 2, 1]), 10));",
        "import 'rounding'; enum E { One = 1, Two }; export const f = () => [new \
         Intl.NumberFormat('en').format(1) === '1' ? E.One : 0, E.Two, 1];",
    ] {
        let other = "export { round } from 'rounding'; import { f } from './m';";
        let Some((mut engine, _folder)) = engine(&[("m.ts", text), ("other.ts", other)], None) else {
            return;
        };
        let list = || vec![json!(1), json!(2), json!(1)];
        let sources = [json!({"n": 1.2}), json!({"n": 1.2})];
        assert_eq!(publish(&mut engine, &sources), Ok(vec![list(), list()]), "{text}");
        assert_eq!(publish(&mut engine, &sources[..1]), Ok(vec![list()]), "{text}");
    }
}

#[test]
fn an_object_keeps_state_of_its_derivation_until_it_is_reset() {
    let text = "
        import { half } from 'halving';
        const kept: unknown[] = [];
        export class Derivation {
            f(read: { doc: any }) { kept.push(half(read.doc)); return []; }
            async flush() { return [...kept]; }
        }";
    let Some((mut engine, _folder)) = engine(&[("m.ts", text)], Some("Derivation")) else { return };
    assert_eq!(engine.flush("acme/x"), Ok(vec![]));
    assert_eq!(publish(&mut engine, &[json!(2), json!(4)]), Ok(vec![vec![], vec![]]));
    assert_eq!(publish_of(&mut engine, "acme/y", &[json!(20)]), Ok(vec![vec![]]));
    assert_eq!(engine.flush("acme/x"), Ok(vec![json!(1), json!(2)]));
    assert_eq!(engine.flush("acme/y"), Ok(vec![json!(10)]));
    engine.reset().unwrap();
    assert_eq!(engine.flush("acme/x"), Ok(vec![]));
    assert_eq!(publish(&mut engine, &[json!(6)]), Ok(vec![vec![]]));
    assert_eq!(engine.flush("acme/x"), Ok(vec![json!(3)]));
}

#[test]
fn each_call_has_its_own_copies_and_what_is_undefined_is_dropped() {
    let text = "import 'rounding'; let first;
        export function f(s) { const same = first === s; first ??= s; s.n = 9; return [{ same, a: \
         undefined }]; }";
    let Some((mut engine, _folder)) = engine(&[("m.ts", text)], None) else { return };
    let list = || vec![json!({"same": false})];
    assert_eq!(publish(&mut engine, &[json!({"n": 1}), json!({"n": 1})]), Ok(vec![list(), list()]));
}

/// What is said of a function that fails at its second document, with packages imported before it.
fn check(text: &'static str, expected: &str) {
    let Some((mut engine, _folder)) = engine(&[("m.ts", text)], None) else { return };
    let error = publish(&mut engine, &[json!({"n": 0}), json!({"n": 1}), json!({"n": 0})]).unwrap_err();
    assert_eq!((error.message.as_str(), error.row), (expected, Some(1)), "{text}");
    // What failed leaves nothing behind that the next call meets.
    assert_eq!(publish(&mut engine, &[json!({"n": 0})]), Ok(vec![vec![]]), "{text}");
}

#[test]
fn failures_name_the_row_the_reason_and_the_place() {
    check(
        "import 'rounding';\ntype A = {\n  n: number;\n};\nexport function f(s: A) {\n  if (s.n === 1) \
         {\n    g(s);\n  }\n  \
         return [];\n}\nfunction g(s: any) {\n  return s.missing.deep;\n}\n",
        "TypeError: Cannot read properties of undefined (reading 'deep'), at m.ts:12:20\n  called at \
         m.ts:7:5",
    );
    check(
        "import { fail } from '@acme/modern';\nexport const f = async (s) => {\n  await null;\n  if (s.n) \
         fail();\n  return [];\n};",
        "TypeError: no, at m.ts:4:12",
    );
    check(
        "import 'rounding'; export const f = (s) => { if (s.n) throw { code: 7 }; return []; };",
        "it threw {\"code\":7}",
    );
    check("import 'rounding'; export const f = (s) => { if (s.n) throw null; return []; };", "it threw null");
    check(
        "import 'rounding'; export const f = (s) => (s.n ? {} : []);",
        "the lambda returned an object, and not a list",
    );
    check(
        "import 'rounding'; export const f = async (s) => (s.n ? 'x' : []);",
        "the lambda returned a string, and not a list",
    );
    check(
        "import 'rounding'; export const f = (s) => (s.n ? [1n] : []);",
        "TypeError: Do not know how to serialize a BigInt",
    );
    check(
        "import 'rounding'; export const f = (s) => (s.n ? new Promise(() => {}) : []);",
        "it waits for a promise that nothing settles",
    );
}

#[test]
fn calls_within_calls_have_an_end() {
    let text = "import 'rounding'; const g = (n) => 1 + g(n);\nexport const f = (s) => (s.n ? g(1) : []);";
    let Some((mut engine, _folder)) = engine(&[("m.ts", text)], None) else { return };
    let error = publish(&mut engine, &[json!({}), json!({"n": 1})]).unwrap_err();
    let (reason, places) = error.message.split_once(", at ").unwrap();
    assert_eq!((error.row, reason), (Some(1), "RangeError: Maximum call stack size exceeded"));
    assert!(places.matches("m.ts:1:").count() == 5, "{places}");
}

#[test]
fn what_hangs_floods_or_exits_ends_its_process_and_not_the_next() {
    let late = "it took longer than 2s, and its process was ended";
    check("import 'rounding'; export const f = (s) => { while (s.n) {} return []; };", late);
    check(
        "import 'rounding'; export const f = (s) => (s.n ? new Promise((done) => setTimeout(done, 1e6)) : \
         []);",
        late,
    );
    check(
        "import 'rounding'; export const f = (s) => { const a = []; while (s.n) a.push(new \
         Array(1e6).fill(a.length + 0.5)); return a; };",
        "it needs more than 64 MiB of memory",
    );
    check(
        "import 'rounding'; export const f = (s) => { if (s.n) process.exit(7); return []; };",
        "its process ended: exit status: 7",
    );
    check(
        "import 'rounding'; export const f = (s) => { if (s.n) { console.log('last words'); \
         process.kill(process.pid, 9); } return []; };",
        "its process ended: signal: 9 (SIGKILL): last words",
    );
    check(
        "import 'rounding'; export const f = (s) => {\n  if (s.n) return new Promise(() => setTimeout(() \
         => { throw new Error('late'); }));\n  return [];\n};",
        "Error: late, at m.ts:2:62",
    );
}

#[test]
fn many_slow_calls_are_none_that_hangs() {
    let text =
        "import 'rounding'; export const f = () => new Promise((done) => setTimeout(() => done([]), 700));";
    let Some((mut engine, _folder)) = engine(&[("m.ts", text)], None) else { return };
    assert_eq!(
        publish(&mut engine, &[json!(1), json!(2), json!(3), json!(4)]).map(|lists| lists.len()),
        Ok(4)
    );
}

#[test]
fn what_is_thrown_aside_is_no_silence() {
    let text = "import 'rounding';\nexport const f = (s) => {\n  (async () => { throw new Error('aside'); \
     })();\n  return [];\n};";
    let Some((mut engine, _folder)) = engine(&[("m.ts", text)], None) else { return };
    let error = publish(&mut engine, &[json!(1), json!(2)]).unwrap_err();
    assert_eq!((error.row, error.message.lines().next()), (None, Some("Error: aside, at m.ts:3:24")));
}

#[test]
fn modules_that_cannot_be_loaded_are_failures_of_no_row() {
    for (text, message) in [
        ("import 'rounding'; import x from './y'; export const f = () => [x];", "there is no module `y`"),
        ("import 'rounding'; import x from '../y'; export const f = () => [x];", "`../y` leaves the project"),
        (
            "import 'rounding'; import x from 'moment'; export const f = () => [x];",
            "the catalog names no package `moment`: add it to `nodeDependencies` or `npmDependencies`, \
             and run \
             `flowctl vendor --npm`",
        ),
        (
            "import x from 'absent/part'; export const f = () => [x];",
            "the package `absent` is not installed: run `flowctl vendor --npm`",
        ),
        (
            "import { x } from '@acme/modern'; export const f = () => [x];",
            "SyntaxError: The requested module '@acme/modern' does not provide an export named 'x'",
        ),
        ("import 'rounding'; export const g = 1;", "the module exports no function `f`"),
        ("import 'rounding';\nthrow new Error('no');", "Error: no, at m.ts:2:7"),
        (
            "import 'rounding'; import './wrong'; export const f = () => [];",
            "syntax error: Unexpected token, at wrong.ts:1:11",
        ),
    ] {
        let Some((mut engine, _folder)) = engine(&[("m.ts", text), ("wrong.ts", "const a = ;")], None) else {
            return;
        };
        let error = LambdaError { row: None, message: message.to_owned() };
        assert_eq!(publish(&mut engine, &[json!({})]), Err(error), "{text}");
    }
}

#[test]
fn integers_that_javascript_has_no_number_for_halt() {
    let Some((mut engine, _folder)) =
        engine(&[("m.ts", "import 'rounding'; export const f = (s) => [s.n];")], None)
    else {
        return;
    };
    let largest = 1_u64 << 53;
    assert_eq!(publish(&mut engine, &[json!({"n": largest})]), Ok(vec![vec![json!(largest)]]));
    let error = publish(&mut engine, &[json!({}), json!({"a": {"b/c": [0, -9_007_199_254_740_993_i64]}})]);
    let message =
        "the integer -9007199254740993 at `/a/b~1c/1` of `source` is beyond 2^53, the limit of JavaScript";
    assert_eq!(error, Err(LambdaError { row: Some(1), message: message.to_owned() }));
}

#[test]
fn the_environment_is_empty_and_the_folder_its_own() {
    let text = "import 'rounding'; import { readdirSync } from 'node:fs';
        export const f = async (other) => {
            const found = await import('rounding').then(() => true);
            return [Object.keys(process.env).sort(), readdirSync('.'), process.cwd() !== other, found];
        };";
    let Some((mut engine, _folder)) = engine(&[("m.ts", text)], None) else { return };
    let lists =
        publish(&mut engine, &[json!(std::env::current_dir().unwrap().display().to_string())]).unwrap();
    assert_eq!(lists[0], [json!(["HOME", "LC_ALL", "PATH"]), json!([]), json!(true), json!(true)]);
}

#[test]
fn a_module_without_packages_runs_in_this_process() {
    let text = "import type { A } from 'rounding'; export const f = (s: A) => [typeof process];";
    let program = program("m.ts", None, None);
    let mut engine = Engine::new(Arc::new(program), Arc::new(Modules([("m.ts", text)].into())), LIMITS);
    assert_eq!(publish(&mut engine, &[json!({})]), Ok(vec![vec![json!("undefined")]]));
}

#[test]
fn without_node_a_call_says_so() {
    let text = "import 'rounding'; export const f = () => [];";
    let program = program("m.ts", None, None);
    let mut engine = Engine::new(Arc::new(program), Arc::new(Modules([("m.ts", text)].into())), LIMITS);
    let error = publish(&mut engine, &[json!({})]).unwrap_err();
    assert!(error.message.starts_with("there is no `node`"), "{}", error.message);
}
