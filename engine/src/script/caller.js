// Calls the functions of modules. It keeps what it needs, whatever modules do to the objects that all share.
(tick) => {
  const { stringify } = JSON;
  const { isArray } = Array;
  const { apply } = Reflect;
  const { asyncIterator, iterator } = Symbol;
  const instances = [];

  // What is thrown so is a message about a function, and not a failure in it.
  const refuse = (message) => {
    throw { refused: message };
  };

  const kind = (value) => {
    if (value === null) return "null";
    const type = typeof value;
    if (type === "undefined") return "undefined";
    return (type === "object" ? "an " : "a ") + type;
  };

  // The object whose method a function is: one of each class, made when it is first needed.
  const instance = (type) => {
    const known = instances.find((one) => one.type === type);
    if (known !== undefined) return known.made;
    const made = new type();
    instances.push({ type, made });
    return made;
  };

  const bind = (namespace, owner, name, reads) => {
    if (owner !== undefined) {
      const type = namespace[owner] ?? namespace.default;
      if (typeof type !== "function") refuse(`the module exports no class \`${owner}\``);
      const made = instance(type);
      const method = made[name];
      if (typeof method !== "function") refuse(`the class \`${owner}\` has no method \`${name}\``);
      return { made, method, reads };
    }
    const method = namespace[name];
    if (typeof method !== "function") refuse(`the module exports no function \`${name}\``);
    return { made: undefined, method, reads };
  };

  const call = (bound, row) => apply(bound.method, bound.made, bound.reads ? [{ doc: row[0] }] : row);

  const is_later = (made) =>
    typeof made === "object" && made !== null &&
    (typeof made.then === "function" || typeof made[asyncIterator] === "function");

  const listed = (made) => {
    if (isArray(made)) return made;
    const yields = typeof made === "object" && made !== null && typeof made.next === "function";
    if (yields && typeof made[iterator] === "function") return [...made];
    return refuse(`the lambda returned ${kind(made)}, and not a list`);
  };

  const awaited = async (made) => {
    if (typeof made === "object" && made !== null && typeof made[asyncIterator] === "function") {
      const all = [];
      for await (const one of made) all.push(one);
      return all;
    }
    const value = await made;
    return is_later(value) ? awaited(value) : listed(value);
  };

  const rest = async (bound, rows, out, first) => {
    out.push(stringify(await awaited(first)));
    for (let at = out.length; at < rows.length; at++) {
      tick(at);
      out.push(stringify(await awaited(call(bound, rows[at]))));
    }
    return `[${out.join()}]`;
  };

  // The lists of all rows as one text, or a promise of it. Most functions wait for nothing. Where the lists of the
  // first rows are known, `returned` has what the function returned for the next one.
  const run = (bound, rows, out = [], returned = undefined) => {
    for (let at = out.length; at < rows.length; at++) {
      if (returned === undefined) tick(at);
      const made = returned === undefined ? call(bound, rows[at]) : returned[0];
      returned = undefined;
      if (is_later(made)) return rest(bound, rows, out, made);
      out.push(stringify(listed(made)));
    }
    return `[${out.join()}]`;
  };

  // What all objects publish at the end of a transaction.
  const flush = async () => {
    const all = [];
    for (const { made } of instances) {
      if (typeof made.flush === "function") all.push(...(await awaited(made.flush())));
    }
    return stringify(all);
  };

  // New objects forget by themselves; one may also say how.
  const reset = async () => {
    for (const { made } of instances) {
      if (typeof made.reset === "function") await made.reset();
    }
    return "[]";
  };

  return { bind, run, flush, reset };
};
