//! What a module of TypeScript exports (ECMA-262, section 16.2.3).

use super::token::{Kind, Token, tokens};
use super::{Class, Member, Surface};
use std::ops::Range;

/// The surface of a module.
pub(super) fn surface(text: &str) -> Surface {
    let tokens = tokens(text);
    let mut scan = Scan { text, tokens: &tokens, at: 0, surface: Surface::default(), local: Vec::new() };
    let mut renamed = Vec::new();
    while let Some(token) = scan.tokens.get(scan.at) {
        match scan.word(scan.at) {
            "export" => scan.export(&mut renamed),
            "class" => {
                let class = scan.class();
                scan.local.extend(class);
            }
            // What CommonJS offers is made when it runs.
            "exports" | "module" if scan.sign(scan.at + 1) == Some('.') => {
                scan.surface.open = true;
                scan.at += 1;
            }
            _ => match token.kind {
                Kind::Sign('{' | '(' | '[') => scan.at = scan.closing(scan.at) + 1,
                Kind::Sign(_) | Kind::Word | Kind::Private | Kind::Literal => scan.at += 1,
            },
        }
    }
    let Scan { mut surface, local, .. } = scan;
    for (own, exported) in renamed {
        match local.iter().find(|class| class.name == own) {
            Some(class) => surface.classes.push(Class { name: exported.name, ..class.clone() }),
            None => surface.functions.push(exported),
        }
    }
    surface
}

/// Whether a body yields by itself.
pub(super) fn yields(body: &str) -> bool {
    let tokens = tokens(body);
    let scan = Scan { text: body, tokens: &tokens, at: 0, surface: Surface::default(), local: Vec::new() };
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if scan.word(at) == "yield" && scan.sign(at.wrapping_sub(1)) != Some('.') {
            return true;
        }
        // A generator within: `function* name(…) { … }`, or a method `*name(…) { … }`.
        let begins = matches!(scan.sign(at.wrapping_sub(1)), Some('{' | '}' | ',' | ';'));
        let is_generator = token.kind == Kind::Sign('*')
            && (scan.word(at.wrapping_sub(1)) == "function" || (begins && !scan.word(at + 1).is_empty()));
        if !is_generator {
            at += 1;
            continue;
        }
        let Some(parameters) = (at..tokens.len()).take(3).find(|at| scan.sign(*at) == Some('(')) else {
            at += 1;
            continue;
        };
        at = scan.body_after(scan.closing(parameters) + 1);
    }
    false
}

struct Scan<'t> {
    text: &'t str,
    tokens: &'t [Token],
    at: usize,
    surface: Surface,
    /// Classes that are not exported where they are declared.
    local: Vec<Class>,
}

/// Words that may stand before the name of a member of a class.
const MODIFIERS: &[&str] = &[
    "abstract",
    "accessor",
    "async",
    "declare",
    "get",
    "override",
    "private",
    "protected",
    "public",
    "readonly",
    "set",
    "static",
];

/// Words that begin a statement at the beginning of a line, so that the one before has ended.
const STATEMENTS: &[&str] = &[
    "abstract",
    "async",
    "class",
    "const",
    "declare",
    "enum",
    "function",
    "import",
    "interface",
    "let",
    "namespace",
    "type",
    "var",
];

