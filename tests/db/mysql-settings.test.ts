import assert from "node:assert/strict";
import { createApp } from "quintet/app";
import { auth } from "quintet/auth";
import { contentTypes } from "quintet/contenttypes";
import {
  belongsTo,
  boolean,
  ConnectionError,
  databasesService,
  dbModule,
  index,
  integer,
  Model,
  type MysqlOptions,
  migrateAppUp,
  mysql,
  openDatabase,
  unique,
} from "quintet/db";
import { defineRoutes } from "quintet/routing";
import { sessions } from "quintet/sessions";
import {
  coreConfigSections,
  defineConfig,
  defineModule,
  resolveConfig,
  runChecks,
  Secret,
} from "../../src/core/index.ts";
import { mysqlSettings } from "../../src/db/backends/mysql/mysql-settings.ts";
import { testDatabases } from "./databases.ts";

const { test, open, describe } = testDatabases.find(({ dialect }) => dialect === "mysql")!;

const secretKey = new Secret("a-key-for-tests-alone-0123456789-never-used-elsewhere");

test("a server that isn't there, a wrong password or database say what to do, and not the password", async () => {
  const { url } = (await describe()).options as { url: string };
  const { hostname: host, port } = new URL(url);
  const failing = async (options: MysqlOptions) => {
    await using database = openDatabase(mysql(options), "failing");
    return await database.query("SELECT 1").then(
      () => assert.fail("it connected"),
      (error: Error) => error,
    );
  };

  const absent = await failing({ host: "127.0.0.1", port: 1, database: "shop", password: "geheim" });
  const refused = await failing({
    host,
    port: Number(port || 3306),
    user: "nobody",
    password: "geheim",
    database: "shop",
  });
  const unknown = await failing({ url, database: "quintet_no_such" });

  for (const error of [absent, refused, unknown]) {
    assert.ok(error instanceof ConnectionError);
    assert.doesNotMatch(error.message, /geheim/);
  }
  assert.match(absent.message, /shop on 127\.0\.0\.1:1\) can't be reached/);
  assert.match(refused.message, /refuses the user/);
  assert.match(unknown.message, /quintet_no_such on .*no such database.*\nMake it/);
});

test("an address and what stands beside it make the settings", () => {
  const settings = mysqlSettings({
    url: new Secret("mariadb://ann%40x:p%2Fw@db.example:3307/shop"),
    user: "bob",
    pool: { max: 3 },
  });

  const { password, ...others } = settings;
  assert.equal(password?.reveal(), "p/w");
  assert.deepEqual(others, {
    host: "db.example",
    port: 3307,
    user: "bob",
    database: "shop",
    pool: { max: 3, idleMs: 30_000, waitMs: 10_000 },
    ssl: undefined,
    statementTimeoutMs: undefined,
  });
  assert.throws(
    () => mysqlSettings({ url: "postgres://ann:geheim@x/y" }),
    (error: Error) => {
      return /address that isn't one/.test(error.message) && !/geheim/.test(error.message);
    },
  );
  assert.throws(() => mysqlSettings({ host: "db.example" }), /which database/);
});

test("an app with accounts is migrated, has its permissions, and is told which rules can't be kept", async () => {
  await using _empty = await open();
  class Seat extends Model({
    row: integer(),
    taken: boolean(),
    get neighbour() {
      return belongsTo(() => Seat, { nullable: true, onDelete: "dbSetDefault" });
    },
  }) {
    static override meta() {
      return this.options({
        constraints: (seat) => [unique(seat.row).where(seat.taken.eq(true)).named("one_taken")],
        indexes: (seat) => [index(seat.row).where(seat.taken.eq(true)).named("taken_rows")],
      });
    }
  }
  const cinema = defineModule({ name: "cinema", folder: import.meta.dirname, models: [Seat] });
  const config = defineConfig({
    modules: [contentTypes, sessions, auth, cinema],
    databases: { default: await describe() },
    routes: defineRoutes({}),
    security: { allowedHosts: ["cinema.example"] },
    secretKey,
  });
  await using app = await createApp(config);

  await migrateAppUp(app);
  const findings = await runChecks(app);

  const database = app.service(databasesService).default;
  const [[permissions]] = (await database.query("SELECT COUNT(*) FROM auth_permission")) as [[number]];
  assert.ok(permissions >= 16, `${permissions} permissions`);
  assert.deepEqual(
    findings.flatMap(({ id, message }) => (/^db\.W00[345]$/.test(id) ? [`${id} ${message}`] : [])),
    [
      'db.W003 The unique constraint "one_taken" of cinema.Seat is for some of the rows only: it is not made on MariaDB and MySQL.',
      'db.W004 The index "taken_rows" of cinema.Seat is for some of the rows only: on MariaDB and MySQL it has all of them.',
      'db.W005 cinema.Seat.neighbour says onDelete: "dbSetDefault", which MariaDB and MySQL don\'t do: they refuse to delete a row that is referred to.',
    ],
  );
});

test("the configuration is checked, and doesn't print a password", async () => {
  const resolve = (options: object) =>
    resolveConfig(
      defineConfig({ secretKey, databases: { default: { backend: "mysql", options } } } as never),
      [...coreConfigSections, ...(dbModule.configSections ?? [])],
    );

  const config = resolve({
    url: "mysql://ann:geheim@db.example/shop",
    password: "auch geheim",
    pool: { max: 2 },
    ssl: { ca: "…" },
  });

  assert.doesNotMatch(JSON.stringify(config.databases), /geheim/);
  assert.throws(
    () => resolve({ url: "postgres://ann:geheim@db.example/shop" }),
    (error: Error) => {
      return (
        /databases\.default\.url: is not an address/.test(error.message) && !/geheim/.test(error.message)
      );
    },
  );
  assert.throws(
    () => resolve({ host: "db.example", pool: { max: 0 }, prot: 1 }),
    (error: Error) => {
      assert.match(error.message, /databases\.default: names no database/);
      assert.match(error.message, /databases\.default\.pool\.max: must be/);
      assert.match(error.message, /prot: is not a key/);
      return true;
    },
  );
});
