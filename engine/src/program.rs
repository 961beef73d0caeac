//! What is run: the functions of a catalog, and where the texts of their modules are.

use runtime_lite::{LambdaName, Pointer};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// The functions of a catalog.
#[derive(Debug, Clone, Default)]
pub struct Program {
    /// One for each lambda.
    pub functions: Vec<Function>,
    /// What imports lead to that name no file: the path of a module by the words of the import.
    pub imports: BTreeMap<String, String>,
    /// What runs Python, if it is there.
    pub python: Option<Interpreter>,
    /// The packages of npm that modules may import, by name.
    pub npm: BTreeSet<String>,
    /// What runs TypeScript that imports them, if it is there.
    pub node: Option<Node>,
    /// How functions of AWS are reached.
    pub aws: Aws,
    /// Whether lambdas behind URLs and of AWS may be called.
    pub may_reach_network: bool,
}

/// An interpreter, and what it is given.
#[derive(Debug, Clone)]
pub struct Interpreter {
    /// The program.
    pub program: PathBuf,
    /// The value of `PATH` for it.
    pub search: OsString,
    /// The files of generated packages, by their paths.
    pub packages: Vec<(String, String)>,
}

/// Node, and what it is given.
#[derive(Debug, Clone)]
pub struct Node {
    /// The program.
    pub program: PathBuf,
    /// The value of `PATH` for it.
    pub search: OsString,
    /// The folder that packages are installed in, if there is one.
    pub packages: Option<PathBuf>,
}

/// How functions of AWS are reached: what its own tools take from the environment.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Aws {
    /// The URL of the service instead of that of the region.
    pub endpoint: Option<String>,
    /// The region of functions that name none.
    pub region: Option<String>,
    /// The name of the key that requests are signed by.
    pub access_key_id: Option<String>,
    /// The key.
    pub secret_access_key: Option<String>,
    /// The token that belongs to a key for a while.
    pub session_token: Option<String>,
}

impl fmt::Debug for Aws {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The endpoint may hold a password, too.
        f.debug_struct("Aws").field("region", &self.region).finish_non_exhaustive()
    }
}

/// A function that is a lambda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// Which lambda it is.
    pub lambda: LambdaName,
    /// Where it is.
    pub target: Target,
}

/// Where a function is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// In a module of TypeScript.
    TypeScript {
        /// The path of the module.
        module: String,
        /// The class that it is a method of; nothing where it is exported by itself.
        class: Option<String>,
        /// Its name.
        name: String,
        /// Whether it is given one object with the document in `doc`, as in generation C.
        reads: bool,
    },
    /// In a module of Python.
    Python {
        /// The path of the module.
        module: String,
        /// The class that it is a method of; nothing where it stands by itself.
        class: Option<String>,
        /// Its name.
        name: String,
        /// The generated package with the types of its derivation.
        package: String,
        /// What its transform is called in the names of types: `SourceFromOrders`, `ReadFromOrders`.
        transform: String,
        /// Whether it is given one object with the document in `doc`, as in generation C.
        reads: bool,
    },
    /// Statements of SQLite.
    Sqlite {
        /// The path of their text.
        statements: String,
        /// The paths of the texts that make the database of the derivation, in order.
        migrations: Vec<String>,
        /// What the statements may name of a document. Where two have one name, it is that of neither.
        parameters: Vec<Parameter>,
    },
    /// Behind a URL.
    Remote {
        /// The URL that rows are posted to.
        url: String,
    },
    /// In AWS Lambda.
    AwsLambda {
        /// The ARN of the function, or its name.
        function: String,
    },
    /// Nowhere that a host of this program knows.
    Elsewhere {
        /// What runs it, as messages call it.
        kind: String,
    },
}

/// What statements of SQL may name of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name, without the `$`.
    pub name: String,
    /// The field that it is the value of, by which a column is called that is nothing but the parameter.
    pub field: String,
    /// The location of the value.
    pub pointer: Pointer,
    /// Whether the value may be a list, whose items are then parameters, too: `$lines$0`.
    pub is_list: bool,
}

impl Target {
    /// What it is, as messages call it.
    pub fn kind(&self) -> &str {
        match self {
            Target::TypeScript { .. } => "TypeScript",
            Target::Python { .. } => "Python",
            Target::Sqlite { .. } => "a lambda of SQL",
            Target::Remote { .. } => "a lambda behind a URL",
            Target::AwsLambda { .. } => "a lambda of AWS",
            Target::Elsewhere { kind } => kind,
        }
    }
}

/// How long calls may take, and how much memory a host may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The time of one call.
    pub time: Duration,
    /// The bytes of memory of one derivation.
    pub memory: usize,
    /// The bytes of stack of calls within calls.
    pub stack: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { time: Duration::from_secs(5), memory: 256 << 20, stack: 512 << 10 }
    }
}

/// The texts of modules, and where their parts were written.
pub trait Texts: Send + Sync {
    /// The text of the module of a path; nothing where there is none.
    fn text(&self, path: &str) -> Option<Arc<str>>;

    /// How a message names a line and a column of a module, both from 1: by the place in the file of a person.
    fn place(&self, path: &str, line: usize, column: usize) -> String;
}
