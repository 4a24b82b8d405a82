import { type ConfigReader, configSection, isPlainObject } from "../core/index.ts";
import {
  diskStorage,
  isStorageDescription,
  type PreparedStorage,
  type StorageDescription,
} from "./storage-description.ts";

declare module "../core/config.ts" {
  interface ConfigOptions {
    /** Where uploads and other files are kept, by name; the one called `default` is used where none is named. */
    readonly storages?: Readonly<Record<string, StorageDescription>>;
  }
  interface Config {
    readonly storages: Readonly<Record<string, PreparedStorage>>;
  }
}

export const storagesConfigSection = configSection({ key: "storages", resolve: resolveStorages });

function resolveStorages(reader: ConfigReader, value: unknown): Readonly<Record<string, PreparedStorage>> {
  if (isStorageDescription(value)) {
    reader.problem(
      "is one storage, and must be an object of storages by name.",
      "Write storages: { default: … }.",
    );
    return {};
  }
  const given = reader.value<Record<string, unknown>>(
    value,
    {},
    "an object of storages by name",
    isPlainObject,
  );
  const prepared: Record<string, PreparedStorage> = {};
  // An app that says nothing has a folder; it is made with the first file.
  for (const [alias, description] of Object.entries({ default: diskStorage(), ...given })) {
    const below = reader.below(alias);
    if (!/^[a-z][\w-]*$/i.test(alias))
      below.problem("is no name for a storage.", "Use letters, digits, - and _.");
    else if (!isStorageDescription(description))
      below.problem(
        "is not a storage.",
        'Describe it: diskStorage({ folder: "media" }) or s3Storage({ … }).',
      );
    else prepared[alias] = description.prepare(below, description.options, alias);
  }
  refuseSharedAddresses(reader, prepared);
  return prepared;
}

/** An address must lead to one storage. */
function refuseSharedAddresses(
  reader: ConfigReader,
  prepared: Readonly<Record<string, PreparedStorage>>,
): void {
  const entries = Object.entries(prepared);
  for (const [alias, { baseUrl }] of entries) {
    const other = entries.find(([name, { baseUrl: base }]) => name !== alias && baseUrl.startsWith(base));
    if (other !== undefined)
      reader
        .below(alias)
        .problem(
          `has the addresses ${baseUrl}…, which are those of "${other[0]}" too.`,
          'Give one of them another "url".',
        );
  }
}
