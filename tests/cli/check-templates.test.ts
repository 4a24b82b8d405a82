import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { copyOfProject, RunningCommand } from "./running-command.ts";

const folder = copyOfProject("bookshop");
after(() => rmSync(folder, { recursive: true }));

const listFile = join(folder, "templates/shop/list.html");
const list = (content: string) =>
  `{% extends "shop/base.html" %}\n{% load shop %}\n{% block content %}\n${content}\n{% endblock %}\n`;

async function check(...options: string[]) {
  await using command = new RunningCommand(folder, ["check", ...options]);
  return { code: await command.ended, output: command.output };
}

test("check finds nothing in templates that are right", async () => {
  const { code, output } = await check();

  assert.equal(code, 0, output);
  assert.match(output, /✔ Nothing found: \d+ modules and 1 template checked\.\n$/);
});

test("check tells a template's mistakes with their places, and fails", async () => {
  writeFileSync(
    listFile,
    list(
      [
        `{% for book in books %}{{ book.titel }}{{ book.author.nme }}{{ book|shout }}{% endfor %}`,
        `{% url "detial" pk=1 %}{% url "detail" pk=books.0.title %}{% url "detail" key=1 %}`,
        `{% for book in bestSellers %}{{ book.titel }}{% endfor %}{{ request.methd }}{{ bestSeller }}`,
        `{% newest as first %}{{ first.titel }}`,
      ].join("\n"),
    ),
  );

  const { code, output } = await check();

  assert.equal(code, 1);
  const found = output.split("\n").filter((line) => line.includes(" — "));
  assert.deepEqual(found, [
    'error templates.unknown-member shop/list.html:4:32 — Book has no "titel". Did you mean "title"?',
    'error templates.unknown-member shop/list.html:4:55 — "book.author" has no "nme". Did you mean "name"?',
    'error templates.filter-value shop/list.html:4:64 — The filter "shout" takes a text, and "book" is Book.',
    'error templates.unknown-route shop/list.html:5:8 — There is no route "detial". Did you mean "detail"?',
    'error templates.route-parameters shop/list.html:5:43 — The parameter "pk" of the route "detail" is a number, and a text was given.',
    'error templates.route-parameters shop/list.html:5:66 — The route "detail" takes pk, and not "key".',
    'error templates.unknown-member shop/list.html:6:38 — Book has no "titel". Did you mean "title"?',
    'error templates.unknown-member shop/list.html:6:69 — Request has no "methd". Did you mean "method"?',
    'error templates.unknown-variable shop/list.html:6:80 — There is no variable "bestSeller". Did you mean "bestSellers"?',
    'error templates.unknown-member shop/list.html:7:31 — Book has no "titel". Did you mean "title"?',
  ]);
  assert.match(output, /\n {2}4 \| \{% for book in books %\}\{\{ book\.titel \}\}.*\n {4}\| +\^{5}\n/);
  assert.match(output, /✖ 10 errors found\.\n$/);
});

test("check finds nothing in the templates of the demo, of the admin and of the accounts", async () => {
  const demo = join(import.meta.dirname, "..", "..", "examples", "chat");
  await using command = new RunningCommand(demo, ["check"], {
    SECRET_KEY: "kJ8-long-enough-and-with-many-different-characters",
    DATABASE_FILE: ":memory:",
  });

  assert.equal(await command.ended, 0, command.output);
  assert.doesNotMatch(command.output, /templates\./);
  assert.match(command.output, /no error: \d+ modules and 2\d templates checked\.\n$/);
});

test("check --json prints a record for each finding, with its end", async () => {
  writeFileSync(listFile, list("{{ books.0.titel }}"));

  const { code, output } = await check("--json");

  assert.equal(code, 1);
  const [record] = output.split("\n").filter((line) => line.startsWith("{"));
  assert.deepEqual(JSON.parse(record!), {
    file: listFile,
    line: 4,
    column: 12,
    endLine: 4,
    endColumn: 17,
    code: "templates.unknown-member",
    severity: "error",
    message: 'Book has no "titel". Did you mean "title"?',
    snippet: "  4 | {{ books.0.titel }}\n    |            ^^^^^",
    template: "shop/list.html",
  });
});

test("check --watch --json checks again at each change, each batch between a begin and an end", async () => {
  writeFileSync(listFile, list("{{ books.0.title }}"));
  await using command = new RunningCommand(folder, ["check", "--watch", "--json"]);

  await command.says(/\{"event":"begin"\}\n\{"event":"end","ok":true\}\n/);
  writeFileSync(listFile, list("{{ books.0.titel }}"));
  const [, record] = await command.says(
    /\{"event":"begin"\}\n(\{.*\})\n(?:✖[^\n]*\n)?\{"event":"end","ok":false\}\n/,
  );
  writeFileSync(listFile, list("{{ books.0.title }}"));
  await command.says(/\{"event":"begin"\}\n\{"event":"end","ok":true\}\n/);
  command.process.kill("SIGTERM");

  assert.equal(JSON.parse(record!).message, 'Book has no "titel". Did you mean "title"?');
  assert.equal(await command.ended, 0);
});
