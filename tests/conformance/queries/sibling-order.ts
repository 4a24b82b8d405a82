import { isStored } from "quintet/db";
import type { Model, Values } from "./quintet.ts";

/** The property of Django's hidden field `_order`. */
export const orderProperty = "siblingOrder";

/** Gives new rows of a model the last place among those of the same relation, as `order_with_respect_to` asks for. */
export function keepSiblingOrder(model: Model, relation: string): void {
  model.prototype.beforeSave = async function (this: Values): Promise<void> {
    if (isStored(this)) return;
    const siblings = model.all().where({ [relation]: this[`${relation}Id`] });
    const last = (await siblings.orderBy(`-${orderProperty}`).first()) as Values | null;
    this[orderProperty] = last === null ? 0 : Number(last[orderProperty]) + 1;
  };
}
