import type { App } from "./app.ts";
import type { Check } from "./checks.ts";
import type { Command } from "./command.ts";
import type { ConfigSection } from "./config-section.ts";
import { MissingModuleError, ModuleError } from "./errors.ts";

/**
 * What a module may bring. Each part of Quintet adds its own keys by declaration merging (`models`, `templates`, …) and
 * reads them from `app.modules`.
 */
export interface ModuleOptions {
  /** Unique in an app, in snake_case: it begins the names of the module's tables, permissions and templates. */
  readonly name: string;
  /** The module's folder: `import.meta.dirname`. Templates, assets and migrations are found below it. */
  readonly folder: string;
  /** How people see it; made of `name` by default. */
  readonly label?: string;
  /** Names of modules that must be in the app too, and are set up before. */
  readonly needs?: readonly string[];
  /** Keys that the module adds to the configuration. */
  readonly configSections?: readonly ConfigSection[];
  readonly checks?: readonly Check[];
  readonly commands?: readonly Command[];
  /** Throws where the module can't do its work at the moment: asked when somebody asks whether the server is ready. */
  readonly readiness?: (app: App) => void | Promise<void>;
  /** Called once when the app is created, after the modules before it. Opens what must be open, and registers its closing with `app.onClose()`. */
  readonly setup?: (app: App) => void | Promise<void>;
}

/** A reusable part of an app. */
export interface Module extends ModuleOptions {
  readonly label: string;
}

/** A module whose exact types stay known, so that the compiler can check what templates do with them. */
export interface TypedModule<Shared, Libraries> extends Module {
  /** Never there: carries the types. */
  readonly "~types"?: { readonly sharedData: Shared; readonly templateLibraries: Libraries };
}

/**
 * Describes a reusable part of an app: its models, templates, commands and whatever else the parts of Quintet read.
 *
 * @example
 * export const shop = defineModule({ name: "shop", folder: import.meta.dirname, models: [Product, Order] });
 */
export function defineModule<
  Shared extends object = Record<never, never>,
  const Libraries extends readonly object[] = readonly [],
>(
  options: ModuleOptions & { readonly sharedData?: Shared; readonly templateLibraries?: Libraries },
): TypedModule<Shared, Libraries> {
  if (!/^[a-z][a-z0-9_]*$/.test(options.name)) {
    throw new ModuleError(
      `A module is called "${options.name}". Its name must be in snake_case (a-z, 0-9 and _, a letter first), because tables and permissions begin with it.`,
    );
  }
  return Object.freeze({ ...options, label: options.label ?? labelOf(options.name) });
}

/** `"chat_rooms"` gives `"Chat rooms"`. */
function labelOf(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * The modules in an order in which each comes after those that it needs; otherwise as they were given.
 * @throws {@link MissingModuleError} {@link ModuleError}
 */
export function orderModules(modules: readonly Module[]): readonly Module[] {
  const byName = new Map<string, Module>();
  for (const module of modules) {
    if (byName.has(module.name)) {
      throw new ModuleError(
        `Two modules are called "${module.name}". Rename one, or remove it from "modules" in quintet.config.ts.`,
      );
    }
    byName.set(module.name, module);
  }
  const ordered = new Set<Module>();
  const place = (module: Module, path: readonly string[]): void => {
    if (ordered.has(module)) return;
    if (path.includes(module.name)) {
      throw new ModuleError(
        `Modules need each other in a circle: ${[...path, module.name].join(" → ")}. Remove one "needs".`,
      );
    }
    for (const name of module.needs ?? []) {
      const needed = byName.get(name);
      if (needed === undefined) throw new MissingModuleError(module.name, name, [...byName.keys()]);
      place(needed, [...path, module.name]);
    }
    ordered.add(module);
  };
  for (const module of modules) place(module, []);
  return [...ordered];
}
