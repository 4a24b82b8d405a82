import { html, NotFoundError, type ResponseLike } from "../../http/index.ts";
import { recentEntries } from "../log/entry-views.ts";
import { rowsOf } from "../rows.ts";
import { shellFor } from "../shell.ts";
import type { ResourceGroup } from "../site.ts";
import { indexTemplate, type ModelGroupView } from "../templates.ts";
import { addUrl, listUrlOf } from "../urls.ts";
import type { Visit } from "../visit.ts";
import { countText } from "../wording.ts";

/** The first page: all models that the visitor may see, and what they did last. */
export async function indexPage(visit: Visit): Promise<ResponseLike> {
  return page(visit, visit.site.groups, "Dashboard", []);
}

/** The models of one module. */
export async function modulePage(visit: Visit, { module }: { module: string }): Promise<ResponseLike> {
  const group = visit.site.groups.find(({ name }) => name === module);
  if (group === undefined) throw new NotFoundError(`There is no module “${module}” in this admin.`);
  return page(visit, [group], group.label, [{ label: group.label }]);
}

async function page(
  visit: Visit,
  groups: readonly ResourceGroup[],
  title: string,
  crumbs: readonly { label: string }[],
): Promise<ResponseLike> {
  const [views, entries] = await Promise.all([
    Promise.all(groups.map((group) => groupView(visit, group))),
    recentEntries(visit),
  ]);
  const shown = views.filter(({ items }) => items.length > 0);
  return html(indexTemplate({ shell: shellFor(visit, title, crumbs), groups: shown, entries }));
}

async function groupView(visit: Visit, { name, label, resources }: ResourceGroup): Promise<ModelGroupView> {
  const seen = resources.filter((resource) => visit.sees(resource));
  const items = seen.map(async (resource) => {
    const canAdd = visit.can("add", resource);
    const canView = visit.can("view", resource);
    return {
      label: resource.title,
      singular: resource.label,
      icon: resource.icon,
      url: canView ? listUrlOf(resource) : addUrl(resource),
      count: canView ? countText(await rowsOf(resource.meta.model).count()) : "",
      addUrl: canAdd ? addUrl(resource) : "",
    };
  });
  return { name, label, items: await Promise.all(items) };
}
