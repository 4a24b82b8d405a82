import { InvalidModelError } from "../errors.ts";
import { type Expression, toNode } from "../expressions/expression.ts";
import type { Node } from "../expressions/node.ts";
import type { FieldInfo } from "./field-info.ts";
import type { ModelMeta } from "./model-meta.ts";

/** A rule on a model's rows that the database keeps. */
export type ConstraintInfo = CheckInfo | UniqueInfo;

/** What validate() says of a row that breaks the rule, where the model says it. */
interface RuleWords {
  readonly message: string | undefined;
  readonly code: string | undefined;
}
export interface CheckInfo extends RuleWords {
  readonly type: "check";
  readonly name: string;
  readonly condition: Node;
}
/** A part of an index or unique rule: a field of the model's table, or a computed value. */
export interface RulePart {
  readonly field: FieldInfo | undefined;
  readonly expression: Node | undefined;
  readonly descending: boolean;
  /** Where rows without a value stand (PostgreSQL). */
  readonly nulls?: "first" | "last" | undefined;
}
export interface IndexInfo {
  /** `undefined` where nobody named it: the schema then makes a name as Django does. */
  readonly name: string | undefined;
  readonly parts: readonly RulePart[];
  /** Only rows for which this is true are in it. */
  readonly condition: Node | undefined;
  readonly include: readonly FieldInfo[] | undefined;
  readonly operatorClasses: readonly string[] | undefined;
  readonly tablespace: string | undefined;
}
export interface UniqueInfo extends IndexInfo, RuleWords {
  readonly type: "unique";
  /** The fields among its parts: all of them, unless a value is computed. */
  readonly fields: readonly FieldInfo[];
  readonly deferrable: "deferred" | "immediate" | undefined;
  readonly nullsDistinct: boolean | undefined;
}

/** What indexes and unique rules can be told. */
export interface IndexOptions {
  /** Fields whose values stand in the index as well, to be read without the table (PostgreSQL). */
  readonly include?: readonly unknown[];
  /** Operator classes, one for each part (PostgreSQL). */
  readonly operatorClasses?: readonly string[];
  readonly tablespace?: string;
}
/** What rules can be told that `validate()` looks at. */
export interface CheckOptions {
  /** What people read of a row that breaks the rule. */
  readonly message?: string;
  /** The code of that problem; `"check"` or `"unique-together"` by default. */
  readonly code?: string;
}
export interface UniqueOptions extends IndexOptions, CheckOptions {
  /** Checked at the end of a transaction, or after each statement unless a transaction puts it off (PostgreSQL). */
  readonly deferrable?: "deferred" | "immediate";
  /** False: two rows without a value are equal (PostgreSQL 15 and later). */
  readonly nullsDistinct?: boolean;
}

interface RuleOptions extends UniqueOptions {
  /** The name in the database; made of table and columns by default. */
  readonly name?: string;
  /** Only rows for which this is true. */
  readonly where?: Expression<boolean>;
}

/** What `check()`, `unique()` and `index()` make, before it is known which model it is for. */
export class Rule<Options = UniqueOptions> {
  readonly type: "check" | "unique" | "index";
  readonly parts: readonly Node[];
  readonly options: RuleOptions;

  constructor(type: Rule["type"], parts: readonly Node[], options: RuleOptions) {
    this.type = type;
    this.parts = parts;
    this.options = options;
  }

  /** The same rule under a name of one's own. */
  named(name: string): Rule<Options> {
    return new Rule(this.type, this.parts, { ...this.options, name });
  }
  /** The same rule, only for rows for which `condition` is true. */
  where(condition: Expression<boolean>): Rule<Options> {
    return new Rule(this.type, this.parts, { ...this.options, where: condition });
  }
  /** The same rule with further options. */
  with(options: Options): Rule<Options> {
    return new Rule(this.type, this.parts, { ...this.options, ...options });
  }
}

