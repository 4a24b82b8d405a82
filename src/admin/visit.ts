import type { User } from "../auth/index.ts";
import { logger } from "../core/index.ts";
import {
  ForbiddenError,
  type HttpError,
  html,
  NotFoundError,
  type Request,
  type ResponseLike,
  redirect,
} from "../http/index.ts";
import type { RegisteredResource } from "./resource/registered-resource.ts";
import type { Action } from "./resource/resource.ts";
import { type Crumb, shellFor } from "./shell.ts";
import { type AdminSite, siteOf } from "./site.ts";
import { problemTemplate } from "./templates.ts";
import { indexUrl, listUrlOf, loginUrl } from "./urls.ts";

const log = logger("admin");

/** A page of the admin: gets the visit, and the parameters of its route. */
export type Page<Params extends object = object> = (
  visit: Visit,
  params: Params,
) => ResponseLike | Promise<ResponseLike>;

/** A request by somebody who may see the admin, and what they may do. */
export class Visit {
  readonly request: Request;
  readonly site: AdminSite;
  readonly user: User;
  readonly #permissions: ReadonlySet<string>;

  constructor(request: Request, site: AdminSite, user: User, permissions: ReadonlySet<string>) {
    this.request = request;
    this.site = site;
    this.user = user;
    this.#permissions = permissions;
  }

  /** Whether the user may do that with a resource. Who may change may also look. */
  can(action: Action, resource: RegisteredResource): boolean {
    if (!resource.offers(action)) return false;
    if (this.user.isSuperuser || this.#permissions.has(resource.permission(action))) return true;
    return action === "view" && this.#permissions.has(resource.permission("change"));
  }

  /** Whether the user sees the resource at all. */
  sees(resource: RegisteredResource): boolean {
    return this.can("view", resource) || this.can("add", resource);
  }

  /** @throws {@link ForbiddenError} */
  mustBeAble(action: Action, resource: RegisteredResource): void {
    if (this.can(action, resource)) return;
    throw new ForbiddenError(`Your account has no permission to ${action} ${resource.pluralLabel}.`);
  }

  /**
   * The resource that a URL names.
   * @throws {@link NotFoundError}
   */
  resource(module: string, slug: string): RegisteredResource {
    const resource = this.site.find(module, slug);
    if (resource !== undefined) return resource;
    throw new NotFoundError(`There is no model “${module}.${slug}” in this admin.`);
  }
}

/**
 * Answers a request with a page: lets in who may see the admin, sends others to the login, and shows what isn't there or
 * isn't allowed in the admin's own frame.
 */
export async function answerVisit<Params extends object>(
  request: Request,
  page: Page<Params>,
  params: Params,
): Promise<ResponseLike> {
  const user = await request.user;
  if (!user.isAuthenticated || !user.isActive || !user.isStaff) {
    return redirect(loginUrl(request.method === "GET" ? request.target : undefined));
  }
  const site = siteOf();
  const permissions = user.isSuperuser ? new Set<string>() : await user.permissions();
  const visit = new Visit(request, site, user, permissions);
  try {
    return await page(visit, params);
  } catch (error) {
    if (error instanceof ForbiddenError)
      log.warn({ requestId: request.id, userId: user.id, path: request.path }, "permission denied");
    if (error instanceof NotFoundError || error instanceof ForbiddenError)
      return problemPage(visit, error, params);
    throw error;
  }
}

async function problemPage(visit: Visit, error: HttpError, params: object): Promise<ResponseLike> {
  const isMissing = error instanceof NotFoundError;
  const { module = "", model = "" } = params as { module?: string; model?: string };
  const resource = visit.site.find(module, model);
  const goesBack = resource !== undefined && visit.can("view", resource) && isMissing;
  const title = isMissing ? "Not found" : "Not allowed";
  const crumbs: Crumb[] = goesBack ? [{ label: resource.title, url: listUrlOf(resource) }] : [];
  const shell = shellFor(visit, title, [...crumbs, { label: title }]);
  const problem = {
    icon: isMissing ? "search-x" : "lock",
    text: error.message,
    url: goesBack ? listUrlOf(resource) : indexUrl(),
    linkLabel: goesBack ? `All ${resource.pluralLabel}` : "Go to the dashboard",
  };
  return html(problemTemplate({ shell, problem }), { status: error.status });
}
