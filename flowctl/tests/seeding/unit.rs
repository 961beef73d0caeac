//! Units: sound catalogs, and the mistakes that can be seeded in each.

use crate::lot::Lot;
use crate::page::{self, Page};
use crate::{Finding, compile, findings, operators};
use compiler::Compilation;
use compiler::levels::{Level, Levels};
use flowctl::settings::{PROJECT_FILE, Settings};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

pub(crate) type Texts = BTreeMap<String, String>;

/// A sound catalog, whose root is `flow.yaml`.
pub(crate) struct Unit {
    pub(crate) texts: Texts,
    pub(crate) compilation: Compilation,
    /// The levels of codes in its files.
    pub(crate) rules: BTreeMap<String, Level>,
    /// The names of its entities, and of those of its mistake, with the characters around each.
    named: Regex,
    /// The mistake of a page; a catalog of the fixtures has those of the operators.
    mistake: Option<Seeded>,
}

/// A unit with a mistake.
#[derive(Clone)]
pub(crate) struct Seeded {
    pub(crate) texts: Texts,
    /// The code of the mistake.
    pub(crate) code: String,
    /// What is to be found.
    pub(crate) findings: Vec<Finding>,
    /// What was done, for people.
    pub(crate) what: String,
    /// Whether other mistakes may hide it: what is missing for them may be what uses it.
    pub(crate) alone: bool,
}

/// The files of the pages, in the order of their codes.
fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/diagnostics");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn code_of(page: &Path) -> String {
    page.file_stem().unwrap().to_str().unwrap().to_owned()
}

/// The codes that have a page: all of them.
pub(crate) fn codes() -> Vec<String> {
    files().iter().map(|page| code_of(page)).collect()
}

/// The pages whose mistake concerns no other unit.
pub(crate) fn pages() -> Vec<Unit> {
    // Packages and mappings of storage are of a whole build, its files import one another here, and `..` leads out
    // of a folder, and not out of the root.
    let apart = ["incompatible-versions", "missing-import", "path-outside-root", "storage-mapping"];
    let pages = files().into_iter().filter_map(|path| {
        let code = code_of(&path);
        let page = page::parse(&fs::read_to_string(&path).unwrap()).unwrap();
        let text = page.example.get(PROJECT_FILE).map(String::as_str).unwrap_or_default();
        // Levels can be those of some files. Other settings are of the whole build, too.
        let only_levels = text.lines().all(|line| !line.starts_with('[') || line.trim() == "[rules]");
        // What tools find is not looked for here.
        let is_apart = apart.contains(&&*code) || page::tool::CODES.contains(&&*code);
        let usual = only_levels && !is_apart && page.example.contains_key("flow.yaml");
        usual.then(|| of_page(code, page))
    });
    pages.collect()
}

fn of_page(code: String, page: Page) -> Unit {
    let text = page.example.get(PROJECT_FILE).map(String::as_str).unwrap_or_default();
    let rules = Settings::parse(text, PROJECT_FILE, Path::new(".")).unwrap().levels.levels().rules;
    let mut texts = page.example.clone();
    texts.extend(page.fix);
    let mistakes = page.expected.into_iter().filter(|(_, _, level, _)| level != "info");
    let what = format!("the example of the page {code}");
    let alone = ["unused-import", "unused-suppression"].contains(&&*code);
    let mistake = Seeded { texts: page.example, code, findings: mistakes.collect(), what, alone };
    Unit::new(texts, rules, Some(mistake))
}

/// The catalogs of the fixtures.
pub(crate) fn fixtures() -> Vec<Unit> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/catalogs");
    let mut folders: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders.retain(|folder| folder.join("flow.yaml").is_file());
    let unit = |folder: &std::path::PathBuf| {
        let mut texts = Texts::new();
        read(folder, "", &mut texts);
        Unit::new(texts, BTreeMap::new(), None)
    };
    folders.iter().map(unit).collect()
}

fn read(folder: &Path, prefix: &str, texts: &mut Texts) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        match entry.file_type().unwrap().is_dir() {
            true if name != "expected" => read(&entry.path(), &format!("{prefix}{name}/"), texts),
            false if name.ends_with(".yaml") || name.ends_with(".json") => {
                texts.insert(format!("{prefix}{name}"), fs::read_to_string(entry.path()).unwrap());
            }
            true | false => {}
        }
    }
}

impl Unit {
    fn new(texts: Texts, rules: BTreeMap<String, Level>, mistake: Option<Seeded>) -> Unit {
        let levels = Levels { rules: rules.clone(), ..Levels::default() };
        let compilation = compile(&texts, levels);
        assert_eq!(findings(&compilation), [], "a unit is sound");
        let mut names = names(&compilation);
        names.extend(
            mistake.iter().flat_map(|mistake| self::names(&compile(&mistake.texts, Levels::default()))),
        );
        // Misspelt names get the same prefix as those that they stand for.
        let mut names: Vec<String> = names.iter().map(|name| regex::escape(name)).collect();
        names.push("ac[mn]e/[\\w./-]+".to_owned());
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        let (before, after) = (r#"(^|[\s"'\[{,:])"#, r#"($|[\s"'\]},:#])"#);
        let named = Regex::new(&format!("(?m){before}(?P<name>{}){after}", names.join("|"))).unwrap();
        Unit { texts, compilation, rules, named, mistake }
    }

    /// The unit without a mistake.
    pub(crate) fn sound(&self) -> Seeded {
        Seeded {
            texts: self.texts.clone(),
            code: String::new(),
            findings: Vec::new(),
            what: String::new(),
            alone: false,
        }
    }

    /// The unit with a mistake that is drawn by lot, if it has a place for one.
    pub(crate) fn seed(&self, lot: &mut Lot) -> Option<Seeded> {
        match &self.mistake {
            Some(mistake) => Some(mistake.clone()),
            None => operators::seed(self, lot),
        }
    }

    /// Texts in which the names of entities are this unit's own: units may be joined.
    pub(crate) fn renamed(&self, texts: &Texts, prefix: &str) -> Texts {
        let rename = |text: &String| {
            let mut text = text.clone();
            // Matches share the characters between them, so that a second pass finds the rest.
            for _ in 0..2 {
                let replaced = self.named.replace_all(&text, |found: &regex::Captures<'_>| {
                    format!("{}{prefix}-{}{}", &found[1], &found["name"], &found[3])
                });
                text = replaced.into_owned();
            }
            text
        };
        texts.iter().map(|(path, text)| (path.clone(), rename(text))).collect()
    }
}

fn names(compilation: &Compilation) -> BTreeSet<String> {
    let catalog = &compilation.catalog;
    let collections = catalog.collections.iter().map(|collection| collection.name.value.to_string());
    let endpoints = catalog.endpoints.iter().map(|endpoint| endpoint.name.value.to_string());
    let tasks = catalog.tasks.iter().map(|task| task.name.to_string());
    let tests = catalog.tests.iter().map(|test| test.name.value.to_string());
    collections.chain(endpoints).chain(tasks).chain(tests).collect()
}
