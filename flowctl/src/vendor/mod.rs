//! Documents of the network: which a build needs, fetching them, and keeping them with their lock.
//!
//! | module | owns |
//! |---|---|
//! | `address` | which addresses may be connected to |
//! | `client` | requests, retries, redirects, limits: the only code that opens a connection |
//! | `name` | the file of a URL |
//! | `folder` | what else is in the vendor folder: its attributes for git, and what an interrupted run left |
//! | `lock` | the text of `flow.lock` |
//! | `store` | the vendor folder, and reading documents that match the lock |
//! | `recorder` | the files of a build that notes what is missing |
//! | `progress` | what people see meanwhile |
//!
//! A document that was fetched is written and locked even if another could not be had: each is whole on its
//! own, and the next run asks for the others only.

mod address;
mod client;
mod folder;
mod lock;
mod name;
mod progress;
mod recorder;
mod store;

pub(crate) use address::Reach;
pub(crate) use client::Client;
pub(crate) use lock::{Entry, LOCK_FILE, identity};
pub(crate) use progress::{Form, Progress};
pub(crate) use recorder::Recorder;
pub(crate) use store::Store;

use crate::Failure;
use crate::output::hash;
use crate::root::as_arguments;
use compiler::Compilation;
use compiler::diagnostic::Diagnostic;
use compiler::source::Uri;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use url::Url;

/// How deep documents may refer to further ones. A server could invent new ones without end.
const MAX_ROUNDS: usize = 100;
/// How many documents one run fetches at most.
const MAX_DOCUMENTS: usize = 10_000;
/// How many bytes one run fetches at most.
const MAX_TOTAL: usize = 512 << 20;

/// What a run brought.
pub(crate) struct Gathered {
    /// The catalog, with all documents that could be had.
    pub(crate) compilation: Compilation,
    /// Every document that it asks for.
    pub(crate) asked: BTreeSet<Uri>,
    /// The documents that arrived.
    pub(crate) arrived: BTreeMap<Uri, Entry>,
    /// Why others did not.
    pub(crate) failures: BTreeMap<Uri, String>,
}

/// Compiles and fetches in turns, until the build asks for nothing new.
pub(crate) fn gather(
    recorder: &mut Recorder<'_>,
    store: &Store,
    client: &Client,
    compile: &dyn Fn(&Recorder<'_>) -> Compilation,
    progress: &mut Progress<'_>,
) -> Result<Gathered, Failure> {
    let (mut arrived, mut failures) = (BTreeMap::new(), BTreeMap::new());
    let mut total = 0_usize;
    for _ in 0..MAX_ROUNDS {
        let compilation = compile(recorder);
        let asked = recorder.take_asked();
        let open = |uri: &&Uri| !failures.contains_key(*uri) && recorder.at_hand(uri).is_none();
        let wanted: Vec<Uri> = asked.iter().filter(open).cloned().collect();
        if wanted.is_empty() {
            progress.done()?;
            return Ok(Gathered { compilation, asked, arrived, failures });
        }
        for (index, uri) in wanted.iter().enumerate() {
            if arrived.len() >= MAX_DOCUMENTS || total > MAX_TOTAL {
                progress.done()?;
                let message = format!("the build asks for more than {MAX_DOCUMENTS} documents or 512 MiB");
                return Err(Failure::new(message).help("nothing was written"));
            }
            progress.asks(index + 1, wanted.len(), &shown(uri))?;
            let renewed = recorder.renewed.contains(uri);
            match fetch(uri, renewed, store, client) {
                Ok((entry, text)) => {
                    total = total.saturating_add(text.len());
                    progress.arrived(uri.as_str(), text.len())?;
                    arrived.insert(uri.clone(), entry);
                    recorder.fetched.insert(uri.clone(), text);
                }
                Err(why) => {
                    failures.insert(uri.clone(), why);
                }
            }
        }
    }
    progress.done()?;
    let message = format!("documents of the network refer to one another more than {MAX_ROUNDS} deep");
    Err(Failure::new(message).help("nothing was written"))
}

/// Fetches a document, which has to be the one that the lock records, unless that one is to be renewed.
fn fetch(uri: &Uri, renewed: bool, store: &Store, client: &Client) -> Result<(Entry, Arc<str>), String> {
    let url = Url::parse(uri.as_str()).map_err(|error| error.to_string())?;
    let fetched = client.fetch(&url)?;
    let sha256 = hash(fetched.text.as_bytes());
    let locked = store.lock.documents.get(uri).filter(|_| !renewed);
    if locked.is_some_and(|locked| locked.sha256 != sha256) {
        return Err(format!(
            "the server has another document than `{}` records; \
             look at it, and accept it with `flowctl vendor --update {uri}`",
            store.shown_lock()
        ));
    }
    let path = lock::path(&url);
    store.check_place(uri, &path, &fetched.text)?;
    let media_type = locked.map_or(fetched.media_type, |locked| locked.media_type.clone());
    Ok((Entry { sha256, media_type, path }, fetched.text.into()))
}

/// A document's URL for messages.
pub(crate) fn shown(uri: &Uri) -> String {
    Url::parse(uri.as_str()).map_or_else(|_| uri.to_string(), |url| client::shown(&url))
}

/// Names the paths of this run in the command that the help of `remote-document` gives.
///
/// The compiler knows which command it is, and not what this one was called with.
pub(crate) fn name_command(diagnostics: &mut [Diagnostic], paths: &[PathBuf]) {
    let paths = as_arguments(paths);
    let remote = diagnostics.iter_mut().filter(|diagnostic| diagnostic.code.name == REMOTE);
    for help in remote.filter_map(|diagnostic| diagnostic.help.as_mut()) {
        *help = help.replace("`flowctl vendor`", &format!("`flowctl vendor{paths}`"));
    }
}

/// The code of findings about documents that are not at hand.
pub(crate) const REMOTE: &str = "remote-document";
