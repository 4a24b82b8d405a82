export { askedTool, type DevRun, devtoolsPath, joinDevRun, newDevToken } from "./dev-run.ts";
export { isDeveloper, isLoopbackHost } from "./developer.ts";
export type { Devtools } from "./devtools.ts";
export { repeatedStatementsSection } from "./devtools-config.ts";
export { type ErrorPage, type ErrorPages, loadErrorPages } from "./error-pages.ts";
export { devtoolsService, openDevtools } from "./open-devtools.ts";
export { type ToolAsset, toolAsset } from "./tool-response.ts";
