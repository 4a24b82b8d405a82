import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { printableLine, printableTexts } from "../../src/core/printable-entry.ts";
import { redacted } from "../../src/core/redact.ts";

/** What a program of its own writes to its log. */
function logOf(form: "json" | "pretty", code: string): string {
  const program = `
    import { configureLogging, logger } from ${JSON.stringify(import.meta.resolve("../../src/core/index.ts"))};
    configureLogging("info", ${JSON.stringify(form)});
    const log = logger("shop");
    ${code}`;
  const flags = [
    "--conditions=quintet:source",
    "--disable-warning=ExperimentalWarning",
    "--input-type=module",
  ];
  const { stderr } = spawnSync(process.execPath, [...flags, "--eval", program], { encoding: "utf8" });
  return stderr;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
const controlCharacters = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;
const hostile = String.raw`"/a\u001b[2K\u009b31m\u0007\r\n[12:00:00] INFO: forged\u2028\u202ex"`;

for (const form of ["json", "pretty"] as const) {
  test(`an entry holds no control characters and begins no other, whatever a visitor sent (${form})`, () => {
    const log = logOf(
      form,
      `log.warn({ path: ${hostile} }, ${hostile});
       log.warn("second");
       log.error({ err: Object.assign(new Error(${hostile}), { config: { authorization: "hunter2" } }) }, "failed");`,
    );

    const lines = log.trimEnd().split("\n");
    assert.match(lines[1]!, /second/, log);
    assert.doesNotMatch(log, controlCharacters);
    assert.ok(!/^\[12:00:00\]/m.test(log), log);
    assert.ok(!log.includes("hunter2"), "secrets that an error carries are not written");
    assert.equal(form === "json" ? lines.length : 3, 3);
  });
}

test("values under a secret's name never reach a log, however it is written and as deep as four levels", () => {
  const entry = {
    user: "ada",
    password: "hunter2",
    newPassword: "hunter2",
    reset_token: "hunter2",
    headers: { Authorization: "Bearer hunter2", "Set-Cookie": "hunter2", accept: "text/html" },
    list: [{ request: { apiKey: "hunter2" } }],
    author: "Tove",
    key: "shelf",
    bytes: 12,
  };

  const shown = redacted(entry);

  assert.ok(!JSON.stringify(shown).includes("hunter2"), JSON.stringify(shown));
  assert.deepEqual(
    [shown.user, shown.author, shown.key, shown.bytes, (shown.headers as { accept: string }).accept],
    ["ada", "Tove", "shelf", 12, "text/html"],
  );
  assert.equal(entry.password, "hunter2", "what was logged stays as it is");
});

test("an entry without secrets is not copied", () => {
  const entry = { path: "/", list: [{ a: 1 }] };
  assert.equal(redacted(entry), entry);
});

test("a line says the same after its unseen characters are written as escapes", () => {
  const text = "caf\u00e9 \u009b31m \u202e \ud83d\ude00";
  const line = JSON.stringify({ text });

  assert.deepEqual(JSON.parse(printableLine(line)), { text });
  assert.doesNotMatch(printableLine(line), controlCharacters);
  assert.match(printableLine(line), /caf\u00e9/);
  assert.equal(JSON.parse(printableTexts(JSON.stringify({ text: "a\nb" }))).text, String.raw`a\u000ab`);
});
