//! Reading a mapping key by key: unknown keys, missing keys and values of the wrong kind become findings.

use super::form;
use super::section::{self, Section};
use super::setting;
use crate::diagnostic::{Diagnostic, Diagnostics, Reported, Resolved, codes, did_you_mean, nearest};
use crate::source::{Span, Spanned};
use crate::syntax::{Entry, Node, Value, is_cut};
use std::sync::Arc;

/// What the readers of a file share.
pub(super) struct Context<'d> {
    pub(super) diagnostics: &'d mut Diagnostics,
    /// Spans that could not be read: what is missing in a mapping around one of them was reported with it.
    pub(super) skipped: &'d [Span],
}

/// A mapping whose keys have been judged.
pub(super) struct Object<'n> {
    pub(super) span: Span,
    entries: &'n [Entry],
    section: &'static Section,
    /// What its entity is, and its name, once that is known.
    called: Option<(&'static str, Arc<str>)>,
    /// Set where a key that is absent may be one that was misspelt or lies in a broken line.
    excused: Vec<(&'static str, Reported)>,
    /// Misspelt keys that can stand for one key alone, which is read in their place: all below is judged, and
    /// nothing is said of its absence.
    misspelt: Vec<(&'static str, &'n Entry)>,
    broken: Option<Reported>,
}

impl Context<'_> {
    /// Reports a value of the wrong kind, and what to write in its place. Silent on what was reported before.
    pub(super) fn expected_form(
        &mut self,
        expected: &str,
        help: impl Into<Option<String>>,
        node: &Node,
    ) -> Reported {
        match self.wrong(expected, node) {
            Ok(wrong) => self.diagnostics.push(wrong.maybe_help(help.into())),
            Err(reported) => reported,
        }
    }

    /// The finding of a value of the wrong kind, unless it was reported before.
    fn wrong(&self, expected: &str, node: &Node) -> Resolved<Diagnostic> {
        if let Value::Hole(reported) = node.value {
            return Err(reported);
        }
        let message = format!("expected {expected}, found {}", node.kind());
        Ok(Diagnostic::new(&codes::WRONG_TYPE, node.span, message))
    }

    /// A string.
    pub(super) fn string(&mut self, what: &str, node: &Node) -> Resolved<Spanned<Arc<str>>> {
        match node.as_str() {
            Some(text) => Ok(Spanned::new(text.clone(), node.span)),
            None => Err(self.expected_form(what, form::of_text(node), node)),
        }
    }

    /// A string that is not empty.
    pub(super) fn text(&mut self, what: &str, node: &Node) -> Resolved<Spanned<Arc<str>>> {
        let text = self.string(what, node)?;
        match text.value.trim().is_empty() {
            true => {
                let message = format!("expected {what}, found an empty string");
                Err(self.diagnostics.push(Diagnostic::new(&codes::WRONG_TYPE, node.span, message)))
            }
            false => Ok(text),
        }
    }

    /// A boolean.
    pub(super) fn boolean(&mut self, node: &Node) -> Resolved<bool> {
        match &node.value {
            Value::Bool(value) => Ok(*value),
            Value::Null
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_)
            | Value::Hole(_) => {
                let wrong = self.wrong("`true` or `false`", node)?;
                let help = match node.as_str().map(|text| &**text) {
                    Some("yes" | "no" | "on" | "off") => {
                        "YAML 1.2 has no `yes`, `no`, `on` and `off`: they are text"
                    }
                    Some("true" | "false") => "write it without quotes",
                    Some(_) | None => "write `true` or `false`",
                };
                Err(self.diagnostics.push(wrong.help(help)))
            }
        }
    }

    /// A value as written; one that lacks a line that could not be read is a hole.
    pub(super) fn value(&self, node: &Node) -> Node {
        let cut = is_cut(node.span, self.skipped).then(|| self.diagnostics.already_reported());
        cut.flatten().map_or_else(|| node.clone(), |reported| node.hole(reported))
    }

    /// The items of a list. Null is an empty list.
    pub(super) fn list<'n>(&mut self, what: &str, node: &'n Node) -> &'n [Node] {
        match &node.value {
            Value::Array(items) => items,
            Value::Null => &[],
            Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) | Value::Hole(_) => {
                self.expected_form(what, form::of_list(node), node);
                &[]
            }
        }
    }

    /// The members of a mapping with free keys. Null is an empty mapping.
    pub(super) fn map<'n>(&mut self, what: &str, help: &str, node: &'n Node) -> &'n [Entry] {
        match &node.value {
            Value::Object(entries) => entries,
            Value::Null => &[],
            Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Hole(_) => {
                self.expected_form(what, help.to_owned(), node);
                &[]
            }
        }
    }

    /// A mapping of a section. Reports each key that the section does not have, and settings of a wrong form.
    pub(super) fn object<'n>(&mut self, section: &'static Section, node: &'n Node) -> Resolved<Object<'n>> {
        let Value::Object(entries) = &node.value else {
            let help = (!section.form.is_empty()).then(|| format!("write `{}`", section.form));
            return Err(self.expected_form(&format!("{}, as a mapping", section.name), help, node));
        };
        let broken = is_cut(node.span, self.skipped);
        let mut object = Object {
            span: node.span,
            entries,
            section,
            called: None,
            excused: Vec::new(),
            misspelt: Vec::new(),
            broken: None,
        };
        if broken {
            // The skipped text was reported when the file was parsed.
            object.broken = self.diagnostics.already_reported();
        }
        for entry in entries.iter() {
            let key = &*entry.key.value;
            if section.open || section.has(key) || key.starts_with("x-") || key == "$schema" {
                continue;
            }
            let reported = self.unknown_key(&object, entry);
            let meant = meant(key, section);
            object.excused.extend(meant.first().map(|name| (*name, reported)));
            // Synonyms are one key.
            let one = |names: &&&[&str]| meant.iter().all(|name| names.contains(name));
            if meant.len() == 1 || section::SYNONYMS.iter().any(|names| one(&names)) {
                let name =
                    meant.first().filter(|name| object.misspelt.iter().all(|(known, _)| known != *name));
                object.misspelt.extend(name.map(|name| (*name, entry)));
            }
        }
        self.synonyms(&object);
        setting::check(section, entries, self);
        Ok(object)
    }

    /// Reports the second of two keys that mean the same: one of both would be passed over.
    fn synonyms(&mut self, object: &Object<'_>) {
        for names in section::SYNONYMS {
            let mut given = object.entries.iter().filter(|entry| names.contains(&&*entry.key.value));
            let are_one = || names.iter().all(|key| object.section.has(key));
            if let (Some(first), Some(second)) = (given.next(), given.next())
                && are_one()
            {
                let message = format!("`{}` and `{}` are both given", first.key.value, second.key.value);
                let diagnostic = Diagnostic::new(&codes::DUPLICATE_KEY, second.key.span, message)
                    .secondary(first.key.span, format!("`{}` is given here", first.key.value))
                    .help("they are two spellings of one key: keep one");
                self.diagnostics.push(diagnostic);
            }
        }
    }

    /// Judges the keys of a mapping, and of those in it, that no reader looks into.
    pub(super) fn check(&mut self, section: &'static Section, node: &Node) {
        let Ok(object) = self.object(section, node) else { return };
        for (key, child) in section.keys {
            if let (Some(child), Some(entry)) = (child, object.get(&[key])) {
                self.check(child, &entry.value);
            }
        }
    }

    fn unknown_key(&mut self, object: &Object<'_>, entry: &Entry) -> Reported {
        let (key, section) = (&*entry.key.value, object.section);
        let message = format!("`{key}` is not a key of {}", section.name);
        let absent = |name: &&str| object.get(&[name]).is_none();
        let near: Vec<&str> = meant(key, section).into_iter().filter(absent).collect();
        let other_word = || near.first().map(|name| format!("did you mean `{name}`?"));
        let help = did_you_mean(key, near.iter().copied()).or_else(other_word);
        let mut diagnostic = Diagnostic::new(&codes::UNKNOWN_KEY, entry.key.span, message)
            .label("unknown key")
            .maybe_help(help.or_else(|| section.right_place(key)));
        if diagnostic.help.is_none() {
            let names: Vec<String> = section.names().map(|name| format!("`{name}`")).collect();
            let names = names.join(", ");
            diagnostic = diagnostic.help(format!("its keys are {names}; begin a key of your own with `x-`"));
        }
        if let [only] = near.as_slice() {
            diagnostic = diagnostic.rename(entry.key.span, key, only);
        }
        self.diagnostics.push(diagnostic)
    }
}

