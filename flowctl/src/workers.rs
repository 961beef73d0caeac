//! The threads on which files are read and parsed, and the time that each phase takes.
#![expect(clippy::disallowed_methods, reason = "the clock belongs to the front end")]

use compiler::Workers;
use std::num::NonZero;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

/// Fewer jobs than this are done at once: starting threads would cost more.
const FEW: usize = 8;

/// A thread takes its part of the jobs in about so many shares: others take what a slow one would have done.
const SHARES: usize = 32;
/// A thread takes at most so many jobs at once.
const MOST: usize = 32;

/// A number of threads, as many as the machine runs at the same time.
#[derive(Debug)]
pub(crate) struct Threads {
    number: usize,
    /// When each phase began.
    phases: Mutex<Vec<(&'static str, Instant)>>,
}

impl Threads {
    /// So many threads as the machine runs at the same time, or those that the user asks for.
    pub(crate) fn new(jobs: Option<NonZero<usize>>) -> Threads {
        let available = || thread::available_parallelism().map_or(1, NonZero::get);
        Threads { number: jobs.map_or_else(available, NonZero::get), phases: Mutex::default() }
    }

    /// How long each phase took, in milliseconds of wall time.
    pub(crate) fn phases(&self) -> Vec<(&'static str, f64)> {
        let Ok(phases) = self.phases.lock() else { return Vec::new() };
        let pairs = phases.iter().zip(phases.iter().skip(1));
        pairs.map(|((name, begin), (_, end))| (*name, (*end - *begin).as_secs_f64() * 1e3)).collect()
    }
}

impl Workers for Threads {
    fn run(&self, jobs: usize, job: &(dyn Fn(usize) + Sync)) {
        if jobs < FEW || self.number < 2 {
            return (0..jobs).for_each(job);
        }
        // Several at a time: what neighbouring jobs write lies side by side, and two threads would fight for it.
        let several = (jobs / self.number / SHARES).clamp(1, MOST);
        let next = AtomicUsize::new(0);
        let work = || {
            loop {
                let first = next.fetch_add(several, Ordering::Relaxed);
                if first >= jobs {
                    return;
                }
                (first..jobs.min(first + several)).for_each(job);
            }
        };
        // This thread works too, so one fewer is started; a panic of any of them ends the scope with it.
        thread::scope(|scope| {
            for _ in 1..self.number.min(jobs) {
                scope.spawn(work);
            }
            work();
        });
    }

    fn begin(&self, phase: &'static str) {
        if let Ok(mut phases) = self.phases.lock() {
            phases.push((phase, Instant::now()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Threads;
    use compiler::Workers;
    use std::num::NonZero;
    use std::sync::Mutex;

    #[test]
    fn every_job_runs_once() {
        for (threads, jobs) in [(1, 0), (1, 20), (3, 7), (3, 1000), (64, 9)] {
            let done = Mutex::new(vec![0; jobs]);
            Threads::new(NonZero::new(threads)).run(jobs, &|number| done.lock().unwrap()[number] += 1);
            assert_eq!(done.into_inner().unwrap(), vec![1; jobs], "{threads} threads, {jobs} jobs");
        }
    }
}
