import type { FieldState } from "../schema/model-state.ts";
import type { ModelSource } from "./model-source.ts";
import { Call, printCode } from "./print-code.ts";
import { needsInstant } from "./write-constant.ts";

/** The call that makes a column of a kind, with further options. */
export function writeBuilder(
  source: ModelSource,
  field: FieldState,
  more: Readonly<Record<string, unknown>>,
): Builder {
  const { name, options, implied = [] } = builderOf(source, field);
  const { columnType } = field;
  const all = { ...options, ...(field.type !== "custom" && { columnType }), ...more };
  const said = Object.entries(all).filter(([key, value]) => value !== undefined && !implied.includes(key));
  const call = new Call(name, said.length === 0 ? [] : [Object.fromEntries(said)]);
  return { call, text: printCode(call, "", 0) };
}

interface Builder {
  readonly call: Call;
  /** On one line. */
  readonly text: string;
}

interface BuilderParts {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Options that the builder sets by itself. */
  readonly implied?: readonly string[];
}

function builderOf(source: ModelSource, field: FieldState): BuilderParts {
  const { type, maxLength, digits, places, positive } = field;
  const use = (name: string, options: BuilderParts["options"] = {}, implied: readonly string[] = []) => ({
    name: source.use(name),
    options,
    implied,
  });
  switch (type) {
    case "smallAuto":
      return use("smallId", { positive }, ["primaryKey"]);
    case "auto":
      return use("id", { positive }, ["primaryKey"]);
    case "bigAuto":
      return use("bigId", { positive }, ["primaryKey"]);
    case "string":
    case "text":
      return use(type, { maxLength });
    case "decimal":
      return use(type, { digits, places });
    case "integer":
    case "smallInteger":
    case "bigInteger":
      return use(type, { positive });
    case "datetime":
      return use(type, needsInstant(field.default) ? { as: "instant" } : {});
    case "custom":
      return isIpAddress(field)
        ? use("ipAddress")
        : { name: source.kindOf(field.columnType), options: maxLength === undefined ? {} : { maxLength } };
    default:
      return use(type);
  }
}

/** What `ipAddress()` makes. */
function isIpAddress({ columnType, maxLength }: FieldState): boolean {
  return typeof columnType === "object" && columnType.postgres === "inet" && maxLength === 39;
}
