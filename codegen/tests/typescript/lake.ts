// What the types of the fixture `lake` accept and refuse.
import type { Document } from "./types/lake/acme.eu/web-orders";
import type { Document as Line } from "./types/lake/acme.eu/lines";

export const minimal: Document = { id: 1, number: 1 };
export const whole: Document = { id: 1, number: 1, a: { "it's \"b\"": "c", lines: [{ sku: "d" }] }, mixed: null };
export const line: Line = { id: 1, line: "x", total: 1.5 };

// @ts-expect-error A partition that is required is missing.
export const missing: Document = { id: 1 };
// @ts-expect-error A property of a name with quotes is a string.
export const quoted: Document = { id: 1, number: 1, a: { "it's \"b\"": 5 } };
// @ts-expect-error A part of the key is missing.
export const part: Line = { id: 1 };
