/*
 * Asks a real Django what it makes of the templates in programs.json, and writes its answers there:
 *
 *     PYTHONPATH=$(bash ../shared/tools/real-django /tmp/django) node tests/conformance/programs/record.ts
 *
 * A new program is written into the file without an answer.
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { type Program, type ProgramGroup, programFile, readPrograms, recordOf } from "./programs.ts";

const django = path.resolve(import.meta.dirname, "../../../../shared/conformance/django_runner.py");
const ownErrors = new Set(["TemplateSyntaxError", "TemplateDoesNotExist", "VariableDoesNotExist"]);

interface Answer {
  readonly id: string;
  readonly output?: string;
  readonly error?: { readonly class: string };
}

function ask(records: readonly object[]): ReadonlyMap<string, Answer> {
  const input = records.map((record) => JSON.stringify(record)).join("\n");
  const { stdout, stderr } = spawnSync("/usr/bin/python3", [django], { input, encoding: "utf8" });
  process.stderr.write(stderr);
  const answers = stdout.split("\n").filter((line) => line.trim() !== "");
  return new Map(answers.map((line) => JSON.parse(line) as Answer).map((answer) => [answer.id, answer]));
}

function takeAnswer(program: Program, { output, error }: Answer): void {
  delete program.output;
  delete program.error;
  if (output !== undefined) program.output = output;
  else program.error = ownErrors.has(error!.class) ? error!.class : true; // one or the other is there
}

/** One program a line, so that a change of one is a change of one line. */
function written(groups: readonly ProgramGroup[]): string {
  return `[\n${groups.map(writtenGroup).join(",\n")}\n]\n`;
}

function writtenGroup({ about, templates, contexts, programs }: ProgramGroup): string {
  return [
    "  {",
    `    "about": ${JSON.stringify(about)},`,
    `    "templates": ${line(templates)},`,
    `    "contexts": [\n${contexts.map((context) => `      ${line(context)}`).join(",\n")}\n    ],`,
    `    "programs": [\n${programs.map((program) => `      ${line(program)}`).join(",\n")}\n    ]`,
    "  }",
  ].join("\n");
}

/** Characters that editors don't show are written by number. */
function line(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\u007f-\u00a0\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const groups = readPrograms();
const ids = new Map<string, Program>();
const records = groups.flatMap((group, groupIndex) =>
  group.programs.map((program, index) => {
    const id = `${groupIndex}/${index}`;
    ids.set(id, program);
    return recordOf(group, program, id);
  }),
);
for (const [id, answer] of ask(records)) takeAnswer(ids.get(id)!, answer); // each id was asked for
writeFileSync(programFile, written(groups));
