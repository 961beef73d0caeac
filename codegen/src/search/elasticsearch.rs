//! Elasticsearch 7.11 and later.

use super::engine::SearchEngine;

/// The search engine `elasticsearch`.
#[derive(Debug)]
pub(super) struct Elasticsearch;

impl SearchEngine for Elasticsearch {
    fn name(&self) -> &'static str {
        "elasticsearch"
    }

    fn proof(&self) -> &'static str {
        "For version 7.11 and later. Checked by rules written from its reference, and by the types of its client; \
         not run, since the server is nowhere to be had offline."
    }

    fn reasons(&self) -> &'static [&'static str] {
        &[
            "Templates that come with the server, such as that of `logs-*-*`, have a `priority` of 500 at most.",
            "`unsigned_long` is a type of the basic license, and not of the distribution under Apache 2.0 alone.",
        ]
    }
}
