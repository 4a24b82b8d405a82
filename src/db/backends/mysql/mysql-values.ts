import type { StoredValue } from "../../fields/column.ts";

/**
 * An exact decimal number on its way to the server. Sent as a text, it would make the server compute with binary
 * fractions (`price + '0.10'`), so the connection binds it as what it is.
 */
export class DecimalParameter {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** As a stored value: between the dialect, which makes it, and the connection, which sends it, nobody looks inside. */
  static of(text: string): StoredValue {
    return new DecimalParameter(text) as unknown as StoredValue;
  }

  toString(): string {
    return this.text;
  }
}

/** A UUID as 32 digits: what `char(32)` holds, and what MariaDB's own type takes as well. */
export function uuidDigits(uuid: string): string {
  return uuid.replaceAll("-", "").toLowerCase();
}
