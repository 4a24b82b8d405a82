import { listed } from "../wording.ts";

/*
 * What an entry of the log says, in Django's form: a JSON list of what was added, changed or deleted,
 *
 *   [{"added": {}}]    [{"changed": {"fields": ["Title", "Status"]}}]
 *
 * so that both frameworks can read each other's history. `name` and `object` are there where a related row is meant.
 */

/** One step of what happened. */
interface ChangeStep {
  readonly added?: ChangeDetail;
  readonly changed?: ChangeDetail;
  readonly deleted?: ChangeDetail;
}

interface ChangeDetail {
  readonly name?: string;
  readonly object?: string;
  readonly fields?: readonly string[];
}

/** The message of an object that was added. */
export function addedMessage(): string {
  return '[{"added": {}}]';
}

/** The message of an object whose fields, named by their labels, were changed. */
export function changedMessage(labels: readonly string[]): string {
  if (labels.length === 0) return "[]";
  return `[{"changed": {"fields": [${labels.map((label) => JSON.stringify(label)).join(", ")}]}}]`;
}

/** The message of a new password, as Django's user admin writes it. */
export function passwordMessage(): string {
  return '[{"changed": {"fields": ["password"]}}]';
}

/** The message as a sentence: `"Changed Title and Status."` */
export function messageSentence(message: string): string {
  if (!message.startsWith("[")) return message; // Django once wrote sentences
  const steps = parseSteps(message);
  if (steps === undefined) return message;
  return steps.length === 0 ? "No fields changed." : steps.map(stepSentence).join(" ");
}

function parseSteps(message: string): readonly ChangeStep[] | undefined {
  try {
    const steps: unknown = JSON.parse(message);
    return Array.isArray(steps) ? steps : undefined;
  } catch {
    return undefined; // a sentence that begins with a bracket
  }
}

function stepSentence(step: ChangeStep): string {
  if (step.added) return step.added.name ? `Added ${step.added.name} “${step.added.object}”.` : "Added.";
  if (step.deleted) return `Deleted ${step.deleted.name} “${step.deleted.object}”.`;
  const { fields = [], name, object } = step.changed ?? {};
  const what = listed(fields);
  return name ? `Changed ${what} for ${name} “${object}”.` : `Changed ${what}.`;
}
