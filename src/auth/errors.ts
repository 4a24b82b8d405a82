import { QuintetError } from "../core/index.ts";
import { HttpError } from "../http/index.ts";

/** 401: a program asked for something that only a logged-in user gets. A person is sent to the login page instead. */
export class LoginRequiredError extends HttpError {
  readonly status = 401;
  readonly code = "auth.login-required";

  constructor() {
    super("You are not logged in.", { headers: { "www-authenticate": "Session" } });
  }
}

/** A guard or a check names a permission without its module. */
export class PermissionNameError extends QuintetError {
  readonly code = "auth.permission-name";

  constructor(permission: string) {
    super(
      `"${permission}" is not the name of a permission. Write the module, a dot and the codename: "shop.add_book".`,
    );
  }
}

/** `remoteUser()` stands among the middleware, and its backend not among `auth.backends`: nobody would stay logged in. */
export class MissingRemoteUserBackendError extends QuintetError {
  readonly code = "auth.missing-remote-user-backend";

  constructor() {
    super(
      'remoteUser() stands among the middleware, and remoteUserBackend not among "auth.backends": the users that a proxy names would be nobody again with the next request.\nWrite auth: { backends: [remoteUserBackend, modelBackend] }.',
    );
  }
}