/// Where an entry of a mapping stands that may turn out to be superfluous.
#[derive(Debug, Clone, Copy)]
pub struct EntryPlace {
    /// Its key.
    pub key: Span,
    /// It, and what parts it from the entry beside it, if both are surely on one line.
    pub text: Option<Span>,
}

/// How many bytes an entry has at most that is taken out: a longer one may hold lines of its own.
const LONGEST_ENTRY: usize = 100;

/// Whether two parts of a mapping or a list are parted by no more than a comma and a space.
pub(crate) fn is_beside(one: Span, next: Span) -> bool {
    one.file == next.file && next.start.checked_sub(one.end).is_some_and(|between| between <= 2)
}

impl<'n> Object<'n> {
    /// Where the member of a key stands, if it is there.
    pub(super) fn place(&self, key: &str) -> Option<EntryPlace> {
        let at = self.entries.iter().position(|entry| &*entry.key.value == key)?;
        let key = self.entries.get(at)?.key.span;
        // What a merge brings stands elsewhere, and on other lines there may be comments.
        let here =
            |entry: &&Entry| self.span.contains(entry.key.span) && self.span.contains(entry.value.span);
        let entry = self.entries.get(at).filter(here);
        let before = at.checked_sub(1).and_then(|at| self.entries.get(at)).filter(here);
        let after = self.entries.get(at + 1).filter(here);
        let text = match (entry, before, after) {
            (Some(entry), Some(before), _) if is_beside(before.value.span, entry.key.span) => {
                Some(Span { start: before.value.span.end, ..entry.value.span })
            }
            (Some(entry), None, Some(after)) if at == 0 && is_beside(entry.value.span, after.key.span) => {
                Some(Span { end: after.key.span.start, ..entry.key.span })
            }
            (_, _, _) => None,
        };
        let text = text.filter(|text| text.range().len() <= LONGEST_ENTRY);
        Some(EntryPlace { key, text })
    }

