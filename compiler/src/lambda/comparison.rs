//! A module beside the lambdas that are to be in it: what is missing there, and what nothing calls.

use super::{Class, Form, Lambda, LambdaKind, Lambdas, Member, Module, Surface, pascal_case};
use crate::catalog::{Catalog, CollectionId};
use std::collections::{BTreeMap, BTreeSet};

/// What a module lacks, and what it has in vain.
#[derive(Debug, Clone, Default)]
pub struct Comparison<'l> {
    /// Lambdas of transforms that are not switched off, for which there is no function.
    pub missing: Vec<&'l Lambda>,
    /// Functions that are named or typed as lambdas are, and that no transform calls.
    pub surplus: Vec<Member>,
}

/// Methods that are called for other reasons than by a transform (`language.md` section 7.3).
const CALLED: &[&str] = &["flush", "reset", "start_commit", "startCommit", "close", "open"];

impl Lambdas {
    /// Compares the module at a place of [`Lambdas::modules`] with what its text offers.
    pub fn compare<'l>(&'l self, at: usize, surface: &Surface, catalog: &Catalog) -> Comparison<'l> {
        let Some(module) = self.modules.get(at) else { return Comparison::default() };
        let view = View { lambdas: self, at, module, surface, catalog };
        Comparison { missing: view.missing(), surplus: view.surplus() }
    }

    /// The class of a module in which the lambdas of a collection are, if they are in one.
    pub fn class_of<'s>(
        &self,
        module: &Module,
        collection: CollectionId,
        surface: &'s Surface,
        catalog: &Catalog,
    ) -> Option<&'s Class> {
        let own = pascal_case(&catalog.collection(collection).name.value);
        let is_alone = module.collections.len() < 2;
        let is_own = |class: &&Class| {
            let mut words = class.heritage.split(|c: char| !(c.is_alphanumeric() || c == '_'));
            words.any(|word| (word == "IDerivation" && is_alone) || word == own)
        };
        let named = || surface.class("Derivation").filter(|_| is_alone);
        surface.class(&own).or_else(named).or_else(|| surface.classes.iter().find(is_own))
    }
}

struct View<'v, 'l> {
    lambdas: &'l Lambdas,
    at: usize,
    module: &'l Module,
    surface: &'v Surface,
    catalog: &'v Catalog,
}

impl<'l> View<'_, 'l> {
    fn missing(&self) -> Vec<&'l Lambda> {
        let of_module: Vec<&Lambda> = self.lambdas.of_module(self.at).collect();
        let mut owners: BTreeMap<&str, BTreeSet<CollectionId>> = BTreeMap::new();
        for lambda in &of_module {
            owners.entry(&lambda.name).or_default().insert(lambda.collection);
        }
        let is_missing = |lambda: &&Lambda| {
            let class = self.lambdas.class_of(self.module, lambda.collection, self.surface, self.catalog);
            let in_class = class.is_some_and(|class| class.is_open() || class.method(&lambda.name).is_some());
            // A function by itself is that of one derivation.
            let is_own = owners.get(lambda.name.as_str()).is_some_and(|owners| owners.len() == 1);
            let alone = is_own && self.surface.function(&lambda.name).is_some();
            !(lambda.disabled || in_class || alone || self.surface.open)
        };
        of_module.into_iter().filter(is_missing).collect()
    }

    fn surplus(&self) -> Vec<Member> {
        let mut surplus = Vec::new();
        let names: BTreeSet<&str> =
            self.lambdas.of_module(self.at).map(|lambda| lambda.name.as_str()).collect();
        let is_named_so = |member: &&Member| {
            let is_lambda =
                ["Update", "Publish", "_update", "_publish"].iter().any(|end| member.name.ends_with(end));
            is_lambda && !names.contains(member.name.as_str())
        };
        surplus.extend(self.surface.functions.iter().filter(is_named_so).cloned());
        for collection in &self.module.collections {
            let Some(class) = self.lambdas.class_of(self.module, *collection, self.surface, self.catalog)
            else {
                continue;
            };
            let own: BTreeSet<&str> = self
                .lambdas
                .of_module(self.at)
                .filter(|lambda| lambda.collection == *collection)
                .map(|lambda| lambda.name.as_str())
                .collect();
            let singles = self.lambdas.of_module(self.at).any(|lambda| lambda.kind == LambdaKind::Single);
            let reads = self.module.form == Form::Reader && singles;
            let is_surplus = |member: &&Member| {
                let called = CALLED.contains(&member.name.as_str()) || own.contains(member.name.as_str());
                let alike = match reads {
                    true => reads_documents(&member.parameters),
                    false => is_named_so(member),
                };
                alike && !called
            };
            surplus.extend(class.methods.iter().filter(is_surplus).cloned());
        }
        surplus
    }
}

/// Whether parameters are those of a method of generation C: what is read, and it alone.
fn reads_documents(parameters: &str) -> bool {
    let parameters = parameters.trim().trim_start_matches("self").trim_start_matches([',', ' ']);
    let name = parameters.split(':').next().unwrap_or_default().trim().trim_start_matches('_');
    let kind = parameters.split_once(':').map_or("", |(_, kind)| kind.trim());
    name == "read"
        || kind.starts_with("Request.Read")
        || (kind.starts_with('{') && kind.contains("doc: Source"))
}
