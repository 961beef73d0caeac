//! The settings of a project: `flowctl.toml`, and the flags that add to it.

mod levels;

pub(crate) use levels::word;
pub use levels::{LevelSettings, Rules};

use crate::Failure;
use codegen::{LANGUAGES, Language};
use compiler::diagnostic::did_you_mean;
use compiler::{Formats, connector};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// The file that marks the root of a project and holds its settings.
pub const PROJECT_FILE: &str = "flowctl.toml";

/// Where a setting comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The project file, by its path as it is shown.
    File(String),
    /// A flag of the command line.
    Flag(&'static str),
}

/// A value and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
}

/// The settings of a project (`language.md` D2 and D7).
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// `[external] collections`: prefixes of names of collections that are defined elsewhere.
    pub external: Vec<Setting<String>>,
    /// `[endpoints]`: kinds of endpoints, by name.
    pub endpoints: BTreeMap<String, Setting<String>>,
    /// `[resolve]`: folders in which the documents below a URL are found, by the URL's prefix.
    pub resolve: BTreeMap<String, Setting<PathBuf>>,
    /// `[validation] format`: which formats values have to match.
    pub formats: Option<Setting<Formats>>,
    /// `[generate] languages`: the languages in which a build prints types.
    pub languages: Option<Setting<Vec<&'static Language>>>,
    /// `[tools]`: programs that check types, run lambdas or install packages, by name.
    pub tools: BTreeMap<String, Setting<PathBuf>>,
    /// `[rules]` and `[[overrides]]`: which findings are reported, and at which level.
    pub levels: LevelSettings,
}

impl Settings {
    /// Reads a project file. `shown` is its path for messages, `folder` the one that its paths begin at.
    ///
    /// # Errors
    /// The first key or value that is at fault.
    pub fn parse(text: &str, shown: &str, folder: &Path) -> Result<Settings, Failure> {
        let table: Table = text.parse().map_err(|error: toml::de::Error| {
            Failure::new(format!("`{shown}` is not TOML: {}", error.message()))
        })?;
        let mut settings = Settings::default();
        let origin = Origin::File(shown.to_owned());
        for (section, value) in &table {
            let reader = SECTIONS.iter().find(|(name, _)| name == section);
            let Some((_, read)) = reader else {
                return Err(unknown(section, SECTIONS.iter().map(|(name, _)| *name), shown));
            };
            read(&mut settings, value, &Source { shown, folder, origin: &origin })?;
        }
        Ok(settings)
    }

    /// Adds what the command line says; of one URL's prefix it wins over the project file.
    ///
    /// # Errors
    /// A `--resolve` without `=`.
    pub fn add_flags(
        &mut self,
        external: &[String],
        resolve: &[String],
        current: &Path,
    ) -> Result<(), Failure> {
        let prefixes = external.iter().cloned();
        self.external.extend(prefixes.map(|value| Setting { value, origin: Origin::Flag("--external") }));
        for pair in resolve {
            let Some((prefix, folder)) = pair.rsplit_once('=') else {
                return Err(Failure::new(format!("`--resolve {pair}` has no `=`"))
                    .help("write `--resolve https://example.com/schemas/=vendor/schemas`"));
            };
            let setting = Setting { value: current.join(folder), origin: Origin::Flag("--resolve") };
            self.resolve.insert(prefix.to_owned(), setting);
        }
        Ok(())
    }

    /// The prefixes of external collections.
    pub fn external_prefixes(&self) -> Vec<String> {
        self.external.iter().map(|setting| setting.value.clone()).collect()
    }

    /// The kinds of endpoints by name.
    pub fn endpoint_kinds(&self) -> BTreeMap<String, String> {
        self.endpoints.iter().map(|(name, kind)| (name.clone(), kind.value.clone())).collect()
    }
}

struct Source<'s> {
    shown: &'s str,
    folder: &'s Path,
    origin: &'s Origin,
}

