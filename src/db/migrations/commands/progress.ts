import type { Terminal } from "../../../core/index.ts";
import { idOf, migrationKey } from "../graph/migration.ts";
import type { MigrationReport } from "../run/run-migrations.ts";
import { progressBar } from "./progress-bar.ts";
import { timeText } from "./time-text.ts";

/** A line for each migration, once it is through: `"  shop.0002_book_price (12 ms)"`. */
export function progressOn(terminal: Terminal): MigrationReport {
  let startedAt = 0;
  const bar = progressBar(terminal);
  let adopted: readonly string[] = [];
  return {
    starts() {
      startedAt = performance.now();
      adopted = [];
    },
    waitsForTurn(holder) {
      const who = holder === undefined ? "" : ` (${holder.who}, since ${holder.since})`;
      terminal.line(`Another process migrates this database${who}. Waiting for it.`);
    },
    adopts(_migration, tables) {
      adopted = tables;
    },
    records(id) {
      terminal.line(`  ${migrationKey(id)} (recorded: all that it replaces is applied)`);
    },
    waits(migration, holders) {
      const lines = [
        `${migrationKey(idOf(migration))}: a transaction holds what it has to lock; asking again, without stopping others`,
        ...(holders?.split("\n").map((line) => `  ${line}`) ?? []),
      ];
      for (const line of lines) terminal.line(`  ${line}`);
    },
    progresses(_migration, progress) {
      bar.show(progress);
    },
    ends(migration, result) {
      const note =
        result === "done" ? timeText(performance.now() - startedAt) : "by another process meanwhile";
      terminal.line(`  ${migrationKey(idOf(migration))} (${note})`);
      if (adopted.length > 0) terminal.line(`    was there already, and is the same: ${adopted.join(", ")}`);
    },
  };
}

/** `"2 migrations applied."` */
export function summary(count: number, done: string): string {
  return `${count} ${count === 1 ? "migration" : "migrations"} ${done}.`;
}
