//! What runs functions: a registry with one file for each kind.

mod aws_lambda;
mod node;
mod python;
mod remote;
mod sqlite;
mod typescript;

use crate::script::Modules;
use crate::{Limits, Program, Target, Texts};
use runtime_lite::{LambdaError, Row};
use serde_json::Value;
use std::rc::Rc;
use std::sync::Arc;

/// A kind of host.
pub struct HostInfo {
    /// Its name.
    pub name: &'static str,
    /// Whether it runs a function.
    pub runs: fn(&Target, &Shared) -> bool,
    /// Starts it for the functions of a program that it runs.
    pub start: Start,
}

/// Starts a host.
pub type Start = fn(&Shared) -> Result<Box<dyn Host>, LambdaError>;

/// What hosts share.
#[derive(Clone)]
pub struct Shared {
    /// What is run.
    pub program: Arc<Program>,
    /// Where the texts of its modules are.
    pub texts: Arc<dyn Texts>,
    /// How long calls may take, and how much memory a host may use.
    pub limits: Limits,
    pub(crate) modules: Rc<Modules>,
}

impl Shared {
    /// What the hosts of a program share.
    pub fn new(program: Arc<Program>, texts: Arc<dyn Texts>, limits: Limits) -> Shared {
        let modules = Rc::new(Modules::new(program.clone(), texts.clone()));
        Shared { program, texts, limits, modules }
    }
}

/// All kinds of hosts; the first that runs a function is its host.
pub static HOSTS: &[&HostInfo] =
    &[&node::HOST, &typescript::HOST, &python::HOST, &sqlite::HOST, &remote::HOST, &aws_lambda::HOST];

/// The documents of one call.
#[derive(Debug, Clone, Copy)]
pub enum Call<'c> {
    /// Source documents, for the register.
    Update(&'c [&'c Value]),
    /// Source documents with their registers.
    Publish(&'c [Row<'c>]),
}

/// A host that runs.
pub trait Host {
    /// Calls a function of the program, by its place there, with each row in order, and returns its lists.
    ///
    /// # Errors
    /// The function is not there, fails, takes too long or too much memory, or returns no list.
    fn call(&mut self, function: usize, call: &Call<'_>) -> Result<Vec<Vec<Value>>, LambdaError>;

    /// What a derivation publishes at the end of a transaction (`language.md` section 7.3).
    ///
    /// # Errors
    /// As of [`Host::call`].
    fn flush(&mut self, derivation: &str) -> Result<Vec<Value>, LambdaError>;

    /// Forgets all state.
    ///
    /// # Errors
    /// A function fails.
    fn reset(&mut self) -> Result<(), LambdaError>;
}

impl<'c> Call<'c> {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        match self {
            Call::Update(sources) => sources.len(),
            Call::Publish(rows) => rows.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The arguments of each row, with their names.
    pub fn rows(self) -> impl Iterator<Item = Vec<(&'static str, &'c Value)>> {
        let (sources, rows) = match self {
            Call::Update(sources) => (sources, &[][..]),
            Call::Publish(rows) => (&[][..], rows),
        };
        let updates = sources.iter().map(|source| vec![("source", *source)]);
        let publishes = rows
            .iter()
            .map(|row| vec![("source", row.source), ("register", row.register), ("previous", row.previous)]);
        updates.chain(publishes)
    }
}
