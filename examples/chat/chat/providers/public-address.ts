import { lookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

/*
 * A base URL that a visitor typed makes this server send a request. Without a guard that is a door to whatever the
 * server can reach and the visitor cannot: its own ports, the cloud's metadata address, the machines beside it. So the
 * addresses are checked at the moment of connecting, after the name was looked up: a name that answers with a public
 * address first and a private one later (DNS rebinding) gains nothing.
 */
const privateRanges = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const) {
  privateRanges.addSubnet(network, prefix, "ipv4");
}
// Of IPv6, only 2000::/3 is handed out to the public, and even there some ranges lead elsewhere.
const publicIpv6 = new BlockList();
publicIpv6.addSubnet("2000::", 3, "ipv6");
const specialIpv6 = new BlockList();
specialIpv6.addSubnet("2001::", 23, "ipv6"); // protocol assignments, Teredo among them
specialIpv6.addSubnet("2001:db8::", 32, "ipv6");
specialIpv6.addSubnet("2002::", 16, "ipv6"); // 6to4 carries an IPv4 address inside
specialIpv6.addSubnet("3fff::", 20, "ipv6");

/** Whether an IP address belongs to the public internet. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !privateRanges.check(address, "ipv4");
  if (isIP(address) === 6) return publicIpv6.check(address, "ipv6") && !specialIpv6.check(address, "ipv6");
  return false;
}

/** A name leads to an address that is not public. */
export class PrivateAddressError extends Error {}

/** Looks a name up for `node:http`, and refuses when any of its addresses is not public. */
export const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, "", 0);
    const refused = addresses.find(({ address }) => !isPublicAddress(address));
    if (refused !== undefined) return callback(new PrivateAddressError(`${hostname} is not public`), "", 0);
    const first = addresses[0]!; // a look-up without an address is an error
    if (options.all) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};
