import { InvalidModelError } from "../errors.ts";
import { defineRelationProperty } from "../relations/relation-property.ts";
import { inheritanceKey } from "./inheritance.ts";
import { defineRelationProperties } from "./model.ts";
import type { AnyModel } from "./model-meta.ts";
import { isModel } from "./model-registry.ts";
import { lowerFirst } from "./names.ts";
import type { InheritedModel } from "./statics.ts";

/**
 * The base of a model whose rows extend those of another one: each has its own table, and a row of the new model is a
 * row in both. It has all fields and methods of its parent. A parent finds its child by `hasOne(() => Restaurant, "place")`.
 *
 * @example
 * class Restaurant extends inherit(Place, { servesPizza: boolean({ default: false }) }) {}
 * const restaurant = await Restaurant.create({ name: "Comet", servesPizza: true });
 * (await Place.get(restaurant.id)).name; // "Comet"
 */
export function inherit<Parent, Fields extends object>(
  parent: Parent,
  fields: Fields,
): InheritedModel<Parent, Fields> {
  if (!isModel(parent)) {
    throw new InvalidModelError(
      `inherit() was given ${String(parent)}, which is not a model. Give it a class that extends Model({ … }).`,
    );
  }
  // A subclass of a class whose constructor takes anything: TypeScript can't tell what it gives.
  const Parent = parent as new (values?: unknown) => object;
  class Base extends Parent {
    static readonly fields = together((parent as unknown as AnyModel).fields, fields);
    static readonly [inheritanceKey] = { parents: [parent], fields };
  }
  const link = lowerFirst(parent.name);
  if (!(link in Base.fields)) defineRelationProperty(Base.prototype, link);
  else defineRelationProperty(Base.prototype, `${link}Ptr`);
  defineRelationProperties(Base.prototype, fields);
  return Base as unknown as InheritedModel<Parent, Fields>;
}

/** All fields of both, with getters left as they are. */
function together(parent: object, own: object): object {
  return Object.defineProperties(
    {},
    {
      ...Object.getOwnPropertyDescriptors(parent),
      ...Object.getOwnPropertyDescriptors(own),
    },
  );
}
