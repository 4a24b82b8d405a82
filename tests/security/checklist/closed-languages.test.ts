import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { json, Model, recordStatements, setDefaultDatabase, string } from "quintet/db";
import { Engine, folderLoader } from "quintet/templates";
import { temporaryDatabase } from "quintet/testing";

/* Templates and ORM of the checklist: what each of the two languages doesn't have, nobody can say in it. */

test("Templates: a name never leads out of the folders, nor does a link in them", async () => {
  const folder = await mkdtemp(join(tmpdir(), "quintet-templates-"));
  try {
    const templates = join(folder, "templates");
    await mkdir(templates);
    await mkdir(join(folder, "templates-of-others"));
    await writeFile(join(templates, "page.html"), "page");
    await writeFile(join(folder, "secret.html"), "secret");
    await writeFile(join(folder, "templates-of-others", "secret.html"), "secret");
    await symlink(join(folder, "secret.html"), join(templates, "file.html"));
    await symlink(folder, join(templates, "up"));
    await symlink(join(templates, "page.html"), join(templates, "inside.html"));
    const engine = new Engine({ loaders: [folderLoader([templates])] });

    assert.equal(engine.render("page.html"), "page");
    assert.equal(engine.render("inside.html"), "page");
    for (const name of [
      "file.html",
      "up/secret.html",
      "../secret.html",
      "../templates-of-others/secret.html",
      join(folder, "secret.html"),
      "page.html/../../secret.html",
      "..\\secret.html",
      "page.html\0",
    ])
      assert.throws(() => engine.render(name), { code: "templates.does-not-exist" }, name);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("Templates: include and extends end, and an unknown tag is an error wherever it stands", async () => {
  const folder = await mkdtemp(join(tmpdir(), "quintet-templates-"));
  try {
    const write = (name: string, source: string) => writeFile(join(folder, name), source);
    await write("including.html", "{% include 'including.html' %}");
    await write("extending.html", "{% extends 'extended.html' %}");
    await write("extended.html", "{% extends 'extending.html' %}");
    await write("unknown.html", "{% if never %}{% system 'id' %}{% endif %}");
    const engine = new Engine({ loaders: [folderLoader([folder])] });

    assert.throws(() => engine.render("including.html"), { code: "templates.recursion" });
    assert.throws(() => engine.render("extending.html"), { message: /in a circle/ });
    assert.throws(() => engine.render("unknown.html"), { message: /system/ });
  } finally {
    await rm(folder, { recursive: true });
  }
});

class Note extends Model({ title: string({ maxLength: 50 }), extra: json({ nullable: true }) }) {}

const hostileNames = [
  'x" FROM note; --',
  "x'",
  "a b",
  "__proto__",
  "constructor",
  "x;y",
  "x--",
  "",
  "x\0",
  "title)",
];

test("ORM: names of values, fields and orders are words of the model, or an error before anything is sent", async () => {
  await using database = await temporaryDatabase([Note]);
  setDefaultDatabase(database);
  await Note.create({ title: "Tea" });
  for (const name of hostileNames) {
    const { statements } = await recordStatements(async () => {
      const ways: (() => unknown)[] = [
        () => Note.all().annotate((note) => ({ [name]: note.title }) as never),
        () => Note.orderBy(name as never),
        () => Note.orderBy(`-${name}` as never),
        () => Note.where({ [name]: 1 } as never),
        () => Note.where({ title: { [name]: 1 } } as never),
        () => Note.include(name as never),
      ];
      for (const way of ways)
        await assert.rejects(async () => await way(), { code: /^db\./ }, `${way} ${name}`);
    });
    assert.deepEqual(statements, [], name);
  }
  assert.equal(await Note.count(), 1);
});

test("ORM: a key of JSON is a parameter, whatever stands in it", async () => {
  await using database = await temporaryDatabase([Note]);
  setDefaultDatabase(database);
  await Note.create({ title: "Tea", extra: { plain: 1, "x') OR 1=1 --": 2 } });
  const textsFor = async (key: string) => {
    const { result, statements } = await recordStatements(() =>
      Note.where({ extra: { hasKey: key } }).count(),
    );
    return [statements.map(({ text }) => text).join(";"), result] as const;
  };
  const [text, found] = await textsFor("plain");
  assert.equal(found, 1);

  for (const key of ["x') OR 1=1 --", "$.plain", '"', "'", "a.b", "*", "plain' --"]) {
    const [own, count] = await textsFor(key);
    assert.equal(own, text, key);
    assert.equal(count, key === "x') OR 1=1 --" ? 1 : 0, key);
  }
});
