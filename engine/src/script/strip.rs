//! TypeScript becomes JavaScript: types are stripped, enums and parameter properties are written out, and each place
//! of the result is known by its place in the source. The crates of oxc are named here and in `closed` alone.

use super::closed;
use super::nesting::{Nesting, nesting};
use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions, CodegenReturn};
use oxc_parser::Parser;
use oxc_semantic::SemanticBuilder;
use oxc_span::SourceType;
use oxc_transformer::{TransformOptions, Transformer};
use std::collections::BTreeSet;
use std::path::Path;
use std::{panic, thread};

/// The stack that a text of the deepest nesting that is let in needs many times over; what is not used costs nothing.
const STACK: usize = 512 << 20;

/// A module without types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stripped {
    /// Its text.
    pub(crate) code: String,
    /// Whether it keeps nothing from one call to the next.
    pub(super) is_closed: bool,
    /// What it imports, by the words of the import: in statements, and in calls of `import` with a text.
    pub(super) imports: BTreeSet<String>,
    /// Line and column of the result, and of the source, all from 0; sorted.
    places: Vec<((u32, u32), (u32, u32))>,
}

/// Why a module is no TypeScript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// What is wrong.
    pub(super) message: String,
    /// The line and column in the source, from 1.
    pub(super) place: (usize, usize),
}

impl Stripped {
    /// The line and column in the source of those of the result, all from 1.
    pub(super) fn source(&self, line: usize, column: usize) -> Option<(usize, usize)> {
        let wanted =
            (u32::try_from(line).ok()?.checked_sub(1)?, u32::try_from(column).ok()?.saturating_sub(1));
        let next = self.places.partition_point(|(at, _)| *at <= wanted);
        let (_, (line, column)) = self.places.get(next.checked_sub(1)?)?;
        Some((usize::try_from(*line).ok()? + 1, usize::try_from(*column).ok()? + 1))
    }
}

/// Strips a module.
///
/// # Errors
/// The first syntax error, or that the text nests too deep to be parsed.
pub(super) fn strip(text: &str) -> Result<Stripped, Fault> {
    let fault = |message: &str| Fault { message: message.to_owned(), place: (1, 1) };
    match nesting(text) {
        Ok(Nesting::Shallow) => {
            let result = panic::catch_unwind(|| stripped(text));
            return result.unwrap_or_else(|_| Err(fault("the module cannot be parsed")));
        }
        Ok(Nesting::Deep) => {}
        Err(message) => return Err(fault(&message)),
    }
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || stripped(text));
        let joined = thread.map(thread::ScopedJoinHandle::join);
        match joined {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(fault("the module cannot be parsed")),
            Err(_) => Err(fault("there is no memory to parse the module")),
        }
    })
}

fn stripped(text: &str) -> Result<Stripped, Fault> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, text, SourceType::ts().with_module(true)).parse();
    let mut faults: Vec<_> = parsed.diagnostics.into_vec();
    let mut program = parsed.program;
    let called = parsed.module_record.dynamic_imports.iter();
    let mut imports: BTreeSet<String> =
        called.filter_map(|import| quoted(import.module_request.source_text(text))).collect();
    let mut is_closed = false;
    if faults.is_empty() && !parsed.panicked {
        let built = SemanticBuilder::new()
            .with_check_syntax_error(true)
            .with_excess_capacity(2.0)
            .with_enum_eval(true)
            .with_build_nodes(true)
            .build(&program);
        faults.extend(built.diagnostics);
        if faults.is_empty() {
            is_closed = closed::only_uses(&built.semantic, text);
            let options = TransformOptions::default();
            let made = Transformer::new(&allocator, Path::new("module.ts"), &options)
                .build_with_scoping(built.semantic.into_scoping(), &mut program);
            faults.extend(made.diagnostics);
        }
    }
    if let Some(first) = faults.first() {
        let offset =
            first.labels.first().and_then(|label| label.offset().try_into().ok()).unwrap_or_default();
        return Err(Fault { message: first.message.to_string(), place: line_column(text, offset) });
    }
    if parsed.panicked {
        return Err(Fault { message: "the module cannot be parsed".to_owned(), place: (1, 1) });
    }
    let sources = program.body.iter().filter_map(|one| one.as_module_declaration()?.source());
    imports.extend(sources.map(|source| source.value.to_string()));
    is_closed &= imports.is_empty() && closed::only_declares(&program);
    let options = CodegenOptions { source_map_path: Some("module.ts".into()), ..CodegenOptions::default() };
    let CodegenReturn { code, map, .. } = Codegen::new().with_options(options).build(&program);
    let tokens = map.iter().flat_map(|map| map.get_tokens());
    let mut places: Vec<_> = tokens
        .map(|token| {
            let made = (token.get_dst_line(), token.get_dst_col());
            (made, (token.get_src_line(), token.get_src_col()))
        })
        .collect();
    places.sort_unstable();
    Ok(Stripped { code, is_closed, imports, places })
}

