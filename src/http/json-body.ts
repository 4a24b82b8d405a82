import { markAsClients } from "../core/index.ts";
import { BadRequestError } from "./errors.ts";
import { malformedPosition } from "./malformed-json.ts";
import type { RequestLimits } from "./request-limits.ts";

/**
 * Parses a JSON body, and refuses one that is malformed, nested too deeply, too wide, or made to reach the prototypes
 * of whatever it is later merged into.
 * @throws {@link BadRequestError} with the line and column of what is malformed.
 */
export function parseJson(text: string, limits: RequestLimits): unknown {
  if (text.trim() === "") throw new BadRequestError("The body is empty, and JSON is expected.");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Without its cause: the message of JSON.parse() quotes the body, which may hold a password.
    throw new BadRequestError(`The body is not valid JSON: ${whereItFails(text)}.`);
  }
  checkShape(value, limits);
  return value;
}

/** `unexpected "}" at line 2, column 5`. */
function whereItFails(text: string): string {
  const position = malformedPosition(text);
  const before = text.slice(0, position);
  const line = before.split("\n").length;
  const column = position - before.lastIndexOf("\n");
  const found =
    position >= text.length ? "it ends too early" : `unexpected ${JSON.stringify(text[position])}`;
  return `${found} at line ${line}, column ${column}`;
}

/** Walks lists and objects level by level, so that depth costs no stack. */
function checkShape(value: unknown, { maxJsonDepth, maxJsonKeys }: RequestLimits): void {
  let keyCount = 0;
  let level = isContainer(value) ? [value] : [];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > maxJsonDepth) {
      throw new BadRequestError(
        `The JSON body is nested deeper than the ${maxJsonDepth} levels accepted here.`,
      );
    }
    const nextLevel: object[] = [];
    for (const container of level) {
      if (Array.isArray(container)) {
        for (const item of container) if (isContainer(item)) nextLevel.push(item);
        continue;
      }
      markAsClients(container);
      for (const [key, item] of Object.entries(container)) {
        if (++keyCount > maxJsonKeys) {
          throw new BadRequestError(`The JSON body has more than the ${maxJsonKeys} keys accepted here.`);
        }
        refusePrototypeKey(key, item);
        if (isContainer(item)) nextLevel.push(item);
      }
    }
    level = nextLevel;
  }
}

// JSON.parse makes "__proto__" an ordinary key, but the first careless merge makes it the prototype.
function refusePrototypeKey(key: string, item: unknown): void {
  const reachesPrototype =
    key === "__proto__" || (key === "constructor" && isContainer(item) && Object.hasOwn(item, "prototype"));
  if (reachesPrototype) throw new BadRequestError(`The JSON body has a key "${key}", which is not accepted.`);
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
