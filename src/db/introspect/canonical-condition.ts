import type { ConditionState } from "../schema/condition-state.ts";
import type { DatabaseKind } from "../schema/model-state.ts";
import { tokenize } from "../sql/sql-tokens.ts";
import { type ColumnKinds, parseExpression } from "./parse-expression.ts";

/**
 * A condition in a form in which two that say the same in other words are equal: databases don't keep conditions as they
 * were written. `a BETWEEN 1 AND 5` and `((a >= 1) AND (a <= 5))` are one.
 */
export function canonicalCondition(kind: DatabaseKind, sql: string, columns: ColumnKinds): string {
  return JSON.stringify(canonical(kind, parseExpression(kind, sql, columns)));
}

function canonical(kind: DatabaseKind, state: ConditionState): unknown {
  if ("field" in state) return state.field;
  if ("value" in state) return { value: constant(state.value) };
  if ("sql" in state) return { sql: words(kind, state) };
  const { op, of } = state;
  const parts = of.map((item) => canonical(kind, item));
  if (op === "between") {
    const [left, low, high] = parts;
    return {
      op: "and",
      of: [
        { op: "gte", of: [left, low] },
        { op: "lte", of: [left, high] },
      ],
    };
  }
  if (op === "and" || op === "or") return { op, of: parts.flatMap((part) => flattened(op, part)) };
  return { op, of: parts };
}

function flattened(op: string, part: unknown): unknown[] {
  const inner = part as { readonly op?: string; readonly of?: readonly unknown[] };
  return typeof part === "object" && inner.op === op ? [...(inner.of ?? [])] : [part];
}

/** `0.50`, `'0.50'` and `0.5` are one number. */
function constant(value: unknown): unknown {
  if (typeof value === "number") return String(value);
  if (typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value)) return String(Number(value));
  return value;
}

/** SQL without what databases add to it, and leave out: brackets, quotes, casts. */
function words(kind: DatabaseKind, { sql, of }: Extract<ConditionState, { sql: unknown }>): string {
  const quoted = of.map((item) => ("field" in item ? `"${item.field.replaceAll('"', '""')}"` : ""));
  const text = sql.map((part, place) => part + (quoted[place] ?? "")).join("");
  const tokens = tokenize(text, kind) ?? [];
  const kept: string[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!; // the loop stays inside
    if (token.kind === "sign" && token.value === "::") {
      while (
        /^(character|varying|double|precision|timestamp|time|with|without|zone)$/i.test(
          tokens[at + 1]?.value ?? "",
        )
      )
        at++;
      if (tokens[at + 1]?.kind === "name" && !/^(varying|precision|zone)$/i.test(tokens[at]!.value)) at++;
    } else if (!(token.kind === "sign" && (token.value === "(" || token.value === ")")))
      kept.push(word(kind, token.value));
  }
  return kept.join(" ");
}

// What MariaDB calls otherwise in what it keeps.
const renamed: ReadonlyMap<string, string> = new Map([
  ["octet_length", "length"],
  ["char_length", "character_length"],
]);

function word(kind: DatabaseKind, value: string): string {
  const lower = value.toLowerCase();
  return kind === "mysql" ? (renamed.get(lower) ?? lower) : lower;
}
