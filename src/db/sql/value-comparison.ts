import { InvalidQueryError, UnknownOperatorError, WrongValueError } from "../errors.ts";
import type { CompareNode, Node, ValueNode } from "../expressions/node.ts";
import { isPartOperator, partOperators } from "../expressions/operators.ts";
import type { AcceptingType } from "../fields/accept-value.ts";
import type { OwnOperator } from "../fields/column.ts";
import { isStorableText, storableText } from "../fields/storable-text.ts";
import { isValueList } from "../query/shape.ts";
import { fractionMark, listLength } from "../query/value-list.ts";
import { comparedNumber } from "./compared-number.ts";
import { type Comparison, isNullValue, isTrue, refuseLongList, widthMistake } from "./comparison.ts";
import type { Dialect, Encoder } from "./dialect.ts";
import type { ExpressionWriter } from "./expression-writer.ts";
import { computed } from "./functions/computed-type.ts";
import { matchRegex } from "./functions/regex-sql.ts";
import { compareJson, isJsonOperator } from "./json-comparison.ts";
import { join, list, type Sql } from "./sql.ts";
import { fieldEncoder, valueEncoder } from "./stored-value.ts";
import { typeOfNode } from "./value-type.ts";
import { composed, type Written } from "./written.ts";

/** An operator that a kind of field has beside the usual ones. */
function ownOperator(type: AcceptingType | undefined, name: string): OwnOperator | undefined {
  const own = type?.custom?.operators;
  return own !== undefined && Object.hasOwn(own, name) ? own[name] : undefined;
}

/** A comparison of one value, by the operators of its kind. */
export class ValueComparison {
  readonly #node: CompareNode;
  readonly #left: Written;
  readonly #type: AcceptingType | undefined;
  readonly #writer: ExpressionWriter;
  readonly #parts: Written[];

  constructor(node: CompareNode, left: Written, type: AcceptingType | undefined, writer: ExpressionWriter) {
    this.#node = node;
    this.#left = left;
    this.#type = type;
    this.#writer = writer;
    this.#parts = [left];
  }

