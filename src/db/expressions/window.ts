import { InvalidQueryError } from "../errors.ts";
import type { Node, WindowFrame, WindowNode } from "./node.ts";

/** Which rows a total or a ranking looks at, for each row. */
export interface Window {
  /** Rows with equal values here are looked at together; all rows if nothing is said. */
  readonly partitionBy?: readonly unknown[];
  readonly orderBy?: readonly unknown[];
  readonly frame?: Frame;
}

/** The rows from one to another, counted from the current one: negative before it, positive behind, `null` for all. */
export interface Frame {
  readonly unit: "rows" | "range" | "groups";
  readonly from: number | null;
  readonly to: number | null;
  readonly exclude?: "current row" | "group" | "ties" | "no others";
}

export function windowNode(item: Node, window: Window, toNode: (value: unknown) => Node): WindowNode {
  if (item.kind !== "aggregate" && item.kind !== "call") {
    throw new InvalidQueryError(
      "over() belongs behind a total or a ranking, such as sum(book.price).over({ … }) or rank().over({ … }).",
    );
  }
  return {
    kind: "window",
    item,
    partitionBy: (window.partitionBy ?? []).map(toNode),
    orderBy: (window.orderBy ?? []).map(toNode),
    frame: window.frame === undefined ? undefined : checkedFrame(window.frame),
  };
}

function checkedFrame(frame: Frame): WindowFrame {
  const { unit, from, to, exclude } = frame;
  for (const bound of [from, to]) {
    if (bound === null || Number.isSafeInteger(bound)) continue;
    throw new InvalidQueryError(`A frame is bounded by whole numbers or null, not by ${String(bound)}.`);
  }
  if (from !== null && to !== null && from > to)
    throw new InvalidQueryError(
      `A frame from ${from} to ${to} has no rows: its beginning is behind its end.`,
    );
  const units = ["rows", "range", "groups"];
  const exclusions = ["current row", "group", "ties", "no others", undefined];
  if (!units.includes(unit) || !exclusions.includes(exclude))
    throw new InvalidQueryError(`A frame has the unit rows, range or groups, not ${String(unit)}.`);
  return { unit, from, to, exclude };
}
