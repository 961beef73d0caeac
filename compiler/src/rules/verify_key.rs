//! A document that a test verifies lacks a part of the key (`language.md` sections 5.9 and 7.5).
//!
//! Documents may lack a location that the schema does not require: then there is one to expect without it.

use super::documents::{has_hole, start, steps};
use super::{Rule, RuleContext};
use crate::analysis::{Exists, locate};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Spanned;
use crate::spec::StepKind;
use crate::syntax::{Members, Node};
use runtime_lite::Pointer;

pub(super) static RULE: Rule = Rule { code: Code::warning("verify-key", page!("verify-key")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    let members = Members::default();
    for (id, _, documents) in steps(cx, StepKind::Verify) {
        let analysis = cx.analysis.collection(id);
        let Ok(shape) = &analysis.shape else { continue };
        let must = |part: &&Spanned<Pointer>| locate(shape, &part.value).exists == Exists::Must;
        let required: Vec<_> = analysis.key.iter().filter(must).collect();
        for document in documents.iter().filter(|document| !has_hole(document)) {
            let Some(part) = lacking(document, &required, &members) else { continue };
            let message = format!("the document to verify has no `{}`, which is of the key", part.value);
            let diagnostic = Diagnostic::new(&RULE.code, start(document), message)
                .label("in this document")
                .secondary(part.span, "the key is given here")
                .note("documents are verified in the order of the key")
                .help("give the document its key");
            diagnostics.push(diagnostic);
        }
    }
}

/// The first of these locations that a document does not have.
fn lacking<'p, 'n>(
    document: &'n Node,
    key: &[&'p Spanned<Pointer>],
    members: &Members<'n>,
) -> Option<&'p Spanned<Pointer>> {
    key.iter().copied().find(|part| members.at(document, &part.value).is_none())
}
