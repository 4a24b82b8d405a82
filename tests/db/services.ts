import { connect } from "node:net";

/*
 * The database servers that tests use: those on their usual ports of this machine, or those that an environment variable
 * names. Where one is missing its tests are skipped, and say so; with QUINTET_REQUIRE_SERVICES=1, and where the variable
 * names a server that doesn't answer, they fail.
 */

export interface Service {
  readonly name: string;
  /** With a user that may create databases; the database in its path is only for connecting. */
  readonly url: string;
  /** Why its tests are skipped: node:test's option `skip`. */
  readonly skip: string | false;
}

const patienceMs = 2000;

/** PostgreSQL: `QUINTET_TEST_POSTGRES`, or the usual port. */
export const postgresService: Service = await findService(
  "PostgreSQL",
  "QUINTET_TEST_POSTGRES",
  "postgres://postgres@127.0.0.1:5432/postgres",
);

/** MariaDB or MySQL: `QUINTET_TEST_MYSQL`, or the usual port. */
export const mysqlService: Service = await findService(
  "MariaDB",
  "QUINTET_TEST_MYSQL",
  "mysql://root@127.0.0.1:3306/mysql",
);

async function findService(name: string, variable: string, usual: string): Promise<Service> {
  const named = process.env[variable];
  const url = named ?? usual;
  const { hostname, port } = new URL(url);
  if (await answers(hostname, Number(port))) return { name, url, skip: false };
  const missing = `There is no ${name} on ${hostname}:${port}; ${variable} can name another.`;
  if (named !== undefined || process.env.QUINTET_REQUIRE_SERVICES === "1") throw new Error(missing);
  return { name, url, skip: missing };
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: patienceMs });
    const end = (found: boolean) => {
      socket.destroy();
      resolve(found);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
    // On a busy machine modules are loaded for longer than that, and the answer is there, unread: it is read first.
    socket.once("timeout", () => setImmediate(() => setImmediate(end, false)));
  });
}
