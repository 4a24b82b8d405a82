import { defineRoutes, type Handler, path } from "../routing/index.ts";
import { adminApp } from "./urls.ts";
import type { Page } from "./visit.ts";

/*
 * The pages of the admin. A page's code is loaded when the page is first asked for: an app whose admin nobody opens
 * doesn't pay for it.
 */

/** A page for people who may see the admin. */
function staffPage<Params extends object = object>(load: () => Promise<Page<Params>>): Handler<Params> {
  return async (request, params) => {
    const [{ answerVisit }, page] = await Promise.all([import("./visit.ts"), load()]);
    return answerVisit(request, page, params);
  };
}

/** A page for everybody. */
function openPage(load: () => Promise<Handler<object>>): Handler<object> {
  return async (request, params) => (await load())(request, params);
}

interface OfModel {
  readonly module: string;
  readonly model: string;
}
interface OfRow extends OfModel {
  readonly key: string;
}

const index = staffPage(async () => (await import("./pages/index-page.ts")).indexPage);
const moduleIndex = staffPage<{ module: string }>(
  async () => (await import("./pages/index-page.ts")).modulePage,
);
const login = openPage(async () => (await import("./pages/login-page.ts")).loginPage);
const logOut = openPage(async () => (await import("./pages/login-page.ts")).logOutPage);
const password = staffPage(async () => (await import("./pages/password-page.ts")).ownPasswordPage);
const setPassword = staffPage<OfRow>(async () => (await import("./pages/password-page.ts")).setPasswordPage);
const list = staffPage<OfModel>(async () => (await import("./pages/list-page.ts")).listPage);
const bulk = staffPage<OfModel>(async () => (await import("./pages/bulk-delete-page.ts")).bulkDeletePage);
const add = staffPage<OfModel>(async () => (await import("./pages/add-page.ts")).addPage);
const change = staffPage<OfRow>(async () => (await import("./pages/change-page.ts")).changePage);
const remove = staffPage<OfRow>(async () => (await import("./pages/delete-page.ts")).deletePage);
const history = staffPage<OfRow>(async () => (await import("./pages/history-page.ts")).historyPage);

/** For files. The texts of a form stay within 2.5 MiB, and files beyond that lie on disk while they are looked at. */
const uploads = { limits: { maxBodyBytes: 26_214_400 } };

/**
 * The routes of the admin.
 *
 * @example
 * defineRoutes({ admin: mount("admin/", admin.routes) });
 */
export const adminRoutes = defineRoutes(
  {
    index: path("", { get: index }),
    login: path("login/", { get: login, post: login }, { loginRequired: false }),
    logout: path("logout/", { post: logOut }),
    password: path("password/", { get: password, post: password }),
    module: path("<str:module>/", { get: moduleIndex }),
    list: path("<str:module>/<str:model>/", { get: list, post: bulk }),
    add: path("<str:module>/<str:model>/add/", { get: add, post: add }, uploads),
    change: path("<str:module>/<str:model>/<str:key>/change/", { get: change, post: change }, uploads),
    delete: path("<str:module>/<str:model>/<str:key>/delete/", { get: remove, post: remove }),
    history: path("<str:module>/<str:model>/<str:key>/history/", { get: history }),
    setPassword: path("<str:module>/<str:model>/<str:key>/password/", {
      get: setPassword,
      post: setPassword,
    }),
  },
  { app: adminApp },
);
