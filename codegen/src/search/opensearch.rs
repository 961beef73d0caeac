//! OpenSearch 2.8 and later.

use super::engine::SearchEngine;

/// The search engine `opensearch`.
#[derive(Debug)]
pub(super) struct OpenSearch;

impl SearchEngine for OpenSearch {
    fn name(&self) -> &'static str {
        "opensearch"
    }

    fn proof(&self) -> &'static str {
        "For version 2.8 and later. Checked by rules written from its documentation, and by the types of its client; \
         not run, since the server is nowhere to be had offline."
    }

    fn reasons(&self) -> &'static [&'static str] {
        &[
            "No template comes with the server; a `priority` of 501 is above what most have.",
            "`unsigned_long` is there from 2.8 on.",
        ]
    }
}
