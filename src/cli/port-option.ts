import { CommandError } from "../core/index.ts";

/**
 * The value of `--port`; `undefined` where it wasn't given.
 * @throws {@link CommandError} where it is no port.
 */
export function portOption(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const port = Number(value);
  if (value !== "" && Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new CommandError(`--port is "${String(value)}". A port is a whole number from 0 to 65535.`);
}
