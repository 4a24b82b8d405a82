export { altersData } from "./alters-data.ts";
export { App, currentApp, findCurrentApp, setDefaultApp } from "./app.ts";
export { type Check, type CheckFinding, type CheckLevel, runChecks } from "./checks.ts";
export { isClients, markAsClients } from "./client-objects.ts";
export { closestName, didYouMean } from "./closest-name.ts";
export type { Command, CommandCall, CommandValue, ProjectFile, Terminal } from "./command.ts";
export {
  type Config,
  type ConfigFile,
  type ConfigOptions,
  coreConfigSections,
  defineConfig,
  isConfigFile,
  isModule,
  type LogLevel,
  resolveConfig,
} from "./config.ts";
export { type ConfigEntry, configEntries, configEntriesService } from "./config-entries.ts";
export { ConfigReader, type ConfigSection, configSection, isPlainObject } from "./config-section.ts";
export {
  type Context,
  type ContextKey,
  contextKey,
  contextValue,
  contextWith,
  currentContext,
  enterContext,
  runInContext,
} from "./context.ts";
export { loadEnvFile } from "./env-file.ts";
export {
  CommandError,
  ConfigError,
  type ConfigProblem,
  EnvironmentError,
  MissingModuleError,
  ModuleError,
  NoAppError,
  QuintetError,
  UnknownServiceError,
} from "./errors.ts";
export { AppEvent, defineEvent, type Listener, type Unsubscribe } from "./events.ts";
export { type CleanAddressOptions, cleanIpv6Address, ipv6Groups } from "./ip-address.ts";
export { LazyString } from "./lazy-string.ts";
export { configureLogging, describeErrorsBy, type Logger, logger, watchLog } from "./logging.ts";
export { isSecretName, mask } from "./masking.ts";
export {
  defineModule,
  type Module,
  type ModuleOptions,
  orderModules,
  type TypedModule,
} from "./module.ts";
export { nodeHttp } from "./node-http.ts";
export { percentEncode } from "./percent-encoding.ts";
export { printableText } from "./printable-text.ts";
export type { Register, RegisteredConfig } from "./register.ts";
export { type ServiceKey, serviceKey } from "./service.ts";
export { type Configurable, env, Secret, Setting, type SettingResult, secret } from "./setting.ts";
export { type StackFrame, shownPath, stackFrames } from "./stack-frames.ts";
export {
  type ErrorTrace,
  errorChannel,
  type QueryTrace,
  queryChannel,
  type RequestTrace,
  type RouteTrace,
  requestChannel,
  routeChannel,
  type SentTrace,
  sentChannel,
  type TemplateTrace,
  templateChannel,
  trace,
} from "./tracing.ts";
export { escapeLeadingSlashes, filePathToUri, iriToUri, pathToUri, uriToIri } from "./uri.ts";
export { withoutTypes } from "./without-types.ts";