/** A condition that every row must meet. */
export function check(
  name: string,
  condition: Expression<boolean>,
  options: CheckOptions = {},
): Rule<CheckOptions> {
  return new Rule("check", [condition.node], { ...options, name });
}
/** No two rows have the same values in these fields or computed values: `unique(book.author, book.title.lower())`. */
export function unique(...parts: readonly unknown[]): Rule {
  return new Rule("unique", parts.map(toNode), {});
}
/** An index over these fields or computed values: `index(book.author, book.createdAt.desc())`. */
export function index(...parts: readonly unknown[]): Rule<IndexOptions> {
  return new Rule("index", parts.map(toNode), {});
}

export function readConstraints(meta: ModelMeta, written: readonly unknown[]): readonly ConstraintInfo[] {
  return written.map((rule): ConstraintInfo => {
    if (!(rule instanceof Rule) || rule.type === "index") {
      throw new InvalidModelError(
        `${meta.name}.meta() lists a constraint that is none. Use check(name, condition) or unique(…fields).`,
      );
    }
    const { message, code, deferrable, nullsDistinct } = rule.options;
    if (rule.type === "check") {
      return { type: "check", name: rule.options.name!, condition: rule.parts[0]!, message, code }; // check() gave both
    }
    const parts = readParts(meta, rule);
    const fields = parts.parts.flatMap(({ field }) => field ?? []);
    return { type: "unique", ...parts, fields, message, code, deferrable, nullsDistinct };
  });
}

export function readIndexes(meta: ModelMeta, written: readonly unknown[]): readonly IndexInfo[] {
  return written.map((rule): IndexInfo => {
    if (!(rule instanceof Rule) || rule.type !== "index") {
      throw new InvalidModelError(`${meta.name}.meta() lists an index that is none. Use index(…fields).`);
    }
    return readParts(meta, rule);
  });
}

/** The plain rule that no two rows have the same values in these fields. */
export function uniqueFields(fields: readonly FieldInfo[]): UniqueInfo {
  return {
    type: "unique",
    name: undefined,
    parts: fields.map((field) => ({ field, expression: undefined, descending: false })),
    fields,
    condition: undefined,
    include: undefined,
    operatorClasses: undefined,
    tablespace: undefined,
    message: undefined,
    code: undefined,
    deferrable: undefined,
    nullsDistinct: undefined,
  };
}

function readParts(meta: ModelMeta, { parts, options, type }: Rule<never>): IndexInfo {
  const { name, where, include, operatorClasses, tablespace } = options;
  const read = parts.map((part) => rulePart(meta, part));
  if (name === undefined && read.some(({ field }) => field === undefined)) {
    throw new InvalidModelError(
      `An ${type === "index" ? "index" : "unique rule"} of ${meta.name} has a computed value, and no name. Give it one: ${type}(…).named("…").`,
    );
  }
  if (operatorClasses !== undefined && operatorClasses.length !== parts.length) {
    throw new InvalidModelError(
      `An index of ${meta.name} has ${parts.length} parts and ${operatorClasses.length} operator classes. Give one for each part.`,
    );
  }
  const included = include?.map((item) => ownField(meta, toNode(item)));
  return { name, parts: read, condition: where?.node, include: included, operatorClasses, tablespace };
}

/** A part of a rule: `book.title`, `book.createdAt.desc()`, the relation `book.author`, or what is computed of them. */
function rulePart(meta: ModelMeta, part: Node): RulePart {
  if (part.kind === "order")
    return { ...rulePart(meta, part.item), descending: part.descending, nulls: part.nulls };
  if (part.kind === "column" || part.kind === "relation")
    return { field: ownField(meta, part), expression: undefined, descending: false };
  return { field: undefined, expression: part, descending: false };
}

/** The column that a part of a rule names. */
function ownField(meta: ModelMeta, part: Node): FieldInfo {
  const isOwn = (field: FieldInfo) => field.model.root === meta.root;
  if (part.kind === "column" && part.path === undefined && isOwn(part.field)) return part.field;
  const relation =
    part.kind === "relation" && part.path.before === undefined ? part.path.relation : undefined;
  if (relation?.field !== undefined && isOwn(relation.field)) return relation.field;
  throw new InvalidModelError(
    `A constraint or index of ${meta.name} names something that is not a column of its own table.`,
  );
}
