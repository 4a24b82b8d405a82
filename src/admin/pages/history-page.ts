import { html, type ResponseLike } from "../../http/index.ts";
import { rowHistory } from "../log/entry-views.ts";
import { keyOf } from "../rows.ts";
import { shellFor } from "../shell.ts";
import { historyTemplate } from "../templates.ts";
import { rowUrl } from "../urls.ts";
import type { Visit } from "../visit.ts";
import { shortened } from "../wording.ts";
import { crumbsBelow, type RowParams, rowOfPage } from "./row-page.ts";

/** What happened to a row through the admin. */
export async function historyPage(visit: Visit, params: RowParams): Promise<ResponseLike> {
  const found = await rowOfPage(visit, params);
  const { resource, row } = found;
  const key = keyOf(resource.meta, row);
  const entries = await rowHistory(resource, String(key));
  const shell = shellFor(visit, "History", crumbsBelow(visit, found, "History"), resource);
  const subtitle = shortened(String(row));
  return html(historyTemplate({ shell, subtitle, entries, backUrl: rowUrl(resource, key) }));
}
