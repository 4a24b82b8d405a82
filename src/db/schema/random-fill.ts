import type { FieldState } from "./model-state.ts";

/** Gives each row that is there a random value of its own: 32 hexadecimal digits in a text, a UUID of version 4. */
export const randomFill = { random: true } as const;

const randomLength = 32;

type Kind = Pick<FieldState, "type" | "maxLength">;

/** Whether a field can be filled so: there is room for enough digits that no two rows get the same. */
export function canBeRandom({ type, maxLength = randomLength }: Kind): boolean {
  return type === "uuid" || type === "text" || (type === "string" && maxLength >= randomLength);
}

/** Whether what a field is filled with is made anew for each row, of 32 random digits. */
export function isRandomFill(fill: unknown, kind: Kind): boolean {
  if (kind.type === "uuid" && (fill === "v4" || fill === "v7")) return true;
  const isSaid = typeof fill === "object" && fill !== null && "random" in fill && fill.random === true;
  return isSaid && canBeRandom(kind);
}
