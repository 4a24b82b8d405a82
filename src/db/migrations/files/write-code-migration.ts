import { didYouMean } from "../../../core/index.ts";
import type { ModelState } from "../../schema/model-state.ts";
import { labelOf, SchemaState } from "../../schema/schema-state.ts";
import { parentLink } from "../../source-text/model-source.ts";
import { Call, Code, Open, printCode } from "../../source-text/print-code.ts";
import { modelsText } from "../../source-text/write-models.ts";
import { HistoricModelError } from "../errors.ts";
import type { Migration } from "../graph/migration.ts";

/**
 * The text of a migration whose code is still to be written, with the models that it uses as they are in `state`. Models
 * that they refer to are declared by their keys.
 *
 * @param names - The models, with their modules where those aren't the migration's: `["Book", "auth.User"]`.
 * @throws {@link HistoricModelError} where there is no such model.
 */
export function writeCodeMigration(
  migration: Migration,
  names: readonly string[],
  state: SchemaState,
): string {
  const { module, dependsOn } = migration;
  const labels = names.map((name) => labelNamed(name, module, state));
  const declared = ownFirst(module, declaredModels(state, labels));
  const { imports, classes, classNames } = modelsText(declared, {
    module,
    exported: false,
    furtherNames: ["migration", "runCode"],
  });
  const models = [...declared.models].map(([label, model]) => {
    const className = classNames.get(label);
    const name = model.module === module ? model.name : `"${label}"`;
    return name === className ? name : `${name}: ${className}`;
  });
  const code = new Call("runCode", [
    new Open({
      models: new Code(`{ ${models.join(", ")} }`),
      forward: new Code('async () => {\n        // What "quintet migrate up" does with the rows.\n      }'),
      backward: new Code('async () => {\n        // What "quintet migrate down" does with them.\n      }'),
    }),
  ]);
  const options = new Open({ dependsOn: dependsOn.length > 0 ? dependsOn : undefined, operations: [code] });
  const start = "export default ";
  const written = printCode(new Call("migration", [options]), "", start.length + 1);
  const comment = `// The models as they are at this point of the history. What the code doesn't need may be deleted.\n`;
  return `${imports}\n${comment}${classes}\n${start}${written};\n`;
}

function labelNamed(name: string, module: string, state: SchemaState): string {
  const label = name.includes(".") ? name : `${module}.${name}`;
  if (state.find(label) !== undefined) return label;
  throw new HistoricModelError(
    `There is no model "${label}" at the end of the migrations.${didYouMean(label, state.models.keys())}\nModels of "${module}": ${namesIn(state, module).join(", ") || "none"}. Those of other modules are named with their module: auth.User.`,
  );
}

function namesIn(state: SchemaState, module: string): readonly string[] {
  return [...state.models.values()].filter((model) => model.module === module).map(({ name }) => name);
}

/** The migration's own models have their names, where others are called the same. */
function ownFirst(module: string, { models }: SchemaState): SchemaState {
  const [own = [], others = []] = [true, false].map((isOwn) =>
    [...models.values()].filter((model) => (model.module === module) === isOwn),
  );
  return new SchemaState([...own, ...others]);
}

/** The models that are wanted, whole, with those that they stand on; and the keys of those that they refer to. */
function declaredModels(state: SchemaState, labels: readonly string[]): SchemaState {
  const whole = new Set<string>();
  const addWhole = (label: string): void => {
    if (whole.has(label)) return;
    whole.add(label);
    const model = state.get(label);
    const parent = parentLink(state, model)?.parent;
    if (parent !== undefined) addWhole(labelOf(parent));
    for (const { through } of Object.values(model.fields)) if (through !== undefined) addWhole(through);
  };
  for (const label of labels) addWhole(label);

  const keys = new Set<string>();
  const addKey = (label: string): void => {
    if (whole.has(label) || keys.has(label)) return;
    keys.add(label);
    for (const { to } of Object.values(keysOf(state.get(label)))) if (to !== undefined) addKey(to);
  };
  for (const label of whole)
    for (const { to } of Object.values(state.get(label).fields)) if (to !== undefined) addKey(to);

  // In the order of the history, so that the file is the same whatever the order of the names.
  return new SchemaState(
    [...state.models.values()].flatMap((model) => {
      const label = labelOf(model);
      if (!whole.has(label) && !keys.has(label)) return [];
      return [
        { ...model, fields: whole.has(label) ? model.fields : keysOf(model), indexes: [], constraints: [] },
      ];
    }),
  );
}

/** The key of a model, and the fields that others refer to in its stead. */
function keysOf({ fields }: ModelState): ModelState["fields"] {
  return Object.fromEntries(
    Object.entries(fields).filter(([, { primaryKey, unique }]) => primaryKey || unique),
  );
}
