import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFill } from "../../src/db/migrations/detect/parse-fill.ts";
import type { FieldState } from "../../src/db/schema/model-state.ts";

/* What a person types for the rows that are there, before any database sees it. */

const taken: readonly (readonly [field: FieldState, text: string, value: unknown])[] = [
  [{ type: "integer" }, "-2147483648", -2147483648],
  [{ type: "smallInteger", positive: true }, "+7", 7],
  [{ type: "bigInteger" }, "9223372036854775807", "9223372036854775807"],
  [{ type: "date" }, "2024-02-29", "2024-02-29"],
  [{ type: "date" }, "now", "now"],
  [{ type: "string", maxLength: 2 }, "😀é", "😀é"],
];

for (const [field, text, value] of taken) {
  test(`${text} is a value of ${JSON.stringify(field)}`, () => {
    assert.deepEqual(parseFill(field, text), { value });
  });
}

const refused: readonly (readonly [field: FieldState, text: string, problem: string])[] = [
  [{ type: "integer" }, "2147483648", "Give a whole number from -2147483648 to 2147483647."],
  [{ type: "smallInteger" }, "-32769", "Give a whole number from -32768 to 32767."],
  [{ type: "integer", positive: true }, "-1", "Give a whole number from 0 to 2147483647."],
  [{ type: "bigInteger" }, "1e3", "Give a whole number, such as 0."],
  [{ type: "date" }, "2023-02-29", "Give a day, such as 2026-01-31, or now."],
  [{ type: "date" }, "2023-13-01", "Give a day, such as 2026-01-31, or now."],
  [{ type: "string", maxLength: 2 }, "abc", "Give at most 2 characters."],
];

for (const [field, text, problem] of refused) {
  test(`${text} is no value of ${JSON.stringify(field)}`, () => {
    assert.deepEqual(parseFill(field, text), { problem });
  });
}
