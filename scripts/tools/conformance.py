"""Scores the types of `flowctl types` by the harness beside the repository, and prints what it found as text.

usage: conformance.py HARNESS_FOLDER FLOWCTL WORK_FOLDER LANGUAGES [--sample]

LANGUAGES are of the harness, by commas: ts, py, rs. `--sample` takes 15 % of the schemas, always the same.
The tables of the harness are left in WORK_FOLDER/report.md.

The harness calls this file again, as `conformance.py --generate LANGUAGE FLOWCTL SCHEMAS OUT`, for its modules.
"""

import hashlib
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile

TOOLS = pathlib.Path(__file__).resolve().parents[2] / ".tools"
LANGUAGES = {"ts": "typescript", "py": "python", "rs": "rust"}
# The names of schemas say of which draft the suite has them; those that are real say it themselves.
DRAFTS = {"d7_": "7", "d2019_": "2019-09", "": "2020-12"}
DEPENDENCIES = 'serde={version="1",features=["derive"]};serde_json="1"'


def generate(language, flowctl, schemas, out):
    """Writes a module for each schema into a folder."""
    left = sorted(pathlib.Path(schemas).glob("*.schema.json"))
    remotes = os.environ["SCHEMA_REMOTES_DIR"]
    for prefix, draft in DRAFTS.items():
        own = [path for path in left if path.name.startswith(prefix)]
        left = [path for path in left if path not in own]
        if not own:
            continue
        with tempfile.TemporaryDirectory() as folder:
            names = ["--lang", LANGUAGES[language], "--name", "Root", "--draft", draft, "-o", folder]
            resolve = ["--resolve", f"http://localhost:1234/={remotes}", "--no-cache"]
            subprocess.run([flowctl, "types", *own, *names, *resolve], cwd=schemas, check=False)
            for path in pathlib.Path(folder).glob(f"*.{language}"):
                shutil.copy(path, out)


def sample(corpus, folder):
    """A corpus of 15 % of the schemas of another one."""
    text = json.loads((corpus / "corpus.json").read_text())
    chosen = lambda group: int(hashlib.sha256(group["id"].encode()).hexdigest(), 16) % 100 < 15
    text["groups"] = [group for group in text["groups"] if chosen(group)]
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "schemas").mkdir(parents=True)
    (folder / "corpus.json").write_text(json.dumps(text))
    for group in text["groups"]:
        shutil.copy(corpus / "schemas" / f"{group['id']}.schema.json", folder / "schemas")
    shutil.copytree(corpus / "remotes", folder / "remotes") if (corpus / "remotes").is_dir() else None
    return folder


def summary(language, corpus, result):
    """A line of numbers for what is required, one for the rest, and one for each schema that is at fault."""
    is_required = lambda group: not group["optional"] and group["external"] != "meta"
    scores(language, corpus, [group for group in result["groups"] if is_required(group)])
    others = [group for group in result["groups"] if not is_required(group)]
    if others:
        scores(language, f"{corpus}, optional or with a meta-schema", others)


def scores(language, name, groups):
    sound = lambda g: g["status"] == "ok" and all(t["ok"] for t in g["tests"] if t["valid"])
    wrong = lambda g: [t for t in g["tests"] if t["tier"] in ("S1", "S2")]
    exact = [g for g in groups if wrong(g)]
    good = [g for g in exact if sound(g) and not any(t["ok"] for t in wrong(g))]
    trips = [t for g in groups for t in g["tests"] if t["valid"] and t.get("rt") is False and language != "ts"]
    counts = [f"{len(groups)} schemas", f"{sum(map(sound, groups))} sound", f"{len(good)} of {len(exact)} exact"]
    print(f"{language} {name}: {', '.join(counts)}, {len(trips)} values changed")
    for group in groups:
        if not sound(group):
            print(f"{language} {name}: at fault: {group['id']}: {fault(group)}")


def fault(group):
    """Why a schema is at fault, on one line: what its compiler says, or that a valid instance is refused."""
    if group["status"] == "ok":
        return "a valid instance is refused"
    return " ".join([group["status"], *group["why"].split()])[:100].rstrip()


def main(harness, flowctl, work, languages, *flags):
    harness, work = pathlib.Path(harness).resolve(), pathlib.Path(work).resolve()
    work.mkdir(parents=True, exist_ok=True)
    report = [sys.executable, str(harness / "harness.py"), "report"]
    results = []
    for language in languages.split(","):
        for name in ("suite", "real"):
            corpus = harness / "corpus" / name
            if "--sample" in flags:
                corpus = sample(corpus, work / "sample" / name)
            command = [sys.executable, __file__, "--generate", language, str(pathlib.Path(flowctl).resolve())]
            options = ["--corpus", corpus, "--lang", language, "--name", f"{language}-{name}", "--work", work]
            options += ["--tsc", TOOLS / "node_modules/.bin/tsc", "--python", sys.executable]
            options += ["--cmd", shlex.join(command), "--rust-deps", DEPENDENCIES, "--cargo-target", work / "target"]
            done = subprocess.run(
                [sys.executable, harness / "harness.py", "run", *map(str, options)],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            if done.returncode:
                raise SystemExit(done.stdout)
            result = work / f"{language}-{name}.json"
            summary(language, name, json.loads(result.read_text()))
            results.append(str(result))
            report += ["--corpus", str(corpus)] if str(corpus) not in report else []
    tables = subprocess.run([*report[:3], *results, *report[3:]], stdout=subprocess.PIPE, text=True, check=True)
    (work / "report.md").write_text(tables.stdout)


if __name__ == "__main__":
    if sys.argv[1] == "--generate":
        generate(*sys.argv[2:])
    else:
        main(*sys.argv[1:])
