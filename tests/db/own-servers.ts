import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, globSync } from "node:fs";
import { chown, mkdir, mkdtemp, rm, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type Database, type DatabaseDescription, mysql, openDatabase, postgres } from "quintet/db";

/*
 * Database servers of a test's own, in a temporary folder, for what can't be done to a server that others use: fill its disk,
 * stop it, make it read-only. They listen on a socket in that folder only.
 */

/** A server that runs until it is disposed of. */
export interface OwnServer {
  readonly folder: string;
  /** How to reach a database of it. */
  describe(database: string, user?: string): DatabaseDescription;
  /** Runs statements as its administrator. */
  run(...statements: readonly string[]): Promise<void>;
  /** Ends it as a crash does, and starts it again. */
  crash(): Promise<void>;
  /** Ends it in good order, and starts it again. */
  restart(): Promise<void>;
  /** Makes a folder within its own a disk by itself, a small one. */
  smallDisk(at: string): Promise<SmallDisk>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A disk that can be filled, and emptied again. */
export interface SmallDisk {
  /** Takes all room but this. */
  fill(leaveKilobytes: number): Promise<void>;
  makeRoom(): Promise<void>;
}

/** How one kind of server is started. */
interface Kind {
  /** The user that it runs as where the tests are root's: it refuses to be root. */
  readonly user: string;
  prepare(data: string, as: Identity): void;
  start(data: string, folder: string, as: Identity): ChildProcess;
  describe(folder: string, database: string, user?: string): DatabaseDescription;
  readonly home: string;
}

interface Identity {
  readonly uid?: number;
  readonly gid?: number;
}

const postgresPrograms = [...paths(), ...globSync("/usr/lib/postgresql/*/bin").toSorted().toReversed()];
const initdb = found("initdb", postgresPrograms);
const postgresServer = found("postgres", postgresPrograms);
const mariadbPrograms = [...paths(), "/usr/sbin", "/usr/local/sbin"];
const mariadbInstall = found("mariadb-install-db", mariadbPrograms);
const mariadbServer = found("mariadbd", mariadbPrograms);

/** Why there can be no PostgreSQL of one's own: node:test's option `skip`. */
export const ownPostgresSkip = skipped("PostgreSQL", initdb, postgresServer, "postgres");
/** Why there can be no MariaDB of one's own. */
export const ownMariadbSkip = skipped("MariaDB", mariadbInstall, mariadbServer, "mysql");
/** Why there can be no small disk: only root mounts one. */
export const smallDiskSkip =
  process.getuid?.() === 0 && canMount() ? false : "A disk of a few kilobytes is mounted by root.";

export const startPostgres = () =>
  startServer({
    user: "postgres",
    home: "postgres",
    prepare: (data, as) =>
      void execFileSync(initdb!, ["-D", data, "-U", "postgres", "-A", "trust", "--no-sync"], {
        ...as,
        stdio: "ignore",
      }),
    start: (data, folder, as) =>
      spawn(
        postgresServer!,
        [
          "-D",
          data,
          "-F",
          "-k",
          folder,
          ...["listen_addresses=", "shared_buffers=8MB", "autovacuum=off"].flatMap((setting) => [
            "-c",
            setting,
          ]),
        ],
        { ...as, stdio: "ignore" },
      ),
    describe: (folder, database, user = "postgres") =>
      postgres({ url: `postgres://${user}@localhost/${database}?host=${encodeURIComponent(folder)}` }),
  });

export const startMariadb = () =>
  startServer({
    user: "mysql",
    home: "mysql",
    prepare: (data, as) => {
      const options = [
        "--no-defaults",
        `--datadir=${data}`,
        "--skip-test-db",
        "--auth-root-authentication-method=normal",
      ];
      execFileSync(mariadbInstall!, options, { ...as, stdio: "ignore" });
    },
    start: (data, folder, as) =>
      spawn(
        mariadbServer!,
        [
          "--no-defaults",
          `--datadir=${data}`,
          `--socket=${join(folder, "socket")}`,
          "--skip-networking",
          `--pid-file=${join(folder, "pid")}`,
          "--innodb-flush-log-at-trx-commit=0",
        ],
        { ...as, stdio: "ignore" },
      ),
    describe: (folder, database, user = "root") => mysql({ host: join(folder, "socket"), user, database }),
  });

async function startServer(kind: Kind): Promise<OwnServer> {
  const as = identityOf(kind.user);
  const folder = await mkdtemp(join(tmpdir(), "quintet-server-"));
  const data = join(folder, "data");
  const mounts: string[] = [];
  await mkdir(data);
  if (as.uid !== undefined) for (const path of [folder, data]) await chown(path, as.uid, as.gid!);
  kind.prepare(data, as);
  let server = kind.start(data, folder, as);
  const describe = (database: string, user?: string) => kind.describe(folder, database, user);
  const administrator = () => openDatabase(describe(kind.home), "administrator");
  await untilReady(server, administrator);
  const end = async (signal: NodeJS.Signals) => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, "exit");
    server.kill(signal);
    await ended;
  };
  const start = async () => {
    server = kind.start(data, folder, as);
    await untilReady(server, administrator);
  };
  return {
    folder,
    describe,
    async run(...statements) {
      await using database = administrator();
      for (const statement of statements) await database.execute(statement);
    },
    async crash() {
      await end(kind.user === "postgres" ? "SIGQUIT" : "SIGKILL"); // what PostgreSQL shares must not outlive its first process
      await start();
    },
    async restart() {
      await end(kind.user === "postgres" ? "SIGINT" : "SIGTERM");
      await start();
    },
    async smallDisk(at) {
      const path = join(folder, at);
      await mkdir(path, { recursive: true });
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=20m", "tmpfs", path]);
      mounts.push(path);
      if (as.uid !== undefined) await chown(path, as.uid, as.gid!);
      const filler = join(path, "filler");
      return {
        async fill(leaveKilobytes) {
          const { bavail, bsize } = await statfs(path);
          await writeFile(filler, Buffer.alloc(bavail * bsize - leaveKilobytes * 1024));
        },
        makeRoom: () => rm(filler),
      };
    },
    async [Symbol.asyncDispose]() {
      await end(kind.user === "postgres" ? "SIGQUIT" : "SIGKILL");
      for (const path of mounts) execFileSync("umount", [path]);
      await rm(folder, { recursive: true });
    },
  };
}

