import assert from "node:assert/strict";
import { test } from "node:test";
import { cleanIpv6Address, ipv6Groups } from "../../src/core/ip-address.ts";

for (const [written, usual] of [
  ["2001:DB8:0:0::0001", "2001:db8::1"],
  ["0:0:0:0:0:0:0:0", "::"],
  ["::1", "::1"],
  ["1:0:0:2:0:0:0:3", "1:0:0:2::3"],
  ["1:0:0:2:3:0:0:4", "1::2:3:0:0:4"],
  ["0:1:0:1:0:1:0:1", "0:1:0:1:0:1:0:1"],
  ["10:0:0:10:0:0:0:0", "10:0:0:10::"],
  ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
  ["::1.2.3.4", "::102:304"],
  ["::ffff:0a0a:0a0a", "::ffff:10.10.10.10"],
  ["fe80::1%eth0", "fe80::1"],
] as const)
  test(`the usual form of ${written} is ${usual}`, () => {
    assert.equal(cleanIpv6Address(written), usual);
  });

test("an IPv4 address in the form of an IPv6 one can be unpacked", () => {
  assert.equal(cleanIpv6Address("::ffff:0a0a:0a0a", { unpackIpv4: true }), "10.10.10.10");
  assert.equal(cleanIpv6Address("::1.2.3.4", { unpackIpv4: true }), "::102:304");
});

for (const text of [
  "",
  "127.0.0.1",
  "1:2",
  "1:::2",
  "1::2::3",
  "1::2:3:4:5:6:7:8",
  "::999.42.16.14",
  "::ffff:01.2.3.4",
  "g::",
  "00001::",
  " ::1",
  "[::1]",
  "fe80::1%",
  "fe80::1%a%b",
  "fe80::223:6cff:fe8a:2e8a:1234:5678:00000",
])
  test(`"${text}" is no IPv6 address`, () => {
    assert.equal(cleanIpv6Address(text), undefined);
  });

test("an address has at most 39 letters, unless another limit is given", () => {
  const long = "1111:2222:3333:4444:5555:6666:255.255.255.255";
  assert.equal(cleanIpv6Address(long), undefined);
  assert.equal(cleanIpv6Address(long, { maxLength: 45 }), "1111:2222:3333:4444:5555:6666:ffff:ffff");
});

test("ipv6Groups() gives the eight numbers", () => {
  assert.deepEqual(ipv6Groups("2001:db8::1.2.3.4"), [0x2001, 0xdb8, 0, 0, 0, 0, 0x102, 0x304]);
});
