import type { Request } from "../../http/index.ts";
import type { User } from "../models.ts";
import type { PermissionName } from "../permissions/permissions-of.ts";

/** What somebody shows to prove who they are. Backends of an app's own may take more, by declaration merging. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/**
 * A way to find out who somebody is, or what they may do. Backends are asked in the order of the configuration; a
 * session remembers by name which one logged its user in.
 */
export interface AuthBackend {
  /** Stored in sessions. Where Django has the same backend, it is Django's name for it, so that both know the session. */
  readonly name: string;
  /** The user with these credentials, or null. Takes as long for one that doesn't exist. */
  authenticate?(credentials: Credentials, request: Request | undefined): Promise<User | null>;
  /** The user whose key a session holds, or null where it is gone or may no longer log in. */
  findUser?(key: string): Promise<User | null>;
  /** What the user may do. */
  permissions?(user: User): Promise<Iterable<PermissionName>>;
}