const patienceMs = 30_000;

async function untilReady(server: ChildProcess, administrator: () => Database): Promise<void> {
  for (const deadline = Date.now() + patienceMs; ; ) {
    try {
      await using database = administrator();
      await database.query("SELECT 1");
      return;
    } catch (error) {
      if (server.exitCode !== null || Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function identityOf(user: string): Identity {
  if (process.getuid?.() !== 0) return {};
  const number = (option: string) =>
    Number(execFileSync("id", [option, user], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
  return { uid: number("-u"), gid: number("-g") };
}

function paths(): readonly string[] {
  return (process.env.PATH ?? "").split(delimiter);
}

function found(program: string, folders: readonly string[]): string | undefined {
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}

function skipped(
  name: string,
  first: string | undefined,
  second: string | undefined,
  user: string,
): string | false {
  if (first === undefined || second === undefined)
    return `The programs of a ${name} server are not installed.`;
  try {
    identityOf(user);
    return false;
  } catch {
    return `${name} doesn't run as root, and there is no user ${user}.`;
  }
}

/** Whether root may mount here: in a container it often may not. */
function canMount(): boolean {
  const path = join(tmpdir(), `quintet-mount-${process.pid}`);
  try {
    execFileSync("mkdir", [path]);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", path], { stdio: "ignore" });
    execFileSync("umount", [path]);
    return true;
  } catch {
    return false;
  } finally {
    execFileSync("rmdir", [path]);
  }
}
