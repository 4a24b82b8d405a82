import { basename } from "node:path";
import { inspect } from "node:util";
import {
  type Command,
  CommandError,
  type ConfigEntry,
  configEntriesService,
  isSecretName,
} from "../../core/index.ts";
import { columns, style } from "../style.ts";

/** `quintet config show`: every value of the configuration, and who has said so. */
export const configShowCommand: Command = {
  name: "config show",
  summary: "Show every value of the configuration and where it comes from; secrets stay hidden.",
  args: [{ name: "[key]", summary: 'Only this key and what is below it: "http", "security.hsts".' }],
  options: [
    { flags: "--changed", summary: "Only what differs from the defaults, with the defaults." },
    { flags: "--json", summary: "As JSON, for programs." },
    { flags: "--dev", summary: "As quintet dev has it, with debug on." },
  ],
  async run({ app, project, terminal, args, options }) {
    const all = await withLines(app.service(configEntriesService)(), project?.file);
    const key = typeof args.key === "string" ? args.key : undefined;
    const below =
      key === undefined ? all : all.filter(({ path }) => path === key || path.startsWith(`${key}.`));
    if (below.length === 0)
      throw new CommandError(
        `The configuration has no key "${key}".\nquintet config show lists all of them.`,
      );
    const shown = options.changed === true ? below.filter(({ isDefault }) => !isDefault) : below;
    if (options.json === true) {
      terminal.line(JSON.stringify(shown.map(record), undefined, 2));
      return;
    }
    const rows = shown.map((entry) => row(entry, options.changed === true));
    const head = ["KEY", "VALUE", "FROM", ...(options.changed === true ? ["DEFAULT"] : [])];
    const [first, ...rest] = columns([head, ...rows]);
    terminal.line(style.dim(first!));
    for (const line of rest) terminal.line(line);
    if (shown.length === 0) terminal.line("Everything is as it is by default.");
  },
};

/** Where a value stands in the file, as far as the file says so. */
async function withLines(
  entries: readonly ConfigEntry[],
  file: string | undefined,
): Promise<readonly ConfigEntry[]> {
  if (file === undefined) return entries;
  const { configLines } = await import("./config-lines.ts"); // with a parser that no other command needs
  const lineOf = configLines(file);
  return entries.map((entry) => {
    const line = entry.origin === "file" ? lineOf(entry.path) : undefined;
    const place = basename(file) + (line === undefined ? "" : `:${line}`);
    return { ...entry, source: entry.source.replace(/^quintet\.config\.ts/, place) };
  });
}

function row({ path, value, source, byDefault }: ConfigEntry, withDefault: boolean): string[] {
  return [path, textOf(path, value), source, ...(withDefault ? [textOf(path, byDefault)] : [])];
}

function record({ path, value, origin, source, isDefault }: ConfigEntry): object {
  return { key: path, value: jsonOf(path, value), origin, source, isDefault };
}

/** One line for people. */
function textOf(path: string, value: unknown): string {
  const text = readable(path, value);
  if (text === undefined) return "–";
  const line = (typeof text === "string" ? text : inspect(text, { depth: 2 })).replaceAll(/\s*\n\s*/g, " ");
  return line.length <= 60 ? line : `${line.slice(0, 59)}…`;
}

function jsonOf(path: string, value: unknown): unknown {
  return readable(path, value) ?? null;
}

/** A value that may be shown: data as it is, secrets hidden, what is code by its name. */
function readable(path: string, value: unknown): unknown {
  if (value === undefined) return undefined;
  if (typeof value === "function") return `[${value.name === "" ? "function" : value.name}]`;
  if (Array.isArray(value)) return value.map((item) => readable(path, item));
  if (typeof value === "string") return hidden(path, value);
  if (typeof value !== "object" || value === null) return typeof value === "bigint" ? String(value) : value;
  if (value instanceof URL || value instanceof RegExp) return hidden(path, String(value));
  const prototype = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) {
    // A module, a route: what has a name is known by it.
    if (
      "name" in value &&
      typeof value.name === "string" &&
      Object.values(value).some((item) => typeof item === "function")
    )
      return `[${value.name}]`;
    if ("name" in value && "folder" in value) return `[${String(value.name)}]`;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, readable(key, item)]));
  }
  const { name } = value.constructor;
  return name === "Secret" ? "[secret]" : `[${name}]`;
}

/** Texts under a name such as `password`, and passwords in addresses. */
function hidden(path: string, text: string): string {
  const name = path.slice(path.lastIndexOf(".") + 1);
  const isSetting = /name|path|url|seconds$/i.test(name); // `cookieName` says how a secret is called
  if (isSecretName(name) && !isSetting) return "[secret]";
  return text.replace(/(:\/\/[^/:@\s]*:)[^/@\s]*@/g, "$1[secret]@");
}
