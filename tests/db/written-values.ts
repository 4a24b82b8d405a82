import type { MigrationValueCode, Operation, WritableInMigrations } from "quintet/db";

/** An operation of an app's own that holds any values. */
export function holdValues(...values: readonly unknown[]): Operation {
  return {
    kind: "holdValues",
    from: import.meta.url,
    args: values,
    symbol: "*",
    isReversible: true,
    describe: () => "Hold values",
    apply: (state) => state,
    async forward() {},
    async backward() {},
  };
}

/** A class that says itself how it is made again. */
export class Money implements WritableInMigrations {
  readonly cents: bigint;

  constructor(cents: bigint) {
    this.cents = cents;
  }

  toMigrationCode(): MigrationValueCode {
    return { call: "new Money", args: [this.cents], from: import.meta.url };
  }
}

/** A class that somebody else has written. */
export class Point {
  readonly x: number;
  readonly y: number;

  private constructor(x: number, y: number) {
    this.x = x;
    this.y = y;
  }

  static at(x: number, y: number): Point {
    return new Point(x, y);
  }
}
