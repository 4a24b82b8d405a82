import { markAsClients } from "../core/index.ts";
import { BadRequestError } from "./errors.ts";
import { malformedPosition } from "./malformed-json.ts";
import type { RequestLimits } from "./request-limits.ts";

// RFC 9110, 8.3.1: a type, and parameters that are well-formed; `application/json, text/plain` is neither.
const token = "[!#$%&'*+.^_`|~0-9a-z-]+";
const jsonType = new RegExp(
  `^application/(?:json|[!#$%&'*.^_\`|~0-9a-z-]+\\+json)(?:[ \\t]*;[ \\t]*${token}=(?:${token}|"[^"]*"))*[ \\t]*;?$`,
  "i",
);

/** Whether a `Content-Type` announces JSON. */
export function isJsonType(contentType: string): boolean {
  return jsonType.test(contentType.trim());
}

/**
 * Parses a JSON body, and refuses one that is malformed, nested too deeply, too wide, or made to reach the prototypes
 * of whatever it is later merged into.
 * @throws {@link BadRequestError} with the line and column of what is malformed.
 */
export function parseJson(text: string, limits: RequestLimits): unknown {
  if (text.trim() === "") throw new BadRequestError("The body is empty, and JSON is expected.");
  // A short text can't be deep enough to cost anything; the walk below finds it.
  if (text.length > longText && nestsDeeper(text, limits.maxJsonDepth)) throw tooDeep(limits);
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

const longText = 10_000;

/** Whether brackets stand in each other deeper than that, before memory is spent on them. Right for well-formed texts. */
function nestsDeeper(text: string, most: number): boolean {
  let depth = 0;
  for (let position = 0; position < text.length; position++) {
    const letter = text[position];
    if (letter === "[" || letter === "{") {
      if (++depth > most) return true;
    } else if (letter === "]" || letter === "}") depth--;
    else if (letter === '"') position = endOfString(text, position);
  }
  return false;
}

/** Where the string that begins there ends: the next quote without a backslash in front of it. */
function endOfString(text: string, start: number): number {
  let position = start + 1;
  while (position < text.length && text[position] !== '"') position += text[position] === "\\" ? 2 : 1;
  return position;
}

function tooDeep({ maxJsonDepth }: RequestLimits): BadRequestError {
  return new BadRequestError(`The JSON body is nested deeper than the ${maxJsonDepth} levels accepted here.`);
}

/** Walks lists and objects level by level, so that depth costs no stack. */
function checkShape(value: unknown, limits: RequestLimits): void {
  const { maxJsonKeys } = limits;
  let keyCount = 0;
  let level = isContainer(value) ? [value] : [];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > limits.maxJsonDepth) throw tooDeep(limits);
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
