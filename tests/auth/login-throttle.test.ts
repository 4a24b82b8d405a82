import assert from "node:assert/strict";
import { test } from "node:test";
import { isUsername, normalizeEmail, normalizeUsername } from "quintet/auth";
import { memoryRateLimits } from "quintet/security";
import { LoginThrottle } from "../../src/auth/login-throttle.ts";
import { cpuMilliseconds } from "../cpu-time.ts";
import { securityApp } from "../security/security-app.ts";

/** A throttle of three failures an account and five an address, in an app whose clock stands still. */
async function withThrottle(work: (throttle: LoginThrottle, clock: { now: number }) => Promise<void>) {
  const clock = { now: 0 };
  const store = memoryRateLimits({ now: () => clock.now });
  const { app } = await securityApp({ security: { allowedHosts: ["shop.example"], rateLimitStore: store } });
  const limits = { failuresPerAccount: 3, failuresPerAddress: 5, windowSeconds: 60 };
  await app.run(() => work(new LoginThrottle(limits), clock));
  await app.close();
}

/** For how many seconds a login must wait; 0 where it was tried, and failed. */
async function fail(throttle: LoginThrottle, username: string, address: string): Promise<number> {
  return (await throttle.begin(username, address))?.waitSeconds ?? 0;
}

test("after too many failures an account waits, wherever one comes from, and then has one try each part of the window", () =>
  withThrottle(async (throttle, clock) => {
    for (let count = 0; count < 3; count++) assert.equal(await fail(throttle, "ada", `10.0.0.${count}`), 0);

    clock.now = 15_000;
    assert.equal(await fail(throttle, "Ada", "10.9.9.9"), 5);
    assert.equal(await fail(throttle, "bob", "10.9.9.9"), 0);
    clock.now = 20_000;
    assert.equal(await fail(throttle, "ada", "10.9.9.9"), 0);
    assert.equal(await fail(throttle, "ada", "10.9.9.9"), 20);
  }));

test("after too many failures an address waits, whatever account it tries, and those accounts aren't counted", () =>
  withThrottle(async (throttle) => {
    for (let count = 0; count < 5; count++) await fail(throttle, `user${count}`, "10.0.0.1");

    for (let count = 0; count < 9; count++) assert.ok((await fail(throttle, "another", "10.0.0.1")) > 0);
    assert.equal(await fail(throttle, "another", "10.0.0.2"), 0);
  }));

test("an IPv6 network of one subscriber counts as one address, and an IPv4 address is itself in any form", () =>
  withThrottle(async (throttle) => {
    const addresses = [
      "2001:db8:1:2::1",
      "2001:db8:1:2:ffff::9",
      "2001:0db8:0001:0002:0:0:0:5",
      "2001:db8:1:2::",
      "2001:DB8:1:2::7",
    ];
    for (const [position, address] of addresses.entries()) await fail(throttle, `user${position}`, address);
    for (let count = 0; count < 5; count++) await fail(throttle, `other${count}`, "::ffff:10.0.0.1");

    assert.ok((await fail(throttle, "another", "2001:db8:1:2::abcd")) > 0);
    assert.equal(await fail(throttle, "another", "2001:db8:1:3::1"), 0);
    assert.equal(await fail(throttle, "another", "::1"), 0);
    assert.ok((await fail(throttle, "a", "10.0.0.1")) > 0);
    assert.ok((await fail(throttle, "a", "::ffff:0a00:1")) > 0);
    assert.equal(await fail(throttle, "a", "::ffff:10.0.0.2"), 0);
  }));

test("a right password clears the account, and not the address's other failures", () =>
  withThrottle(async (throttle) => {
    await fail(throttle, "ada", "10.0.0.1");
    await fail(throttle, "ada", "10.0.0.1");
    await throttle.succeeded("ada", "10.0.0.1");
    for (let count = 0; count < 3; count++) assert.equal(await fail(throttle, "ada", "10.0.0.1"), 0);

    assert.equal(await fail(throttle, "bob", "10.0.0.1"), 0);
    assert.ok((await fail(throttle, "another", "10.0.0.1")) > 0);
  }));

test("a login that wasn't looked at is not counted", () =>
  withThrottle(async (throttle) => {
    for (let count = 0; count < 9; count++) {
      assert.equal(await fail(throttle, "ada", "10.0.0.1"), 0);
      await throttle.withdraw("ada", "10.0.0.1");
    }
  }));

test("while the counts can't be reached nobody may try a password", async () => {
  const broken = { take: () => Promise.reject(new Error("gone")), giveBack() {}, forget() {} };
  const { app } = await securityApp({ security: { allowedHosts: ["shop.example"], rateLimitStore: broken } });

  const wait = await app.run(() => fail(new LoginThrottle({}), "ada", "10.0.0.1"));

  assert.equal(wait, 60);
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

test("a name as long as a book takes no time to be found nobody's", () =>
  withThrottle(async (throttle) => {
    const name = "\uFDFA".repeat(800_000); // each would become eighteen letters

    const used = await cpuMilliseconds(async () => {
      assert.equal(await fail(throttle, name, "10.0.0.1"), 0);
      assert.equal(isUsername(normalizeUsername(name)), false);
    });

    assert.ok(used < 200, `${used} ms`);
  }));
