import { didYouMean } from "../../../core/index.ts";
import { snakeCase } from "../../models/names.ts";
import { SchemaStateError } from "../../schema/errors.ts";
import type { ModelState } from "../../schema/model-state.ts";
import { labelOf } from "../../schema/schema-state.ts";
import { tableDefinition } from "../../schema/table-definition.ts";
import { checkArguments } from "./check-arguments.ts";
import type { Operation } from "./operation.ts";

/**
 * Looks at the rows that a check or a reference was made without a look at, while they are read and written. Fails where a
 * row doesn't keep to it; the rule stays as it was.
 *
 * @param name - The name of a check, or of a field that refers to another model.
 *
 * @example
 * // In one migration:
 * addConstraint("Book", { type: "check", name: "price_positive", condition }, { validate: false })
 * // In the next:
 * validateConstraint("Book", "price_positive")
 */
export function validateConstraint(model: string, name: string): Operation {
  checkArguments("validateConstraint", [model, name]);
  return {
    kind: "validateConstraint",
    args: [model, name],
    symbol: "~",
    nameFragment: `validate_${snakeCase(model)}_${snakeCase(name)}`,
    isReversible: true,
    describe: () => `Validate ${name} of ${model}`,
    apply(state, module) {
      refuseUnknown(state.get(`${module}.${model}`), name);
      return state;
    },
    async forward({ editor, module, after }) {
      const table = tableDefinition(after, after.get(`${module}.${model}`));
      await editor.validateRule({ table, name });
    },
    async backward() {}, // it was looked at, and that stays true
  };
}

function refuseUnknown(model: ModelState, name: string): void {
  const known = [
    ...model.constraints.flatMap((constraint) => (constraint.type === "check" ? [constraint.name] : [])),
    ...Object.entries(model.fields).flatMap(([field, { type }]) => (type === "belongsTo" ? [field] : [])),
  ];
  if (known.includes(name)) return;
  throw new SchemaStateError(
    `validateConstraint() names "${name}", which is neither a check of ${labelOf(model)} nor a field of it that refers to another model.${didYouMean(name, known)}`,
  );
}
