//! What documents have reached of the schemas of a catalog: which alternatives, and which reductions.

use super::Runnable;
use crate::catalog::Bundler;
use compiler::Checked;
use compiler::catalog::CollectionId;
use compiler::schema::{Branch, Reducing, SchemaId, SchemaParts, SchemaPlace};
use runtime_lite::{Place, Reached, Reducer};
use std::collections::BTreeMap;

/// What a schema describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Described {
    /// The documents of a collection.
    Documents(CollectionId),
    /// The registers of a derivation.
    Registers(CollectionId),
    /// The documents that a transform reads, by its place in the catalog.
    Sources(CollectionId, usize),
}

/// How far documents got in a schema that the catalog names.
#[derive(Debug, Clone)]
pub struct SchemaReach {
    /// What it describes.
    pub described: Described,
    /// Its branches, in the order of [`SchemaParts`].
    pub branches: Vec<ReachedBranch>,
    /// Its reductions, each with whether two sides have met there.
    pub reductions: Vec<(Reducing, bool)>,
}

/// A branch of a schema.
#[derive(Debug, Clone)]
pub struct ReachedBranch {
    /// It.
    pub branch: Branch,
    /// Whether a value is valid against it.
    pub is_reached: bool,
    /// Whether a value is valid against the schema around it.
    pub holder_is_reached: bool,
}

impl Runnable {
    /// How far documents got in each schema of a catalog, in the order of its collections. One that several have is
    /// there for each of them.
    pub fn reach(&self, checked: Checked<'_>) -> Vec<SchemaReach> {
        let compilation = checked.compilation();
        let folder = compilation.sources.common_folder();
        let mut measure = Measure {
            bundler: Bundler { compilation, folder: &folder },
            known: BTreeMap::new(),
            found: Vec::new(),
        };
        for id in compilation.catalog.collection_ids() {
            let collection = compilation.catalog.collection(id);
            let Some(run) = self.collections.get(id.index()).filter(|_| !collection.external) else {
                continue;
            };
            measure.add(Described::Documents(id), collection.schema.ok(), Some(&run.read));
            let write = collection.write_schema.and_then(Result::ok);
            measure.add(Described::Documents(id), write, Some(&run.write));
            let Some(derivation) = &collection.derivation else { continue };
            let derived = run.derivation.as_ref();
            let register = derivation.register.and_then(Result::ok);
            let schema = derived.map(|derived| &*derived.register.schema);
            measure.add(Described::Registers(id), register, schema);
            let places = self.transforms.get(id.index());
            for (place, transform) in
                derivation.transforms.iter().enumerate().filter(|(_, one)| !one.disabled)
            {
                let at = places.and_then(|places| places.iter().position(|known| *known == place));
                let run = at.zip(derived).and_then(|(at, derived)| derived.transforms.get(at));
                let schema = transform.source_schema.and_then(Result::ok);
                measure.add(Described::Sources(id, place), schema, run.map(|run| &*run.schema));
            }
        }
        measure.found
    }
}

/// A catalog that is measured.
struct Measure<'c> {
    bundler: Bundler<'c>,
    /// The parts of schemas that were looked at.
    known: BTreeMap<SchemaId, SchemaParts>,
    found: Vec<SchemaReach>,
}

impl Measure<'_> {
    /// Adds a schema, and what documents reached of it where one was run.
    fn add(&mut self, described: Described, schema: Option<SchemaId>, reducer: Option<&Reducer>) {
        let Some(id) = schema else { return };
        let schemas = &self.bundler.compilation.catalog.schemas;
        let parts = self.known.entry(id).or_insert_with(|| schemas.parts(id));
        if parts.branches.is_empty() && parts.reductions.is_empty() {
            return;
        }
        let Reached { schemas, reductions } = reducer.map(Reducer::reached).unwrap_or_default();
        let bundler = self.bundler;
        let is_reached =
            |at: &SchemaPlace| spellings(bundler.place(at)).any(|place| schemas.contains(&place));
        let meets = |at: &SchemaPlace| spellings(bundler.place(at)).any(|place| reductions.contains(&place));
        let branches = parts.branches.iter().map(|branch| ReachedBranch {
            is_reached: is_reached(&branch.place),
            holder_is_reached: is_reached(&branch.holder),
            branch: branch.clone(),
        });
        let reductions = parts.reductions.iter().map(|one| (one.clone(), meets(&one.place)));
        self.found.push(SchemaReach {
            described,
            branches: branches.collect(),
            reductions: reductions.collect(),
        });
    }
}

/// A place as it is written, and as a validator has it that takes a list of `items` for `prefixItems`.
fn spellings(place: Place) -> impl Iterator<Item = Place> {
    let is_index = |token: &str| token.bytes().all(|byte| byte.is_ascii_digit());
    let tokens: Vec<&str> = place.pointer.split('/').collect();
    let listed = tokens.windows(2).any(|pair| matches!(pair, ["items", next] if is_index(next)));
    let rest = tokens.contains(&"additionalItems");
    let other = (listed || rest).then(|| {
        let next = |at: usize| tokens.get(at + 1).is_some_and(|next| is_index(next));
        let renamed = tokens.iter().enumerate().map(|(at, token)| match *token {
            "items" if next(at) => "prefixItems",
            "additionalItems" => "items",
            token => token,
        });
        Place { resource: place.resource.clone(), pointer: renamed.collect::<Vec<_>>().join("/") }
    });
    [place].into_iter().chain(other)
}
