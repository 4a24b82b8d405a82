import assert from "node:assert/strict";
import { test } from "node:test";
import { Temporal } from "quintet/dates";
import { zoneAbbreviation } from "../../src/i18n/dates/zone-abbreviation.ts";

for (const [moment, name] of [
  ["2026-01-01T12:00[Europe/Berlin]", "CET"],
  ["2026-07-01T12:00[Europe/Berlin]", "CEST"],
  ["2026-01-01T12:00[UTC]", "UTC"],
  ["2026-01-01T12:00[+00:00]", "UTC"],
  ["2026-01-01T12:00[-03:30]", "-0330"],
] as const)
  test(`the zone of ${moment} is called ${name}`, () => {
    assert.equal(zoneAbbreviation(Temporal.ZonedDateTime.from(moment)), name);
  });
