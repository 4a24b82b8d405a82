import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type ConfigOptions, defineConfig, env, secret } from "quintet";
import { createApp } from "quintet/app";
import { postgres } from "quintet/db";
import { configShowCommand } from "../../src/cli/commands/config-show.ts";
import { loadEnvFile } from "../../src/core/index.ts";

const key = "kJ8-long-enough-and-with-many-different-characters";
const names = {
  key: "QT_SHOW_KEY",
  port: "QT_SHOW_PORT",
  hosts: "QT_SHOW_HOSTS",
  debug: "QT_SHOW_DEBUG",
  url: "QT_SHOW_URL",
};
let folder: string;

before(() => {
  folder = mkdtempSync(join(tmpdir(), "quintet-config-"));
  // The third line only looks like a variable; the fifth is the one that counts.
  const lines = [
    `# ${names.port}=1`,
    'OTHER="begins',
    `${names.port}=2`,
    'ends"',
    `export ${names.port} = 9000`,
  ];
  writeFileSync(join(folder, ".env"), `${lines.join("\n")}\n${names.key}=in the file, and set already\n`);
  process.env[names.key] = key;
  process.env[names.hosts] = "shop.example,www.shop.example";
  loadEnvFile(join(folder, ".env"));
});
after(() => {
  rmSync(folder, { recursive: true });
  for (const name of Object.values(names)) delete process.env[name];
});

async function show(
  options: Record<string, string | boolean> = {},
  key?: string,
  overrides: Partial<ConfigOptions> = {},
  file?: string,
) {
  const config = defineConfig({
    modules: [],
    secretKey: secret(names.key),
    debug: env.boolean(names.debug, false),
    databases: {
      default: postgres({ host: "db.example", user: "shop", password: "p4ss-in-the-file", database: "shop" }),
    },
    http: { port: env.integer(names.port), host: "127.0.0.1", maxFormFiles: 7 },
    security: { allowedHosts: env.list(names.hosts) },
    logLevel: "silent",
  });
  await using app = await createApp(config, { isDefault: false, overrides });
  const lines: string[] = [];
  const say = (line = "") => void lines.push(line);
  const refuse = () => Promise.reject(new Error("Nobody is there to answer."));
  const terminal = {
    line: say,
    success: say,
    warn: say,
    interactive: false,
    ask: refuse,
    askSecret: refuse,
    confirm: refuse,
  };
  const project = file === undefined ? {} : { project: { file, folder } };
  await configShowCommand.run({ app, ...project, terminal, args: { key }, options });
  return lines;
}

/** The line of a key, with one space between its cells. */
function line(lines: readonly string[], path: string): string {
  return (lines.find((each) => each.startsWith(`${path} `)) ?? "").replaceAll(/ {2,}/g, " | ").trim();
}

