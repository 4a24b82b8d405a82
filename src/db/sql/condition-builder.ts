import type { CompareNode, Node, RelationPath } from "../expressions/node.ts";
import type { Clause } from "./clause.ts";
import { clauseSql, groupColumnsOf, hasAggregate, hasWindow, leaf } from "./clause.ts";
import { compareValues } from "./compare-values.ts";
import type { ExpressionWriter } from "./expression-writer.ts";
import { computed } from "./functions/computed-type.ts";
import { JoinPromoter } from "./join-promoter.ts";
import type { Join } from "./join-tree.ts";
import { locate, locateField } from "./locate-columns.ts";
import { isNullQuestion, type Subject } from "./null-question.ts";
import type { Located } from "./path-joins.ts";
import { splitExclude } from "./split-exclude.ts";
import { join } from "./sql.ts";
import { typeOfNode } from "./value-type.ts";
import type { Written } from "./written.ts";

/*
 * Conditions as Django reads them:
 *
 * - what one call of where() says about a to-many relation is about one and the same row there; another call joins anew;
 * - "not" of something about a to-many relation is "there is no such row": a subquery, because a join can't say it;
 * - "not" keeps rows for which a compared column is null: null differs from every value.
 */

/** How deep in negations a part of a condition stands. */
interface Place {
  /** Under an odd number of NOTs. */
  readonly isNegated: boolean;
  /** Under a NOT at all. */
  readonly isBelowNot: boolean;
  /** Whether a to-many relation below a NOT becomes a subquery; not inside of expressions. */
  readonly splits: boolean;
}

interface Part {
  readonly clause: Clause;
  /** Joins without which it can't be true. */
  readonly needs: Iterable<Join>;
}

/**
 * A condition of where() or, negated, of whereNot().
 * @param free - Joins to many rows that it may be about as well: that of a row's own relation.
 */
export function whereClause(
  node: Node,
  negated: boolean,
  writer: ExpressionWriter,
  free: ReadonlySet<Join>,
): Clause {
  const { tree } = writer;
  const inner = tree.innerJoins;
  writer.reuse = new Set(free);
  const place = { isNegated: false, isBelowNot: false, splits: true };
  const items = node.kind === "and" ? node.items : [node];
  const { clause } = new ConditionBuilder(writer).group("and", items, negated, place);
  tree.demote(inner);
  writer.reuse = undefined;
  return clause;
}

/** A condition that stands in an expression, such as the WHEN of a CASE. */
export function conditionValue(node: Node, writer: ExpressionWriter): Written {
  const { result, touched } = writer.tree.touchedBy(() =>
    new ConditionBuilder(writer).part(node, { isNegated: false, isBelowNot: false, splits: false }),
  );
  // Rows for which the condition finds nothing stay: it is only one value of the row.
  writer.tree.promote([...touched].filter((item) => item.kind === "INNER" && item.nullable));
  const sql = clauseSql(result.clause);
  return {
    sql: typeof sql === "boolean" ? [sql ? "1 = 1" : "1 = 0"] : join("(", sql, ")"), // what stands beside it may be compared too: (a > 1) = true
    type: computed("boolean"),
    aggregate: hasAggregate(result.clause),
    window: hasWindow(result.clause),
    groupBy: groupColumnsOf(result.clause),
  };
}

class ConditionBuilder {
  readonly #writer: ExpressionWriter;

  constructor(writer: ExpressionWriter) {
    this.#writer = writer;
  }

  /** Parts with AND, OR or XOR between. */
  group(kind: "and" | "or" | "xor", items: readonly Node[], negated: boolean, place: Place): Part {
    const isNegated = place.isNegated !== negated;
    // Each part of a XOR is asked for itself whether it holds: what is unknown doesn't, whatever stands around the XOR.
    const inside = {
      ...place,
      isNegated: isNegated && kind !== "xor",
      isBelowNot: place.isBelowNot || negated,
    };
    const promoter = new JoinPromoter(kind, items.length, isNegated);
    const clauses = items.map((item) => {
      const { clause, needs } = this.part(item, inside);
      promoter.vote(needs);
      return clause;
    });
    const needs = promoter.decide(this.#writer.tree);
    return { clause: { kind, negated, items: clauses }, needs };
  }

  part(node: Node, place: Place): Part {
    switch (node.kind) {
      case "and":
      case "or":
      case "xor":
        return this.group(node.kind, node.items, false, place);
      case "not":
        return this.#not(node.item, place);
      case "compare":
        return this.#compare(node, place);
      default:
        return { clause: this.#leafOf(node), needs: [] };
    }
  }

  #not(item: Node, place: Place): Part {
    const isGroup = item.kind === "and" || item.kind === "or" || item.kind === "xor";
    return isGroup ? this.group(item.kind, item.items, true, place) : this.group("and", [item], true, place);
  }

  #leafOf(node: Node): Clause {
    const written = this.#truth(node);
    return leaf(node.kind === "exists" && written.isEmpty ? { written, constant: false } : { written });
  }

