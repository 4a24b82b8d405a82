import { InvalidQueryError, UnsupportedQueryError } from "../errors.ts";
import type { AggregateNode, CallNode, Node, WindowNode } from "../expressions/node.ts";
import type { AcceptingType } from "../fields/accept-value.ts";
import type { ExpressionWriter } from "./expression-writer.ts";
import { aggregateSpecs, functionSpecs, isWindowFunction } from "./functions/all-functions.ts";
import { computed } from "./functions/computed-type.ts";
import { type AggregateSql, type FunctionSql, type ParameterType, sqlOf } from "./functions/function-spec.ts";
import { join, type Sql } from "./sql.ts";
import { typeOfNode, typeOfValue } from "./value-type.ts";
import { windowSql } from "./window-sql.ts";
import { composed, type Written } from "./written.ts";

/** A call of a function of the database, or of a ranking over the rows around each row. */
export function writeCall(writer: ExpressionWriter, node: CallNode, over?: Sql): Written {
  const spec = functionSpecs[node.name];
  if (spec === undefined) throw new InvalidQueryError(`There is no function "${node.name}".`);
  const isWindowed = over !== undefined;
  if (isWindowFunction(node.name) !== isWindowed) {
    throw new InvalidQueryError(
      isWindowed
        ? `${node.name}() looks at one row only: over() belongs behind a total or a ranking, such as rank().`
        : `${node.name}() looks at the rows around each row, so it needs to know which: ${node.name}().over({ … }).`,
    );
  }
  const types = node.args.map(typeOfNode);
  const args = node.args.map((arg, position) =>
    writer.value(arg, parameterType(spec.parameters, position, types, node.args)),
  );
  const write = sqlOf<FunctionSql>(spec, writer.dialect.name);
  const sql = write({ args: args.map((arg) => arg.sql), types, options: node.options ?? {}, over });
  return composed(sql, typeOfNode(node), args);
}

/** A total. */
export function writeAggregate(writer: ExpressionWriter, node: AggregateNode, over?: Sql): Written {
  const spec = aggregateSpecs[node.name];
  if (spec === undefined) throw new InvalidQueryError(`There is no total "${node.name}".`);
  const item = node.item === undefined ? undefined : writer.value(node.item);
  if (item?.aggregate && over === undefined) {
    throw new InvalidQueryError(
      `${node.name}() stands around another total. Annotate the inner one, and aggregate() that.`,
    );
  }
  const filter = node.filter === undefined ? undefined : writer.services.condition(node.filter, writer);
  const args = (node.args ?? []).map((arg, position) =>
    writer.value(arg, parameterType(spec.parameters, position + 1, [item?.type], [arg])),
  );
  const orderBy = (node.orderBy ?? []).map((order) => writer.order(order));
  const write = sqlOf<AggregateSql>(spec, writer.dialect.name);
  const total = write({
    item: item?.sql,
    type: item?.type,
    distinct: node.distinct,
    filter: filter?.sql,
    orderBy: orderBy.map(({ sql }) => sql),
    args: args.map(({ sql }) => sql),
    over,
  });
  const type = typeOfNode(node);
  const fallback = node.fallback === undefined ? undefined : writer.value(node.fallback, type);
  const sql = fallback === undefined ? total : join("COALESCE(", total, ", ", fallback.sql, ")");
  const isOverRows = over === undefined || [item, filter].some((part) => part?.aggregate);
  return { sql, type, aggregate: isOverRows, window: item?.window ?? false, groupBy: [] };
}

/** A total or a ranking over the rows around each row. */
export function writeWindow(writer: ExpressionWriter, node: WindowNode): Written {
  const partitionBy = node.partitionBy.map((part) => writer.value(part));
  const orderBy = node.orderBy.map((part) => writer.order(part));
  refuseFrame(node.frame, writer.dialect.name);
  const over = windowSql(
    partitionBy.map((part) => part.sql),
    orderBy.map((part) => part.sql),
    node.frame,
  );
  const item =
    node.item.kind === "call" ? writeCall(writer, node.item, over) : writeAggregate(writer, node.item, over);
  const parts = [item, ...partitionBy, ...orderBy];
  return {
    sql: item.sql,
    type: item.type,
    aggregate: parts.some(({ aggregate }) => aggregate),
    window: true,
    groupBy: parts.flatMap(({ groupBy }) => groupBy),
  };
}

function refuseFrame(frame: WindowNode["frame"], dialect: string): void {
  if (dialect !== "mysql" || frame === undefined) return;
  if (frame.unit === "groups")
    throw new UnsupportedQueryError("MariaDB and MySQL have no frames of groups: use rows or range.");
  if (frame.exclude !== undefined && frame.exclude !== "no others")
    throw new UnsupportedQueryError(
      `MariaDB and MySQL exclude no rows from a frame: leave out exclude: "${frame.exclude}".`,
    );
}

function parameterType(
  parameters: readonly ParameterType[] | undefined,
  position: number,
  types: readonly (AcceptingType | undefined)[],
  args: readonly Node[],
): AcceptingType | undefined {
  const wanted = parameters === undefined ? "same" : (parameters[position] ?? parameters.at(-1));
  if (wanted === "any" || wanted === undefined) return undefined;
  if (wanted !== "same") {
    const arg = args[position];
    const own = arg?.kind === "value" ? typeOfValue(arg.value) : undefined;
    return own?.type === wanted ? own : computed(wanted); // an instant stays one
  }
  const columns = types.filter((_, index) => args[index]?.kind !== "value");
  return columns.find((type) => type !== undefined);
}
