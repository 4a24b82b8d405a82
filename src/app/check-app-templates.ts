import path from "node:path";
import type { ProjectFile } from "../core/index.ts";
import { NoRouteError, type Router, routerService } from "../routing/index.ts";
import { checkTemplates, engineService, type RouteNames, type TemplateCheck } from "../templates/index.ts";
import type { WebApp } from "./web-app.ts";

/**
 * Lets the TypeScript compiler check the templates of an app whose context `template<Context>("name.html")` declares,
 * in the project's TypeScript and in that of modules that are no installed packages.
 */
export function checkAppTemplates(app: WebApp, project: ProjectFile): Promise<TemplateCheck> {
  const engine = app.service(engineService);
  const folders = app.modules.map(({ folder }) => folder).filter((folder) => !isInstalled(folder));
  return checkTemplates({
    engine,
    folder: project.folder,
    sourceFolders: [project.folder, ...folders.filter((folder) => !isBelow(folder, project.folder))],
    libraries: app.modules.flatMap(({ templateLibraries = [] }) => templateLibraries),
    routes: routeNames(app.service(routerService)),
    app: typesOfApp(project, engine.sharedNames()),
  });
}

function isInstalled(folder: string): boolean {
  return folder.split(path.sep).includes("node_modules");
}

function isBelow(folder: string, outer: string): boolean {
  return folder === outer || folder.startsWith(outer + path.sep);
}

function routeNames(router: Router): RouteNames {
  return {
    parametersOf(name) {
      try {
        return router.parametersOf(name);
      } catch (error) {
        if (!(error instanceof NoRouteError)) throw error;
        // The first line says what is wrong; the others list what there is.
        return { mistake: error.message.split("\n")[0]!.replace(` (in urlFor("${name}"))`, "") };
      }
    },
  };
}

/** What the app brings, as the twins of templates import it. */
function typesOfApp({ folder, file }: ProjectFile, names: readonly string[]): string {
  const here = path.join(import.meta.dirname, `template-types${path.extname(import.meta.filename)}`);
  const from = path.join(folder, ".quintet", "check");
  const config = JSON.stringify(relative(from, file));
  const shared = names.map((name) => JSON.stringify(name)).join(" | ") || "never";
  return `import type config from ${config};
import type { SharedVariables, TemplateLibraries, TemplateUrl } from ${JSON.stringify(relative(from, here))};
export type Shared = SharedVariables<typeof config, ${shared}>;
export declare const libraries: TemplateLibraries<typeof config>;
export declare const url: TemplateUrl<typeof config>;
`;
}

function relative(from: string, file: string): string {
  return path.relative(from, file).split(path.sep).join("/");
}
