export { type BrokenLink, type BrokenLinkOptions, brokenLinks } from "./broken-links.ts";
export { checkAppTemplates } from "./check-app-templates.ts";
export { type CreateAppOptions, createApp } from "./create-app.ts";
export type { ErrorHandler, ErrorHandlers } from "./error-handlers.ts";
export type { ErrorReport, ErrorReporter, ReportedRequest } from "./error-reports.ts";
export { defaultMiddleware } from "./middleware.ts";
export type { StatusPageContext } from "./status-page.ts";
export { type ListenOptions, WebApp } from "./web-app.ts";
