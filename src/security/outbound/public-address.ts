import { BlockList, isIP } from "node:net";

/*
 * Which addresses lie on the open internet. Everything else (this machine, the network around it, the services of a cloud
 * that hand out keys) is what an attacker has a server ask for.
 */

// The special-purpose registry of the IANA for IPv4, and multicast.
const specialIpv4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8], // this network
  ["10.0.0.0", 8], // private
  ["100.64.0.0", 10], // shared by providers; Alibaba's metadata
  ["127.0.0.0", 8], // this machine
  ["169.254.0.0", 16], // link-local; the metadata of clouds
  ["172.16.0.0", 12], // private
  ["192.0.0.0", 24], // protocols; Oracle's metadata
  ["192.0.2.0", 24], // documentation
  ["192.31.196.0", 24], // AS112
  ["192.52.193.0", 24], // AMT
  ["192.88.99.0", 24], // 6to4 relays
  ["192.168.0.0", 16], // private
  ["192.175.48.0", 24], // AS112
  ["198.18.0.0", 15], // benchmarks
  ["198.51.100.0", 24], // documentation
  ["203.0.113.0", 24], // documentation
  ["224.0.0.0", 4], // multicast
  ["240.0.0.0", 4], // reserved, broadcast
  ["168.63.129.16", 32], // Azure's host, which lies among public addresses
];

// In IPv6 it is the other way round: all of the internet is 2000::/3, without these. What carries an IPv4 address in it
// (mapped, NAT64, Teredo, 6to4) is refused whatever address that is.
const internetIpv6 = ["2000::", 3] as const;
const specialIpv6: readonly (readonly [string, number])[] = [
  ["2001::", 23], // protocols, Teredo among them
  ["2001:db8::", 32], // documentation
  ["2002::", 16], // 6to4
  ["2620:4f:8000::", 48], // AS112
  ["3fff::", 20], // documentation
];

const special = new BlockList();
for (const [address, bits] of specialIpv4) special.addSubnet(address, bits, "ipv4");
for (const [address, bits] of specialIpv6) special.addSubnet(address, bits, "ipv6");
const internet = new BlockList();
internet.addSubnet(...internetIpv6, "ipv6");

/** Whether an address, as the resolver gives it, lies on the open internet. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !special.check(address, "ipv4");
    case 6:
      return !address.includes("%") && internet.check(address, "ipv6") && !special.check(address, "ipv6");
    default:
      return false;
  }
}
