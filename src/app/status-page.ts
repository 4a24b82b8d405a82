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
 * nothing else.
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
  return own ?? plainPage(request, context);
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

function plainPage(request: Request, { status, title, message }: StatusPageContext): string {
  const after =
    status >= 500
      ? `<p class="note">If you report this, quote <code>${escapeHtml(request.id)}</code></p>`
      : '<p class="note"><a href="/">To the start page</a></p>';
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>${status} ${escapeHtml(title)}</title>
<style nonce="${request.cspNonce}">${look}</style></head>
<body><main><p class="status">${status}</p><h1>${escapeHtml(title)}</h1><p>${escapeHtml(message)}</p>${after}</main></body>
</html>
`;
}

// In the page itself: whatever is wrong with the app, it needs no second request.
const look = `
:root { color-scheme: light dark; --ground: #fbfaf8; --ink: #24211d; --quiet: #6a645b; --line: #dcd7ce; --link: #8a4b10 }
@media (prefers-color-scheme: dark) { :root { --ground: #191714; --ink: #ece7df; --quiet: #a69e92; --line: #3a352e; --link: #e5a96a } }
body { margin: 0; min-height: 100vh; min-height: 100dvh; display: grid; place-items: center; background: var(--ground); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif }
main { box-sizing: border-box; width: min(34rem, 100%); padding: 2rem 1.5rem 4rem }
h1 { margin: 0 0 .75rem; font-size: clamp(1.75rem, 1.2rem + 2.4vw, 2.5rem); line-height: 1.15; letter-spacing: -.02em; text-wrap: balance }
p { margin: 0; overflow-wrap: anywhere }
.status { margin-bottom: .5rem; color: var(--quiet); font: 600 .9rem/1 ui-monospace, monospace; letter-spacing: .08em }
.note { margin-top: 2rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--quiet); font-size: .9rem }
a { color: var(--link); text-underline-offset: .2em }
a:focus-visible { outline: 2px solid; outline-offset: 3px; border-radius: 2px }
code { color: var(--ink); font: .85em ui-monospace, monospace }
`.trim();
