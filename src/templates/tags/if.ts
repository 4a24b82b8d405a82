import type { TwinWriter } from "../checker/twin-writer.ts";
import type { CodeWriter } from "../compiler/code-writer.ts";
import type { TagParser } from "../library.ts";
import type { Node } from "../node.ts";
import type { Token } from "../parser/lexer.ts";
import { SafeString } from "../safe-string.ts";
import type { Position } from "../source.ts";
import { type Condition, parseCondition } from "./condition.ts";

interface Branch {
  /** `undefined` for `{% else %}`. */
  readonly condition: Condition | undefined;
  readonly nodes: readonly Node[];
  readonly position: Position;
}

/** `{% if a == b and not c %}…{% elif d %}…{% else %}…{% endif %}` */
class IfNode implements Node {
  declare position?: Position;
  readonly branches: readonly Branch[];
  readonly children: readonly (readonly Node[])[];

  constructor(branches: readonly Branch[]) {
    this.branches = branches;
    this.children = branches.map(({ nodes }) => nodes);
  }

  emit(code: CodeWriter): void {
    const [first, second, third] = this.branches as [Branch, Branch?, Branch?];
    if (first.condition !== undefined && third === undefined && second?.condition === undefined) {
      this.#emitIfElse(code, first.condition, second);
      return;
    }
    // One block that each branch leaves: flat however many branches there are.
    const block = code.name("branches");
    code.line(`${block}: {`);
    for (const { condition, nodes, position } of this.branches) {
      if (condition === undefined) {
        code.nodes(nodes);
        break;
      }
      code.at(position);
      code.line(`if (${emitCondition(code, condition)}) {`);
      code.nodes(nodes);
      code.line(`break ${block};`, "}");
    }
    code.line("}");
  }

  /** The common case: one condition, and perhaps what stands there otherwise. */
  #emitIfElse(code: CodeWriter, condition: Condition, otherwise: Branch | undefined): void {
    const [{ nodes, position }] = this.branches as [Branch];
    code.at(position);
    code.line(`if (${emitCondition(code, condition)}) {`);
    code.nodes(nodes);
    if (otherwise !== undefined) {
      code.line("} else {");
      code.nodes(otherwise.nodes);
    }
    code.line("}");
  }

  twin(twin: TwinWriter): void {
    twinBranches(twin, this.branches);
  }
}

/** Branches become real ones, so that the compiler knows in each what its condition says. */
function twinBranches(twin: TwinWriter, [first, ...others]: readonly Branch[]): void {
  if (first === undefined) return;
  if (first.condition === undefined) {
    twin.nodes(first.nodes);
    return;
  }
  const { condition, position } = first;
  twin.at(position, () => twin.line(`if (${twinCondition(twin, condition)}) {`));
  twin.nodes(first.nodes);
  twin.line("} else {");
  twinBranches(twin, others);
  twin.line("}");
}

const twinComparisons: Readonly<Record<string, string>> = {
  "==": "===",
  is: "===",
  "!=": "!==",
  "is not": "!==",
};

/**
 * A condition. An empty list is false in a template and true in TypeScript, so a value that is false says nothing:
 * that is what `q.maybe()` stands for.
 */
function twinCondition(twin: TwinWriter, condition: Condition): string {
  if (condition.kind === "expression") return `(${twin.expression(condition.expression)} && q.maybe())`;
  if (condition.kind === "not") return `!${twinCondition(twin, condition.operand)}`;
  const { operator, left, right } = condition;
  if (operator === "and" || operator === "or") {
    const joint = operator === "and" ? "&&" : "||";
    return `(${twinCondition(twin, left)} ${joint} ${twinCondition(twin, right)})`;
  }
  const start = twinPosition(twin, left).start;
  const leftCode = twinOperand(twin, left);
  const { source, end } = twinPosition(twin, right);
  const values = [leftCode, twinOperand(twin, right)] as const;
  const comparison = twinComparisons[operator];
  if (comparison === undefined) return `q.compare(${values.join(", ")})`;
  // What isn't there equals None.
  const isNull = values.includes("null");
  const position = { source, start, end };
  const note = { kind: "compared", position, text: source.text.slice(start, end), of: operator } as const;
  return `(${twin.mark(`${values[0]} ${isNull ? comparison.slice(0, -1) : comparison} ${values[1]}`, note)})`;
}

