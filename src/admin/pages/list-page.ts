import { html, type ResponseLike } from "../../http/index.ts";
import { vocabularyOf } from "../list/list-query.ts";
import { readListState } from "../list/list-state.ts";
import { listPageView } from "../list/list-view.ts";
import { shellFor } from "../shell.ts";
import { listTemplate } from "../templates.ts";
import type { Visit } from "../visit.ts";
import { crumbsTo } from "./row-page.ts";

/** The rows of a resource: searched, filtered, ordered and in pages, as the URL says. */
export async function listPage(
  visit: Visit,
  params: { module: string; model: string },
): Promise<ResponseLike> {
  const resource = visit.resource(params.module, params.model);
  visit.mustBeAble("view", resource);
  const state = readListState(visit.request.query, vocabularyOf(resource));
  const list = await listPageView(visit, resource, state);
  const [module] = crumbsTo(visit, resource);
  const crumbs = [module!, { label: resource.title }];
  return html(listTemplate({ shell: shellFor(visit, resource.title, crumbs, resource), list }));
}
