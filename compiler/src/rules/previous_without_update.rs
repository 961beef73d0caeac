//! A lambda reads `previous`, and its transform has no `update` (`language.md` section 5.9).
//!
//! Only what certainly reads it is found: text is no program here. The word has to be followed by a member in
//! all of its places, so that it is nowhere declared, and one of them must lie outside of comments and strings.

use super::{Rule, RuleContext};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

pub(super) static RULE: Rule =
    Rule { code: Code::warning("previous-without-update", page!("previous-without-update")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    let derivations = cx.catalog.collections.iter().filter_map(|collection| collection.derivation.as_ref());
    // Where no transform has one at all, and a register is described, that is `unused-register`.
    let derivations = derivations.filter(|derivation| {
        let mut transforms = derivation.transforms.iter();
        let mut updated = || transforms.any(|transform| transform.update.is_some());
        derivation.whole && (derivation.register_span.is_none() || updated())
    });
    for transform in derivations.flat_map(|derivation| &derivation.transforms) {
        let body = transform.publish.as_ref().and_then(|lambda| lambda.as_ref().ok()?.body());
        let (None, Some(body)) = (&transform.update, body) else { continue };
        if transform.disabled || !reads_previous(&body.value) {
            continue;
        }
        let message = format!("`{}` reads `previous`, and has no `update`", transform.name.value);
        let diagnostic = Diagnostic::new(&RULE.code, transform.name.span, message)
            .label("without an `update`")
            .secondary(body.span.start_point(), "`previous` is read here")
            .note("`previous` is what the register was before the `update`: here it always equals `register`")
            .help("read `register`, or give the transform an `update`");
        diagnostics.push(diagnostic);
    }
}

const WORD: &str = "previous";

/// Whether a body certainly reads a member of the variable `previous`.
fn reads_previous(body: &str) -> bool {
    if !body.contains(WORD) {
        return false;
    }
    // What may begin a comment or a string that goes over lines makes every line doubtful.
    let doubtful = ["/*", "`", "\"\"\"", "'''", "\\\n", "\\\r"];
    if doubtful.iter().any(|mark| body.contains(mark)) {
        return false;
    }
    let mut certain = false;
    for (at, _) in body.match_indices(WORD) {
        let (before, after) = body.split_at(at);
        let after = after.get(WORD.len()..).unwrap_or_default();
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
        if before.ends_with(is_part) || after.starts_with(is_part) {
            continue;
        }
        let member = after.strip_prefix("?.").or_else(|| after.strip_prefix('.'));
        let is_read = member.is_some_and(|rest| rest.starts_with(char::is_alphabetic));
        let is_other = [".", "import", "from"].iter().any(|end| before.trim_end().ends_with(end));
        if is_other || !is_read {
            return false;
        }
        let line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
        certain |= !line.contains(['"', '\'', '/', '#']);
    }
    certain
}

#[cfg(test)]
mod tests {
    use super::reads_previous;

    #[test]
    fn finds_what_certainly_reads_it() {
        for body in [
            "return [{ first: !previous.seen }];",
            "if (previous?.n) {\n  return [];\n}",
            "return [] if previous.n > 0 else [source]",
            "return [previous.n, 'previous.n'];",
        ] {
            assert!(reads_previous(body), "{body}");
        }
    }

    #[test]
    fn passes_over_what_may_be_another_thing() {
        for body in [
            "return [register];",
            "return [source.previous.n];",
            "return [source\n.previous.n];",
            "return [source.\nprevious.n];",
            "import previous.n\nreturn []",
            "// previous.n is not needed\nreturn [];",
            "return []; # previous.n",
            "/*\n previous.n\n*/ return [];",
            "return [\"previous.n\"];",
            "return [`\nprevious.n`];",
            "const previous = source.n;\nreturn [previous.n];",
            "return source.list.map((previous) => previous.n);",
            "const { previous } = source; return [previous.n];",
            "for (const previous of source.list) { x(previous.n); }",
            "return [{ previous: previous.n }];",
            "return [previously.n, _previous.n];",
            "return /previous.n/.test(source.text) ? [] : [];",
            "text = 'a\\\nprevious.n'",
            "return [...previous.list.previous];",
        ] {
            assert!(!reads_previous(body), "{body}");
        }
    }
}
