// What the types of the fixture `search` accept and refuse.
import type { Document } from "./types/search/shop/orders";

export const order: Document = { id: "a", tags: ["x", null], grid: [[1, 2.5], []], pair: [1, 2], things: [{}, "x"] };
export const lines: Document = { id: "a", lines: [{ sku: "x", count: 1 }], category: { within: { parts: [] } } };

// @ts-expect-error A property of a closed object that has no name in the schema.
export const line: Document = { id: "a", lines: [{ sku: "x", count: 1, color: "red" }] };
// @ts-expect-error The key is text.
export const id: Document = { id: 1 };
