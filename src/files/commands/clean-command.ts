import { type App, type Command, CommandError } from "../../core/index.ts";
import { databasesService, type FieldInfo, modelMeta } from "../../db/index.ts";
import { pendingFolder } from "../direct/ticket.ts";
import type { StoredFile } from "../fields/stored-file.ts";
import type { Storage } from "../storage.ts";
import { storagesService } from "../storages.ts";
import { uploadsFolder } from "../uploads/storage-uploads.ts";

declare module "../../db/fields/column.ts" {
  interface FieldTraits {
    /** The storage that the values of this kind of field are in. */
    readonly storageAlias?: string;
  }
}

/**
 * `quintet files clean`: removes uploads that were begun and never finished, and lists the files that no row names, or removes them as
 * well. Run it once a day.
 */
export const cleanCommand: Command = {
  name: "files clean",
  summary: "Remove unfinished uploads, and list or delete files that no row names",
  options: [
    { flags: "--delete", summary: "Delete the files that no row names, rather than list them" },
    { flags: "--older-than <hours>", summary: "Only what is at least so old (24)" },
  ],
  async run({ app, terminal, options }) {
    const before = new Date(Date.now() - hoursOf(options.olderThan) * 3_600_000);
    await app.run(async () => {
      const fields = fileFields(app);
      for (const storage of app.service(storagesService)) {
        const unfinished = await removeUnfinished(storage, before);
        if (unfinished > 0) terminal.success(`${storage.alias}: removed ${unfinished} unfinished uploads.`);
        const own = fields.filter(({ custom }) => custom?.traits?.storageAlias === storage.alias);
        // A storage that no field speaks of is used by code alone, and nobody here knows what for.
        if (own.length === 0) continue;
        const named = await namesOf(app, own);
        let count = 0;
        for await (const { name, modifiedAt } of storage.walk()) {
          if (named.has(name) || isOwnFolder(name) || modifiedAt >= before) continue;
          count++;
          if (options.delete) await storage.delete(name);
          else terminal.line(`${storage.alias}: ${name}`);
        }
        if (options.delete) terminal.success(`${storage.alias}: deleted ${count} files that no row names.`);
        else if (count > 0)
          terminal.warn(`${storage.alias}: no row names ${count} files. Delete them with --delete.`);
      }
    });
  },
};

function hoursOf(written: unknown): number {
  const hours = written === undefined ? 24 : Number(written);
  if (Number.isFinite(hours) && hours >= 0) return hours;
  throw new CommandError(`--older-than takes a number of hours, and not ${JSON.stringify(written)}.`);
}

function isOwnFolder(name: string): boolean {
  return name.startsWith(`${pendingFolder}/`) || name.startsWith(`${uploadsFolder}/`);
}

async function removeUnfinished(storage: Storage, before: Date): Promise<number> {
  let count = (await storage.direct?.abortOlderThan(before, `${pendingFolder}/`)) ?? 0;
  for (const folder of [pendingFolder, uploadsFolder]) {
    for await (const { name, modifiedAt } of storage.walk(folder)) {
      if (modifiedAt >= before) continue;
      await storage.delete(name);
      count++;
    }
  }
  return count;
}

function fileFields(app: App): FieldInfo[] {
  const models = app.modules.flatMap(({ models = [] }) => [...models]);
  return models.flatMap((model) =>
    [...modelMeta(model).ownFields.values()].filter(
      ({ custom }) => custom?.traits?.storageAlias !== undefined,
    ),
  );
}

/** The names in all rows of all databases. Where a database can't tell, nothing is removed: it fails. */
async function namesOf(app: App, fields: readonly FieldInfo[]): Promise<Set<string>> {
  const names = new Set<string>();
  for (const database of app.service(databasesService)) {
    for (const field of fields) {
      const model = field.model.model as unknown as AnyRows;
      for await (const row of model.using(database).stream({ chunk: 1_000 })) {
        const file = row[field.attribute] as StoredFile | null; // what such a field holds
        if (file?.isStored) names.add(file.name);
      }
    }
  }
  return names;
}

/** What every model has. */
interface AnyRows {
  using(database: unknown): {
    stream(options: { chunk: number }): AsyncIterable<Readonly<Record<string, unknown>>>;
  };
}
