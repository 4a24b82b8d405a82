import { isIPv6 } from "node:net";

export interface CleanAddressOptions {
  /** Gives an IPv4 address that is written as an IPv6 one, `::ffff:192.0.2.1`, as `192.0.2.1`. */
  readonly unpackIpv4?: boolean;
  /** Longer texts are no address: 39 by default, eight groups of four digits. */
  readonly maxLength?: number;
}

/**
 * An IPv6 address in its usual form, so that equal addresses are equal texts: in lower case, without zeros in front, with
 * `::` for the longest run of zeros. A zone, `%eth0`, is left out: it names an interface of one machine.
 *
 * @returns `undefined` for what is no IPv6 address.
 *
 * @example
 * cleanIpv6Address("2001:DB8:0:0::1"); // "2001:db8::1"
 */
export function cleanIpv6Address(text: string, options: CleanAddressOptions = {}): string | undefined {
  const { unpackIpv4 = false, maxLength = 39 } = options;
  const groups = text.length > maxLength ? undefined : ipv6Groups(text);
  if (groups === undefined) return undefined;
  const mapped = mappedIpv4(groups);
  if (mapped === undefined) return joinGroups(groups);
  return unpackIpv4 ? mapped : `::ffff:${mapped}`;
}

/** The eight numbers of an IPv6 address; `undefined` for what is none. */
export function ipv6Groups(text: string): readonly number[] | undefined {
  const [address = "", zone] = text.split(/%(.*)/s);
  if (!isIPv6(address) || zone === "" || zone?.includes("%")) return undefined;
  const [head = "", tail] = address.split("::");
  const before = groupsOf(head);
  if (tail === undefined) return before;
  const after = groupsOf(tail);
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after];
}

/** The numbers of a part, whose end may be written as IPv4. */
function groupsOf(part: string): number[] {
  if (part === "") return [];
  return part.split(":").flatMap((group) => {
    if (!group.includes(".")) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split(".").map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}

function mappedIpv4(groups: readonly number[]): string | undefined {
  const [high = 0, low = 0] = groups.slice(6);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  return isMapped ? [high >> 8, high & 0xff, low >> 8, low & 0xff].join(".") : undefined;
}

/** As RFC 5952 wants it: of two equal runs of zeros the first is left out, and a single zero is not. */
function joinGroups(groups: readonly number[]): string {
  const text = groups.map((group) => group.toString(16)).join(":");
  const runs = [...text.matchAll(/(?<![^:])0(?::0(?![^:]))+/g)];
  if (runs.length === 0) return text;
  const longest = runs.reduce((best, run) => (run[0].length > best[0].length ? run : best));
  const before = text.slice(0, longest.index).replace(/:$/, "");
  const after = text.slice(longest.index + longest[0].length).replace(/^:/, "");
  return `${before}::${after}`;
}
