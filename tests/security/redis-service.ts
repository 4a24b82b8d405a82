import { connect } from "node:net";

/* The Redis that tests use: the one on the usual port of this machine, or one that QUINTET_TEST_REDIS names. */

export const redisUrl = process.env.QUINTET_TEST_REDIS ?? "redis://127.0.0.1:6379/0";

const { hostname, port } = new URL(redisUrl);
const missing = `There is no Redis on ${hostname}:${port}; QUINTET_TEST_REDIS can name another.`;
const isThere = await answers(hostname, Number(port || 6379));
if (!isThere && (process.env.QUINTET_TEST_REDIS || process.env.QUINTET_REQUIRE_SERVICES === "1"))
  throw new Error(missing);

/** Why tests of Redis are skipped: node:test's option `skip`. */
export const redisSkip: string | false = isThere ? false : missing;

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2_000 });
    const end = (found: boolean) => {
      socket.destroy();
      resolve(found);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
    socket.once("timeout", () => end(false));
  });
}
