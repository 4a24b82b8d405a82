import { Engine, type EngineOptions, memoryLoader } from "quintet/templates";

/** Renders one template, alone. */
export function render(
  source: string,
  context: object = {},
  options: EngineOptions = {},
): string | Promise<string> {
  return new Engine(options).fromString(source).render(context);
}

/** Renders the template "page" of a few that know each other. */
export function renderPage(
  templates: Readonly<Record<string, string>>,
  context: object = {},
  options: EngineOptions = {},
): string | Promise<string> {
  return new Engine({ loaders: [memoryLoader(templates)], ...options }).render("page", context);
}
