import { BlockList, isIP } from "node:net";
import { parseForwarded } from "./forwarded-header.ts";
import { nodeAddress } from "./node-address.ts";

/** Which headers proxies tell of their clients by; whatever they don't write themselves, they pass on as clients sent it. */
export const proxyHeaders = ["x-forwarded", "forwarded"] as const;
export type ProxyHeaders = (typeof proxyHeaders)[number];

export interface TrustedProxiesOptions {
  /** `X-Forwarded-For`, `-Proto` and `-Host`, by default, or `Forwarded`. */
  readonly headers?: ProxyHeaders;
  /** Whether they are believed about the host that the client asked for; false by default. */
  readonly forwardedHost?: boolean;
}

/** What trusted proxies tell of a request. */
export interface ForwardedFacts {
  /** The client's address. */
  readonly ip: string;
  /** Whether the client came to them over https. */
  readonly isSecure: boolean;
  /** The host that it asked them for; `undefined` where they don't say it, or aren't believed. */
  readonly host: string | undefined;
  /** Whether they passed on a header that can't be read, so that nothing is known. */
  readonly isMalformed: boolean;
}

/** What a configuration says of the proxies in front of a server. */
export interface ProxyOptions {
  readonly trustedProxies?: readonly string[];
  readonly proxyHeaders?: ProxyHeaders;
  readonly trustForwardedHost?: boolean;
}

/** The proxies that a configuration names. */
export function proxiesOf({
  trustedProxies = [],
  proxyHeaders: headers = "x-forwarded",
  trustForwardedHost: forwardedHost = false,
}: ProxyOptions): TrustedProxies {
  return new TrustedProxies(trustedProxies, { headers, forwardedHost });
}

/** The proxies in front of the server, and what they are believed about a client. */
export class TrustedProxies {
  readonly #addresses = new BlockList();
  readonly #headers: ProxyHeaders;
  readonly #believesHost: boolean;
  readonly isEmpty: boolean;

  /**
   * @param entries - Addresses and networks: `"127.0.0.1"`, `"10.0.0.0/8"`, `"fd00::/8"`.
   * @throws RangeError naming an entry that is neither.
   */
  constructor(entries: readonly string[], options: TrustedProxiesOptions = {}) {
    this.#headers = options.headers ?? "x-forwarded";
    this.#believesHost = options.forwardedHost ?? false;
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
   * What is known of a request by its headers; `undefined` where whoever sent it isn't trusted.
   * @param peer - The address at the other end of the connection.
   */
  factsOf(peer: string, header: (name: string) => string | null): ForwardedFacts | undefined {
    if (this.isEmpty || !this.trusts(peer)) return undefined;
    return this.#headers === "forwarded" ? this.#byForwarded(peer, header) : this.#byXForwarded(peer, header);
  }

  #byXForwarded(peer: string, header: (name: string) => string | null): ForwardedFacts {
    const nearest = (name: string) => header(name)?.split(",").at(-1)?.trim();
    const hops = (header("x-forwarded-for")?.split(",") ?? []).map((hop) => hop.trim());
    return {
      ip: this.#farthest(peer, hops).address,
      isSecure: nearest("x-forwarded-proto")?.toLowerCase() === "https",
      host: this.#believesHost ? nearest("x-forwarded-host") : undefined,
      isMalformed: false,
    };
  }

  #byForwarded(peer: string, header: (name: string) => string | null): ForwardedFacts {
    const elements = parseForwarded(header("forwarded") ?? "");
    const hops = elements?.map((element) => element.get("for") ?? "") ?? [];
    const { address, place } = this.#farthest(peer, hops);
    // How the client came, only the first proxy knows that it met; those behind it tell how proxies ask each other.
    const told = elements?.[place];
    return {
      ip: address,
      isSecure: told?.get("proto")?.toLowerCase() === "https",
      host: this.#believesHost ? told?.get("host") : undefined,
      isMalformed: elements === undefined,
    };
  }

  /**
   * How far the trust reaches: hops are read from their end, where the nearest proxy wrote, for as long as the one who
   * wrote is trusted; whatever stands before that, anyone may have sent. Gives the address that was told last, and the place
   * of the last one who was trusted to tell.
   */
  #farthest(peer: string, hops: readonly string[]): { readonly address: string; readonly place: number } {
    let address = peer;
    let place = hops.length;
    while (place > 0 && this.trusts(address)) {
      const told = nodeAddress(hops[place - 1]!);
      place--;
      if (told === undefined) break; // it doesn't say who asked it
      address = told;
    }
    return { address, place };
  }
}
