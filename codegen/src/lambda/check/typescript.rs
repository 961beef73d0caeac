//! The project for the TypeScript compiler.

use super::{Inline, Project, place_of, written};
use crate::json;
use crate::lambda::package::{package_name, packages};
use crate::lambda::typescript::{TypeNames, types_path};
use crate::lambda::{EMITTER, lambdas};
use crate::output::Output;
use crate::path;
use crate::typescript;
use compiler::catalog::CollectionId;
use compiler::lambda::{Form, Home, Lambda, LambdaKind, Lambdas, ModuleText, Surface, pascal_case, yields};
use compiler::source::Spanned;
use compiler::spec::Language;
use compiler::{Checked, Compilation};
use std::fmt::Write as _;
use std::sync::Arc;

pub(super) fn project(checked: Checked<'_>, compilation: &Compilation) -> Project {
    let lambdas = lambdas(compilation);
    let mut project = Project::default();
    let mut own = lambdas.list.iter().filter(|lambda| lambda.language == Language::TypeScript);
    project.first = own.next().map(|lambda| lambda.span);
    if project.first.is_none() {
        return project;
    }
    let mut output = Output::default();
    (typescript::EMITTER.emit)(checked, &mut output);
    (EMITTER.emit)(checked, &mut output);
    let files = output.files().filter(|(path, _)| !path.starts_with("lambda/python/"));
    project.files = files.map(|(path, text)| (path.to_owned(), text.to_owned())).collect();
    for (number, id) in compilation.catalog.collection_ids().enumerate() {
        bodies(&mut project, compilation, &lambdas, (number, id));
    }
    for at in 0..lambdas.modules.len() {
        module(&mut project, compilation, &lambdas, at);
    }
    project
}

/// A file of functions around the bodies of a collection's lambdas.
fn bodies(
    project: &mut Project,
    compilation: &Compilation,
    lambdas: &Lambdas,
    (number, id): (usize, CollectionId),
) {
    let bodies: Vec<(&Lambda, &Spanned<Arc<str>>)> = lambdas
        .of_collection(id)
        .filter(|lambda| lambda.language == Language::TypeScript && !lambda.disabled)
        .filter_map(|lambda| match &lambda.home {
            Home::Body(body) => Some((lambda, body)),
            Home::Module(_) => None,
        })
        .collect();
    if bodies.is_empty() {
        return;
    }
    let name = &compilation.catalog.collection(id).name.value;
    let file = format!("inline/{number}.ts");
    let names = TypeNames::of(compilation, id);
    let mut text = format!("import type * as types from {};\n", json::literal(&types_path("../", name)));
    for (package, entry) in packages(compilation) {
        let name = package_name(package);
        if bodies.iter().any(|(_, body)| body.value.contains(&name)) {
            let line = format!("import {name} = require({});", json::literal(package));
            project.part(&file, &mut text, &line, "", Inline::About(entry.key.span));
        }
    }
    let register =
        names.register.as_ref().map_or_else(|| "unknown".to_owned(), |name| format!("types.{name}"));
    let document = format!("types.{}", names.document);
    for (at, (lambda, body)) in bodies.into_iter().enumerate() {
        let source = names.sources.get(lambda.transform).map(|name| format!("types.{name}"));
        let source = source.unwrap_or_else(|| "unknown".to_owned());
        let (parameters, item) = match lambda.kind {
            LambdaKind::Update => (format!("source: {source}"), &register),
            LambdaKind::Publish => {
                (format!("source: {source}, register: {register}, previous: {register}"), &document)
            }
            LambdaKind::Single => (format!("source: {source}, read: {{ doc: {source} }}"), &document),
        };
        let _ = match yields(Language::TypeScript, &body.value) {
            true => writeln!(
                text,
                "export async function* lambda{at}({parameters}): AsyncGenerator<{item}, void, unknown> {{"
            ),
            false => writeln!(text, "export async function lambda{at}({parameters}): Promise<{item}[]> {{"),
        };
        project.part(&file, &mut text, &body.value, "", Inline::Text(body.value.clone(), body.span));
        text += "}\n";
    }
    project.files.push((file, text));
}

/// What the functions of a module must be.
fn module(project: &mut Project, compilation: &Compilation, lambdas: &Lambdas, at: usize) {
    let Some(module) = lambdas.modules.get(at).filter(|module| module.language == Language::TypeScript)
    else {
        return;
    };
    let Some((value, span)) = written(module, compilation) else { return };
    let import = match module.text {
        ModuleText::File(file) => {
            let name = format!("#module/{at}");
            project.modules.push((name.clone(), file));
            name
        }
        ModuleText::Place(_) | ModuleText::Unwritten(_) => {
            let file = format!("inline/module{at}.ts");
            let mut text = String::new();
            project.part(&file, &mut text, &value, "", Inline::Text(value.clone(), span));
            project.files.push((file, text));
            format!("../inline/module{at}")
        }
    };
    let surface = Surface::of(Language::TypeScript, &value);
    let file = format!("assert/{at}.ts");
    let mut text = format!("import type * as module from {};\n", json::literal(&import));
    let place = |at: &std::ops::Range<usize>| place_of(&value, span, at, &compilation.sources);
    let about = |project: &mut Project, text: &mut String, line: String, what: Inline| {
        project.part(&file, text, &line, "", what);
    };
    for (number, id) in module.collections.iter().enumerate() {
        let name = &compilation.catalog.collection(*id).name.value;
        let shim = json::literal(&format!("../lambda/flow/{}", path::file(name, ".ts")));
        let _ = writeln!(text, "import type * as flow{number} from {shim};");
        let class = lambdas.class_of(module, *id, &surface, &compilation.catalog);
        if let Some(class) = class.filter(|_| module.form != Form::Functions) {
            if surface.class(&class.name).is_some() {
                let line = format!(
                    "export const class{number} = (made: module.{}): flow{number}.IDerivation => made;",
                    class.name
                );
                about(project, &mut text, line, Inline::Class(place(&class.at)));
            }
            continue;
        }
        for (function, lambda) in lambdas.of_module(at).filter(|lambda| lambda.collection == *id).enumerate()
        {
            let Some(member) = surface.function(&lambda.name) else { continue };
            let transform = compilation.catalog.transforms(*id).nth(lambda.transform);
            let transform = transform.map(|transform| pascal_case(&transform.name.value)).unwrap_or_default();
            let flow = format!("flow{number}");
            let (parameters, item) = match lambda.kind {
                LambdaKind::Update => (format!("source: {flow}.{transform}Source"), "Register"),
                LambdaKind::Publish => (
                    format!(
                        "source: {flow}.{transform}Source, register: {flow}.Register, previous: {flow}.Register"
                    ),
                    "Document",
                ),
                LambdaKind::Single => (format!("read: {{ doc: {flow}.Source{transform} }}"), "Document"),
            };
            let line = format!(
                "export const check{number}_{function} = (made: typeof module.{}): \
                 ({parameters}) => {flow}.Returned<{flow}.{item}> => made;",
                lambda.name
            );
            about(project, &mut text, line, Inline::About(place(&member.at)));
        }
    }
    project.files.push((file, text));
}
