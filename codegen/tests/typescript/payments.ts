// What the types of the fixture `payments` accept and refuse.
import type { Document } from "./types/payments/acme/payments";

const paid: Document = { id: 1, paid: { kind: "card", number: "123456789012" }, refunded: null };
const voucher: Document = { id: 2, paid: { kind: "voucher", "bought with": { kind: "cash", currency: "EUR" } } };

// The text tells the objects apart.
export const numbers = [paid, voucher].map(({ paid }) => (paid.kind === "card" ? paid.number.length : 0));

// @ts-expect-error no payment is of this kind
export const unknown: Document = { id: 3, paid: { kind: "check" } };
// @ts-expect-error a card has a number
export const missing: Document = { id: 4, paid: { kind: "card" } };
// @ts-expect-error cash has no number
export const surplus: Document = { id: 5, paid: { kind: "cash", number: "123456789012" } };
