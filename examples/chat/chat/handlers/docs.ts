import { html, NotFoundError, type Request, type Response, redirect } from "quintet/http";
import { urlFor } from "quintet/routing";
import { safe } from "quintet/templates";
import { currentChat } from "../chat-service.ts";
import { renderPage } from "../markdown.ts";
import { docsPage } from "../pages.ts";

/** The address of the documentation: its first page. */
export function showDocs(): Response {
  const first = currentChat().documentation.pages[0];
  if (first === undefined) throw new NotFoundError("There is no documentation here.");
  return redirect(urlFor("docsPage", { page: first.slug }));
}

export function showDocsPage(_request: Request, params: { readonly page: string }): Response {
  const { documentation } = currentChat();
  const page = documentation.page(params.page);
  if (page === undefined) throw new NotFoundError("The documentation has no such page.");
  const rendered = renderPage(
    page.text,
    (slug) => documentation.page(slug) && urlFor("docsPage", { page: slug }),
  );
  return html(docsPage({ page, pages: documentation.pages, html: safe(rendered) }));
}
