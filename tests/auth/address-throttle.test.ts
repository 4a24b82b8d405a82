import assert from "node:assert/strict";
import { test } from "node:test";
import { AddressThrottle } from "quintet/auth";

test("an address that has asked too often waits until its window is over; others don't", () => {
  let now = 0;
  const throttle = new AddressThrottle({ attempts: 2, windowSeconds: 60 }, () => now);
  assert.deepEqual([throttle.attempt("10.0.0.1"), throttle.attempt("10.0.0.1")], [0, 0]);

  now = 15_000;
  assert.equal(throttle.attempt("10.0.0.1"), 45);
  assert.equal(throttle.attempt("10.0.0.2"), 0);
  now = 60_000; // refused attempts don't make the wait longer
  assert.equal(throttle.attempt("10.0.0.1"), 0);
});

test("all addresses of an IPv6 network are one", () => {
  const throttle = new AddressThrottle({ attempts: 1, windowSeconds: 60 }, () => 0);
  assert.equal(throttle.attempt("2001:db8:1:2::1"), 0);
  assert.equal(throttle.attempt("2001:db8:1:2:ffff::9"), 60);
  assert.equal(throttle.attempt("2001:db8:1:3::1"), 0);
});

test("an IPv4 address in the form of an IPv6 one is that address, and not its whole network", () => {
  const throttle = new AddressThrottle({ attempts: 1, windowSeconds: 60 }, () => 0);
  assert.equal(throttle.attempt("::ffff:10.0.0.1"), 0);
  assert.equal(throttle.attempt("::ffff:0a00:1"), 60);
  assert.equal(throttle.attempt("10.0.0.1"), 60);
  assert.equal(throttle.attempt("::ffff:10.0.0.2"), 0);
});
