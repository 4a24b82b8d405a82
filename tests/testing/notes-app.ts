import { defineConfig, defineModule, secret } from "quintet";
import { auth, loginRequired } from "quintet/auth";
import { contentTypes } from "quintet/contenttypes";
import { flashMessages } from "quintet/flash";
import { json, redirect, text } from "quintet/http";
import { defineRoutes, path } from "quintet/routing";
import { sessions } from "quintet/sessions";

/** Says what arrived. */
const echo = path("echo/", async (request) => {
  const type = request.contentType ?? "";
  const form = type.includes("form") ? Object.fromEntries(await request.form()) : undefined;
  const sent = form ?? (await request.text());
  return json({ method: request.method, query: request.query.toString(), type, sent });
});

const routes = defineRoutes({
  echo,
  whoami: path("whoami/", async (request) => text(String(await request.user))),
  mine: path(
    "mine/",
    loginRequired(async (request) => text(`for ${(await request.user).username}`)),
  ),
  count: path("count/", async (request) => {
    const session = await request.session;
    const count = Number(session.get("count") ?? 0) + 1;
    session.set("count", count);
    return text(String(count));
  }),
  forget: path("forget/", () => {
    const response = text("");
    response.deleteCookie("theme");
    return response;
  }),
  theme: path("theme/", () => {
    const response = text("");
    response.setCookie("theme", "dark");
    return response;
  }),
  cookies: path("cookies/", (request) => text(request.headers.get("cookie") ?? "")),
  see: path("see/", () => redirect("/echo/?from=see")),
  keep: path("keep/", () => redirect("/echo/", { status: 307 })),
  circle: path("circle/", () => redirect("/round/")),
  round: path("round/", () => redirect("/circle/")),
});

const notes = defineModule({ name: "notes", folder: import.meta.dirname });

/** A configuration as a project has it: its secret key isn't set here, and its database isn't described. */
export const config = defineConfig({
  modules: [contentTypes, auth, sessions, flashMessages, notes],
  routes,
  secretKey: secret("NOT_SET_IN_TESTS"),
  auth: { loginUrl: "/login/" },
});
