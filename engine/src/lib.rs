//! What runs the lambdas of a catalog: one host for each language and kind (`language.md` D1, D6 and section 7.3).
//!
//! - [`Program`]: the functions of a catalog, and where their texts are.
//! - [`HOSTS`]: what can run them, one file each.
//! - [`Engine`]: all functions of a program behind [`runtime_lite::Lambdas`], each run by its host.
//! - [`Limits`]: how long a call may take, and how much memory a host may use.
//!
//! The crate reads no file of a catalog: texts come from who starts it, behind [`Texts`]. That a host has what it
//! needs, such as an interpreter, is up to who starts it, too.

mod aws;
mod child;
mod engine;
mod host;
mod http;
mod node;
mod program;
mod python;
mod script;
mod sql;
mod worker;

pub use engine::Engine;
pub use host::{Call, HOSTS, Host, HostInfo, Shared, Start};
pub use program::{Aws, Function, Interpreter, Limits, Node, Parameter, Program, Target, Texts};
