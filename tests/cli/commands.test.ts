import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { RunningCommand } from "./running-command.ts";

const folder = join(import.meta.dirname, "fixtures", "shop");

async function run(words: string[], env: Record<string, string> = {}) {
  await using command = new RunningCommand(folder, words, env);
  return { code: await command.ended, output: command.output };
}

test("routes lists what goes where, as a table or as JSON, all of it or what is asked for", async () => {
  const [all, byPath, byMethod, none] = await Promise.all([
    run(["routes"]),
    run(["routes", "--path", "/teas/3/", "--json"]),
    run(["routes", "--name", "TEA", "--method", "post"]),
    run(["routes", "--name", "coffee"]),
  ]);

  assert.equal(all.code, 0);
  assert.match(
    all.output,
    /^ROUTE +NAME +METHODS +HANDLER\n\/ +home +ANY\n\/teas\/<int:pk>\/ +teas +GET POST +get, post\n/,
  );
  assert.deepEqual(JSON.parse(byPath.output), [
    { route: "/teas/<int:pk>/", name: "teas", methods: ["GET", "POST"], handler: "get, post", options: [] },
  ]);
  assert.deepEqual(byMethod.output.split("\n").length, 3); // the head, one route, the end
  assert.equal(none.code, 1);
  assert.match(none.output, /No route is like that\.\nquintet routes lists all of them/);
});

test("shell --code runs an expression or statements, with the models and await at hand", async () => {
  const [sum, name, statements, nothing] = await Promise.all([
    run(["shell", "--code", "1 + 1"]),
    run(["shell", "--code", "[Tea.name, app.modules.length > 1]"]),
    run(["shell", "--code", "const two = await Promise.resolve(2); return two * 2"]),
    run(["shell", "--code", "let a = 1"]),
  ]);

  assert.deepEqual(sum, { code: 0, output: "2\n" });
  assert.deepEqual(name, { code: 0, output: "[ 'Tea', true ]\n" });
  assert.deepEqual(statements, { code: 0, output: "4\n" });
  assert.equal(nothing.code, 0);
});

test("shell --code tells a mistake in the code in a line or two", async () => {
  const [missing, syntax, table] = await Promise.all([
    run(["shell", "--code", "nope.length"]),
    run(["shell", "--code", "const 1 = 2"]),
    run(["shell", "--code", "await Tea.count()"]),
  ]);

  assert.equal(missing.code, 1);
  assert.match(missing.output, /^✖ ReferenceError: nope is not defined\n {2}--traceback/);
  assert.equal(syntax.code, 1);
  assert.match(syntax.output, /^✖ SyntaxError: [^\n]+\n {2}--traceback/);
  assert.equal(table.code, 1);
  assert.match(table.output, /there is no table "shop_tea"\.\nRun "quintet migrate up"/);
});

test("shell without a terminal says how to run code", async () => {
  const { code, output } = await run(["shell"]);

  assert.equal(code, 1);
  assert.match(output, /needs an interactive terminal\.\nRun code without one: quintet shell --code/);
});

test("check tells of a missing migration and is content otherwise", async () => {
  const { code, output } = await run(["check"]);

  assert.equal(code, 0);
  assert.match(output, /^warning db\.W001 The models have changes without a migration:/);
  assert.match(output, /✔ 1 warning, no error: \d+ modules checked\.\n$/);
});

test("check --deploy fails for what is switched off, unless it is accepted by its id", async () => {
  const words = ["check", "--deploy"];
  const [failed, accepted] = await Promise.all([
    run(words, { DEBUG: "true", HOST: "0.0.0.0" }),
    run([...words, "--accept", "security.W018,security.W012"], { DEBUG: "true" }),
  ]);

  assert.equal(failed.code, 1);
  assert.match(failed.output, /^error app\.E101 Debug is on, and the server listens at 0\.0\.0\.0/m);
  assert.match(failed.output, /^error security\.W018 Debug is on/m);
  assert.match(failed.output, /^error security\.W012/m);
  assert.match(failed.output, /3 errors found/);
  assert.equal(accepted.code, 0);
  assert.match(accepted.output, /^warning security\.W018 Debug is on/m);
});

test("a group lists its commands, and a misspelt one is answered with the right one", async () => {
  const [group, misspelt] = await Promise.all([run(["migrate"]), run(["migrate", "statu"])]);

  assert.equal(group.code, 0);
  assert.match(group.output, /^ {2}squash <module> <migration> \[last\] {2}Write one migration that/m);
  assert.deepEqual(
    group.output.split("\n").filter((line) => line.length > 80),
    [],
  );
  assert.equal(misspelt.code, 2);
  assert.match(
    misspelt.output,
    /^✖ quintet migrate has no command "statu"\. Did you mean "status"\?\nCommands: /,
  );
});

test("a command with too few or too many words says how it is called", async () => {
  const [few, many] = await Promise.all([
    run(["migrate", "down"]),
    run(["migrate", "up", "shop", "0002", "0003"]),
  ]);

  assert.equal(few.code, 2);
  assert.match(
    few.output,
    /^✖ Missing required argument 'module'\nUsage: quintet migrate down \[options\] <module> \[migration\]\n/,
  );
  assert.equal(many.code, 2);
  assert.match(many.output, /^✖ Too many arguments for 'up'\. Expected 2 arguments but got 3/);
});

test("an unknown option is answered with the right one", async () => {
  const { code, output } = await run(["serve", "--prot", "1"]);

  assert.equal(code, 2);
  assert.match(output, /✖ Unknown option '--prot'[\s\S]*--port/);
});
