//! The forms of settings that nothing uses yet (`language.md` sections 1.2 to 1.5): one table, which every mapping
//! is judged by when it is read. Settings of which the language says nothing are not in it.

use super::reader::Context;
use super::scalar::Scalar;
use super::section::{self, Section};
use super::time;
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::{Entry, Node};

/// The form of a setting's value.
#[derive(Debug, Clone, Copy)]
enum Form {
    /// `true` or `false`.
    Flag,
    /// Text that is not empty.
    Text,
    /// A scalar of a form of its own.
    Scalar(Scalar),
    /// A list of such scalars.
    Scalars(Scalar),
    /// A list of texts.
    Texts,
    /// A mapping from names to texts.
    Versions,
    /// A mapping of which no more is known.
    Mapping,
    /// Stores by prefixes of names.
    Stores,
}

const COUNT: Form = Form::Scalar(Scalar::Count);
const DELAY: Form = Form::Scalar(Scalar::Delay);
const DURATION: Form = Form::Scalar(Scalar::Duration);
const TIME: Form = Form::Scalar(Scalar::Time);

/// What is done when a schema changes so that stored rows no longer fit.
pub(super) const REACTIONS: &[&str] = &["backfill", "abort", "disableBinding", "disableTask"];

/// The types that parts of keys have.
pub(super) const KEY_TYPES: &[&str] = &["boolean", "integer", "string"];

/// The systems that a store may be of.
pub(super) const PROVIDERS: &[&str] = &["S3", "GCS", "AZURE", "CUSTOM"];

/// A section, and the forms of its settings by their key.
type Forms = (&'static Section, &'static [(&'static str, Form)]);

static FORMS: &[Forms] = &[
    (&section::CATALOG, &[("nodeDependencies", Form::Versions), ("storageMappings", Form::Stores)]),
    (&section::DERIVATION, &[("shuffleKeyTypes", Form::Scalars(Scalar::Word(KEY_TYPES)))]),
    (
        &section::MODULE,
        &[("module", Form::Text), ("npmDependencies", Form::Versions), ("dependencies", Form::Mapping)],
    ),
    (
        &section::TRANSFORM,
        &[
            ("readDelay", DELAY),
            ("delay", DELAY),
            ("priority", COUNT),
            ("disable", Form::Flag),
            ("backfill", COUNT),
        ],
    ),
    (&section::SOURCE, &[("notBefore", TIME), ("notAfter", TIME)]),
    (
        &section::TASK,
        &[
            ("interval", DURATION),
            ("pushAPI", Form::Mapping),
            ("onIncompatibleSchemaChange", Form::Scalar(Scalar::Word(REACTIONS))),
        ],
    ),
    (&section::RESOURCE_BINDING, BINDING),
    (&section::BINDING, BINDING),
    (&section::SQLITE, &[("migrations", Form::Texts)]),
    (&section::CONNECTOR, &[("image", Form::Text)]),
    (
        &section::SHARDS,
        &[
            ("disable", Form::Flag),
            ("minTxnDuration", DURATION),
            ("maxTxnDuration", DURATION),
            ("hotStandbys", COUNT),
            ("logLevel", Form::Text),
            ("ringBufferSize", COUNT),
            ("readChannelSize", COUNT),
        ],
    ),
    (
        &section::FRAGMENTS,
        &[("compressionCodec", Form::Text), ("flushInterval", DURATION), ("retention", DURATION)],
    ),
];

const BINDING: &[(&str, Form)] = &[
    ("priority", COUNT),
    ("disable", Form::Flag),
    ("backfill", COUNT),
    ("onIncompatibleSchemaChange", Form::Scalar(Scalar::Word(REACTIONS))),
];

/// Judges the values of the settings of a mapping.
pub(super) fn check(section: &'static Section, entries: &[Entry], cx: &mut Context<'_>) {
    let Some((_, forms)) = FORMS.iter().find(|(known, _)| std::ptr::eq(*known, section)) else { return };
    for entry in entries {
        if let Some((_, form)) = forms.iter().find(|(key, _)| *key == &*entry.key.value) {
            form.check(&entry.value, cx);
        }
    }
}

/// Reports a source whose documents would have to be later than they may be (`language.md` D15).
pub(super) fn check_order(not_before: Option<&Entry>, not_after: Option<&Entry>, cx: &mut Context<'_>) {
    let time = |entry: &Entry| entry.value.as_str().and_then(|text| time::parse(text));
    let (Some(from), Some(to)) = (not_before, not_after) else { return };
    if let (Some(begin), Some(end)) = (time(from), time(to))
        && begin >= end
    {
        let message = "`notBefore` is not before `notAfter`";
        let diagnostic = Diagnostic::new(&codes::INVALID_SETTING, from.value.span, message)
            .secondary(to.value.span, "documents after this time are passed over")
            .help("give the earlier time as `notBefore`");
        cx.diagnostics.push(diagnostic);
    }
}

impl Form {
    /// Judges a value; what is wrong with it is reported, and it is kept as written.
    fn check(self, node: &Node, cx: &mut Context<'_>) {
        match self {
            Form::Flag => drop(cx.boolean(node)),
            Form::Text => drop(cx.text("text", node)),
            Form::Scalar(scalar) => scalar.check(node, cx),
            Form::Scalars(scalar) => {
                for item in cx.list(&format!("a list of {}", scalar.expected()), node) {
                    scalar.check(item, cx);
                }
            }
            Form::Texts => {
                for item in cx.list("a list of texts", node) {
                    drop(cx.text("text", item));
                }
            }
            Form::Versions => {
                let help = "write `{ moment: ^2.29 }`: packages with their versions";
                for entry in cx.map("versions by package, as a mapping", help, node) {
                    drop(cx.text("a version", &entry.value));
                }
            }
            Form::Mapping => drop(cx.map("a mapping", "write `{}` for an empty one", node)),
            Form::Stores => stores(node, cx),
        }
    }
}

/// `{ prefix: { stores: [{ provider: S3, … }] } }`. Rules judge the prefixes.
fn stores(node: &Node, cx: &mut Context<'_>) {
    let help = "write `{ acme/: { stores: [{ provider: S3, bucket: acme }] } }`";
    for mapping in cx.map("stores by the prefix of names, as a mapping", help, node) {
        let help = "write `{ stores: [{ provider: S3, bucket: acme }] }`";
        let mapping = cx.map("a storage mapping, as a mapping", help, &mapping.value);
        let Some(list) = mapping.iter().find(|entry| &*entry.key.value == "stores") else { continue };
        for store in cx.list("a list of stores", &list.value) {
            let help = "write `{ provider: S3, bucket: acme }`";
            let store = cx.map("a store, as a mapping", help, store);
            if let Some(provider) = store.iter().find(|entry| &*entry.key.value == "provider") {
                Scalar::Word(PROVIDERS).check(&provider.value, cx);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::FORMS;

    #[test]
    fn settings_are_keys_of_their_sections() {
        for (section, forms) in FORMS {
            let keys = forms.iter().map(|(key, _)| *key);
            let unknown: Vec<&str> = keys.filter(|key| !section.has(key)).collect();
            assert!(unknown.is_empty(), "{}: {unknown:?}", section.name);
        }
    }
}