  /** An expression that is true or false by itself. */
  #truth(node: Node): Written {
    const written = this.#writer.value(node);
    if (node.kind === "exists") return written;
    // Between brackets: an OR of its own must not mix with what stands beside it.
    if (node.kind === "sql") return { ...written, sql: join("(", written.sql, ")") };
    return { ...written, sql: this.#writer.dialect.truth(written.sql) };
  }

  #compare(node: CompareNode, place: Place): Part {
    const subject = subjectOf(node.left);
    if (subject === undefined || this.#writer.source !== undefined) return this.#expression(node);
    if (this.#writer.ownerOf(subject.depth) !== this.#writer) return this.#expression(node);
    const many = place.isBelowNot && place.splits ? firstToMany(subject) : undefined;
    if (many !== undefined) return { clause: splitExclude(node, subject, many, this.#writer), needs: [] };
    return this.#lookup(node, subject, place);
  }

  #expression(node: CompareNode): Part {
    return { clause: leaf(compareValues(node, this.#writer)), needs: [] };
  }

  /** A comparison of a column, as Django's `build_filter()`. */
  #lookup(node: CompareNode, subject: Subject, place: Place): Part {
    const writer = this.#writer;
    let located: readonly Located[] = [];
    const { result, touched } = writer.tree.touchedBy(() => {
      located = locate(writer, subject);
      return compareValues(node, writer);
    });
    const { join: used } = located[0]!; // there is one for each column of a key
    if (used !== writer.start.join) writer.tree.release(used); // compareValues() has used it once more
    const asksForNull = isNullQuestion(node);
    if (asksForNull === true && !place.isNegated) return { clause: leaf(result), needs: [] };
    // "ne" is never unknown: a null differs from every value. Of JSON, what isn't there does neither.
    const isKnown =
      asksForNull === undefined && node.operator === "ne" && typeOfNode(node.left)?.type !== "json";
    if (isKnown) return { clause: leaf(result), needs: [] };
    if (!place.isNegated || asksForNull === true) return { clause: leaf(result), needs: touched };
    if (asksForNull === false) return { clause: leaf(result), needs: [] };
    const items = [leaf(result), ...this.#notNull(node, located)];
    return { clause: { kind: "and", negated: false, items }, needs: [] };
  }

  /** NOT (a = 1 AND a IS NOT NULL): what is unknown because of a null is not true, so its negation is. */
  #notNull(node: CompareNode, located: readonly Located[]): Clause[] {
    const columns = located.filter((item) => item.nullable || mayBeEmpty(item.join));
    const [right] = node.right;
    if (
      node.right.length === 1 &&
      right?.kind === "column" &&
      this.#writer.ownerOf(right.depth) === this.#writer
    ) {
      const other = locateField(this.#writer, right.path, right.field);
      if (other.nullable) columns.push(other);
    }
    return columns.map((item) => {
      const written = this.#writer.located(item);
      return leaf({ written: { ...written, sql: join(written.sql, " IS NOT NULL") } });
    });
  }
}

/** Whether the join may keep rows for which it finds nothing: now, or once all of the condition is written. */
function mayBeEmpty(item: Join): boolean {
  return item.kind === "LEFT" || item.nullable || (item.parent !== undefined && mayBeEmpty(item.parent));
}

/** What a comparison is about: a column, also where a part of it is compared. */
function subjectOf(node: Node): Subject | undefined {
  switch (node.kind) {
    case "column":
    case "relation":
      return node;
    case "jsonPath":
    case "cast":
      return subjectOf(node.item);
    case "call":
      return transforms.has(node.name) ? subjectOf(node.args[0]!) : undefined;
    default:
      return undefined;
  }
}

/** Functions of one value that give null exactly for null. */
const transforms: ReadonlySet<string> = new Set(["part", "trunc", "lower", "upper", "length", "abs"]);

/** The first step of a path that leads to many rows. */
function firstToMany(subject: Subject): RelationPath | undefined {
  let found: RelationPath | undefined;
  for (let step = subject.path; step !== undefined; step = step.before)
    if (step.relation.toMany) found = step;
  return found;
}
