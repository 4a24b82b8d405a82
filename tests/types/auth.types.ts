import {
  type AnonymousUser,
  auth,
  loginRequired,
  permissionRequired,
  staffRequired,
  User,
} from "quintet/auth";
import { hashPassword } from "quintet/crypto";
import { flash } from "quintet/flash";
import { html, type Request } from "quintet/http";
import { defineRoutes, mount, path, urlFor } from "quintet/routing";

declare const request: Request;

// The user of a request is known or not, and the type asks.
const user = await request.user;
if (user.isAuthenticated) user satisfies User;
else user satisfies AnonymousUser;
// @ts-expect-error: nobody may be logged in
user.email.toUpperCase();

// A guarded handler gets the user, and the parameters of its route.
const routes = defineRoutes({
  inbox: path(
    "inbox/<int:page>/",
    loginRequired((_request, { page }, reader) => html(`${page.toFixed()} ${reader.username}`)),
  ),
  edit: path("books/<slug:slug>/", {
    get: permissionRequired("shop.change_book", (_request, { slug }, editor) => html(slug + editor.email)),
    post: staffRequired((_request, { slug }) => html(slug.toUpperCase())),
  }),
  accounts: mount("accounts/", auth.routes),
});
urlFor(routes, "accounts:login");
// @ts-expect-error: the tables of auth have no such route
urlFor(routes, "accounts:register");
path(
  "x/<int:page>/",
  // @ts-expect-error: page is a number
  loginRequired((_request, { page }: { page: string }) => html(page)),
);

// A permission has a module and a codename.
// @ts-expect-error: the module is missing
await user.hasPermission("add_book");
await user.hasPermission("shop.add_book");

// New users take a password in clear; create() would store it as it is, so there is createUser().
await User.createUser({ username: "ada", password: "secret", isStaff: true });
// @ts-expect-error: a user has a name
await User.createUser({ password: "secret" });

// Levels are known.
flash(request, "success", "Saved.");
// @ts-expect-error: no such level
flash(request, "sucess", "Saved.");

(await hashPassword("secret")) satisfies string;
// @ts-expect-error: what a session holds of auth is typed
(await request.session).set("_auth_user_id", 3);
