// Every app has these parts, also where it imports nothing of them: this is how their keys get into the type of the
// configuration. Nothing is loaded for it.
export type {} from "./app/index.ts";
export type {} from "./assets/index.ts";
export {
  type App,
  altersData,
  type ConfigFile,
  type ConfigOptions,
  currentApp,
  defineConfig,
  defineEvent,
  defineModule,
  env,
  escapeLeadingSlashes,
  filePathToUri,
  iriToUri,
  logger,
  type Module,
  type ModuleOptions,
  pathToUri,
  percentEncode,
  QuintetError,
  type Register,
  Secret,
  type ServiceKey,
  secret,
  serviceKey,
  uriToIri,
} from "./core/index.ts";
export type {} from "./db/index.ts";
export type {} from "./http/index.ts";
export type {} from "./routing/index.ts";
export type {} from "./security/index.ts";
export type {} from "./templates/index.ts";
