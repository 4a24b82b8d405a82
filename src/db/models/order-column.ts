import { InvalidModelError } from "../errors.ts";
import type { ColumnDescriptor } from "../fields/column.ts";
import { integer } from "../fields/number-fields.ts";
import { isRelation } from "../fields/relation.ts";

/** The field, and the column, of a row's place among those of the same relation: as in Django. */
export const orderName = "_order";

const orderColumn: ColumnDescriptor = integer({ editable: false, default: 0, column: orderName });

/** Whether a field is the one that the option `orderWithRespectTo` adds. */
export function isOrderColumn(value: unknown): boolean {
  return value === orderColumn;
}

type Written = readonly (readonly [name: string, value: unknown])[];

/** The fields of a model, with the one of its order where its options name a relation for that. */
export function withOrderColumn(model: string, written: Written, relation: string | undefined): Written {
  if (relation === undefined) return written;
  const named = written.find(([name]) => name === relation)?.[1];
  if (isRelation(named) && named.kind === "belongsTo") return [...written, [orderName, orderColumn]];
  throw new InvalidModelError(
    `${model}.meta() says orderWithRespectTo: "${relation}", which is no belongsTo() of the model. Name the relation among whose rows they have an order.`,
  );
}
