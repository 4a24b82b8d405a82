import { spendHashTime } from "../../crypto/index.ts";
import { authSettings } from "../auth-settings.ts";
import { Permission, User } from "../models.ts";
import { normalizeUsername } from "../names.ts";
import type { PermissionName } from "../permissions/permissions-of.ts";
import type { AuthBackend } from "./auth-backend.ts";

// Longer ones are refused unread: hashing them only costs time.
const maxPasswordLength = 4096;

/** Users and permissions as the database has them: username and password, groups. The default. */
export const modelBackend: AuthBackend = {
  name: "django.contrib.auth.backends.ModelBackend",

  async authenticate({ username, password }) {
    const user = await User.find({ username: normalizeUsername(username) });
    if (user === null || password.length > maxPasswordLength) {
      await spendHashTime(authSettings().passwordHashers);
      return null;
    }
    const matches = await user.checkPassword(password); // also for one who may not log in: it takes as long
    return matches && user.isActive ? user : null;
  },

  async findUser(key) {
    if (!/^\d{1,15}$/.test(key)) return null;
    const user = await User.find({ id: Number(key) });
    return user?.isActive ? user : null;
  },

  async permissions(user) {
    const granted = user.isSuperuser
      ? Permission.all()
      : Permission.where({ or: [{ users: user.id }, { groups: { users: user.id } }] });
    const rows = await granted.include("contentType");
    return rows.map(({ contentType, codename }): PermissionName => `${contentType.appLabel}.${codename}`);
  },
};
