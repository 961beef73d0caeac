//! What no test reached, for people: by kind, each with its place.

use super::{Coverage, Kind};
use crate::contract::program::place;
use crate::render::{Names, escape};
use compiler::source::SourceMap;
use std::fmt::Write as _;

/// How many parts of a kind are listed.
const MAX_LISTED: usize = 20;

impl Coverage {
    /// As text for people.
    pub(crate) fn text(&self, sources: &SourceMap, names: &Names) -> String {
        let mut text = String::from("\nreached by tests:\n");
        for (kind, name, share) in [
            (Kind::Collection, "collections", self.collections),
            (Kind::Transform, "transforms", self.transforms),
            (Kind::Field, "declared fields", self.fields),
            (Kind::Branch, "branches of schemas", self.branches),
            (Kind::Reduction, "reductions", self.reductions),
        ] {
            if share.all == 0 {
                continue;
            }
            let _ = writeln!(text, "{} of {} {name}", share.reached, share.all);
            let of_kind: Vec<_> = self.unreached.iter().filter(|one| one.kind == kind).collect();
            for one in of_kind.iter().take(MAX_LISTED) {
                let place = place(one.span, sources, names);
                let _ = writeln!(text, "  {place}: {}", escape::prose(&one.what));
            }
            if let Some(more) = of_kind.len().checked_sub(MAX_LISTED).filter(|more| *more > 0) {
                let _ = writeln!(text, "  and {more} more, which `--format json` lists");
            }
        }
        text
    }
}
