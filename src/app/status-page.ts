import { type App, logger, nodeHttp } from "../core/index.ts";
import type { Request } from "../http/index.ts";
import { engineService, escapeHtml, TemplateDoesNotExist } from "../templates/index.ts";

const explanations: Record<number, string> = {
  400: "The server could not understand this request.",
  403: "You may not see this.",
  404: "There is nothing at this address.",
  405: "This address does not answer to that.",
  413: "What was sent is too large.",
  429: "Too many requests. Try again later.",
  500: "Something went wrong here. It has been noted.",
  503: "The server can't answer right now. Try again in a moment.",
};

/** What a template `404.html`, `500.html`, … of the app gets. */
export interface StatusPageContext {
  readonly status: number;
  readonly title: string;
  readonly message: string;
}

/**
 * The page for a status: the app's own template `<status>.html` where it has one, otherwise a plain page that needs
 * nothing.
 */
export async function statusPage(
  app: App,
  request: Request,
  status: number,
  message: string | undefined,
): Promise<string> {
  const title = nodeHttp.STATUS_CODES[status] ?? "Error";
  const context = { status, title, message: message ?? explanations[status] ?? title };
  const own = await ownPage(app, request, context);
  return own ?? plainPage(context);
}

async function ownPage(app: App, request: Request, context: StatusPageContext): Promise<string | undefined> {
  const name = `${context.status}.html`;
  try {
    return await app.service(engineService).render(name, { ...context });
  } catch (error) {
    if (error instanceof TemplateDoesNotExist && error.templateName === name) return undefined;
    // The page about an error must not fail: the plain one always works.
    logger("app").error({ err: error, requestId: request.id, template: name }, "the error page failed");
    return undefined;
  }
}

function plainPage({ status, title, message }: StatusPageContext): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>${status} ${escapeHtml(title)}</title></head>
<body><main><h1>${escapeHtml(title)}</h1><p>${escapeHtml(message)}</p></main></body>
</html>
`;
}
