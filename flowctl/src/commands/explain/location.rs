//! What a location of a collection's documents is, and which keywords say so: as text, and as JSON.

use crate::render::{Names, escape};
use crate::session::Compiled;
use compiler::analysis::{Exists, Explanation, Fact, GraphNode, Reduce, Reject, Selection, Shape, locate};
use compiler::catalog::CollectionId;
use compiler::schema::Types;
use compiler::{Compilation, Node, Uri, Value};
use runtime_lite::Pointer;
use schemars::JsonSchema;
use serde::Serialize;
use std::fmt::Write as _;

/// How many characters of a keyword's value are shown to people.
const SHOWN: usize = 60;

/// What `flowctl explain COLLECTION#/LOCATION --format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Report {
    /// The version of this form: a new minor version only adds.
    format_version: &'static str,
    /// The name of the collection.
    collection: String,
    /// The location, as a JSON Pointer.
    pointer: String,
    /// The types of values, null apart.
    types: Vec<&'static str>,
    /// Whether a value may be null.
    nullable: bool,
    /// Whether documents have a value there: `must`, `may`, `implicit` or `cannot`.
    exists: &'static str,
    /// The first location on the way that documents may lack.
    #[serde(skip_serializing_if = "Option::is_none")]
    absent_at: Option<String>,
    /// Whether the way leads through a recursive schema a second time, so that nothing more is known.
    recursion: bool,
    /// How values of one key reduce: the name of a strategy, or `multiple` where it depends on the document.
    reduce: &'static str,
    /// The columns that hold it.
    columns: Vec<Column>,
    /// Its fields that are no columns, and why.
    left_out: Vec<LeftOut>,
    /// The keywords that say something of it, from the root of documents on.
    facts: Vec<Said>,
}

/// A column of a table.
#[derive(Debug, Serialize, JsonSchema)]
struct Column {
    /// The dialect of SQL.
    dialect: &'static str,
    /// The table.
    table: String,
    /// The column.
    column: String,
    /// Its type.
    r#type: String,
    /// Whether it may be null.
    nullable: bool,
}

/// A field that is no column of a table.
#[derive(Debug, Serialize, JsonSchema)]
struct LeftOut {
    /// The dialect of SQL, of a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    dialect: Option<&'static str>,
    /// The table, or else the materialization.
    target: String,
    /// The field.
    field: String,
    /// Why, as a word: `not-selected`, `covered-location`, `excluded-parent`, `duplicate-location`,
    /// `duplicate-fold`, `connector-forbids` or `user-excludes`.
    reason: &'static str,
    /// Why, as a clause.
    because: &'static str,
}

/// A keyword that says something.
#[derive(Debug, Serialize, JsonSchema)]
struct Said {
    /// The location that it is about: the one that is explained, or one above it.
    pointer: String,
    /// The keyword.
    keyword: String,
    /// What it says, where that is no schema.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<serde_json::Value>,
    /// The keyword of whose branches one has to apply for it to be said.
    #[serde(skip_serializing_if = "Option::is_none")]
    branch: Option<&'static str>,
    /// Its file, from the root of the build.
    path: String,
    /// Its line, from 1.
    line: usize,
    /// Its column in characters, from 1.
    column: usize,
}

impl Report {
    pub(super) fn new(
        name: &str,
        id: CollectionId,
        pointer: &Pointer,
        explanation: &Explanation,
        compiled: &Compiled,
    ) -> Report {
        let shape = &*explanation.located.shape;
        let secret = shape.annotations.secret.as_ref().is_some_and(|secret| secret.value);
        Report {
            format_version: "1.0",
            collection: name.to_owned(),
            pointer: pointer.to_string(),
            types: shape.types.without(Types::NULL).names(),
            nullable: shape.types.overlaps(Types::NULL),
            exists: explanation.located.exists.name(),
            recursion: explanation.located.recursion,
            absent_at: absent_at(id, pointer, compiled),
            reduce: reduce(shape),
            columns: columns(id, pointer, compiled),
            left_out: left_out(id, pointer, &compiled.compilation),
            facts: explanation.facts.iter().map(|fact| said(fact, secret, compiled)).collect(),
        }
    }

