import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import * as db from "quintet/db";
import { RelatedRows } from "../../src/db/relations/related-rows.ts";

/* What people can call has compile-time tests: this says what was forgotten. Whether they are good ones it can't say. */

class Note extends db.Model({ title: db.string() }) {}

const source = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith(".types.ts"))
  .map((name) => readFileSync(join(import.meta.dirname, name), "utf8"))
  .join("\n")
  .replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
const words = new Set(source.match(/\w+/g));
const members = new Set([...source.matchAll(/\.(\w+)/g)].map(([, name]) => name));

test("each value that quintet/db exports stands in a compile-time test", () => {
  assert.deepEqual(
    Object.keys(db).filter((name) => !words.has(name)),
    [],
  );
});

const kinds: Readonly<Record<string, object>> = {
  "a query": db.Query.prototype,
  "an expression": db.Expression.prototype,
  "related rows": RelatedRows.prototype,
  "a row": ancestorOf(Note.prototype),
  "a model": ancestorOf(Note),
};
for (const [kind, prototype] of Object.entries(kinds)) {
  test(`each public member of ${kind} stands in a compile-time test`, () => {
    assert.deepEqual(
      publicNames(prototype).filter((name) => !used(name)),
      [],
    );
  });
}

/** What all models have is two steps above a model: between them are its own fields. */
function ancestorOf(own: object): object {
  return Object.getPrototypeOf(Object.getPrototypeOf(own)) as object;
}

function publicNames(of: object): string[] {
  // What every function and class has; `then` is `await`, and compared with the promise that it stands for.
  const others = new Set(["constructor", "length", "name", "prototype", "then", "toString"]);
  return Object.getOwnPropertyNames(of).filter((name) => !others.has(name));
}

/** Called, or, as `meta()` is, written in a class. */
function used(name: string): boolean {
  return members.has(name) || new RegExp(`override (?:async )?${name}\\(`).test(source);
}
