import { isIP, isIPv4 } from "node:net";
import { cleanIpv6Address } from "../core/index.ts";

/**
 * The address in what a proxy writes of a client, perhaps with its port: `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`,
 * `[2001:db8::1]:4711`. Equal addresses become equal texts, and an IPv4 address one of its own kind. `undefined` for what is none, such as
 * `unknown` or a name that a proxy made up (`_hidden`), and for an address with a zone, which names an interface of one
 * machine.
 */
export function nodeAddress(node: string): string | undefined {
  const bracketed = /^\[([^\]]*)\](?::\w+)?$/.exec(node)?.[1];
  const address = bracketed ?? (/^[\d.]+:\w+$/.test(node) ? node.slice(0, node.indexOf(":")) : node);
  if (isIP(address) === 4) return bracketed === undefined ? address : undefined;
  return address.includes("%") ? undefined : cleanIpv6Address(address, { unpackIpv4: true, maxLength: 45 });
}

/** `::ffff:192.0.2.1` as `192.0.2.1`; other addresses as they are. */
export function unpackedIpv4(address: string): string {
  const packed = /^::ffff:/i.test(address) ? address.slice(7) : "";
  return isIPv4(packed) ? packed : address;
}
