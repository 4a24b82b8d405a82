import { createInterface } from "node:readline";
import { answerers as calls } from "./calls.ts";
import { answerers as crypto } from "./crypto.ts";
import { answerers as migrations } from "./migrations/answers.ts";
import { answerers as queries } from "./queries.ts";
import { djangoErrorName, answerers as templates } from "./templates.ts";
import { answerers as urls } from "./urls.ts";

/*
 * Answers the conformance corpus: a record as JSON on each line of standard input, an answer as JSON on each line of
 * standard output. The kinds of records are answered by the files beside this one.
 */

interface CorpusRecord {
  readonly id: string;
  readonly kind: string;
}

/** Gives the output of a record, or throws an error whose name is Django's class. */
type Answerer = (record: never) => unknown;

// These make whole answers of their own, with "output" or "error".
const whole: Readonly<Record<string, Answerer>> = { ...urls, ...queries, ...migrations };
const outputs: readonly Readonly<Record<string, Answerer>>[] = [templates, calls, crypto];

async function answer(record: CorpusRecord): Promise<object> {
  const { kind } = record;
  if (Object.hasOwn(whole, kind)) return (await whole[kind]!(record as never)) as object;
  for (const answerers of outputs) {
    if (!Object.hasOwn(answerers, kind)) continue;
    try {
      return { output: await answerers[kind]!(record as never) };
    } catch (error) {
      const name = djangoErrorName(error);
      // Several files know functions of Django; what one doesn't have, another may.
      if (name !== "Unsupported") return { error: described(name, error as Error) };
    }
  }
  return { error: { class: "Unsupported" } };
}

/** With what was wrong, where the error lists it. */
function described(name: string, error: Error & { readonly errors?: readonly unknown[] }): object {
  const { message, errors } = error;
  return { class: name, message: String(message), ...(errors === undefined ? {} : { errors }) };
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() === "") continue;
  const record = JSON.parse(line) as CorpusRecord;
  process.stdout.write(`${JSON.stringify({ id: record.id, ...(await answer(record)) })}\n`);
}