    /// The report for people.
    pub(super) fn text(&self, names: &Names) -> String {
        let mut text = format!("{}#{}\n\n", escape::prose(&self.collection), escape::prose(&self.pointer));
        let mut line = |label: &str, value: &str| {
            text += format!("  {label:11}{value}").trim_end();
            text.push('\n');
        };
        line("type", &self.type_text());
        line("existence", &self.existence_text());
        line("reduction", self.reduce);
        for (at, column) in self.columns.iter().enumerate() {
            let label = if at == 0 { "columns" } else { "" };
            let null = if column.nullable { "" } else { " NOT NULL" };
            let name = format!("{}.{}", escape::prose(&column.table), escape::prose(&column.column));
            line(label, &format!("{}: {name} {}{null}", column.dialect, column.r#type));
        }
        for left_out in &self.left_out {
            let target = escape::prose(&left_out.target);
            let target =
                left_out.dialect.map_or(target.to_string(), |dialect| format!("{dialect}: {target}"));
            let field = escape::prose(&left_out.field);
            let name = if left_out.dialect.is_some() {
                format!("{target}.{field}")
            } else {
                format!("{field} of {target}")
            };
            line("no column", &format!("{name}, since {}", left_out.because));
        }
        if self.facts.is_empty() {
            return text + "\nThe schema says nothing of it.\n";
        }
        text += "\nwhy\n";
        let rows: Vec<[String; 3]> = self.facts.iter().map(|fact| fact.row(names)).collect();
        let width = |at: usize| {
            rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let (place, keyword) = (width(0), width(1));
        for [location, says, written] in &rows {
            let row = format!("  {location:place$}  {says:keyword$}  {written}");
            text += row.trim_end();
            text.push('\n');
        }
        text
    }

    fn type_text(&self) -> String {
        let mut types: Vec<&str> = self.types.clone();
        types.extend(self.nullable.then_some("null"));
        if types.is_empty() { "none: no value is valid".to_owned() } else { types.join(", ") }
    }

    fn existence_text(&self) -> String {
        let text = match self.exists {
            exists if exists == Exists::Must.name() => "always there",
            exists if exists == Exists::May.name() => "may be absent",
            _ if self.recursion => "not known: the schema holds itself, and is followed once",
            exists if exists == Exists::Implicit.name() => {
                "the schema does not know it, and does not forbid it"
            }
            _ => "never there",
        };
        let above = self.absent_at.as_ref().filter(|above| **above != self.pointer && !self.recursion);
        above.map_or_else(|| text.to_owned(), |above| format!("{text}, as `{}` is", escape::prose(above)))
    }
}

impl Said {
    /// Location, keyword with its value, place.
    fn row(&self, names: &Names) -> [String; 3] {
        let location = if self.pointer.is_empty() { "(root)" } else { &self.pointer };
        let mut says = self.keyword.clone();
        if let Some(value) = &self.value {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let mut shown: String = value.chars().take(SHOWN).collect();
            if shown.len() < value.len() {
                shown.push('…');
            }
            let _ = write!(says, ": {shown}");
        }
        let mut place = format!("{}:{}:{}", names.of(&Uri::local(&self.path)), self.line, self.column);
        if let Some(branch) = self.branch {
            let _ = write!(place, "  (in a branch of `{branch}`)");
        }
        [escape::prose(location), escape::prose(&says), place]
    }
}

/// The first location on the way to one that is not in every document.
fn absent_at(id: CollectionId, pointer: &Pointer, compiled: &Compiled) -> Option<String> {
    let shape = compiled.compilation.analysis.collection(id).shape.as_ref().ok()?;
    let mut at = Pointer::root();
    for token in pointer.tokens() {
        at = at.child(token.clone());
        if locate(shape, &at).exists != Exists::Must {
            return Some(at.to_string());
        }
    }
    None
}

fn reduce(shape: &Shape) -> &'static str {
    match shape.reduce {
        Reduce::Unset => runtime_lite::Strategy::LastWriteWins.name(),
        Reduce::Strategy(strategy, _) => strategy.name(),
        Reduce::Multiple => "multiple",
    }
}

fn columns(id: CollectionId, pointer: &Pointer, compiled: &Compiled) -> Vec<Column> {
    let compilation = &compiled.compilation;
    let Some(checked) = compilation.checked_entity(GraphNode::Collection(id)) else { return Vec::new() };
    let tables = compilation.analysis.tables.iter().filter(|table| table.collection == id);
    let columns = tables.flat_map(|table| {
        let columns = codegen::column_types(checked, table);
        let of_pointer = columns.filter(|(projection, ..)| projection.pointer == *pointer);
        of_pointer.map(|(projection, sql_type, nullable)| Column {
            dialect: table.dialect,
            table: table.name.to_string(),
            column: projection.field.to_string(),
            r#type: sql_type.into_owned(),
            nullable,
        })
    });
    columns.collect()
}

/// The fields of a location that are no columns: of tables, and of bindings that have none.
fn left_out(id: CollectionId, pointer: &Pointer, compilation: &Compilation) -> Vec<LeftOut> {
    let (catalog, analysis) = (&compilation.catalog, &compilation.analysis);
    let fields = analysis.collection(id).projections.iter().enumerate();
    let fields: Vec<(usize, &str)> =
        fields.filter(|(_, p)| p.pointer == *pointer).map(|(at, p)| (at, &*p.field)).collect();
    let mut found = Vec::new();
    let mut add =
        |dialect, target: &str, (at, field): (usize, &str), selection: &Selection, table: Option<Reject>| {
            let outcome = selection.outcomes.get(at);
            let own = outcome.filter(|outcome| !outcome.selected).and_then(|outcome| outcome.reject);
            found.extend(own.or(table).map(|reject| LeftOut {
                dialect,
                target: target.to_owned(),
                field: field.to_owned(),
                reason: reject.name(),
                because: reject.reason(),
            }));
        };
    let sound = analysis.tables.iter().map(|table| (table, None));
    let refused = analysis.refused.iter().map(|refused| (&refused.table, Some(refused)));
    let tables: Vec<_> = sound.chain(refused).filter(|(table, _)| table.collection == id).collect();
    for (table, refused) in &tables {
        for field in &fields {
            let reject = refused.and_then(|refused| refused.reject(field.0));
            add(Some(table.dialect), &table.name, *field, &table.selection, reject);
        }
    }
    for (binding, selection) in &analysis.selections {
        let task = catalog.task(binding.0);
        let is_own = task.bindings.get(binding.1).is_some_and(|binding| binding.collection == Ok(id));
        if is_own && !tables.iter().any(|(table, _)| table.bindings.contains(binding)) {
            fields.iter().for_each(|field| add(None, &task.name, *field, selection, None));
        }
    }
    found
}

fn said(fact: &Fact, secret: bool, compiled: &Compiled) -> Said {
    let file = compiled.compilation.sources.file(fact.span.file);
    let at = file.lines.line_column(fact.span.range().start, &file.text);
    let plain = |node: &Node| !matches!(node.value, Value::Object(_)) || &*fact.keyword == "reduce";
    // The values of what is secret are shown nowhere (`language.md` D8).
    let hidden = secret && ["const", "default", "enum"].contains(&&*fact.keyword);
    let value = fact.says.as_ref().filter(|node| !hidden && plain(node)).map(Node::to_json);
    Said {
        pointer: fact.location.to_string(),
        keyword: fact.keyword.to_string(),
        value,
        branch: fact.branch,
        path: file.uri.local_path().unwrap_or_else(|| file.uri.to_string()),
        line: at.line,
        column: at.column,
    }
}
