import assert from "node:assert/strict";
import { test } from "node:test";
import {
  belongsTo,
  check,
  choice,
  databasesService,
  datetime,
  dbModule,
  hasMany,
  id,
  integer,
  Model,
  manyToMany,
  modelMeta,
  mysql,
  postgres,
  registerModels,
  sqlite,
  string,
  unique,
} from "quintet/db";
import {
  App,
  type Config,
  coreConfigSections,
  defineConfig,
  defineModule,
  env,
  resolveConfig,
  Secret,
} from "../../src/core/index.ts";

class ContentType extends Model({ appLabel: string({ maxLength: 100 }), model: string() }) {
  static override meta() {
    return this.options({
      table: "django_content_type",
      constraints: (type) => [unique(type.appLabel, type.model)],
    });
  }
}
class Permission extends Model({
  get contentType() {
    return belongsTo(() => ContentType, { onDelete: "cascade" });
  },
}) {}
class User extends Model({
  username: string({ maxLength: 150, unique: true }),
  lastLogin: datetime({ nullable: true }),
  level: integer({ positive: true, default: 0 }),
  status: choice({ on: "Active", off: "Gone" }),
  get userPermissions() {
    return manyToMany(() => Permission);
  },
  get friends() {
    return manyToMany(() => User);
  },
}) {
  static override meta() {
    return this.options({
      constraints: (user) => [check("level_positive", user.level.gte(0))],
      pluralLabel: "people",
    });
  }
}
registerModels("auth", [Permission, User]);

test("tables and columns are named as Django names them", () => {
  const user = modelMeta(User);

  assert.equal(user.table, "auth_user");
  assert.equal(user.qualifiedName, "auth.User");
  assert.equal(modelMeta(ContentType).table, "django_content_type");
  assert.equal(modelMeta(Permission).fields.get("contentType")?.column, "content_type_id");
  assert.deepEqual(
    [...user.fields.values()].map(({ column }) => column),
    ["id", "username", "last_login", "level", "status"],
  );
});

test("the table of a many-to-many relation is named as Django names it, also where it is one of a model with itself", () => {
  const { relations } = modelMeta(User);

  const { table, sourceColumn, targetColumn, model } = relations.get("userPermissions")!.through!;
  assert.deepEqual(
    { table, sourceColumn, targetColumn, model },
    {
      table: "auth_user_user_permissions",
      sourceColumn: "user_id",
      targetColumn: "permission_id",
      model: undefined,
    },
  );
  assert.equal(relations.get("friends")?.through?.sourceColumn, "from_user_id");
  assert.equal(relations.get("friends")?.through?.targetColumn, "to_user_id");
});

test("a model's description says what forms and the admin need", () => {
  const user = modelMeta(User);
  const level = user.fields.get("level")!;

  assert.deepEqual(
    [user.label, user.pluralLabel, modelMeta(ContentType).label],
    ["user", "people", "content type"],
  );
  assert.deepEqual([level.type, level.positive, level.default, level.label], ["integer", true, 0, "level"]);
  assert.deepEqual(user.fields.get("status")?.choices, [
    { value: "on", label: "Active" },
    { value: "off", label: "Gone" },
  ]);
  assert.deepEqual(
    modelMeta(ContentType).uniqueTogether.map((fields) => fields.map(({ name }) => name)),
    [["appLabel", "model"]],
  );
});

test("a relation that points at nothing says so when the model is first looked at", () => {
  class Lost extends Model({
    get home() {
      return belongsTo(() => undefined as unknown as typeof User);
    },
  }) {}

  assert.throws(() => modelMeta(Lost).relations.get("home")?.target, {
    code: "db.invalid-model",
    message:
      /^Lost\.home points at undefined: its target must be a model\.\nThe name is imported from a file/,
  });
});

test("what onDelete says must be possible", () => {
  const mistakes: readonly (readonly [object, RegExp])[] = [
    [{ onDelete: "cascad" }, /^Post\.user says onDelete: "cascad", which is none.*Did you mean "cascade"/],
    [{ onDelete: "setNull" }, /and is not nullable\. Say nullable: true/],
    [{ onDelete: "dbSetNull" }, /and is not nullable/],
    [{ onDelete: "setDefault", nullable: true }, /and has no default\. Give it one, or say \{ set: … \}/],
    [{ onDelete: "dbSetDefault", default: 1 }, /and has no default in the database/],
    [{ onDelete: "dbCascade", dbConstraint: false }, /and dbConstraint: false\. The database does that/],
  ];
  const postWith = (options: object) =>
    class Post extends Model({
      get user() {
        return belongsTo(() => User, options);
      },
    }) {};

  for (const [options, message] of mistakes)
    assert.throws(() => modelMeta(postWith(options)), { code: "db.invalid-model", message });
  for (const options of [
    { onDelete: "setNull", nullable: true },
    { onDelete: "setDefault", default: 1 },
    { onDelete: "dbSetDefault", dbDefault: 1 },
    { onDelete: { set: 1 } },
  ])
    assert.equal(modelMeta(postWith(options)).name, "Post");
});