type Read = fn(&mut Settings, &Value, &Source<'_>) -> Result<(), Failure>;

static SECTIONS: &[(&str, Read)] = &[
    ("endpoints", |settings, value, source| endpoints(settings, table("endpoints", value, source)?, source)),
    ("external", |settings, value, source| external(settings, table("external", value, source)?, source)),
    ("generate", |settings, value, source| generate(settings, table("generate", value, source)?, source)),
    ("overrides", overrides),
    ("resolve", |settings, value, source| resolve(settings, table("resolve", value, source)?, source)),
    ("rules", |settings, value, source| {
        settings.levels.rules = levels::rules(table("rules", value, source)?, source)?;
        Ok(())
    }),
    ("tools", |settings, value, source| tools(settings, table("tools", value, source)?, source)),
    ("validation", |settings, value, source| {
        validation(settings, table("validation", value, source)?, source)
    }),
];

fn table<'v>(section: &str, value: &'v Value, source: &Source<'_>) -> Result<&'v Table, Failure> {
    value.as_table().ok_or_else(|| wrong(section, "a table", source.shown))
}

fn overrides(settings: &mut Settings, value: &Value, source: &Source<'_>) -> Result<(), Failure> {
    let list = value.as_array().ok_or_else(|| {
        wrong("overrides", "a list of tables", source.shown).help("begin each with `[[overrides]]`")
    })?;
    for entry in list {
        settings.levels.overrides.push(levels::override_of(entry, source)?);
    }
    Ok(())
}

/// How formats are judged, by the word in the project file.
pub(crate) const FORMATS: [(&str, Formats); 2] =
    [("annotate", Formats::Annotate), ("assert", Formats::Assert)];

fn endpoints(settings: &mut Settings, entries: &Table, source: &Source<'_>) -> Result<(), Failure> {
    for (name, value) in entries {
        let kind = value.as_str().ok_or_else(|| wrong(name, "the kind of an endpoint", source.shown))?;
        if connector::by_kind(kind).is_none() {
            let known = connector::CONNECTORS.iter().map(|connector| connector.name);
            let list: Vec<String> = known.clone().map(|name| format!("`{name}`")).collect();
            let message = format!("`{kind}` in `{}` is not a kind of endpoint", source.shown);
            return Err(Failure::new(message)
                .help(format!("the kinds are {}", list.join(", ")))
                .maybe_help(did_you_mean(kind, known)));
        }
        let setting = Setting { value: kind.to_owned(), origin: source.origin.clone() };
        settings.endpoints.insert(name.clone(), setting);
    }
    Ok(())
}

fn external(settings: &mut Settings, entries: &Table, source: &Source<'_>) -> Result<(), Failure> {
    for (key, value) in entries {
        if key != "collections" {
            return Err(unknown(key, ["collections"], source.shown));
        }
        let expected = || wrong(key, "a list of prefixes such as `acme/other/`", source.shown);
        let prefixes = value.as_array().ok_or_else(expected)?;
        for prefix in prefixes {
            let value = prefix.as_str().filter(|prefix| !prefix.is_empty()).ok_or_else(expected)?.to_owned();
            settings.external.push(Setting { value, origin: source.origin.clone() });
        }
    }
    Ok(())
}

fn generate(settings: &mut Settings, entries: &Table, source: &Source<'_>) -> Result<(), Failure> {
    for (key, value) in entries {
        if key != "languages" {
            return Err(unknown(key, ["languages"], source.shown));
        }
        let expected = || wrong(key, "a list of languages such as `typescript`", source.shown);
        let names = value.as_array().ok_or_else(expected)?;
        let mut languages = Vec::new();
        for name in names {
            languages.push(language(name.as_str().ok_or_else(expected)?)?);
        }
        settings.languages = Some(Setting { value: languages, origin: source.origin.clone() });
    }
    Ok(())
}

/// The language of a name.
///
/// # Errors
/// There is none of this name.
pub(crate) fn language(name: &str) -> Result<&'static Language, Failure> {
    codegen::language(name).ok_or_else(|| {
        let names: Vec<&str> = LANGUAGES.iter().map(|language| language.name).collect();
        let spellings =
            LANGUAGES.iter().flat_map(|one| [one.name].into_iter().chain(one.synonyms.iter().copied()));
        Failure::new(format!("types are not printed in `{name}`"))
            .help(format!("the languages are {}", names.join(", ")))
            .maybe_help(did_you_mean(name, spellings))
    })
}

fn resolve(settings: &mut Settings, entries: &Table, source: &Source<'_>) -> Result<(), Failure> {
    for (prefix, value) in entries {
        let folder = value.as_str().ok_or_else(|| wrong(prefix, "a folder", source.shown))?;
        let setting = Setting { value: source.folder.join(folder), origin: source.origin.clone() };
        settings.resolve.insert(prefix.clone(), setting);
    }
    Ok(())
}

/// The programs that `[tools]` may name.
const TOOLS: [&str; 5] = ["node", "npm", "pyright", "python", "tsc"];

fn tools(settings: &mut Settings, entries: &Table, source: &Source<'_>) -> Result<(), Failure> {
    for (key, value) in entries {
        if !TOOLS.contains(&key.as_str()) {
            return Err(unknown(key, TOOLS, source.shown));
        }
        let path = value.as_str().ok_or_else(|| wrong(key, "the path of a program", source.shown))?;
        let setting = Setting { value: source.folder.join(path), origin: source.origin.clone() };
        settings.tools.insert(key.clone(), setting);
    }
    Ok(())
}

fn validation(settings: &mut Settings, entries: &Table, source: &Source<'_>) -> Result<(), Failure> {
    for (key, value) in entries {
        if key != "format" {
            return Err(unknown(key, ["format"], source.shown));
        }
        let meant = value.as_str().and_then(|word| FORMATS.iter().find(|(known, _)| *known == word));
        let (_, value) = meant.ok_or_else(|| wrong(key, "`annotate` or `assert`", source.shown))?;
        settings.formats = Some(Setting { value: *value, origin: source.origin.clone() });
    }
    Ok(())
}

