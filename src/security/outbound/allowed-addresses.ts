import { BlockList, isIP } from "node:net";
import { isPublicAddress } from "./public-address.ts";

/** Tells whether an address may be connected to: those of the internet, and the networks that were named. */
export function addressRule(unsafeNetworks: readonly string[]): (address: string) => boolean {
  const named = new BlockList();
  for (const network of unsafeNetworks) {
    const [address = "", bits] = network.split("/");
    const version = isIP(address);
    if (version === 0)
      throw new RangeError(
        `${JSON.stringify(network)} is neither an address nor a network such as 10.0.0.0/8.`,
      );
    named.addSubnet(address, Number(bits ?? (version === 6 ? 128 : 32)), version === 6 ? "ipv6" : "ipv4");
  }
  return (address) => {
    if (isPublicAddress(address)) return true;
    const version = isIP(address);
    return version !== 0 && named.check(address, version === 6 ? "ipv6" : "ipv4");
  };
}
