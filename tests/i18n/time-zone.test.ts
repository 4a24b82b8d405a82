import assert from "node:assert/strict";
import { test } from "node:test";
import { chosenTimeZone, currentTimeZone, isTimeZone, withTimeZone } from "quintet/i18n";

test("a time zone holds for the work that it was chosen for, and what that starts", async () => {
  const [inside, later, nested] = await withTimeZone("Asia/Tokyo", async () => {
    const inside = currentTimeZone();
    await Promise.resolve();
    return [inside, chosenTimeZone(), withTimeZone("+05:30", currentTimeZone)];
  });

  assert.deepEqual([inside, later, nested], ["Asia/Tokyo", "Asia/Tokyo", "+05:30"]);
  assert.deepEqual([chosenTimeZone(), currentTimeZone()], [undefined, "UTC"]);
});

test("what is no time zone is refused, and said so", () => {
  assert.throws(() => withTimeZone("Mars/Olympus", () => assert.fail("must not run")), {
    code: "i18n.unknown-time-zone",
    message: /"Mars\/Olympus" is no time zone/,
  });
  assert.deepEqual(["Europe/Berlin", "UTC", "-09:30", "", "x".repeat(300)].map(isTimeZone), [
    true,
    true,
    true,
    false,
    false,
  ]);
});
