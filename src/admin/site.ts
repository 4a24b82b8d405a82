import { type App, currentApp, type Module } from "../core/index.ts";
import type { ModelMeta } from "../db/index.ts";
import { authResources } from "./auth-resources.ts";
import { DuplicateResourceError } from "./errors.ts";
import { RegisteredResource } from "./resource/registered-resource.ts";

const sites = new WeakMap<App, AdminSite>();

/**
 * The admin of an app. Made when it is first asked for.
 * @throws {@link DuplicateResourceError}
 */
export function siteOf(app: App = currentApp("The admin")): AdminSite {
  let site = sites.get(app);
  if (site === undefined) {
    site = new AdminSite(app);
    sites.set(app, site);
  }
  return site;
}

/** Resources of one module, as the sidebar and the first page group them. */
export interface ResourceGroup {
  readonly name: string;
  readonly label: string;
  readonly resources: readonly RegisteredResource[];
}

/** All resources of an app, in the order of its modules. */
export class AdminSite {
  readonly title: string;
  readonly groups: readonly ResourceGroup[];
  readonly #byPath = new Map<string, RegisteredResource>();
  readonly #byModel = new Map<ModelMeta, RegisteredResource>();

  /** @throws {@link DuplicateResourceError} */
  constructor(app: App) {
    this.title = app.config.admin.title;
    for (const module of app.modules) {
      for (const resource of module.admin ?? [])
        this.#register(new RegisteredResource(resource, module.name));
    }
    // Users and groups are there unless a module brings resources of its own for them.
    for (const resource of authResources) {
      const registered = new RegisteredResource(resource, "auth");
      if (!this.#byModel.has(registered.meta)) this.#register(registered);
    }
    this.groups = groupsOf(app.modules, [...this.#byPath.values()]);
  }

  #register(resource: RegisteredResource): void {
    const known = this.#byModel.get(resource.meta);
    if (known !== undefined) {
      throw new DuplicateResourceError(resource.meta.name, known.registeredBy, resource.registeredBy);
    }
    this.#byModel.set(resource.meta, resource);
    this.#byPath.set(`${resource.module}/${resource.slug}`, resource);
  }

  get resources(): Iterable<RegisteredResource> {
    return this.#byPath.values();
  }

  /** The resource of a URL's two parts. */
  find(module: string, slug: string): RegisteredResource | undefined {
    return this.#byPath.get(`${module}/${slug}`);
  }

  /** The resource of a model, if it is in the admin. */
  of(meta: ModelMeta): RegisteredResource | undefined {
    return this.#byModel.get(meta) ?? this.#byModel.get(meta.root);
  }
}

function groupsOf(modules: readonly Module[], resources: readonly RegisteredResource[]): ResourceGroup[] {
  const names = [...new Set(resources.map((resource) => resource.module))];
  return names.map((name) => ({
    name,
    label: modules.find((module) => module.name === name)?.label ?? name,
    resources: resources.filter((resource) => resource.module === name),
  }));
}