    /// The member of the first of these keys, synonyms of one another, that is there.
    pub(super) fn get(&self, names: &[&str]) -> Option<&'n Entry> {
        let misspelt =
            || self.misspelt.iter().find(|(name, _)| names.contains(name)).map(|(_, entry)| *entry);
        self.entries.iter().find(|entry| names.contains(&&*entry.key.value)).or_else(misspelt)
    }

    /// The key of a member, or the one that it is a misspelling of.
    pub(super) fn name(&self, entry: &'n Entry) -> &'n str {
        let misspelt = self.misspelt.iter().find(|(_, misspelt)| std::ptr::eq(*misspelt, entry));
        misspelt.map_or(&entry.key.value, |(name, _)| name)
    }

    /// Whether none of these keys is there, nor a finding about what may be meant as one.
    pub(super) fn lacks(&self, names: &[&str]) -> bool {
        let excused = self.excused.iter().any(|(name, _)| names.contains(name));
        self.get(names).is_none() && !excused && self.broken.is_none()
    }

    /// Calls this by the name of its entity from here on.
    pub(super) fn call(&mut self, what: &'static str, name: &Arc<str>) {
        self.called = Some((what, name.clone()));
    }

    /// What this is in messages: the section, or the entity once its name is known.
    fn subject(&self) -> String {
        match &self.called {
            Some((what, name)) => format!("the {what} `{name}`"),
            None => self.section.name.to_owned(),
        }
    }

    /// All members, known and unknown.
    pub(super) fn entries(&self) -> &'n [Entry] {
        self.entries
    }

    /// The members that the section has no reader for yet: kept as written.
    pub(super) fn settings(&self, read: &[&str]) -> Vec<Entry> {
        let other = |entry: &&Entry| !read.contains(&&*entry.key.value);
        self.entries.iter().filter(other).cloned().collect()
    }

    /// The member of one of these keys, or a finding at the start of the mapping.
    pub(super) fn require(&self, names: &[&str], help: &str, cx: &mut Context<'_>) -> Resolved<&'n Entry> {
        if let Some(entry) = self.get(names) {
            return Ok(entry);
        }
        let excuse =
            self.excused.iter().find(|(name, _)| names.contains(name)).map(|(_, reported)| *reported);
        if let Some(reported) = excuse.or(self.broken) {
            return Err(reported);
        }
        let name = names.first().copied().unwrap_or_default();
        // An open mapping has no unknown keys, but it may have the required one misspelt.
        let keys = self.entries.iter().filter(|entry| !self.section.has(&entry.key.value));
        let mut near = keys.filter(|entry| !nearest(&entry.key.value, [name]).is_empty());
        if let (true, Some(entry)) = (self.section.open, near.next()) {
            let message = format!("`{}` is not a key of {}", entry.key.value, self.section.name);
            let diagnostic = Diagnostic::new(&codes::UNKNOWN_KEY, entry.key.span, message)
                .label("unknown key")
                .help(format!("did you mean `{name}`?"))
                .rename(entry.key.span, &entry.key.value, name);
            return Err(cx.diagnostics.push(diagnostic));
        }
        let first = self.entries.first().map_or(self.span.start_point(), |entry| entry.key.span);
        let message = format!("{} has no `{name}`", self.subject());
        let diagnostic =
            Diagnostic::new(&codes::MISSING_KEY, first, message).label("in this mapping").help(help);
        Err(cx.diagnostics.push(diagnostic))
    }
}

/// The keys of a section that an unknown key may stand for: those nearest to it, or another word for it.
fn meant(key: &str, section: &'static Section) -> Vec<&'static str> {
    let near = nearest(key, section.names());
    if !near.is_empty() {
        return near;
    }
    let words = section::WORDS.iter().filter(|(word, _)| *word == key).map(|(_, name)| *name);
    words.filter(|name| section.has(name)).collect()
}
