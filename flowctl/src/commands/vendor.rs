//! `flowctl vendor`: fetches the documents of the network that a catalog refers to.

use crate::failure::count;
use crate::session::{Session, request};
use crate::vendor::{self, Client, Entry, Form, Gathered, LOCK_FILE, Progress, Reach, Recorder, Store};
use crate::workers::Threads;
use crate::{EXIT_FINDINGS, EXIT_OK, EXIT_USAGE, Failure, render};
use compiler::Compiler;
use compiler::diagnostic::Severity;
use compiler::source::Uri;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// What `--allow-private` means.
pub(super) fn reach(allow_private: bool) -> Reach {
    if allow_private { Reach::Private } else { Reach::Public }
}

/// Fetches what the catalogs of the paths refer to and is not at hand.
pub(super) fn run(
    paths: &[PathBuf],
    update: &[String],
    prune: bool,
    reach: Reach,
    session: &mut Session<'_>,
) -> Result<u8, Failure> {
    let project = session.project(paths)?;
    let store = Store::open(&project.root, &session.environment.folder)?;
    let renewed: BTreeSet<Uri> = update.iter().map(|url| url_of(url)).collect::<Result<_, _>>()?;
    let client = Client::new(reach, &session.environment)?;
    let disk = session.disk(&project);
    let mut recorder = Recorder::new(&disk, &store);
    recorder.renewed = renewed.clone();
    let form = match (session.global.quiet, session.environment.err_is_terminal, session.environment.dumb) {
        (true, _, _) => Form::None,
        (false, true, false) => Form::Terminal,
        (false, false, _) | (false, true, true) => Form::Lines,
    };
    let request = request(&project, None);
    let workers = Threads::new(session.global.jobs);
    let compile = |files: &Recorder<'_>| Compiler::new(&workers).compile(&request, files);
    let mut progress = Progress::new(session.err, form);
    let gathered = vendor::gather(&mut recorder, &store, &client, &compile, &mut progress)?;
    settle(&recorder, &store, gathered, &renewed, prune, session)
}

/// Writes what arrived, and says what did not.
fn settle(
    recorder: &Recorder<'_>,
    store: &Store,
    mut gathered: Gathered,
    renewed: &BTreeSet<Uri>,
    prune: bool,
    session: &mut Session<'_>,
) -> Result<u8, Failure> {
    for uri in renewed.difference(&gathered.asked) {
        let why = "the build does not ask for it, so it cannot be updated".to_owned();
        gathered.failures.insert(uri.clone(), why);
    }
    let Gathered { compilation, asked, arrived, failures } = gathered;
    let errors = compilation.diagnostics.iter();
    let errors = errors.filter(|d| d.severity == Severity::Error && d.code.name != vendor::REMOTE).count();
    let mut lock = store.lock.clone();
    lock.documents.extend(arrived.iter().map(|(uri, entry)| (uri.clone(), entry.clone())));
    let stale: Vec<Uri> = lock.documents.keys().filter(|uri| !asked.contains(*uri)).cloned().collect();
    let pruned = prune && failures.is_empty() && errors == 0;
    let removed: Vec<Entry> = match pruned {
        true => stale.iter().filter_map(|uri| lock.documents.remove(uri)).collect(),
        false => Vec::new(),
    };
    let texts: Vec<(&str, &str)> = arrived
        .iter()
        .filter(|(uri, _)| !unchanged(uri, recorder, store))
        .filter_map(|(uri, entry)| Some((entry.path.as_str(), &**recorder.fetched.get(uri)?)))
        .collect();
    let protected = store.write(&lock, &texts)?;
    store.remove(&lock, &removed)?;
    for (uri, why) in &failures {
        Failure::new(format!("`{}` was not fetched: {why}", vendor::shown(uri))).print(session.err)?;
    }
    let done = Done {
        asked: asked.len(),
        fetched: arrived.len(),
        failed: failures.len(),
        stale: stale.len(),
        pruned,
        errors,
    };
    done.tell(prune, store, session)?;
    if protected && arrived.is_empty() {
        let attributes = store.shown_attributes();
        session.remark(&format!("wrote {attributes}; commit it, so that git keeps the bytes as they are"))?;
    }
    Ok(match (failures.is_empty(), prune && errors > 0) {
        (false, _) => EXIT_USAGE,
        (true, true) => EXIT_FINDINGS,
        (true, false) => EXIT_OK,
    })
}

