// What the types of the fixture `orders-derived` accept and refuse.
import type { Document as Order } from "./types/orders-derived/acme/orders";
import type { Document, FromLargeOrdersSource, FromOrdersSource, Register } from "./types/orders-derived/acme/totals";

export const order: Order = { customer: "a", number: 1, kind: "say \"hi\"\u2028", lines: [{ sku: "x", "unit price": 2 }] };
export const noted: Order = { ...order, note: null, version: 1, extra: {} };
export const source: FromOrdersSource = noted;
export const large: FromLargeOrdersSource = { customer: "a", number: 1, kind: "web", lines: [], total: 1000 };
export const register: Register = large.total;
export const total: Document = { customer: source.customer, total: register };

// @ts-expect-error A value that is not listed.
export const kind: Order = { customer: "a", number: 1, kind: "fax", lines: [] };
// @ts-expect-error A property of a closed object that has no name in the schema.
export const line: Order = { customer: "a", number: 1, kind: "web", lines: [{ sku: "x", count: 1 }] };
// @ts-expect-error A constant has one value.
export const version: Order = { customer: "a", number: 1, kind: "web", lines: [], version: 2 };
// @ts-expect-error The transform's own schema requires a total.
export const small: FromLargeOrdersSource = { customer: "a", number: 1, kind: "web", lines: [] };
// @ts-expect-error A register is a number.
export const state: Register = "0";
