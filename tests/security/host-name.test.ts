import assert from "node:assert/strict";
import { test } from "node:test";
import { isSameDomain, splitHost } from "quintet/security";

for (const [host, name, port] of [
  ["Shop.example:8080", "shop.example", "8080"],
  ["shop.example.", "shop.example", ""],
  ["shop.example.:80", "shop.example", "80"],
  ["[::FFFF:127.0.0.1]:8080", "[::ffff:127.0.0.1]", "8080"],
  ["127.0.0.1", "127.0.0.1", ""],
  ["app_1:3000", "app_1", "3000"],
  ["<invalid>", "", ""],
  ["shop.example:http", "", ""],
  ["user@shop.example", "", ""],
  ["::1", "", ""],
  ["", "", ""],
] as const)
  test(`splitHost() takes "${host}" apart`, () => {
    assert.deepEqual(splitHost(host), { name, port });
  });

test("isSameDomain() takes a dot in front for the domain and all below it", () => {
  assert.equal(isSameDomain("shop.example", "Shop.example"), true);
  assert.equal(isSameDomain("a.shop.example", "shop.example"), false);
  assert.equal(isSameDomain("shop.example", ".shop.example"), true);
  assert.equal(isSameDomain("a.b.shop.example", ".shop.example"), true);
  assert.equal(isSameDomain("evilshop.example", ".shop.example"), false);
  assert.equal(isSameDomain("", ""), false);
});
