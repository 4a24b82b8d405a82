import assert from "node:assert/strict";
import { test } from "node:test";
import { isUsername, LoginThrottle, normalizeEmail, normalizeUsername } from "quintet/auth";
import { cpuMilliseconds } from "../cpu-time.ts";

function throttleAt(clock: { now: number }) {
  const limits = { failuresPerAccount: 3, failuresPerAddress: 5, windowSeconds: 60 };
  return new LoginThrottle(limits, () => clock.now);
}

test("after too many failures an account waits until the window is over, wherever one comes from", () => {
  const clock = { now: 0 };
  const throttle = throttleAt(clock);
  for (let count = 0; count < 3; count++) throttle.failed("ada", `10.0.0.${count}`);

  clock.now = 15_000;
  assert.equal(throttle.waitSeconds("Ada", "10.9.9.9"), 45);
  assert.equal(throttle.waitSeconds("bob", "10.9.9.9"), 0);
  clock.now = 60_000;
  assert.equal(throttle.waitSeconds("ada", "10.9.9.9"), 0);
});

test("after too many failures an address waits, whatever account it tries", () => {
  const throttle = throttleAt({ now: 0 });
  for (let count = 0; count < 5; count++) throttle.failed(`user${count}`, "10.0.0.1");

  assert.ok(throttle.waitSeconds("another", "10.0.0.1") > 0);
  assert.equal(throttle.waitSeconds("another", "10.0.0.2"), 0);
});

test("an IPv6 network of one subscriber counts as one address", () => {
  const throttle = throttleAt({ now: 0 });
  const addresses = [
    "2001:db8:1:2::1",
    "2001:db8:1:2:ffff::9",
    "2001:0db8:0001:0002:0:0:0:5",
    "2001:db8:1:2::",
    "2001:DB8:1:2::7",
  ];
  for (const [position, address] of addresses.entries()) throttle.failed(`user${position}`, address);

  assert.ok(throttle.waitSeconds("another", "2001:db8:1:2::abcd") > 0);
  assert.equal(throttle.waitSeconds("another", "2001:db8:1:3::1"), 0);
  assert.equal(throttle.waitSeconds("another", "::1"), 0);
});

test("a right password clears the account, and not the address's other failures", () => {
  const throttle = throttleAt({ now: 0 });
  throttle.failed("ada", "10.0.0.1");
  throttle.failed("ada", "10.0.0.1");
  throttle.succeeded("ada", "10.0.0.1");
  for (let count = 0; count < 2; count++) throttle.failed("ada", "10.0.0.1");
  assert.equal(throttle.waitSeconds("ada", "10.0.0.1"), 0);

  for (let count = 0; count < 2; count++) throttle.failed(`user${count}`, "10.0.0.1");
  assert.ok(throttle.waitSeconds("another", "10.0.0.1") > 0);
});

test("usernames and addresses are normalized as Django does", () => {
  assert.equal(normalizeUsername("ﬁnn"), "finn");
  assert.equal(normalizeUsername("Ｏｍｅｇａ"), "Omega");
  assert.equal(normalizeEmail("Ada@EXAMPLE.Com"), "Ada@example.com");
  assert.equal(normalizeEmail("no address"), "no address");
});

test("usernames have letters of any script, digits and a few signs", () => {
  for (const good of ["ada", "Ada.L+1@x-y_z", "Ефим", "李"]) assert.ok(isUsername(good), good);
  for (const bad of ["", "a b", "a\n", "a/b", "<i>", "x".repeat(151)]) assert.ok(!isUsername(bad), bad);
});

test("a name as long as a book takes no time to be found nobody's", async () => {
  const throttle = throttleAt({ now: 0 });
  const name = "\uFDFA".repeat(800_000); // each would become eighteen letters

  const used = await cpuMilliseconds(() => {
    throttle.failed(name, "10.0.0.1");
    assert.equal(throttle.waitSeconds(name, "10.0.0.2"), 0);
    assert.equal(isUsername(normalizeUsername(name)), false);
  });

  assert.ok(used < 200, `${used} ms`);
});
