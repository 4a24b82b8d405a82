import { BlockList, isIP } from "node:net";

/** The proxies in front of the server whose `X-Forwarded-…` headers are believed. */
export class TrustedProxies {
  readonly #addresses = new BlockList();
  readonly isEmpty: boolean;
  /** Whether they are believed about the host that the client asked for. */
  readonly forwardedHost: boolean;

  /**
   * @param entries - Addresses and networks: `"127.0.0.1"`, `"10.0.0.0/8"`, `"fd00::/8"`.
   * @throws RangeError naming an entry that is neither.
   */
  constructor(entries: readonly string[], { forwardedHost = false } = {}) {
    this.forwardedHost = forwardedHost;
    this.isEmpty = entries.length === 0;
    for (const entry of entries) this.#add(entry);
  }

  #add(entry: string): void {
    const [address = "", bits, ...rest] = entry.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    const maxBits = family === "ipv6" ? 128 : 32;
    const prefix = bits === undefined ? maxBits : Number(bits);
    if (!isIP(address) || rest.length > 0 || bits === "" || !Number.isInteger(prefix) || prefix > maxBits) {
      throw new RangeError(
        `${JSON.stringify(entry)} is neither an address nor a network such as 10.0.0.0/8.`,
      );
    }
    this.#addresses.addSubnet(address, prefix, family);
  }

  trusts(address: string): boolean {
    const version = isIP(address);
    return version !== 0 && this.#addresses.check(address, version === 6 ? "ipv6" : "ipv4");
  }

  /**
   * The client's address. `X-Forwarded-For` is read from its end, where the nearest proxy wrote, for as long as the one
   * who wrote is trusted; whatever stands before that, anyone may have sent.
   */
  clientAddress(peer: string, forwardedFor: string | null): string {
    if (this.isEmpty || forwardedFor === null || !this.trusts(peer)) return peer;
    let client = peer;
    for (const hop of forwardedFor.split(",").reverse()) {
      const address = hop.trim();
      if (isIP(address) === 0) break;
      client = address;
      if (!this.trusts(address)) break;
    }
    return client;
  }
}
