import assert from "node:assert/strict";
import { test } from "node:test";
import { mailDate, Temporal, timestamp } from "quintet/dates";

const berlin = Temporal.ZonedDateTime.from("2026-03-01T14:30:05.25[Europe/Berlin]");
const local = Temporal.PlainDateTime.from("0987-03-01T04:05:06");
const day = Temporal.PlainDate.from("2026-03-01");

test("mailDate() writes a moment as mails have it, with -0000 where its zone isn't known", () => {
  assert.equal(mailDate(berlin), "Sun, 01 Mar 2026 14:30:05 +0100");
  assert.equal(mailDate(local), "Thu, 01 Mar 0987 04:05:06 -0000");
  assert.equal(mailDate(day), "Sun, 01 Mar 2026 00:00:00 -0000");
});

test("timestamp() writes a moment as RFC 3339 has it, in UTC where its zone isn't known", () => {
  assert.equal(timestamp(berlin), "2026-03-01T14:30:05.250000+01:00");
  assert.equal(timestamp(local), "0987-03-01T04:05:06Z");
  assert.equal(timestamp(day), "2026-03-01T00:00:00Z");
});
