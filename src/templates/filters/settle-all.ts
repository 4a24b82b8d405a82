import { isThenable } from "../runtime/thenable.ts";

/** Gives the values to `use`: at once, or when all are there where some of them must be awaited. */
export function settleAll<Result>(
  values: readonly unknown[],
  use: (values: readonly unknown[]) => Result,
): Result | Promise<Awaited<Result>> {
  return values.some(isThenable) ? (Promise.all(values).then(use) as Promise<Awaited<Result>>) : use(values);
}