function twinOperand(twin: TwinWriter, condition: Condition): string {
  return condition.kind === "expression"
    ? twin.expression(condition.expression)
    : twinCondition(twin, condition);
}

/** Where an operand stands that is the next to be written. */
function twinPosition(twin: TwinWriter, condition: Condition): Position {
  return condition.kind === "expression" ? twin.part(condition.expression).position : twin.place();
}

/** Writes the lines that evaluate a condition, and gives the JavaScript of whether it holds. */
function emitCondition(code: CodeWriter, condition: Condition): string {
  if (condition.kind !== "expression") return emitOperator(code, condition);
  const holds = code.condition(condition.expression);
  if (!condition.expression.filters.some(({ argument }) => argument?.kind === "variable")) return holds;
  const result = code.declare("condition");
  code.line(`try { ${result} = ${holds}; } catch (error) { ${result} = orFalseIfMissing(error); }`);
  return result;
}

const comparisons: Readonly<Record<string, (left: string, right: string) => string>> = {
  "==": (left, right) => `equals(${left}, ${right})`,
  "!=": (left, right) => `!equals(${left}, ${right})`,
  "<": (left, right) => `compare(${left}, ${right}) < 0`,
  "<=": (left, right) => `compare(${left}, ${right}) <= 0`,
  ">": (left, right) => `compare(${left}, ${right}) > 0`,
  ">=": (left, right) => `compare(${left}, ${right}) >= 0`,
  in: (left, right) => `contains(${right}, ${left})`,
  "not in": (left, right) => `!contains(${right}, ${left})`,
  is: (left, right) => `isSame(${left}, ${right})`,
  "is not": (left, right) => `!isSame(${left}, ${right})`,
};

/** An operator whose operands fail is false, as in Django: `{% if 3 in nothing %}`. */
function emitOperator(code: CodeWriter, condition: Exclude<Condition, { kind: "expression" }>): string {
  const result = code.declare("condition");
  code.line("try {");
  if (condition.kind === "not") {
    code.line(`${result} = !${emitTruth(code, condition.operand)};`);
  } else {
    const { operator, left, right } = condition;
    if (operator === "and" || operator === "or") {
      code.line(`${result} = ${emitTruth(code, left)};`, `if (${operator === "or" ? "!" : ""}${result}) {`);
      code.line(`${result} = ${emitTruth(code, right)};`, "}");
    } else {
      const kept = code.declare("left");
      code.line(`${kept} = ${emitOperand(code, left, operator)};`);
      code.line(`${result} = ${comparisons[operator]!(kept, emitOperand(code, right, operator))};`);
    }
  }
  code.line(`} catch (error) { ${result} = orFalse(error); }`);
  return result;
}

/** The JavaScript of whether an operand holds; unlike a condition's, its errors are the operator's. */
function emitTruth(code: CodeWriter, condition: Condition): string {
  return condition.kind === "expression"
    ? code.condition(condition.expression)
    : emitOperator(code, condition);
}

/** The JavaScript of an operand's value. */
function emitOperand(code: CodeWriter, condition: Condition, operator: string): string {
  if (condition.kind !== "expression") return emitOperator(code, condition);
  const { operand, filters } = condition.expression;
  const isText = filters.length === 0 && operand.kind === "literal" && operand.value instanceof SafeString;
  // Other comparisons don't care whether a text is HTML: a literal is compared as what it is.
  if (isText && operator !== "is" && operator !== "is not") {
    return JSON.stringify(operand.value.text);
  }
  return code.expression(condition.expression, { ignoreFailures: true });
}

export const ifTag: TagParser = (parser, token) => {
  const branches: Branch[] = [];
  let position: Token = token;
  let condition: Condition | undefined = parseCondition(parser, token, parser.words(token).slice(1));
  for (;;) {
    const endings = condition === undefined ? ["endif"] : ["elif", "else", "endif"];
    const { nodes, end } = parser.parseBody(...endings);
    branches.push({ condition, nodes, position });
    const [word, ...rest] = parser.words(end);
    if (end.contents === "endif") return new IfNode(branches);
    if (word === "endif") {
      throw parser.error(end, `{% ${end.contents} %}: nothing may stand behind "endif". Write {% endif %}.`);
    }
    if (word === "else" && end.contents !== "else") {
      throw parser.error(end, `{% ${end.contents} %}: {% else %} takes no condition. Write {% elif … %}.`);
    }
    position = end;
    condition = word === "else" ? undefined : parseCondition(parser, end, rest);
  }
};
