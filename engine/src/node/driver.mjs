// Runs functions of modules that import packages: reads requests as lines of JSON, and answers each with one line.
//
// Modules are given as texts without types, with what each of their imports leads to. A derivation has modules of its
// own, which are run once in each test; packages are loaded once, by the link beside this file.

import { Console } from "node:console";
import { readFileSync, readSync, writeSync } from "node:fs";
import { Readable } from "node:stream";
import { runInThisContext, SourceTextModule, SyntheticModule } from "node:vm";

const PREFIX = "module:";
const FRAMES = 5;
const LENGTH = 1000;
// The milliseconds between signs of life, by which many slow calls are told from one that never ends.
const SIGN = 100;

const { parse, stringify } = JSON;
const { now } = performance;
const later = setImmediate;
const exit = process.exit.bind(process);
const makeCaller = runInThisContext(readFileSync(new URL("caller.js", import.meta.url), "utf8"));

// What a module prints goes to the other stream, and not between the answers.
Object.defineProperty(process, "stdout", { get: () => process.stderr });
Object.defineProperty(process, "stdin", { get: () => Readable.from([]) });
globalThis.console = new Console(process.stderr, process.stderr);

const texts = new Map();
const packages = new Map();
let spaces = new Map();
let row = null;
let said = -Infinity;

const write = (text) => {
  let rest = Buffer.from(`${text}\n`);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
    }
  }
};

let unread = Buffer.alloc(0);

// The next line of the input; nothing at its end. Nothing else runs meanwhile.
const readLine = () => {
  const parts = [];
  for (;;) {
    const end = unread.indexOf(10);
    if (end >= 0) {
      parts.push(unread.subarray(0, end));
      unread = unread.subarray(end + 1);
      return Buffer.concat(parts).toString();
    }
    parts.push(unread);
    const buffer = Buffer.allocUnsafe(1 << 16);
    const length = readSync(0, buffer);
    if (length === 0) return undefined;
    unread = buffer.subarray(0, length);
  }
};

const tick = (at) => {
  row = at;
  const time = now.call(performance);
  if (time - said > SIGN) {
    said = time;
    write('{"alive":true}');
  }
};

const refuse = (message) => {
  throw { refused: message };
};

// A package as a module. What its CommonJS exports are may be known only when it has run.
const packaged = async (name) => {
  const namespace = await import(name);
  const plain = namespace.default;
  const names = new Set(Object.keys(namespace));
  if ((typeof plain === "object" && plain !== null) || typeof plain === "function") {
    for (const key of Object.keys(plain)) names.add(key);
  }
  const fill = function () {
    for (const key of names) this.setExport(key, key in namespace ? namespace[key] : plain[key]);
  };
  return new SyntheticModule([...names], fill, { identifier: name });
};

const made = (space, path) => {
  if (!space.modules.has(path)) {
    const reach = async (name) => load(space, await reached(space, path, name));
    const options = { identifier: PREFIX + path, importModuleDynamically: reach };
    space.modules.set(path, new SourceTextModule(texts.get(path).code, options));
  }
  return space.modules.get(path);
};

// What an import of a module leads to.
const reached = (space, from, name) => {
  const { imports } = texts.get(from);
  if (!imports.has(name)) refuse(`\`${name}\` is imported by a name that is not written in the module`);
  const path = imports.get(name);
  if (path !== null) return made(space, path);
  if (!packages.has(name)) packages.set(name, packaged(name));
  return packages.get(name);
};

const load = async (space, module) => {
  if (module.status === "unlinked") {
    await module.link((name, from) => reached(space, from.identifier.slice(PREFIX.length), name));
  }
  await module.evaluate();
  return module;
};

const call = async (wanted, rows) => {
  for (const [path, { code, imports }] of Object.entries(wanted.texts ?? {})) {
    texts.set(path, { code, imports: new Map(Object.entries(imports)) });
  }
  if (!spaces.has(wanted.derivation)) {
    spaces.set(wanted.derivation, { modules: new Map(), bound: new Map(), caller: makeCaller(tick) });
  }
  const space = spaces.get(wanted.derivation);
  const key = stringify([wanted.module, wanted.class, wanted.name]);
  if (!space.bound.has(key)) {
    const { namespace } = await load(space, made(space, wanted.module));
    space.bound.set(key, space.caller.bind(namespace, wanted.class ?? undefined, wanted.name, wanted.reads));
  }
  return space.caller.run(space.bound.get(key), rows);
};

const reset = async () => {
  for (const { caller } of spaces.values()) await caller.reset();
  spaces = new Map();
  return "[]";
};

const short = (text) => (text.length > LENGTH ? `${text.slice(0, LENGTH)}…` : text);

// What is said about what was thrown, with the places of modules that it went through.
const failure = (thrown) => {
  const is_object = (typeof thrown === "object" && thrown !== null) || typeof thrown === "function";
  if (is_object && typeof thrown.refused === "string") return { row, error: thrown.refused, frames: [] };
  if (!is_object || typeof thrown.stack !== "string") {
    return { row, error: short(`it threw ${stringify(thrown) ?? String(thrown)}`), frames: [] };
  }
  const { name = "Error", message = "", stack } = thrown;
  const places = stack.split("\n").map((line) => /^ +at (?:.*\()?(?:async )?module:(.+):(\d+):(\d+)\)?$/.exec(line));
  const frames = places.filter((place) => place !== null).slice(0, FRAMES);
  return {
    row,
    error: short(message === "" ? `${name}` : `${name}: ${message}`),
    frames: frames.map(([, path, line, column]) => [path, Number(line), Number(column)]),
  };
};

const explain = (thrown, last) => {
  try {
    return stringify({ ...failure(thrown), last });
  } catch {
    return stringify({ row, error: "it threw what cannot be shown", frames: [], last });
  }
};

const answer = async (request) => {
  try {
    tick(null);
    const work = "call" in request
      ? call(request.call, request.rows)
      : "flush" in request
        ? (spaces.get(request.flush)?.caller.flush() ?? "[]")
        : reset();
    const rows = await work;
    row = null;
    // What was thrown aside is thrown now.
    await new Promise((resolve) => later(resolve));
    return `{"rows":${rows}}`;
  } catch (thrown) {
    return explain(thrown, false);
  }
};

const serve = async () => {
  for (let line = readLine(); line !== undefined; line = readLine()) {
    write(await answer(parse(line)));
  }
  exit(0);
};

// Both happen only while a call waits, and end the process: what waits may go on at any later time.
const end = (text) => {
  write(text);
  exit(1);
};

process.on("beforeExit", () => end(explain({ refused: "it waits for a promise that nothing settles" }, true)));
process.on("uncaughtException", (thrown) => end(explain(thrown, true)));

serve();
