import { didYouMean } from "../../core/index.ts";
import type { FieldInfo, ModelMeta, RelationInfo } from "../../db/index.ts";

/** Collects what is wrong with a resource, so that all of it is told at once. */
export class ResourceProblems {
  readonly messages: string[] = [];

  add(message: string): void {
    this.messages.push(message);
  }

  unknownName(meta: ModelMeta, name: string, option: string, known: Iterable<string>): void {
    const names = [...known];
    this.add(
      `${option}: ${meta.name} has no field "${name}".${didYouMean(name, names)} Fields: ${names.join(", ")}.`,
    );
  }
}

/** Where a path such as `"author.name"` leads. */
export interface FoundPath {
  /** The relation that is gone along, if one is. */
  readonly through: RelationInfo | undefined;
  /** The field at the end; none where the path ends at a relation without a column of its own. */
  readonly field: FieldInfo | undefined;
  /** The relation at the end, where the path ends at one. */
  readonly relation: RelationInfo | undefined;
}

/** Follows a path of one or two steps; tells the problems and gives `undefined` where it leads nowhere. */
export function findPath(
  meta: ModelMeta,
  path: string,
  option: string,
  problems: ResourceProblems,
): FoundPath | undefined {
  const [first, second, ...more] = path.split(".");
  if (second === undefined) return findStep(meta, first!, option, problems);
  const through = meta.relations.get(first!);
  if (through === undefined) {
    problems.unknownName(meta, first!, `${option}, "${path}"`, meta.relations.keys());
    return undefined;
  }
  if (more.length > 0) {
    problems.add(
      `${option}: "${path}" goes along more than one relation. Use { label, value: (row) => … } instead.`,
    );
    return undefined;
  }
  const found = findStep(through.target, second, `${option}, "${path}"`, problems);
  return found && { ...found, through };
}

function findStep(
  meta: ModelMeta,
  name: string,
  option: string,
  problems: ResourceProblems,
): FoundPath | undefined {
  const field = name === "id" ? meta.primaryKey : meta.fields.get(name);
  const relation = meta.relations.get(name);
  if (field === undefined && relation === undefined) {
    problems.unknownName(meta, name, option, new Set([...meta.fields.keys(), ...meta.relations.keys()]));
    return undefined;
  }
  return { through: undefined, field, relation };
}
