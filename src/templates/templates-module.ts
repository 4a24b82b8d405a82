import path from "node:path";
import { type App, configSection, defineModule, serviceKey } from "../core/index.ts";
import {
  currentI18n,
  currentLanguage,
  currentLocale,
  currentTimeZone,
  translationsService,
} from "../i18n/index.ts";
import { Engine } from "./engine.ts";
import { LibraryError } from "./errors.ts";
import type { Library } from "./library.ts";
import { folderLoader } from "./loaders/folder-loader.ts";
import type { SharedData } from "./runtime/shared-data.ts";
import { type TemplateFunctions, templateFunctionsService } from "./template-functions.ts";

export interface TemplatesOptions {
  /** The project's own templates, in front of those of the modules: `["templates"]` by default. */
  readonly folders?: readonly string[];
}

export interface TemplatesConfig {
  readonly folders: readonly string[];
}

declare module "../core/config.ts" {
  interface ConfigOptions {
    /** Where templates are. */
    readonly templates?: TemplatesOptions;
  }
  interface Config {
    readonly templates: TemplatesConfig;
  }
}

declare module "../core/module.ts" {
  interface ModuleOptions {
    /** Tags and filters for `{% load %}`. */
    readonly templateLibraries?: readonly Library[];
    /**
     * Variables that all templates see. Each is computed when a template reads it, at most once in a render, and may
     * be a promise.
     */
    readonly sharedData?: SharedData;
  }
}

/** The template engine of an app. */
export const engineService = serviceKey<Engine>("templates.engine");

const templatesSection = configSection({
  key: "templates",
  resolve(reader, value) {
    const given = reader.object(value, ["folders"]);
    return { folders: reader.below("folders").strings(given.folders, ["templates"]) };
  },
});

/** Gives an app its template engine: the templates, libraries and shared data of all its modules. */
export const templatesModule = defineModule({
  name: "templates",
  folder: import.meta.dirname,
  needs: ["i18n"],
  configSections: [templatesSection],
  sharedData: {
    LANGUAGES: () => Object.entries(currentI18n().languages),
    LANGUAGE_CODE: () => (currentLanguage() ?? currentI18n().language) || null,
    LANGUAGE_BIDI: () => currentLocale().isRightToLeft,
    TIME_ZONE: () => currentTimeZone(),
  },
  setup(app) {
    app.provide(engineService, engineOf(app));
  },
});

function engineOf(app: App): Engine {
  const { templates, i18n, debug } = app.config;
  const moduleFolders = app.modules.map((module) => path.join(module.folder, "templates"));
  return new Engine({
    loaders: [folderLoader([...templates.folders, ...moduleFolders])],
    libraries: librariesOf(app),
    sharedData: sharedDataOf(app),
    functions: functionsOf(app),
    debug,
    language: i18n.language,
    languages: i18n.languages,
    translations: app.service(translationsService),
    timeZone: i18n.timeZone,
    localeOptions: i18n,
  });
}

/** Two modules that share a name would depend on the order of the configuration: that is an error. */
function librariesOf(app: App): Library[] {
  const owners = new Map<string, string>();
  return app.modules.flatMap((module) =>
    (module.templateLibraries ?? []).map((library) => {
      const owner = owners.get(library.name);
      if (owner !== undefined) {
        throw new LibraryError(
          `The modules "${owner}" and "${module.name}" both have a template library called "${library.name}". Rename one.`,
        );
      }
      owners.set(library.name, module.name);
      return library;
    }),
  );
}

function sharedDataOf(app: App): SharedData {
  const owners = new Map<string, string>();
  const shared: Record<string, SharedData[string]> = {};
  for (const module of app.modules) {
    for (const [name, compute] of Object.entries(module.sharedData ?? {})) {
      const owner = owners.get(name);
      if (owner !== undefined) {
        throw new LibraryError(
          `The modules "${owner}" and "${module.name}" both share a template variable called "${name}". Rename one.`,
        );
      }
      owners.set(name, module.name);
      shared[name] = compute;
    }
  }
  return shared;
}

/** The app's functions, found when they are needed: the parts that provide them are set up in any order. */
function functionsOf(app: App): Partial<TemplateFunctions> {
  const given = (): Partial<TemplateFunctions> =>
    app.hasService(templateFunctionsService) ? app.service(templateFunctionsService) : {};
  return {
    get urlFor() {
      return given().urlFor;
    },
    get assetUrl() {
      return given().assetUrl;
    },
    get staticPrefix() {
      return given().staticPrefix;
    },
    get mediaPrefix() {
      return given().mediaPrefix;
    },
    get csrfToken() {
      return given().csrfToken;
    },
  };
}