impl Scan<'_> {
    fn slice(&self, at: Range<usize>) -> &str {
        self.text.get(at).unwrap_or_default()
    }

    /// The word at a token; empty where there is none.
    fn word(&self, at: usize) -> &str {
        match self.tokens.get(at) {
            Some(token) if token.kind == Kind::Word => self.slice(token.at.clone()),
            Some(_) | None => "",
        }
    }

    fn sign(&self, at: usize) -> Option<char> {
        match self.tokens.get(at)?.kind {
            Kind::Sign(sign) => Some(sign),
            Kind::Word | Kind::Private | Kind::Literal => None,
        }
    }

    /// The token that closes a bracket; the last one where nothing does.
    fn closing(&self, open: usize) -> usize {
        let mut depth = 0_usize;
        for (at, token) in self.tokens.iter().enumerate().skip(open) {
            match token.kind {
                Kind::Sign('{' | '(' | '[') => depth += 1,
                Kind::Sign('}' | ')' | ']') => depth = depth.saturating_sub(1),
                // The parts of a template before and behind an expression.
                Kind::Literal if self.slice(token.at.clone()).ends_with("${") => depth += 1,
                Kind::Sign(_) | Kind::Word | Kind::Private | Kind::Literal => {}
            }
            let is_rest_of_template =
                token.kind == Kind::Literal && self.slice(token.at.clone()).starts_with('}');
            depth = depth.saturating_sub(usize::from(is_rest_of_template));
            if depth == 0 {
                return at;
            }
        }
        self.tokens.len()
    }

    /// The token behind the body of a function whose parameters end before a token; a declaration has none.
    fn body_after(&self, mut at: usize) -> usize {
        let mut angles = 0_usize;
        while let Some(token) = self.tokens.get(at) {
            match token.kind {
                Kind::Sign('{') => {
                    let before = at.wrapping_sub(1);
                    let in_type = angles > 0
                        || matches!(self.sign(before), Some(':' | '|' | '&' | '<' | ',' | '(' | '>' | '[' | '?')
                            if self.sign(before) != Some('>') || self.sign(before.wrapping_sub(1)) == Some('='))
                        || matches!(self.word(before), "keyof" | "readonly" | "extends" | "is");
                    at = self.closing(at) + 1;
                    if !in_type {
                        return at;
                    }
                    continue;
                }
                Kind::Sign('(' | '[') => {
                    at = self.closing(at) + 1;
                    continue;
                }
                Kind::Sign('<') => angles += 1,
                Kind::Sign('>') if self.sign(at.wrapping_sub(1)) != Some('=') => {
                    angles = angles.saturating_sub(1)
                }
                Kind::Sign(';') => return at + 1,
                Kind::Sign('}') => return at,
                Kind::Sign(_) | Kind::Word | Kind::Private | Kind::Literal => {}
            }
            at += 1;
        }
        at
    }

    fn member(&self, at: usize) -> Member {
        let place = self.tokens.get(at).map(|token| token.at.clone()).unwrap_or_default();
        let name = self.slice(place.clone()).trim_matches(['"', '\'']).to_owned();
        Member { name, at: place, parameters: String::new() }
    }

    /// The text between parentheses.
    fn within(&self, open: usize) -> String {
        let start = self.tokens.get(open).map_or(0, |token| token.at.end);
        let end = self.tokens.get(self.closing(open)).map_or(self.text.len(), |token| token.at.start);
        self.slice(start..end.max(start)).to_owned()
    }

    /// Behind `export`.
    fn export(&mut self, renamed: &mut Vec<(String, Member)>) {
        self.at += 1;
        while matches!(self.word(self.at), "default" | "abstract" | "declare" | "async") {
            self.at += 1;
        }
        match self.word(self.at) {
            "function" => {
                self.at += if self.sign(self.at + 1) == Some('*') { 2 } else { 1 };
                if self.word(self.at).is_empty() {
                    return;
                }
                let mut function = self.member(self.at);
                self.at += 1;
                let open = (self.at..self.tokens.len()).find(|at| self.sign(*at) == Some('('));
                if let Some(open) = open {
                    function.parameters = self.within(open);
                    self.at = self.body_after(self.closing(open) + 1);
                }
                self.surface.functions.push(function);
            }
            "class" => {
                let class = self.class();
                self.surface.classes.extend(class);
            }
            "const" | "let" | "var" => {
                self.at += 1;
                self.values();
            }
            _ => match self.sign(self.at) {
                Some('{') => self.list(renamed),
                Some('*') => self.surface.open |= self.word(self.at + 1) != "as",
                Some('=') => self.surface.open = true,
                Some(_) | None => {}
            },
        }
    }

    /// The names of `const a = …, b = …`. What it takes apart is not followed.
    fn values(&mut self) {
        let (mut is_name, mut angles) = (true, 0_usize);
        while let Some(token) = self.tokens.get(self.at) {
            let word = self.word(self.at);
            if is_name {
                match word.is_empty() {
                    true => self.surface.open = true,
                    false => {
                        let value = self.member(self.at);
                        self.surface.functions.push(value);
                    }
                }
                is_name = false;
                self.at += usize::from(token.kind == Kind::Word);
                continue;
            }
            match token.kind {
                Kind::Sign(';') => return,
                _ if word == "export" || (token.begins_line && STATEMENTS.contains(&word)) => return,
                Kind::Sign('{' | '(' | '[') => self.at = self.closing(self.at),
                Kind::Sign('<') => angles += 1,
                Kind::Sign('>') if self.sign(self.at.wrapping_sub(1)) != Some('=') => {
                    angles = angles.saturating_sub(1);
                }
                Kind::Sign(',') => is_name = angles == 0,
                Kind::Sign(_) | Kind::Word | Kind::Private | Kind::Literal => {}
            }
            self.at += 1;
        }
    }

    /// The names of `export { a, b as c }`.
    fn list(&mut self, renamed: &mut Vec<(String, Member)>) {
        let end = self.closing(self.at);
        let mut at = self.at + 1;
        while at < end {
            if self.word(at) == "type" && !matches!(self.word(at + 1), "" | "as") {
                at += 1;
            }
            let own = self.word(at).to_owned();
            let exported = if self.word(at + 1) == "as" { at + 2 } else { at };
            if !own.is_empty() {
                renamed.push((own, self.member(exported)));
            }
            at = (at..end).find(|at| self.sign(*at) == Some(',')).map_or(end, |comma| comma + 1);
        }
        self.at = end + 1;
    }

    /// A class, from its keyword to its end; nothing where it has no name.
    fn class(&mut self) -> Option<Class> {
        self.at += 1;
        let name = self.at;
        let is_named = !matches!(self.word(name), "" | "extends" | "implements");
        let mut from = if is_named { name + 1 } else { name };
        let (mut at, mut angles) = (from, 0_usize);
        while let Some(token) = self.tokens.get(at) {
            match token.kind {
                Kind::Sign('{') if angles == 0 => break,
                Kind::Sign('{' | '(' | '[') => at = self.closing(at),
                Kind::Sign('<') => angles += 1,
                Kind::Sign('>') if self.sign(at.wrapping_sub(1)) != Some('=') => {
                    angles = angles.saturating_sub(1);
                    // The class's own parameters say nothing about what it extends.
                    if angles == 0 && self.sign(from) == Some('<') {
                        from = at + 1;
                    }
                }
                Kind::Sign(_) | Kind::Word | Kind::Private | Kind::Literal => {}
            }
            at += 1;
        }
        let start = |at: usize| self.tokens.get(at).map_or(self.text.len(), |token| token.at.start);
        let heritage = self.slice(start(from)..start(at).max(start(from))).to_owned();
        let end = self.closing(at);
        let methods = self.methods(at + 1, end);
        let place = start(end);
        self.at = end + 1;
        let Member { name, at, .. } = self.member(name);
        is_named.then_some(Class { name, at, heritage, end: place, methods })
    }

    /// The methods between the braces of a class that are not private.
    fn methods(&self, mut at: usize, end: usize) -> Vec<Member> {
        let mut methods = Vec::new();
        while at < end {
            let (mut hidden, from) = (false, at);
            loop {
                let word = self.word(at);
                let names_next =
                    |at: usize| !matches!(self.sign(at), Some('(' | '<' | '=' | ':' | ';' | '?' | '!' | '}'));
                if MODIFIERS.contains(&word) && names_next(at + 1) && at + 1 < end {
                    hidden |= matches!(word, "private" | "protected" | "static" | "get" | "set" | "declare");
                    at += 1;
                } else if self.sign(at) == Some('*') {
                    at += 1;
                } else if self.sign(at) == Some('@') {
                    // A decorator: its name and arguments.
                    at += 2;
                    while self.sign(at) == Some('.') {
                        at += 2;
                    }
                    if self.sign(at) == Some('(') {
                        at = self.closing(at) + 1;
                    }
                } else {
                    break;
                }
            }
            let kind = self.tokens.get(at).map(|token| token.kind);
            let is_named = matches!(kind, Some(Kind::Word | Kind::Literal)) && at < end;
            let mut member = self.member(at);
            if self.sign(at) == Some('[') {
                at = self.closing(at);
            }
            at += 1;
            match self.sign(at) {
                Some('(' | '<') => {
                    let open = (at..end).find(|at| self.sign(*at) == Some('('));
                    let Some(open) = open else { break };
                    member.parameters = self.within(open);
                    at = self.body_after(self.closing(open) + 1).min(end);
                    if is_named && !hidden && member.name != "constructor" {
                        methods.push(member);
                    }
                }
                Some(_) | None => {
                    let (next, is_function) = self.property(at, end);
                    at = next;
                    if is_named && !hidden && is_function {
                        methods.push(member);
                    }
                }
            }
            at = at.max(from + 1);
        }
        methods
    }

    /// The end of a property, and whether its value is a function.
    fn property(&self, mut at: usize, end: usize) -> (usize, bool) {
        let (mut is_function, mut is_value) = (false, false);
        while at < end {
            let Some(token) = self.tokens.get(at) else { break };
            let after_value =
                !matches!(self.sign(at.wrapping_sub(1)), Some(sign) if !matches!(sign, ')' | ']' | '}'));
            // A text behind a value is none of its parts, unless it is a template.
            let is_text = self.slice(token.at.clone()).starts_with(['"', '\'']);
            let begins_member =
                is_text || matches!(token.kind, Kind::Word | Kind::Private | Kind::Sign('[' | '*' | '@'));
            if token.begins_line && after_value && begins_member {
                return (at, is_function);
            }
            match token.kind {
                Kind::Sign(';') => return (at + 1, is_function),
                Kind::Sign('{' | '(' | '[') => at = self.closing(at),
                Kind::Sign('=') if self.sign(at + 1) == Some('>') => is_function |= is_value,
                Kind::Sign('=') => is_value = true,
                Kind::Word if self.word(at) == "function" => is_function |= is_value,
                Kind::Sign(_) | Kind::Word | Kind::Private | Kind::Literal => {}
            }
            at += 1;
        }
        (at, is_function)
    }
}

