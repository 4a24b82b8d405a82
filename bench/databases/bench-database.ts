import type { MomentFormat } from "../contenders/contender.ts";
import type { Article } from "../dataset.ts";

export type DatabaseKind = "sqlite" | "postgres";

/** A database for one contender, with the rows of the data set; looked at and put back without any contender. */
export interface BenchDatabase {
  readonly address: string;
  /** The articles with a key above `afterId`, in the order of their keys. */
  articles(afterId?: number): Promise<readonly Article[]>;
  /** Puts back what tasks have changed. */
  reset(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface BenchDatabases {
  /** The version of the server or library. */
  readonly version: string;
  make(moments: MomentFormat): Promise<BenchDatabase>;
  [Symbol.asyncDispose](): Promise<void>;
}
