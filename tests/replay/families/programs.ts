import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { RunningCommand } from "../../cli/running-command.ts";
import { replay } from "../replay.ts";

/** What the command line writes and starts: nothing that comes from elsewhere becomes code or a setting. */

const repository = join(import.meta.dirname, "../../..");

/** Runs commands of a project of these files, one after the other, and gives what each said. */
async function quintet(
  files: Readonly<Record<string, string>>,
  commands: readonly string[][],
  environment: Record<string, string> = {},
): Promise<{ code: number | null; output: string }[]> {
  // Inside of the repository, where "quintet/…" is found, in a folder that git ignores.
  mkdirSync(join(repository, ".quintet"), { recursive: true });
  const folder = mkdtempSync(join(repository, ".quintet/replay-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const said = [];
    for (const words of commands) {
      await using command = new RunningCommand(folder, words, environment);
      said.push({ code: await command.ended, output: command.output });
    }
    return said;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function config(more: string): string {
  return `import { defineConfig, Secret } from "quintet";
import { sqlite } from "quintet/db";
${more.includes("teas") ? 'import { teas } from "./teas/module.ts";' : ""}
export default defineConfig({
  secretKey: new Secret("a key for replays alone, 0123456789 ABCDEF"),
  security: { allowedHosts: ["app.test"] },
  databases: { default: sqlite({ file: "db.sqlite3" }) },
  ${more}
});
`;
}

/** A module with a model in which a text stands wherever the database keeps one. */
function moduleWith(text: string): string {
  const written = JSON.stringify(text);
  return `import { defineModule } from "quintet";
import { check, choice, Model, string } from "quintet/db";
class Tea extends Model({
  name: string({ maxLength: 500, default: ${written}, label: ${written}, help: ${written} }),
  kind: choice("plain", ${written}),
}) {
  static override meta() {
    return this.options({ constraints: (tea) => [check("kind_of_tea", tea.name.ne(${written}))] });
  }
}
export const teas = defineModule({ name: "teas", folder: import.meta.dirname, models: [Tea] });
`;
}

const makeAndLoad = [
  ["migrate", "make"],
  ["migrate", "up"],
  ["migrate", "make", "--check"],
];

async function makesMigrations(text: string): Promise<void> {
  const files = { "quintet.config.ts": config("modules: [teas],"), "teas/module.ts": moduleWith(text) };
  for (const { code, output } of await quintet(files, makeAndLoad)) assert.equal(code, 0, output);
}

export const programs = [
  replay("CVE-2022-39382", {
    async control() {
      const [ended] = await quintet({ "quintet.config.ts": config("modules: [], debug: true,") }, [
        ["check", "--deploy"],
      ]);
      assert.match(ended!.output, /security\.W018/);
    },
    payloads: [undefined, "production", "Production ", "development", "test", "", "dev"],
    async attack(_site, mode) {
      const environment: Record<string, string> = mode === undefined ? {} : { NODE_ENV: mode };
      const [ended] = await quintet(
        { "quintet.config.ts": config("modules: [],") },
        [["check", "--deploy"]],
        environment,
      );
      assert.doesNotMatch(ended!.output, /security\.W018|debug/i, "debug is off unless it is said");
    },
  }),
  replay("CVE-2026-73651", {
    control: () => makesMigrations("plain text"),
    payloads: [
      // biome-ignore lint/suspicious/noTemplateCurlyInString: that it isn't read as a template is the point
      "${process.exit(7)}",
      "`, \"', */ \n\u2028 </script> \\",
      '"}); process.exit(7); ({"',
      "*/ process.exit(7); /*",
    ],
    attack: (_site, text) => makesMigrations(text),
  }),
];
