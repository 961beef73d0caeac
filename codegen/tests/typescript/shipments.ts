// What the types of the fixture `shipments` accept and refuse.
import type { Document } from "./types/shipments/shipments";

export const minimal: Document = { id: 1, vendor: { name: "UPS" } };
export const whole: Document = { id: 1, vendor: { name: "UPS", since: 1907 }, address: "here", weight: [1] };
export const carrier: string = whole.vendor.name;

// @ts-expect-error A required property is missing.
export const missing: Document = { vendor: { name: "UPS" } };
// @ts-expect-error A key is an integer.
export const text: Document = { id: "1", vendor: { name: "UPS" } };
// @ts-expect-error A required property below the top level is missing.
export const nameless: Document = { id: 1, vendor: {} };
// @ts-expect-error A property may be absent, but not null.
export const nothing: Document = { id: 1, vendor: { name: "UPS" }, address: null };
// @ts-expect-error What may be absent is not always there.
export const address: string = whole.address;
