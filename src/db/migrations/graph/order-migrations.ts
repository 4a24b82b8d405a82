import { MigrationGraphError } from "../errors.ts";
import type { GraphLinks } from "./graph-links.ts";
import { idOf, type Migration, migrationKey, placeOf } from "./migration.ts";

/**
 * Puts each migration after those that it needs, otherwise in the order given.
 * @throws {@link MigrationGraphError} where some need each other in a circle.
 */
export function orderMigrations(migrations: readonly Migration[], links: GraphLinks): readonly Migration[] {
  const ordered = new Set<Migration>();
  const open = new Set<Migration>();
  // Depth first, with a stack of its own: a history is as deep as it is long.
  const stack: [Migration, Iterator<Migration>][] = [];
  const enter = (migration: Migration): void => {
    open.add(migration);
    stack.push([migration, links.parents(migration).values()]);
  };
  for (const start of migrations) {
    if (!ordered.has(start)) enter(start);
    while (stack.length > 0) {
      const [migration, needed] = stack.at(-1)!;
      const { value: next, done } = needed.next();
      if (done) {
        open.delete(migration);
        ordered.add(migration);
        stack.pop();
      } else if (open.has(next)) {
        const path = stack.map(([item]) => item);
        throw circleError([...path.slice(path.indexOf(next)), next]);
      } else if (!ordered.has(next)) enter(next);
    }
  }
  return [...ordered];
}

function circleError(circle: readonly Migration[]): MigrationGraphError {
  const path = circle.map((migration) => migrationKey(idOf(migration))).join(" → ");
  const files = [...new Set(circle.map(placeOf))].map((file) => `  ${file}`);
  return new MigrationGraphError(
    `Migrations depend on each other in a circle: ${path}.\n${files.join("\n")}\nRemove one of these from "dependsOn" (or "runBefore") of another.`,
  );
}