#[cfg(test)]
mod tests {
    use super::{Surface, surface, yields};

    fn names(surface: &Surface) -> Vec<String> {
        let functions = surface.functions.iter().map(|function| function.name.clone());
        let class = |class: &super::Class| {
            let methods: Vec<&str> = class.methods.iter().map(|method| method.name.as_str()).collect();
            format!("{}: {}", class.name, methods.join(" "))
        };
        functions.chain(surface.classes.iter().map(class)).collect()
    }

    #[test]
    fn what_is_exported_is_found() {
        for (text, expected) in [
            (
                "export function a(x: { y: 1 }): { z: 2 }[] { return [{}]; }\nexport async function* b<T>() {}",
                vec!["a", "b"],
            ),
            (
                "export const a = (x) => { export_(x); };\nexport let b: F<1, 2> = c, d = 2;",
                vec!["a", "b", "d"],
            ),
            ("function a() {}\nexport { a, b as c, type T };", vec!["a", "c", "T"]),
            ("export default function a() {}", vec!["a"]),
            (
                "// export function a() {}\n/* export function b() {} */ const t = `export function c() {} ${`}`}`;",
                vec![],
            ),
            (
                "const s = 'export function a(){}'; function b() { /* } */ const r = /[/}\"]/; }\n\
                 export function c() {}",
                vec!["c"],
            ),
            (
                "export type T = { a(): void };\nexport interface I { b(): void }\nexport declare const d: 1;",
                vec!["d"],
            ),
            ("namespace N { export function a() {} }", vec![]),
        ] {
            assert_eq!(names(&surface(text)), expected, "{text}");
        }
    }

