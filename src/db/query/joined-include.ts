import { InvalidQueryError } from "../errors.ts";
import { type Include, stateKey } from "./query-state.ts";

/** Whether a relation is read by a join: one to a row that is read as it is. All others have a statement of their own. */
export function isJoined({ relation, query }: Include): boolean {
  return !relation.toMany && query[stateKey].steps.length === 0;
}

/**
 * What a callback may say of the rows that an include loads. The row that a relation leads to is loaded whatever it is,
 * because the type says that it is there; under another name it may be missing.
 * @throws {@link InvalidQueryError}
 */
export function checkInclude({ relation, query, attribute }: Include): void {
  const { steps, limit, offset, order, combined, result, distinct } = query[stateKey];
  const call = attribute === undefined ? `include({ ${relation.name}: … })` : `includeAs("${attribute}", …)`;
  if (result !== undefined)
    throw new InvalidQueryError(
      `${call} loads rows: select() can't be used there. Use only() for some of their columns.`,
    );
  if (relation.toMany) return;
  const isWhole = limit === undefined && offset === undefined && combined === undefined && distinct === false;
  const isUnconditional = order === undefined && steps.every(({ kind }) => kind === "annotate");
  if (isWhole && (attribute !== undefined || isUnconditional)) return;
  throw new InvalidQueryError(
    attribute === undefined
      ? `${call} leads to one row, which is loaded whatever it is: only include(), only(), defer() and annotate() can be used in its callback. includeAs("name", "${relation.name}", …) takes conditions, and gives null where they don't hold.`
      : `${call} leads to one row: it takes conditions, and no limit(), distinct() or union().`,
  );
}
