export { AnonymousUser } from "./anonymous-user.ts";
export { attemptLogin, confirmPassword, type LoginProblem, type LoginResult } from "./attempt-login.ts";
export type { AuthOptions } from "./auth-config.ts";
export { auth } from "./auth-module.ts";
export { authenticate } from "./authenticate.ts";
export type { AuthBackend, Credentials } from "./backends/auth-backend.ts";
export { modelBackend } from "./backends/model-backend.ts";
export { byUser } from "./by-user.ts";
export { LoginRequiredError, MissingRemoteUserBackendError, PermissionNameError } from "./errors.ts";
export { loggedIn, loggedOut, loginFailed } from "./events.ts";
export {
  askToLogIn,
  type GuardedHandler,
  loginRequired,
  permissionRequired,
  staffRequired,
  userRequired,
} from "./guards/guards.ts";
export { loginByDefault } from "./guards/login-by-default.ts";
export { keepLoggedIn, login, logout } from "./login.ts";
export type { LoginThrottleOptions } from "./login-throttle.ts";
export { Group, type NewUser, Permission, User } from "./models.ts";
export { isUsername, normalizeEmail, normalizeUsername } from "./names.ts";
export { loginProblem, targetAfterLogin } from "./pages/login-page.ts";
export {
  defaultPasswordValidators,
  maxLength,
  minLength,
  notCommon,
  notNumeric,
  notSimilarToUser,
  type PasswordOwner,
  type PasswordProblem,
  type PasswordValidator,
  passwordProblems,
} from "./passwords/password-validators.ts";
export { permissionsOfModel } from "./permissions/make-permissions.ts";
export type { PermissionName } from "./permissions/permissions-of.ts";
export { isRecentlyConfirmed } from "./recent-confirmation.ts";
export { type RemoteUserOptions, remoteUser, remoteUserBackend } from "./remote-user.ts";
export { sessionHash } from "./session-hash.ts";
