import assert from "node:assert/strict";
import { test } from "node:test";
import { answersOf, type TemplateAnswer } from "../template-answers.ts";
import { type Program, readPrograms, recordOf } from "./programs.ts";

for (const group of readPrograms()) {
  test(`templates render as a real Django rendered them, in all versions: ${group.about}`, async () => {
    for (const [index, program] of group.programs.entries()) {
      const answers = await answersOf(recordOf(group, program, `${index}`));

      for (const [version, answer] of Object.entries(answers)) {
        assert.deepEqual(comparable(answer, program), expected(program), describe(program, version));
      }
    }
  });
}

function expected({ output, error }: Program): object {
  return output === undefined ? { error } : { output };
}

/** For errors of Python's own any error will do. */
function comparable(answer: TemplateAnswer, program: Program): object {
  return "error" in answer && program.error === true ? { error: true } : answer;
}

function describe({ source, templates }: Program, version: string): string {
  return `${version}: ${source ?? JSON.stringify(templates)}`;
}