describe("quintet config show", () => {
  test("tells each value and who has said so: nobody, the file, a variable, .env, the command line", async () => {
    const lines = await show({}, undefined, { logLevel: "fatal" });

    assert.equal(line(lines, "http.keepAliveTimeoutMs"), "http.keepAliveTimeoutMs | 5000 | default");
    assert.equal(line(lines, "http.maxFormFiles"), "http.maxFormFiles | 7 | quintet.config.ts");
    assert.equal(line(lines, "http.port"), `http.port | 9000 | environment variable ${names.port} (.env:5)`);
    assert.equal(
      line(lines, "security.allowedHosts"),
      `security.allowedHosts | [ 'shop.example', 'www.shop.example' ] | environment variable ${names.hosts}`,
    );
    assert.equal(
      line(lines, "debug"),
      `debug | false | quintet.config.ts (environment variable ${names.debug} is not set)`,
    );
    assert.equal(line(lines, "logLevel"), "logLevel | fatal | command line");
  });

  test("tells the line of what stands in the file, and none of what the file leaves open", async () => {
    const place = async (text: string, ...paths: string[]) => {
      const file = join(folder, "shop.config.ts");
      writeFileSync(file, text);
      const lines = await show({}, undefined, {}, file);
      return paths.map((path) => line(lines, path).split(" | ").at(-1));
    };

    const written = `import type { X } from "y";
const more: X = {};
export default defineConfig({
  modules: [],
  debug: env.boolean("QT_SHOW_DEBUG", false) as boolean,
  http: {
    host: "127.0.0.1",
    maxFormFiles: 7 satisfies number,
  },
} satisfies X);
`;
    assert.deepEqual(
      await place(written, "http.host", "http.maxFormFiles", "debug", "http.port", "http.maxJsonKeys"),
      [
        "shop.config.ts:7",
        "shop.config.ts:8",
        `shop.config.ts:5 (environment variable ${names.debug} is not set)`,
        `environment variable ${names.port} (.env:5)`,
        "default",
      ],
    );
    // What stands in front of a spread may be replaced by it; what a variable holds has the line of its key.
    const spread =
      "const config = defineConfig({\n  debug: false,\n  ...more,\n  http,\n});\nexport default config;\n";
    assert.deepEqual(await place(spread, "http.host", "debug"), [
      "shop.config.ts:4",
      `shop.config.ts (environment variable ${names.debug} is not set)`,
    ]);
    assert.deepEqual(await place("export default make();\n", "http.host"), ["shop.config.ts"]);
    assert.deepEqual(await place("export default {{\n", "http.host"), ["shop.config.ts"]);
  });

  test("never shows a secret, be it one by its kind or by its name", async () => {
    for (const options of [{}, { json: true }, { changed: true }] as Record<string, boolean>[]) {
      const text = (await show(options)).join("\n");
      assert.doesNotMatch(text, /kJ8|p4ss/);
    }
    assert.equal(line(await show(), "secretKey"), `secretKey | [secret] | environment variable ${names.key}`);
  });

  test("shows one key and what is below it, and says if there is none", async () => {
    const lines = await show({}, "security.hsts");
    assert.deepEqual(
      lines.slice(1).map((each) => each.split(" ")[0]),
      ["security.hsts.maxAgeSeconds", "security.hsts.includeSubdomains", "security.hsts.preload"],
    );
    await assert.rejects(show({}, "securty"), {
      code: "core.command",
      message: /no key "securty".*\nquintet config show lists/,
    });
  });

  test("--changed shows what differs from the defaults, with these", async () => {
    const lines = await show({ changed: true }, "http");
    assert.deepEqual(
      lines.slice(1).map((each) => each.replaceAll(/ {2,}/g, " | ").trim()),
      [
        `http.port | 9000 | environment variable ${names.port} (.env:5) | 8000`,
        "http.maxFormFiles | 7 | quintet.config.ts | 100",
      ],
    );
    assert.deepEqual(
      (await show({ changed: true }, "security.hsts")).at(-1),
      "Everything is as it is by default.",
    );
  });

  test("--json is for programs", async () => {
    const entries = JSON.parse((await show({ json: true }, "http.port")).join("\n"));
    assert.deepEqual(entries, [
      {
        key: "http.port",
        value: 9000,
        origin: "environment",
        source: `environment variable ${names.port} (.env:5)`,
        isDefault: false,
      },
    ]);
  });
});

test("debug is on only where somebody says so: never because of NODE_ENV (CVE-2022-39382)", async () => {
  const before = process.env.NODE_ENV;
  try {
    for (const value of [undefined, "", "development", "production", "Production ", "test", "debug"]) {
      if (value === undefined) delete process.env.NODE_ENV;
      else process.env.NODE_ENV = value;
      const config = defineConfig({
        modules: [],
        secretKey: secret(names.key),
        databases: {},
        logLevel: "silent",
        security: { allowedHosts: ["shop.example"] },
      });
      await using app = await createApp(config, { isDefault: false });
      assert.equal(app.config.debug, false, String(value));
      assert.deepEqual(app.config.security.cookies, { secure: true, hostPrefix: true }, String(value));
      const page = await app.fetch(
        new Request("https://shop.example/nowhere/", { headers: { accept: "text/html" } }),
      );
      assert.equal(page.status, 404);
      assert.doesNotMatch(await page.text(), /routes|quintet|stack|\.ts/i, String(value));
    }
  } finally {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  }
});
