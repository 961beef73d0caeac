//! `cargo xtask conformance shapes`: how many instances of third-party schemas inferred shapes tell apart.
//!
//! The corpus says of each instance whether it is valid, and of each invalid one in which tier it is: S1
//! breaks the structure of the schema, S2 breaks conditions of it, V breaks bounds and texts of values.

use crate::workspace;
use compiler::source::{FileError, Files, Uri};
use compiler::{Compiler, Request};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where the corpora are, from the root of the repository.
pub const CORPUS: &str = "../shared/conformance/codegen/corpus";

const PAGE: &str = "docs/conformance-shapes.md";

/// Why shapes let structurally invalid instances of a keyword's groups in.
const REASONS: &[(&str, &str)] = &[
    ("dynamicRef", "a reference that leads to several schemas, by the way to it, says nothing (D3)"),
    ("ref", "schemas of draft 7 that do not say so, in which `$id` names a place; `$id` beside a `$ref`"),
    ("refRemote", "schemas of draft 7 that do not say so, in which `$id` names a place"),
    ("unevaluatedItems", "whether an array holds an item of a shape (`contains`) is not part of shapes"),
];

/// Instances of a tier, and those of them that lie outside of their shape.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// All of them.
    pub all: u32,
    /// Those outside.
    pub outside: u32,
}

/// What was found of some schemas.
#[derive(Debug, Default, Clone)]
pub struct Score {
    /// How many schemas there are.
    pub schemas: u32,
    /// Valid instances.
    pub valid: Count,
    /// Invalid instances by tier: S1, S2, V.
    pub tiers: [Count; 3],
    /// The structurally invalid instances that lie inside: group and description.
    pub missed: Vec<(String, String)>,
    /// The valid instances that lie outside.
    pub unsound: Vec<(String, String)>,
}

impl Count {
    fn add(&mut self, outside: bool) {
        self.all += 1;
        self.outside += u32::from(outside);
    }

    fn and(self, other: Count) -> Count {
        Count { all: self.all + other.all, outside: self.outside + other.outside }
    }
}

/// Serves one schema, and the corpus's remote documents where they are asked for by their URLs.
struct Served {
    schema: Arc<str>,
    remotes: PathBuf,
}

impl Files for Served {
    fn read(&self, uri: &Uri) -> Result<Arc<str>, FileError> {
        match uri.local_path().as_deref() {
            Some("flow.yaml") => Ok("collections: [{ name: a, key: [/id], schema: schema.json }]".into()),
            Some("schema.json") => Ok(self.schema.clone()),
            Some(_) => Err(FileError::NotFound { near: Vec::new() }),
            None => {
                let path = uri.as_str().strip_prefix("http://localhost:1234/").ok_or(FileError::Remote)?;
                let text = std::fs::read_to_string(self.remotes.join(path)).map_err(|_| FileError::Remote)?;
                Ok(text.into())
            }
        }
    }
}

/// Scores a corpus, by the keyword that its groups are about.
///
/// # Errors
/// The corpus is not there, or is none.
pub fn score(root: &Path, corpus: &str) -> Result<BTreeMap<String, Score>, String> {
    let folder = root.join(CORPUS).join(corpus);
    let text = workspace::read(&folder, "corpus.json")?;
    let corpus: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let mut scores: BTreeMap<String, Score> = BTreeMap::new();
    let list =
        |value: &Value, key: &str| value.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let text =
        |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    for group in list(&corpus, "groups") {
        let schema = group.get("schema").map(Value::to_string).unwrap_or_default();
        let files = Served { schema: schema.into(), remotes: folder.join("remotes") };
        let request = Request { roots: vec![Uri::local("flow.yaml")], ..Request::default() };
        let compilation = Compiler::default().compile(&request, &files);
        let Some(Ok(shape)) = compilation.analysis.collections.first().map(|analysis| &analysis.shape) else {
            return Err(format!("{} has no shape", text(&group, "id")));
        };
        let score = scores.entry(text(&group, "keyword")).or_default();
        score.schemas += 1;
        for test in list(&group, "tests") {
            let outside = !shape.contains(test.get("data").unwrap_or(&Value::Null));
            let tier = test.get("tier").map(|tiers| text(tiers, "full"));
            let tier = match tier.as_deref() {
                None => {
                    score.valid.add(outside);
                    if outside {
                        score.unsound.push((text(&group, "id"), text(&test, "description")));
                    }
                    continue;
                }
                Some("S1") => 0,
                Some("S2") => 1,
                Some(_) => 2,
            };
            if let Some(count) = score.tiers.get_mut(tier) {
                count.add(outside);
            }
            if tier < 2 && !outside {
                score.missed.push((text(&group, "id"), text(&test, "description")));
            }
        }
    }
    Ok(scores)
}

