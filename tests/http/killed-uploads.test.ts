import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

const folder = mkdtempSync(join(tmpdir(), "quintet-killed-"));
after(() => rmSync(folder, { recursive: true }));

/** A process that takes uploads, and keeps what is too large for memory in the folder of this test. */
async function startServer() {
  const script = join(import.meta.dirname, "fixtures/upload-server.ts");
  const child = spawn(process.execPath, ["--conditions=quintet:source", script], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, TMPDIR: folder },
  });
  const [port] = await once(child.stdout.setEncoding("utf8"), "data");
  const end = async (signal: NodeJS.Signals) => {
    const exited = once(child, "exit");
    child.kill(signal);
    return exited;
  };
  return { url: `http://127.0.0.1:${Number(port)}/`, end };
}

const left = () => readdirSync(folder, { recursive: true });

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

test("what a process left of an upload when it was killed is removed by the next one that starts", async () => {
  const killed = await startServer();
  const upload = request(killed.url, {
    method: "POST",
    headers: { "content-type": "multipart/form-data; boundary=b", "content-length": 10_000_000 },
  });
  upload.on("error", () => {}); // the server is to be killed
  upload.write('--b\r\nContent-Disposition: form-data; name="file"; filename="big.bin"\r\n\r\n');
  upload.write(Buffer.alloc(4_000_000, "x"));
  await until(() => left().length === 2); // a folder of the process, and the file in it

  assert.deepEqual(await killed.end("SIGKILL"), [null, "SIGKILL"]);
  assert.equal(left().length, 2);

  const next = await startServer();
  await until(() => left().length === 0);
  assert.deepEqual(await next.end("SIGTERM"), [0, null]);
});
