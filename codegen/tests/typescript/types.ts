// What the types of the fixture `types` accept and refuse.
import type { Document as Closed } from "./types/types/types/closed";
import type { Document as Values } from "./types/types/types/values";

export const closed: Closed = { when: "2024-02-29" };
export const full: Closed = {
  when: "2024-02-29",
  pair: [1, null],
  tags: { a: 1 },
  matched: { "x-a": "b" },
  empty: {},
  tree: { label: "a", children: [{ label: "b" }], more: true },
};
export const short: Closed = { when: "", pair: [1] };
export const values: Values = {
  id: 1, flag: true, code: "1", number: 1.5, text: "", list: [1, "a"], several: "a", object: { a: 1 }, order: "a",
  nullable: null, numberText: null, choice: "two", nested: { "a~b/c": 1 }, "say \"x\"": "", unlisted: [],
};

// @ts-expect-error The object is closed.
export const more: Closed = { when: "", more: 1 };
// @ts-expect-error The first item must be there.
export const empty: Closed = { when: "", pair: [] };
// @ts-expect-error There is no third item.
export const long: Closed = { when: "", pair: [1, "a", 2] };
// @ts-expect-error Other properties are integers.
export const tags: Closed = { when: "", tags: { a: "b" } };
// @ts-expect-error No property is allowed.
export const nonempty: Closed = { when: "", empty: { a: 1 } };
// @ts-expect-error No value is allowed.
export const never: Closed = { when: "", never: 1 };
// @ts-expect-error A value that is not listed.
export const choice: Values["choice"] = 2;
// @ts-expect-error What may be absent may not be null.
export const maybe: Values["maybe"] = null;