/// What a run did, in numbers.
struct Done {
    asked: usize,
    fetched: usize,
    failed: usize,
    /// Documents of the lock that nothing asks for.
    stale: usize,
    /// Whether these were removed.
    pruned: bool,
    /// Errors of the catalog besides documents that could not be had.
    errors: usize,
}

impl Done {
    /// Says it to people.
    fn tell(&self, prune: bool, store: &Store, session: &mut Session<'_>) -> Result<(), Failure> {
        let folder = store.shown_folder();
        match self {
            Done { asked: 0, .. } => session.remark("the build refers to no documents of the network")?,
            Done { fetched: 0, failed: 0, asked, .. } => {
                session.remark(&format!("{folder} is up to date ({})", count(*asked, "document")))?;
            }
            Done { fetched: 0, .. } => {}
            Done { fetched, .. } => {
                session.remark(&format!("fetched {} to {folder}", count(*fetched, "document")))?;
            }
        }
        let stale = count(self.stale, "document");
        match (self.pruned, self.stale) {
            (_, 0) => {}
            (true, _) => session.remark(&format!("removed {stale}"))?,
            (false, number) => {
                let are = if number == 1 { "is" } else { "are" };
                let prune = "run `flowctl vendor --prune`";
                session.remark(&format!("{stale} {are} not asked for any more: {prune}"))?;
            }
        }
        if self.errors > 0 {
            let errors = count(self.errors, "error");
            let kept = if prune { "; nothing was removed" } else { "" };
            session.remark(&format!(
                "the catalog has {errors}, which may hide references: run `flowctl check`{kept}"
            ))?;
        }
        if self.failed > 0 {
            let failed = count(self.failed, "document");
            let other = "a folder that `[resolve]` in flowctl.toml names for a URL is read instead";
            return session.remark(&format!("{failed} could not be fetched; {other}"));
        }
        if self.fetched > 0 || (self.pruned && self.stale > 0) {
            session.remark(&format!("next: commit {folder} and {}", store.shown_lock()))?;
        }
        Ok(())
    }
}

/// Whether the file of a document holds already what was fetched.
fn unchanged(uri: &Uri, recorder: &Recorder<'_>, store: &Store) -> bool {
    let kept = store.document(uri).and_then(Result::ok);
    kept.is_some_and(|kept| recorder.fetched.get(uri) == Some(&kept))
}

/// Checks that every document is at hand, without the network.
pub(super) fn verify(paths: &[PathBuf], session: &mut Session<'_>) -> Result<u8, Failure> {
    let project = session.project(paths)?;
    let store = Store::open(&project.root, &session.environment.folder)?;
    let disk = session.disk(&project);
    let recorder = Recorder::new(&disk, &store);
    Compiler::new(&Threads::new(session.global.jobs)).compile(&request(&project, None), &recorder);
    let mut faults: Vec<(Uri, String)> = Vec::new();
    for uri in store.lock.documents.keys() {
        if let Some(Err(fault)) = store.document(uri) {
            faults.push((uri.clone(), store.explain(uri, &fault)));
        }
    }
    for uri in recorder.take_asked() {
        if !store.lock.documents.contains_key(&uri) {
            let why = format!("it is not in `{}`; run `flowctl vendor`", store.shown_lock());
            faults.push((uri, why));
        }
    }
    faults.sort();
    for (uri, why) in &faults {
        writeln!(
            session.out,
            "{}: {}",
            render::escape::prose(&vendor::shown(uri)),
            render::escape::prose(why)
        )?;
    }
    let documents = count(store.lock.documents.len(), "document");
    if faults.is_empty() {
        session.remark(&format!("{documents} as {LOCK_FILE} records"))?;
        return Ok(EXIT_OK);
    }
    session.remark(&format!("{} in {documents}", count(faults.len(), "fault")))?;
    Ok(EXIT_FINDINGS)
}

/// The document that `--update` names.
fn url_of(text: &str) -> Result<Uri, Failure> {
    let joined = Uri::local("").join(text).ok();
    let uri = joined.map(|(uri, _)| uri).filter(|uri| vendor::identity(uri.as_str()).is_some());
    uri.ok_or_else(|| {
        Failure::new(format!("`{text}` is not the URL of a document"))
            .help("write it as the catalog does, as in `--update https://example.org/order.schema.yaml`")
    })
}