test("the other side of a relation must exist and fit", () => {
  class Room extends Model({
    get messages() {
      // @ts-expect-error the compiler says it too
      return hasMany(() => Message, "rom");
    },
    get users() {
      return hasMany(() => Permission, "contentType");
    },
  }) {}
  class Message extends Model({
    get room() {
      return belongsTo(() => Room);
    },
  }) {}
  const { relations } = modelMeta(Room);

  assert.throws(() => relations.get("messages")?.inverse, {
    message: /Message has no relation "rom"\. Did you mean "room"\?/,
  });
  assert.throws(() => relations.get("users")?.inverse, {
    message: /Permission\.contentType points at ContentType, not at Room/,
  });
});

test("a field that would hide a member of every row is refused", () => {
  class Odd extends Model({ save: string() }) {}
  class Two extends Model({ a: id(), b: integer({ primaryKey: true }) }) {}
  class None extends Model({ title: "text" }) {}

  assert.throws(() => modelMeta(Odd), {
    code: "db.invalid-model",
    message: /means something else on every row/,
  });
  assert.throws(() => modelMeta(Two), {
    message: /Two\.a is one of several primary keys and counts up by itself/,
  });
  assert.throws(() => modelMeta(None), { message: /None\.title is not a field: it is string/ });
});

test("a class that extends a model is the same table with other behaviour", () => {
  class Staff extends User {
    static active() {
      return this.where({ status: "on" });
    }
  }

  assert.equal(modelMeta(Staff).table, "auth_user");
  assert.equal(modelMeta(Staff).root, modelMeta(User));
});

const sections = [...coreConfigSections, ...(dbModule.configSections ?? [])];
const secretKey = new Secret("a-long-enough-secret-for-the-tests-0123456789");

test("an app opens its databases, names its models' tables, and closes", async () => {
  class Note extends Model({ body: string() }) {}
  const notes = defineModule({ name: "notes", folder: import.meta.dirname, models: [Note] });
  process.env.QUINTET_TEST_FILE = ":memory:";
  const file = defineConfig({
    modules: [notes],
    secretKey,
    databases: { default: sqlite({ file: env.string("QUINTET_TEST_FILE") }) },
  });
  await using app = new App(resolveConfig(file, sections) as Config, [dbModule, notes]);
  await app.setUp();

  assert.equal(modelMeta(Note).table, "notes_note");
  await app.run(async () => {
    await app
      .service(databasesService)
      .default.script("CREATE TABLE notes_note (id integer PRIMARY KEY, body varchar NOT NULL)");
    assert.equal((await Note.create({ body: "x" })).id, 1);
  });
  assert.throws(() => app.service(databasesService).get("defalt"), {
    code: "db.unknown-database",
    message: /Did you mean "default"\?/,
  });
});

test("a mistaken database configuration is told with what to write", () => {
  const databases = { main: { backend: "sqlite", options: { fil: "x", busyTimeoutMs: -1 } } } as never;

  assert.throws(() => resolveConfig(defineConfig({ modules: [], secretKey, databases }), sections), {
    message:
      /databases\.main\.fil: .*\n.*Did you mean "file"[\s\S]*databases\.main\.busyTimeoutMs[\s\S]*databases: has no database called "default"/,
  });
});

test("a database is described by its address or file alone as well, and by nothing else", () => {
  const address = "postgres://ann@db.example/shop";

  assert.deepEqual(postgres(address), postgres({ url: address }));
  assert.deepEqual(mysql(new Secret(address)).options, { url: new Secret(address) });
  const databases = {
    default: postgres(new Secret(address)),
    local: sqlite(env.string("NO_SUCH", "a.sqlite3")),
  };
  const config = resolveConfig(defineConfig({ modules: [], secretKey, databases } as never), sections);
  assert.equal((config as Config).databases.local!.options.file, "a.sqlite3");
  const wrong = { ...databases, default: mysql("localhost"), other: postgres("db.example/shop") };
  assert.throws(
    () => resolveConfig(defineConfig({ modules: [], secretKey, databases: wrong } as never), sections),
    {
      message:
        /^The configuration has 2 problems:\n {2}databases\.default\.url: [\s\S]*\n {2}databases\.other\.url: /,
    },
  );
  assert.throws(() => postgres(process.env.QUINTET_NOT_SET as string), {
    code: "db.unknown-database",
    message:
      'postgres() was given undefined, as is a variable that isn\'t set.\nSay where the database is: postgres("postgres://user:password@host:5432/database"), or its options as an object.',
  });
});

test("a query without any database says how to get one", async () => {
  await assert.rejects(async () => User.all(), {
    code: "db.unknown-database",
    message: /A query on User needs a database/,
  });
});
