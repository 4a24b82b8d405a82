import { InvalidModelError } from "../errors.ts";
import { type Expression, toNode } from "../expressions/expression.ts";
import type { Node } from "../expressions/node.ts";
import type { FieldInfo } from "./field-info.ts";
import type { ModelMeta } from "./model-meta.ts";

/** A rule on a model's rows that the database keeps. */
export type ConstraintInfo = CheckInfo | UniqueInfo;

export interface CheckInfo {
  readonly type: "check";
  readonly name: string;
  readonly condition: Node;
}
export interface UniqueInfo {
  readonly type: "unique";
  /** `undefined` where nobody named it: the schema then makes a name as Django does. */
  readonly name: string | undefined;
  readonly fields: readonly FieldInfo[];
  /** Only rows for which this is true are compared. */
  readonly condition: Node | undefined;
}
export interface IndexInfo {
  readonly name: string | undefined;
  readonly fields: readonly { readonly field: FieldInfo; readonly descending: boolean }[];
  readonly condition: Node | undefined;
}

export interface RuleOptions {
  /** The name in the database; made of table and columns by default. */
  readonly name?: string;
  /** Only rows for which this is true. */
  readonly where?: Expression<boolean>;
}

/** What `check()`, `unique()` and `index()` make, before it is known which model it is for. */
export class Rule {
  readonly type: "check" | "unique" | "index";
  readonly parts: readonly Node[];
  readonly options: RuleOptions;

  constructor(type: Rule["type"], parts: readonly Node[], options: RuleOptions) {
    this.type = type;
    this.parts = parts;
    this.options = options;
  }

  /** The same rule under a name of one's own. */
  named(name: string): Rule {
    return new Rule(this.type, this.parts, { ...this.options, name });
  }
  /** The same rule, only for rows for which `condition` is true. */
  where(condition: Expression<boolean>): Rule {
    return new Rule(this.type, this.parts, { ...this.options, where: condition });
  }
}

/** A condition that every row must meet. */
export function check(name: string, condition: Expression<boolean>): Rule {
  return new Rule("check", [condition.node], { name });
}
/** No two rows have the same values in these fields: `unique(book.author, book.title)`. */
export function unique(...fields: readonly unknown[]): Rule {
  return new Rule("unique", fields.map(toNode), {});
}
/** An index over these fields: `index(book.author, book.createdAt.desc())`. */
export function index(...fields: readonly unknown[]): Rule {
  return new Rule("index", fields.map(toNode), {});
}

export function readConstraints(meta: ModelMeta, written: readonly unknown[]): readonly ConstraintInfo[] {
  return written.map((rule): ConstraintInfo => {
    if (!(rule instanceof Rule) || rule.type === "index") {
      throw new InvalidModelError(
        `${meta.name}.meta() lists a constraint that is none. Use check(name, condition) or unique(…fields).`,
      );
    }
    if (rule.type === "check") return { type: "check", name: rule.options.name!, condition: rule.parts[0]! };
    const fields = rule.parts.map((part) => ownField(meta, part).field);
    return { type: "unique", name: rule.options.name, fields, condition: rule.options.where?.node };
  });
}

export function readIndexes(meta: ModelMeta, written: readonly unknown[]): readonly IndexInfo[] {
  return written.map((rule): IndexInfo => {
    if (!(rule instanceof Rule) || rule.type !== "index") {
      throw new InvalidModelError(`${meta.name}.meta() lists an index that is none. Use index(…fields).`);
    }
    const fields = rule.parts.map((part) => ownField(meta, part));
    return { name: rule.options.name, fields, condition: rule.options.where?.node };
  });
}

/** The column that a part of a rule names: `book.title`, `book.createdAt.desc()`, or the relation `book.author`. */
function ownField(meta: ModelMeta, part: Node): { field: FieldInfo; descending: boolean } {
  if (part.kind === "order") return { field: ownField(meta, part.item).field, descending: part.descending };
  if (part.kind === "column" && part.path === undefined) return { field: part.field, descending: false };
  const relation =
    part.kind === "relation" && part.path.before === undefined ? part.path.relation : undefined;
  if (relation?.field !== undefined) return { field: relation.field, descending: false };
  throw new InvalidModelError(
    `A constraint or index of ${meta.name} names something that is not a column of its own table.`,
  );
}
