import { CommandError } from "../../../core/index.ts";

/**
 * The name for a migration that was given with `--name`.
 * @throws {@link CommandError} where it can't be the name of a file.
 */
export function migrationNameOption(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const name = String(value);
  if (/^\w+$/.test(name)) return name;
  throw new CommandError(`--name ${name}: a migration's name consists of letters, digits and _.`);
}
