import type { KilledSet } from "./killed-set.ts";
import { operationsInSteps } from "./operations-in-steps.ts";
import { plainOperations } from "./plain-operations.ts";

/** All that processes are killed in; the two have tables of the same names, so each needs a database of its own. */
export const killedSets: Readonly<Record<"plain" | "steps", KilledSet>> = {
  plain: plainOperations,
  steps: operationsInSteps,
};
