import type { Operation, OperationSymbol } from "../operations/operation.ts";

/** What `--json` says of an operation, in every command. */
export interface OperationEntry {
  readonly symbol: OperationSymbol;
  readonly description: string;
  readonly isReversible: boolean;
}

export function operationEntry(operation: Operation): OperationEntry {
  const { symbol, isReversible } = operation;
  return { symbol, description: operation.describe(), isReversible };
}
