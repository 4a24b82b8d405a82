import { cleanIpv6Address, ipv6Groups } from "../core/index.ts";

/** What an address counts as: whoever has one IPv6 address has its whole /64. */
export function addressKey(address: string): string {
  const usual = cleanIpv6Address(address, { unpackIpv4: true, maxLength: address.length }) ?? address;
  const groups = ipv6Groups(usual)?.slice(0, 4);
  return `address ${groups === undefined ? usual : groups.map((group) => group.toString(16)).join(":")}`;
}
