import assert from "node:assert/strict";
import { test } from "node:test";
import { findDjango } from "../db/side-by-side/django.ts";
import { generateCases } from "./differential/cases.ts";
import { type Answer, renderByDjango } from "./differential/django-templates.ts";
import { renderByQuintet } from "./differential/quintet-templates.ts";

/*
 * Templates by chance, rendered by a real Django and by Quintet, byte by byte the same; where one has an error, so has the
 * other. Skipped where no Django can be had. More of them, to look for what is still missing:
 *
 *   QUINTET_TEMPLATE_CASES=10000 QUINTET_TEMPLATE_SEED=7 node … --test tests/templates/differential.test.ts
 */
const count = Number(process.env.QUINTET_TEMPLATE_CASES ?? 300);
const seed = Number(process.env.QUINTET_TEMPLATE_SEED ?? 1);

const django = await findDjango();
const noDjango = django === undefined && "no real Django here (../shared/tools/real-django)";

/** What is compared: Python's errors have other names. */
function comparable(answer: Answer): string {
  return "output" in answer ? answer.output : "an error";
}

test(`${count} templates by chance render as a real Django renders them`, { skip: noDjango }, async () => {
  const cases = generateCases({ seed, count });

  const answers = await renderByDjango(django!, cases); // skipped without one

  const differences = cases.flatMap((one, index) => {
    const own = renderByQuintet(one);
    const theirs = answers[index]!;
    return comparable(own) === comparable(theirs) ? [] : [{ ...one, own, theirs }];
  });
  assert.deepEqual(differences.slice(0, 3), []);
});