    #[test]
    fn methods_of_classes_are_found() {
        let text = r#"
export class Derivation<T extends { a: 1 }> extends IDerivation implements J {
    private seen: Map<string, { n: number }> = new Map();
    static make() { return new Derivation(); }
    #hidden() {}
    constructor(readonly open: { a: string }) { super(); }
    fromOrders(read: { doc: SourceFromOrders }): { id: string }[] | Promise<Document[]> {
        const text = `${read.doc.id} { ${"}"}`;
        return [{ id: text }];
    }
    async *fromReturns(_read) { yield { id: "a" }; }
    'quoted'() {}
    arrow = async (read: R): Promise<Document[]> => { return []; }
    get value() { return 1 }
    overloaded(a: string): void;
    overloaded(a: unknown): void {}
    @logged({ a: 1 }) last() {}
}"#;
        let surface = surface(text);
        assert_eq!(
            names(&surface),
            ["Derivation: fromOrders fromReturns quoted arrow overloaded overloaded last"]
        );
        let class = surface.class("Derivation").unwrap();
        assert_eq!(class.method("fromOrders").unwrap().parameters, "read: { doc: SourceFromOrders }");
        assert!(!class.is_open() && text[class.end..].starts_with('}'));
    }

    #[test]
    fn what_cannot_be_followed_makes_a_module_open() {
        for text in
            ["export * from './a';", "export const { a } = b;", "export = a;", "module.exports.a = 1;"]
        {
            assert!(surface(text).open, "{text}");
        }
        assert!(!surface("export * as ns from './a'; export { a } from './b';").open);
        let open = |text| surface(text).classes[0].is_open();
        assert!(open("class A extends Base {}\nexport { A as Derivation };"));
        assert!(!open("export class A implements interfaces.A {}") && !open("export class A {}"));
    }

    #[test]
    fn a_body_yields_by_itself_or_not() {
        for body in ["yield source;", "for (const x of y) { yield* f(x); }", "if (a) { yield 1 }"] {
            assert!(yields(body), "{body}");
        }
        for body in [
            "function* g() { yield 1; }\nreturn [...g()];",
            "const o = { *g() { yield 1; } }; return [];",
            "return [source.yield];",
            "return ['yield', `yield`, /yield/]; // yield",
            "const n = a * b(c); return [n];",
        ] {
            assert!(!yields(body), "{body}");
        }
    }
}
