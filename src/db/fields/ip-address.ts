import { cleanIpv6Address } from "../../core/index.ts";
import { type ColumnFor, type ColumnOptions, describeColumn, type NoOptions } from "./column.ts";

export interface IpAddressOptions extends ColumnOptions<string> {
  /** Which addresses are allowed; both by default. */
  readonly version?: "both" | "ipv4" | "ipv6";
  /** Stores an IPv4 address in the clothes of an IPv6 one, `::ffff:192.0.2.1`, as `192.0.2.1`. */
  readonly unpackIpv4?: boolean;
}

const formats = { both: "ip", ipv4: "ipv4", ipv6: "ipv6" } as const;

/**
 * An address of the network, IPv4 or IPv6, in its usual short form: `2001:DB8:0:0::1` is stored as `2001:db8::1`, so
 * that equal addresses are equal texts.
 */
export function ipAddress<const Options extends IpAddressOptions = NoOptions>(
  options?: Options,
): ColumnFor<string, Options> {
  const { version = "both", unpackIpv4 = false, ...rest } = (options ?? {}) as IpAddressOptions;
  const codec = {
    name: "ip-address",
    columnType: { sqlite: "char(39)", postgres: "inet", mysql: "char(39)" },
    toDatabase: (address: string) => shortAddress(address, unpackIpv4),
    // PostgreSQL gives the length of the network with an address: 192.0.2.1/32.
    fromDatabase: (stored: unknown) => String(stored).replace(/\/\d+$/, ""),
  };
  return describeColumn("custom", { ...rest, maxLength: 39 }, { custom: codec, format: formats[version] });
}

/** The usual form of an address; a text that is none stays as it is, for the database to refuse. */
function shortAddress(address: string, unpackIpv4: boolean): string {
  const trimmed = address.trim();
  if (trimmed.includes("%")) return trimmed; // an address of one machine's interface is none of the network
  return cleanIpv6Address(trimmed, { unpackIpv4 }) ?? trimmed;
}
