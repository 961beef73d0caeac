//! `flowctl config show`: the settings in force, and where each comes from.

use crate::session::Session;
use crate::settings::{FORMATS, Origin, Rules, quoted, word};
use crate::{EXIT_OK, Failure, root};
use std::path::{Path, PathBuf};

pub(super) fn show(
    paths: &[PathBuf],
    origin: bool,
    output: Option<&Path>,
    session: &mut Session<'_>,
) -> Result<u8, Failure> {
    let project = session.project(paths)?;
    let folder = session.environment.folder.clone();
    let mut lines = Vec::new();
    let mut line = |text: String, from: &str| {
        lines.push(match origin {
            true => format!("{text}  # {from}\n"),
            false => format!("{text}\n"),
        });
    };
    line(format!("root = {}", quoted(&root::relative(&folder, &project.root))), project.root_origin);
    let settings = &project.settings;
    for prefix in &settings.external {
        line(format!("external.collections = [{}]", quoted(&prefix.value)), &from(&prefix.origin));
    }
    for (name, kind) in &settings.endpoints {
        line(format!("endpoints.{} = {}", quoted(name), quoted(&kind.value)), &from(&kind.origin));
    }
    for (prefix, target) in &settings.resolve {
        let target_folder = root::relative(&folder, &target.value);
        line(format!("resolve.{} = {}", quoted(prefix), quoted(&target_folder)), &from(&target.origin));
    }
    if let Some(languages) = &settings.languages {
        let names: Vec<String> = languages.value.iter().map(|language| quoted(language.name)).collect();
        line(format!("generate.languages = [{}]", names.join(", ")), &from(&languages.origin));
    }
    for (name, program) in &settings.tools {
        let shown = root::relative(&folder, &program.value);
        line(format!("tools.{name} = {}", quoted(&shown)), &from(&program.origin));
    }
    if let Some(formats) = &settings.formats {
        let word = FORMATS.iter().find(|(_, known)| *known == formats.value).map_or("", |(word, _)| *word);
        line(format!("validation.format = {}", quoted(word)), &from(&formats.origin));
    }
    let mut levels = |rules: &Rules, of: &str| {
        for (name, level) in rules {
            line(format!("{of}rules.{name} = {}", quoted(word(level.value))), &from(&level.origin));
        }
    };
    levels(&settings.levels.rules, "");
    for (paths, rules) in &settings.levels.overrides {
        let paths: Vec<String> = paths.iter().map(|path| quoted(path.text())).collect();
        levels(rules, &format!("overrides[{}].", paths.join(", ")));
    }
    session.deliver(output, &lines.concat())?;
    Ok(EXIT_OK)
}

fn from(origin: &Origin) -> String {
    match origin {
        Origin::File(path) => path.clone(),
        Origin::Flag(flag) => (*flag).to_owned(),
    }
}
