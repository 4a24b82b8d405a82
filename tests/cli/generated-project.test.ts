import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { RunningCommand } from "./running-command.ts";

/*
 * A project as `quintet new` writes it, nothing in it changed, in production: the checklist of docs/security-checklist.md in
 * one walk, against the program that serves. No proxy says here that visitors come by https, so there is no HSTS: that is
 * looked at in tests/security/checklist.
 */

const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "quintet-generated-"));
after(() => rmSync(folder, { recursive: true }));

const env = {
  PORT: "0",
  DEBUG: "false",
  SECRET_KEY: "kF2cQ9-a-key-for-tests-0123456789-abcdefghij",
  ALLOWED_HOSTS: "shop.example",
};

async function quintet(cwd: string, ...words: string[]): Promise<string> {
  await using command = new RunningCommand(cwd, words, env);
  assert.equal(await command.ended, 0, command.output);
  return command.output;
}

test("a new project in production is closed as the checklist says, without a word of configuration", async () => {
  await quintet(folder, "new", "shop");
  const project = join(folder, "shop");
  mkdirSync(join(project, "node_modules"));
  symlinkSync(root, join(project, "node_modules", "quintet"), "junction"); // as `npm install` would have it there
  await quintet(project, "migrate", "up");
  await using server = new RunningCommand(project, ["serve"], env);
  const port = Number(new URL(await server.url()).port);
  const ask = async (method: string, path: string, headers: Record<string, string> = {}, body = "") => {
    const all = {
      host: "shop.example",
      accept: "text/html",
      "content-length": String(body.length),
      ...headers,
    };
    const sent = request({ host: "127.0.0.1", port, method, path, headers: all, agent: false }).end(body);
    const [answer] = (await once(sent, "response")) as [IncomingMessage];
    const chunks = await answer.toArray();
    return { status: answer.statusCode!, headers: answer.headers, text: Buffer.concat(chunks).toString() };
  };

  for (const path of ["/", "/admin/login/", "/no-such-page/"]) {
    const { headers, text } = await ask("GET", path);
    assert.match(String(headers["content-security-policy"]), /default-src 'self'.*object-src 'none'/);
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.equal(headers["cross-origin-opener-policy"], "same-origin");
    assert.deepEqual(
      Object.keys(headers).filter((name) => /^access-control-|^x-powered-by$|^server$/.test(name)),
      [],
    );
    assert.doesNotMatch(text, /node_modules|at file:|__quintet/, "nothing of the program shows");
  }

  const login = await ask("GET", "/admin/login/");
  assert.match(
    String(login.headers["set-cookie"]),
    /^__Host-csrftoken=[^;]+;.*HttpOnly; Secure; SameSite=Lax$/,
  );
  assert.equal(login.headers["cache-control"], "private, no-store");

  const form = { "content-type": "application/x-www-form-urlencoded", origin: "https://evil.example" };
  assert.equal((await ask("POST", "/admin/login/", form, "username=a&password=b")).status, 403);
  assert.equal((await ask("GET", "/", { host: "evil.example" })).status, 400);
  assert.equal((await ask("TRACE", "/")).status, 405);
  assert.equal((await ask("GET", "/admin/")).status, 302);
  assert.equal((await ask("GET", "/__quintet/")).status, 404);
  for (const secret of [
    "/.env",
    "/static/../.env",
    "/static/%2e%2e/.env",
    "/media/../db.sqlite3",
    "/quintet.config.ts",
  ])
    assert.notEqual((await ask("GET", secret)).status, 200, secret);
});
