import type { App } from "../core/index.ts";
import { type Request, Response } from "../http/index.ts";
import { NoMatchingRouteError } from "../routing/index.ts";
import { templateTrace } from "../templates/index.ts";
import { type DebugSection, debugPage, debugPagePolicy } from "./debug-page.ts";

/** The debug page as a response. */
export function debugResponse(_app: App, request: Request, error: unknown, status: number): Response {
  const page = debugPage({ status, error, request, sections: sectionsFor(error) });
  const response = new Response(page, { status, contentType: "text/html; charset=utf-8" });
  response.headers.set("content-security-policy", debugPagePolicy());
  return response;
}

function sectionsFor(error: unknown): DebugSection[] {
  const templates = templateTrace(error).map(
    ({ template, line, column, snippet }) => `${template}:${line}:${column}\n${snippet}`,
  );
  return [{ title: "Templates", lines: templates }, ...triedRoutes(error)];
}

function triedRoutes(error: unknown): DebugSection[] {
  if (!(error instanceof NoMatchingRouteError)) return [];
  const lines = error.tried.map(({ route, name }) => `/${route}  ${name}`);
  return [{ title: "Routes tried", lines }];
}