/// What a text in quotes says, where nothing in it is escaped.
fn quoted(text: &str) -> Option<String> {
    let inner = |quote| text.strip_prefix(quote)?.strip_suffix(quote);
    let inner = inner('\'').or_else(|| inner('"'))?;
    (!inner.contains('\\')).then(|| inner.to_owned())
}

/// The line and column of an offset, from 1.
fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let last = before.rsplit('\n').next().unwrap_or_default();
    (line, last.encode_utf16().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::strip;
    use crate::script::nesting::{Nesting, nesting};
    use std::thread;

    /// The text without types, with its white space joined.
    fn check(text: &str, expected: &str) {
        let code = strip(text).unwrap().code;
        let words: Vec<&str> = code.split_whitespace().collect();
        assert_eq!(words.join(" "), expected, "{text}");
    }

    #[test]
    fn types_are_stripped_and_what_runs_stays() {
        check("const a: number = 1!;", "const a = 1;");
        check("export function f<T>(x: T): T[] { return [x as T]; }", "export function f(x) { return [x]; }");
        check("import { A } from './a'; let x: A;", "let x; export {};");
        check(
            "import type { A } from './a'; import { b } from './b'; b();",
            "import { b } from \"./b\"; b();",
        );
        check(
            "class A implements B { constructor(private a: number) {} }",
            "class A { a; constructor(a) { this.a = a; } }",
        );
        check("const a = { b: 1 } satisfies X;", "const a = { b: 1 };");
        check("interface A { b: string } type C = A;", "");
    }

    #[test]
    fn a_module_that_keeps_nothing_is_closed() {
        for text in [
            "export function f(s) { return []; }",
            "import type { A } from './a'; interface B { c: A } export function f(s: B): A[] { return [s.c]; }",
            "const RATE = 0.19; const tax = (n: number) => Math.round(n * RATE * 100) / 100;
             export const f = (s) => [{ ...s, tax: tax(s.n), at: new Date(s.at), no: undefined }];",
            "export function* f(s) { const seen = new Set(); s.a = 1; s.b.c[0] = seen.size; yield s; }",
            "export async function f(s) { return s.n > Number.MAX_SAFE_INTEGER ? [] : Object.values(s); }",
        ] {
            assert!(strip(text).unwrap().is_closed, "{text}");
        }
        for text in [
            "let seen = 0; export function f(s) { return [seen++]; }",
            "const seen = []; export function f(s) { return seen; }",
            "const seen = new Map(); export function f(s) { return [seen.size]; }",
            "export function f(s) { f.seen = 1; return []; }",
            "export function f(s) { const g = f; g.seen = 1; return []; }",
            "function g() {} export function f(s) { Object.assign(g, s); return []; }",
            "export function f(s) { Math.seen = 1; return []; }",
            "export function f(s) { delete Math.seen; Math.seen++; return []; }",
            "export function f(s) { const m = Math; m.seen = 1; return []; }",
            "export function f(s) { Array.prototype.seen = 1; return []; }",
            "export function f(s) { s.constructor.seen = 1; return []; }",
            "export function f(s) { globalThis.seen = 1; return []; }",
            "export function f(s) { const { from } = Array; from.seen = 1; return []; }",
            "export function f(s) { const from = Array.from; from.seen = 1; return []; }",
            "import { seen } from './seen'; export function f(s) { return seen(s); }",
            "export class A { f(s) { return []; } }",
            "enum E { One } export function f(s) { return [E.One]; }",
            "console.log(1); export function f(s) { return []; }",
            "export function f(s) { return import('./a').then((a) => a.seen); }",
        ] {
            assert!(!strip(text).unwrap().is_closed, "{text}");
        }
    }

    #[test]
    fn imports_are_those_that_stay() {
        let text = "import { A } from 'types'; import type { B } from './b'; import c, { d } from \"./c.ts\";
            export { e } from 'e'; export * from './f'; const x: A = c(d, () => import('g'), (s: B) => import(s));";
        let imports: Vec<String> = strip(text).unwrap().imports.into_iter().collect();
        assert_eq!(imports, ["./c.ts", "./f", "e", "g"]);
    }

    #[test]
    fn places_lead_back_to_the_source() {
        let text =
            "type A = {\n  b: number;\n};\nexport const f = (a: A): number => {\n  return a.b.c();\n};\n";
        let stripped = strip(text).unwrap();
        let line = stripped.code.lines().position(|line| line.contains("return")).unwrap() + 1;
        let column = stripped.code.lines().nth(line - 1).unwrap().find("return").unwrap() + 1;
        assert_eq!(stripped.source(line, column), Some((5, 3)));
    }

    #[test]
    fn syntax_errors_have_their_place() {
        let fault = strip("const a = 1;\nconst b = ];\n").unwrap_err();
        assert_eq!(fault.place, (2, 11), "{}", fault.message);
        assert_eq!(strip("const a = 1;\nconst a = 2;\n").unwrap_err().place.0, 1);
    }

    #[test]
    fn what_nests_deep_neither_ends_the_process_nor_takes_long() {
        for part in ["(", "[", "!", "a=>", "a?b:", "- ", "if(a)", "typeof ", "a.", "x:", "a+", "else{}if(a)"]
        {
            for count in [190, 2000, 9000, 200_000] {
                let _ = strip(&part.repeat(count));
            }
        }
        for (open, close) in [("(", ")"), ("[", "]"), ("{", "}"), ("`${", "}`"), ("f(", ")"), ("()=>{", "}")]
        {
            let _ = strip(&format!("{}1{}", open.repeat(190), close.repeat(190)));
        }
        for part in ["a+", "a.", "!", "a=>", "a?b:", "- "] {
            assert!(strip(&format!("x = {}a;", part.repeat(3000))).is_ok(), "{part}");
        }
    }

    #[test]
    fn what_is_shallow_is_parsed_on_a_small_stack() {
        let parts = [
            "(",
            "[",
            "{",
            "!",
            "a=>",
            "a?b:",
            "- ",
            "if(a)",
            "typeof ",
            "a.",
            "x:",
            "a+",
            "else{}if(a)",
            "`${",
            "f(",
            "()=>{",
            "new ",
            "A<",
            "async()=>",
            "function f(){",
            "class A{m(){",
            "a??",
            "a=",
            "a as ",
            "await ",
            "for(;;)",
            "do ",
            "x={a:",
            "<T>(",
            "[[",
            "({a:[",
        ];
        let shallow = |part: &str, end: &str| {
            let texts = (1..100).map(|count| format!("{}a{end}", part.repeat(count)));
            texts.filter(|text| nesting(text) == Ok(Nesting::Shallow)).max_by_key(String::len)
        };
        for part in parts {
            for end in ["", ";", ")", "]", "}"] {
                let text = (1..13).map(|count| shallow(part, &end.repeat(count)));
                for text in text.flatten() {
                    let small = thread::Builder::new().stack_size(1 << 20);
                    small.spawn(move || drop(strip(&text))).unwrap().join().unwrap();
                }
            }
        }
    }
}
