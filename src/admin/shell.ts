import type { Request } from "../http/index.ts";
import type { RegisteredResource } from "./resource/registered-resource.ts";
import type { AdminSite } from "./site.ts";
import { indexUrl, listUrlOf, loginUrl, logoutUrl, ownPasswordUrl } from "./urls.ts";
import type { Visit } from "./visit.ts";

/** A step of the way to a page; the last one is the page itself and has no address. */
export interface Crumb {
  readonly label: string;
  readonly url?: string;
}

/** What every page has around it: `templates/admin/base.html`. */
export interface Shell {
  readonly title: string;
  readonly siteTitle: string;
  /** The visitor's choice; empty where the system decides. */
  readonly theme: "light" | "dark" | "";
  readonly isIndex: boolean;
  readonly navigation: readonly NavigationGroup[];
  readonly breadcrumbs: readonly Crumb[];
  readonly viewer: Viewer;
  readonly urls: ShellUrls;
}

export interface NavigationGroup {
  readonly label: string;
  readonly items: readonly NavigationItem[];
}

export interface NavigationItem {
  readonly label: string;
  readonly icon: string;
  readonly url: string;
  readonly isCurrent: boolean;
}

interface Viewer {
  readonly name: string;
  readonly detail: string;
  readonly initials: string;
}

interface ShellUrls {
  readonly index: string;
  readonly login: string;
  readonly logout: string;
  readonly password: string;
  readonly site: string;
}

/** The frame of a page. `current` is the resource that the page is about. */
export function shellFor(
  visit: Visit,
  title: string,
  breadcrumbs: readonly Crumb[],
  current?: RegisteredResource,
): Shell {
  return {
    ...bareShell(visit.request, visit.site, title),
    isIndex: breadcrumbs.length === 0,
    breadcrumbs:
      breadcrumbs.length === 0
        ? [{ label: title }]
        : [{ label: "Dashboard", url: indexUrl() }, ...breadcrumbs],
    navigation: navigationOf(visit, current),
    viewer: viewerOf(visit.user),
  };
}

/** The frame of a page that anybody may see. */
export function bareShell(request: Request, site: AdminSite, title: string): Shell {
  const theme = request.cookies.get("admin_theme");
  return {
    title,
    siteTitle: site.title,
    theme: theme === "light" || theme === "dark" ? theme : "",
    isIndex: false,
    navigation: [],
    breadcrumbs: [],
    viewer: { name: "", detail: "", initials: "" },
    urls: {
      index: indexUrl(),
      login: loginUrl(),
      logout: logoutUrl(),
      password: ownPasswordUrl(),
      site: "/",
    },
  };
}

function navigationOf(visit: Visit, current: RegisteredResource | undefined): NavigationGroup[] {
  const groups = visit.site.groups.map(({ label, resources }) => ({
    label,
    items: resources
      .filter((resource) => visit.can("view", resource))
      .map((resource) => ({
        label: resource.title,
        icon: resource.icon,
        url: listUrlOf(resource),
        isCurrent: resource === current,
      })),
  }));
  return groups.filter((group) => group.items.length > 0);
}

function viewerOf(user: Visit["user"]): Viewer {
  const fullName = `${user.firstName} ${user.lastName}`.trim();
  const name = fullName || user.username;
  const words = name.split(/[\s._-]+/).filter((word) => word !== "");
  const initials = words.length > 1 ? words[0]!.slice(0, 1) + words.at(-1)!.slice(0, 1) : name.slice(0, 2);
  return { name, detail: user.email || user.username, initials };
}
