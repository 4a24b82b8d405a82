import { defineRoutes, path } from "../routing/index.ts";
import { loginRequired } from "./guards/guards.ts";
import { sendLogin, showLogin } from "./pages/login-page.ts";
import { sendLogout } from "./pages/logout-page.ts";
import { sendPasswordChange, showPasswordChange, showPasswordChanged } from "./pages/password-change-page.ts";

/**
 * Pages for logging in and out and for changing one's password.
 *
 * @example
 * defineRoutes({ accounts: mount("accounts/", auth.routes) }); // urlFor("accounts:login") is "/accounts/login/"
 */
export const authRoutes = defineRoutes({
  login: path("login/", { get: showLogin, post: sendLogin }, { loginRequired: false }),
  logout: path("logout/", { post: sendLogout }),
  passwordChange: path("password-change/", {
    get: loginRequired(showPasswordChange),
    post: loginRequired(sendPasswordChange),
  }),
  passwordChangeDone: path("password-change/done/", loginRequired(showPasswordChanged)),
});
