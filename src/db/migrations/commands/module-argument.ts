import { type App, CommandError, didYouMean, type Module } from "../../../core/index.ts";

/**
 * The module that a command was given.
 * @throws {@link CommandError} where the app has none of that name.
 */
export function moduleNamed(app: App, name: string): Module {
  const module = app.modules.find((candidate) => candidate.name === name);
  if (module !== undefined) return module;
  const names = app.modules.map((candidate) => candidate.name);
  throw new CommandError(
    `There is no module "${name}".${didYouMean(name, names)}\nModules: ${names.join(", ")}.`,
  );
}