fn unknown<'k>(key: &str, known: impl IntoIterator<Item = &'k str>, shown: &str) -> Failure {
    let known: Vec<&str> = known.into_iter().collect();
    let list: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    Failure::new(format!("`{key}` is not a setting of `{shown}`"))
        .help(format!("the settings here are {}", list.join(", ")))
        .maybe_help(did_you_mean(key, known))
}

fn wrong(key: &str, expected: &str, shown: &str) -> Failure {
    Failure::new(format!("`{key}` in `{shown}` is not {expected}"))
}

/// A value as TOML prints it.
pub(crate) fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::{Formats, Origin, Settings, word};
    use std::path::Path;

    fn parse(text: &str) -> Result<Settings, String> {
        let settings = Settings::parse(text, "flowctl.toml", Path::new("/p"));
        settings.map_err(|failure| {
            let mut text = Vec::new();
            failure.print(&mut text).unwrap();
            String::from_utf8(text).unwrap()
        })
    }

    #[test]
    fn reads_every_setting_and_flags_win() {
        let text = "[external]\ncollections = ['acme/other/']\n[endpoints]\nwarehouse = 'postgres'\n\
                    [resolve]\n'https://a.org/' = 'vendor/a'\n[validation]\nformat = 'assert'\n";
        let mut settings = parse(text).unwrap();
        assert_eq!(settings.external_prefixes(), ["acme/other/"]);
        assert_eq!(settings.endpoint_kinds()["warehouse"], "postgres");
        assert_eq!(settings.formats.as_ref().map(|formats| formats.value), Some(Formats::Assert));
        assert_eq!(settings.resolve["https://a.org/"].value, Path::new("/p/vendor/a"));
        let resolve = ["https://a.org/=b".to_owned()];
        settings.add_flags(&["x/".to_owned()], &resolve, Path::new("/here")).unwrap();
        assert_eq!(settings.external_prefixes(), ["acme/other/", "x/"]);
        assert_eq!(settings.resolve["https://a.org/"].value, Path::new("/here/b"));
        assert_eq!(settings.resolve["https://a.org/"].origin, Origin::Flag("--resolve"));
    }

    #[test]
    fn reads_levels_and_flags_select_among_them() {
        let text = "[rules]\nlost-field = 'off'\nidle-condition = 'error'\n\
                    [[overrides]]\npaths = ['legacy/']\nrules = { idle-condition = 'info' }\n";
        let mut settings = parse(text).unwrap();
        let of = |settings: &Settings, name, path| {
            word(settings.levels.levels().of(compiler::codes::by_name(name).unwrap(), path))
        };
        assert_eq!(of(&settings, "lost-field", "flow.yaml"), "off");
        assert_eq!(of(&settings, "idle-condition", "flow.yaml"), "error");
        assert_eq!(of(&settings, "idle-condition", "legacy/flow.yaml"), "info");
        settings.levels.add_flags(&["lost-field".to_owned()], &[]).unwrap();
        assert_eq!(of(&settings, "lost-field", "flow.yaml"), "info");
        assert_eq!(of(&settings, "idle-condition", "flow.yaml"), "off");
        let refused = settings.levels.add_flags(&[], &["yaml-syntax".to_owned()]).unwrap_err();
        assert!(format!("{refused:?}").contains("`yaml-syntax` in `--ignore` is always an error"));
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        let refused = |text| parse(text).unwrap_err();
        assert!(refused("[externals]\n").contains("did you mean `external`?"));
        assert!(refused("external = 1\n").contains("`external` in `flowctl.toml` is not a table"));
        assert!(refused("[external]\ncollection = []\n").contains("did you mean `collections`?"));
        assert!(refused("[external]\ncollections = [1]\n").contains("is not a list of prefixes"));
        assert!(refused("[endpoints]\nx = 'postgers'\n").contains("did you mean `postgres`?"));
        assert!(refused("[validation]\nformat = 'strict'\n").contains("is not `annotate` or `assert`"));
        assert!(refused("[validation]\nformats = 'assert'\n").contains("did you mean `format`?"));
        assert!(refused("[rules]\nlost-feild = 'off'\n").contains("did you mean `lost-field`?"));
        assert!(refused("[rules]\nyaml-syntax = 'off'\n").contains("is always an error"));
        assert!(refused("[rules]\nlost-field = 'wran'\n").contains("did you mean `warn`?"));
        assert!(refused("[overrides]\n").contains("begin each with `[[overrides]]`"));
        assert!(refused("[[overrides]]\npaths = []\n").contains("`paths` in `flowctl.toml` is not a list"));
        assert!(refused("[[overrides]]\npath = ['a']\n").contains("did you mean `paths`?"));
        assert!(refused("[[overrides]]\npaths = ['[']\n").contains("is no pattern of paths"));
        assert!(refused("[external\n").contains("is not TOML"));
    }
}
