import { type LookupAddress, type LookupOptions, lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { OutboundAddressError } from "../errors.ts";

/** Finds the addresses of a name; `node:dns` by default. */
export type ResolveHost = (host: string) => Promise<readonly LookupAddress[]>;

export const resolveBySystem: ResolveHost = (host) =>
  new Promise((resolve, reject) => {
    systemLookup(host, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  });

/**
 * The look-up that a connection uses itself: what is checked is what it connects to, so a name that means another machine
 * a moment later changes nothing.
 */
export function pinnedLookup(resolve: ResolveHost, isAllowed: (address: string) => boolean): LookupFunction {
  return (host, options: LookupOptions, done) => {
    resolve(host).then(
      (addresses) => {
        const allowed = addresses.filter(({ address }) => isAllowed(address));
        const [first] = allowed;
        if (first === undefined) done(new OutboundAddressError(host), "", 0);
        else if (options.all) done(null, allowed as LookupAddress[]);
        else done(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => done(error, "", 0),
    );
  };
}