  write(): Comparison {
    const { operator, right } = this.#node;
    const json = this.#type?.type === "json" && isJsonOperator(operator) ? this.#json() : undefined;
    if (json === undefined && operator === "in") return this.#in();
    const sql = json ?? this.#sql(operator, right);
    return {
      written: {
        ...composed(sql, computed("boolean"), this.#parts),
        groupBy: this.#parts.flatMap((part) => part.groupBy),
      },
    };
  }

  #sql(operator: string, right: readonly Node[]): Sql {
    const { dialect } = this.#writer;
    const [first] = right;
    const left = asMomentBeside(this.#left.sql, this.#type, first && typeOfNode(first), dialect);
    const own = ownOperator(this.#type, operator);
    if (own !== undefined) return own.sql[dialect.name]([left, this.#valueAs(first!, own.takes)]);
    if (operator === "isNull") return join(left, isTrue(first) ? " IS NULL" : " IS NOT NULL");
    if (isNullValue(first)) {
      if (operator === "eq") return join(left, " IS NULL");
      if (operator === "ne") return join(left, " IS NOT NULL");
      if (operator !== "eq") throw new InvalidQueryError(`"${operator}" can't be asked of null. Use isNull.`);
    }
    switch (operator) {
      case "eq":
        return join(left, " = ", this.#operand(first!));
      case "ne":
        return dialect.isDistinct(left, this.#operand(first!));
      case "gt":
        return join(left, " > ", this.#operand(first!));
      case "gte":
        return join(left, " >= ", this.#operand(first!));
      case "lt":
        return join(left, " < ", this.#operand(first!));
      case "lte":
        return join(left, " <= ", this.#operand(first!));
      case "between":
        return join(left, " BETWEEN ", this.#operand(first!), " AND ", this.#operand(right[1]!));
      case "regex":
      case "iregex":
        return matchRegex(dialect.name, this.#leftText(), this.#textOperand(first!), operator === "iregex");
      default:
        if (!isPartOperator(operator))
          throw new UnknownOperatorError(
            String(this.#type ?? "A computed value"),
            operator,
            partOperators,
            "compare",
          );
        return this.#text(operator, first!);
    }
  }

  /** The other side, sent as what it is compared with. */
  #operand(node: Node): Sql {
    const { dialect, places } = this.#writer;
    const number =
      node.kind === "value" && node.type === undefined
        ? comparedNumber(dialect, this.#type, node.value)
        : undefined;
    if (number !== undefined) return [{ place: places.get(node)!, ...number }];
    return asMomentBeside(this.#valueAs(node, this.#type), typeOfNode(node), this.#type, dialect);
  }

  #textOperand(node: Node): Sql {
    return this.#valueAs(node, computed("text"));
  }

  #valueAs(node: Node, type: AcceptingType | undefined): Sql {
    const written = this.#writer.value(node, type);
    this.#parts.push(written);
    return written.sql;
  }

  /** A comparison of JSON with plain values; `undefined` where it is like that of any other value. */
  #json(): Sql | undefined {
    if (!this.#node.right.every(({ kind }) => kind === "value")) return undefined;
    const { left } = this.#node;
    return compareJson(
      this.#node,
      left.kind === "jsonPath" && !left.asText ? left : undefined,
      this.#left.sql,
      this.#writer,
    );
  }

  /** The left side as a text: of JSON a string without its quotes. */
  #leftText(): Sql {
    const { left } = this.#node;
    if (left.kind === "jsonPath" && !left.asText) return this.#writer.value({ ...left, asText: true }).sql;
    return this.#writer.dialect.asText(this.#left.sql, this.#type);
  }

  /** A comparison of texts by a part of them. */
  #text(operator: string, node: Node): Sql {
    const { dialect, places } = this.#writer;
    // MariaDB compares what comes out of JSON byte by byte.
    const isBytes =
      dialect.name === "mysql" && (this.#node.left.kind === "jsonPath" || this.#type?.type === "json");
    const fold = (text: Sql) => (isBytes && operator.startsWith("i") ? join("LOWER(", text, ")") : text);
    // Some databases store UUIDs without hyphens, so hyphens of a part mean nothing on any of them.
    const isBareUuid = this.#type?.type === "uuid";
    const text = this.#leftText();
    const left = isBareUuid && dialect.name !== "sqlite" ? withoutHyphens(text, dialect) : fold(text);
    if (node.kind !== "value") {
      const part = this.#textOperand(node);
      return dialect.matchExpression(
        operator,
        left,
        isBareUuid ? join("REPLACE(", part, ", '-', '')") : fold(part),
      );
    }
    const encode: Encoder = (value) => {
      if (typeof value === "string" && !isStorableText(value))
        throw new WrongValueError(this.#type ?? "A computed text", storableText, value);
      if (typeof value === "string")
        return dialect.textPattern(operator, isBareUuid ? value.replaceAll("-", "") : value);
      if (typeof value === "number" || typeof value === "bigint")
        return dialect.textPattern(operator, String(value));
      throw new InvalidQueryError(`"${operator}" takes a text, not ${typeof value}.`);
    };
    return dialect.matchText(operator, left, fold([{ place: places.get(node)!, encode }]));
  }

  #in(): Comparison {
    const { right } = this.#node;
    const boolean = computed("boolean");
    if (right.length === 1 && right[0]!.kind === "query") {
      const query = this.#writer.value(right[0]!);
      if (query.width !== undefined && query.width !== 1) throw widthMistake(1, query.width);
      const written = composed(join(this.#left.sql, " IN ", query.sql), boolean, [this.#left, query]);
      return query.isEmpty ? { written, constant: false } : { written };
    }
    if (!isValueList(this.#node)) {
      const items = right.map((item) => this.#operand(item));
      return { written: composed(join(this.#left.sql, " IN (", list(items), ")"), boolean, this.#parts) };
    }
    const length = listLength(right.map((item) => (item as ValueNode).value));
    if (length === 0) return { written: composed(["1 = 0"], boolean, [this.#left]), constant: false };
    const start = this.#writer.places.get(this.#node)!;
    const { dialect } = this.#writer;
    refuseLongList(length, dialect);
    const fraction = right.find((item) => fractionMark((item as ValueNode).value) !== "");
    const type = this.#type ?? (fraction === undefined ? undefined : computed("float"));
    const encode = this.#type === undefined ? valueEncoder(dialect) : fieldEncoder(dialect, this.#type);
    const given = (fraction as ValueNode | undefined)?.value ?? 0;
    const sent = comparedNumber(dialect, this.#type, given) ?? { encode, type };
    const marks = Array.from({ length }, (_, position): Sql => [{ place: start + position, ...sent }]);
    return { written: composed(join(this.#left.sql, " IN (", list(marks), ")"), boolean, [this.#left]) };
  }
}

/** A day as its first moment, where it stands beside a moment: SQLite has texts for both, and compares them as such. */
function asMomentBeside(
  sql: Sql,
  type: AcceptingType | undefined,
  other: AcceptingType | undefined,
  dialect: Dialect,
): Sql {
  if (dialect.name !== "sqlite" || type?.type !== "date" || other?.type !== "datetime") return sql;
  return dialect.cast({ sql, type }, other);
}

function withoutHyphens(uuid: Sql, { name }: Dialect): Sql {
  const text = name === "postgres" ? join(uuid, "::text") : uuid;
  return join("REPLACE(", text, ", '-', '')");
}
