import type { AddressInfo, Server } from "node:net";
import { HostUnavailableError, PortForbiddenError, PortTakenError } from "./errors.ts";

// How many connections wait until the process has a moment: as many as Linux allows. With Node's 511 a rush of clients, or a
// long turn of the event loop, has some of them try again after one, three and seven seconds.
const backlog = 4_096;

/**
 * Binds a server to an address and waits until it listens.
 * @throws {@link PortTakenError} {@link PortForbiddenError} {@link HostUnavailableError}
 */
export function bind(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => reject(bindError(error, host, port));
    server.once("error", fail);
    server.listen({ host, port, backlog }, () => {
      server.off("error", fail);
      resolve(server.address() as AddressInfo); // a port was bound, not a pipe
    });
  });
}

function bindError(cause: NodeJS.ErrnoException, host: string, port: number): Error {
  if (cause.code === "EADDRINUSE") return new PortTakenError(host, port, { cause });
  if (cause.code === "EACCES") return new PortForbiddenError(host, port, { cause });
  const isNoAddress =
    cause.code === "EADDRNOTAVAIL" || cause.code === "ENOTFOUND" || cause.code === "EAI_AGAIN";
  return isNoAddress ? new HostUnavailableError(host, { cause }) : cause;
}

/** The address of a server for a browser: `"http://127.0.0.1:8000"`. */
export function serverUrl(host: string, port: number): string {
  const isAnyAddress = host === "0.0.0.0" || host === "::";
  const name = isAnyAddress ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