/// Scores all corpora and writes the page; with `check` only says whether it is as it should be.
///
/// # Errors
/// A corpus is not there, a keyword that falls short has no reason, or the page is not up to date.
pub fn shapes(root: &Path, check: bool, verbose: bool) -> Result<String, String> {
    let page = page(root)?;
    if verbose {
        return Ok(page + &missed(root)?);
    }
    if check {
        return match workspace::read(root, PAGE)? == page {
            true => Ok(format!("{PAGE} is up to date\n")),
            false => Err(format!("{PAGE} is out of date: run `cargo xtask conformance shapes`")),
        };
    }
    workspace::write(root, PAGE, &page)?;
    Ok(page)
}

fn missed(root: &Path) -> Result<String, String> {
    let mut text = String::new();
    for corpus in ["suite", "real"] {
        for (keyword, score) in score(root, corpus)? {
            for (group, description) in score.missed {
                text += &format!("{keyword}: {group}: {description}\n");
            }
        }
    }
    Ok(text)
}

fn total<'s>(scores: impl IntoIterator<Item = &'s Score>) -> Score {
    scores.into_iter().fold(Score::default(), |mut sum, score| {
        sum.schemas += score.schemas;
        sum.valid = sum.valid.and(score.valid);
        for (sum, count) in sum.tiers.iter_mut().zip(score.tiers) {
            *sum = sum.and(count);
        }
        sum
    })
}

fn percent(count: Count) -> String {
    match count.all {
        0 => "-".to_owned(),
        all => format!("{:.1} %", 100.0 * f64::from(count.outside) / f64::from(all)),
    }
}

fn page(root: &Path) -> Result<String, String> {
    let mut page = INTRODUCTION.to_owned();
    let mut by_keyword = BTreeMap::new();
    for corpus in ["suite", "real"] {
        let scores = score(root, corpus)?;
        let Score { schemas, valid, tiers: [s1, s2, v], .. } = total(scores.values());
        let inside = Count { outside: valid.all - valid.outside, ..valid };
        let cells = [percent(inside), percent(s1), percent(s1.and(s2)), percent(v)].join(" | ");
        writeln!(page, "| {corpus} | {schemas} | {cells} |").map_err(|error| error.to_string())?;
        if corpus == "suite" {
            by_keyword = scores;
        }
    }
    page += KEYWORDS;
    for (keyword, score) in &by_keyword {
        let [s1, s2, _] = score.tiers;
        let structural = s1.and(s2);
        if structural.all == 0 {
            continue;
        }
        let short = structural.outside < structural.all;
        let reason = REASONS.iter().find(|(name, _)| name == keyword).map(|(_, reason)| *reason);
        let reason = match (short, reason) {
            (false, None) => "",
            (false, Some(_)) => {
                return Err(format!("`{keyword}` falls short of nothing: leave its reason out"));
            }
            (true, Some(reason)) => reason,
            (true, None) => return Err(format!("say in REASONS why shapes of `{keyword}` fall short")),
        };
        let of = |count: Count| format!("{} of {}", count.outside, count.all);
        writeln!(page, "| `{keyword}` | {} | {} | {reason} |", of(s1), of(structural))
            .map_err(|error| error.to_string())?;
    }
    Ok(page)
}

const INTRODUCTION: &str = "\
# How sound and how precise shapes are

<!-- Written by `cargo xtask conformance shapes`. -->

Shapes are inferred for the schemas of two corpora: the JSON Schema Test Suite, and schemas that are in use.
A shape is sound if every valid instance lies inside; it is precise if invalid ones lie outside.
Invalid instances are in tiers: S1 breaks the structure of the schema, S2 breaks conditions of it (`not`, `if`,
exclusive `oneOf`, `unevaluated…`, numbers of items), V breaks bounds and texts of values, of which shapes hold a few.

| corpus | schemas | valid, inside | S1, outside | S1 and S2, outside | V, outside |
|---|---|---|---|---|---|
";

const KEYWORDS: &str = "
## The suite by keyword

Structurally invalid instances that lie outside of the shape, and why others do not.

| keyword | S1 | S1 and S2 | what is missing |
|---|---|---|---|
";
