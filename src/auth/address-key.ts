import { isIPv6 } from "node:net";

/** What an address counts as: whoever has one IPv6 address has its whole /64. */
export function addressKey(address: string): string {
  return `address ${isIPv6(address) ? firstHalf(address) : address}`;
}

function firstHalf(address: string): string {
  const [head = "", tail] = address.split("%")[0]!.toLowerCase().split("::");
  const headGroups = head === "" ? [] : head.split(":");
  const tailGroups = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array.from({ length: Math.max(0, 8 - headGroups.length - tailGroups.length) }, () => "0");
  const groups = tail === undefined ? headGroups : [...headGroups, ...zeros, ...tailGroups];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}
