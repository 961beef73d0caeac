// What the types of the fixture `types-zoo` accept and refuse.
import type { Document as Key } from "./types/types-zoo/zoo/keys";
import type { Document as Value } from "./types/types-zoo/zoo/values";

const required = { id: 1, flag: true, integer: 1, number: 0.5, text: "a", list: [], object: {} };
export const value: Value = { ...required, several: 1, day: "2024-02-29", moment: "2024-02-29T00:00:00Z" };
export const colored: Value = { ...value, color: "red", grade: null, mixed: "two", numberText: "1.5" };
export const key: Key = { integer: 1, boolean: true, text: "a", short: "b", long: "c", digits: "12" };

// @ts-expect-error A value of an enum is one of those listed.
export const other: Value = { ...value, color: "mauve" };
// @ts-expect-error A part of the key is always there.
export const partial: Key = { integer: 1, boolean: true, text: "a", short: "b", long: "c" };
