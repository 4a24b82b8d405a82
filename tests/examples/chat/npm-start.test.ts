import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

const root = join(import.meta.dirname, "../../..");

// npm runs a script in a shell and hands signals to that alone; Debian's ends without a word to what it runs.
test("SIGTERM to npm start ends the server behind it, which has closed before npm ends", async (context) => {
  const folder = await mkdtemp(join(tmpdir(), "quintet-npm-start-"));
  const npm = spawn("npm", ["start"], {
    cwd: root,
    env: {
      ...process.env,
      SECRET_KEY: "for tests: a key that is long enough, 0123456789",
      DATABASE_FILE: join(folder, "chat.sqlite3"),
      HOST: "127.0.0.1",
      PORT: "0",
    },
    stdio: ["ignore", "pipe", "inherit"],
    detached: true, // a group of its own, all of which can be ended
  });
  const ended = once(npm, "exit");
  context.after(async () => {
    if (npm.exitCode === null) process.kill(-npm.pid!, "SIGKILL");
    await rm(folder, { recursive: true });
  });
  let output = "";
  const { promise: isThere, resolve } = Promise.withResolvers<void>();
  npm.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    if (output.includes("Ctrl+C ends it")) resolve();
  });
  await Promise.race([isThere, ended]);
  const [, port] = /The chat: +http:\/\/127\.0\.0\.1:(\d+)\//.exec(output) ?? [];
  assert.ok(port !== undefined, output);

  npm.kill("SIGTERM");

  assert.deepEqual(await ended, [0, null]);
  const server = createServer().listen(Number(port), "127.0.0.1"); // fails where somebody still listens there
  await once(server, "listening");
  server.close();
});
