import type { App } from "../core/index.ts";
import { type Request, Response } from "../http/index.ts";
import { debugPage } from "./debug-page.ts";
import { debugReport } from "./debug-report.ts";

/** The page about an error, as a response. */
export async function debugResponse(
  app: App,
  request: Request,
  error: unknown,
  status: number,
): Promise<Response> {
  const { html, policy } = debugPage(await debugReport(app, request, error, status));
  const response = new Response(html, { status, contentType: "text/html; charset=utf-8" });
  response.headers.set("content-security-policy", policy);
  return response;
}
