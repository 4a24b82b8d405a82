import { randomBytes } from "node:crypto";
import { User } from "quintet/auth";

/** The administrator of a database without users, with a password that is told once; `undefined` where there are users. */
export async function createFirstAdmin(): Promise<{ username: string; password: string } | undefined> {
  if (await User.all().exists()) return undefined;
  const password = randomBytes(12).toString("base64url");
  const username = "admin";
  await User.createUser({ username, password, isStaff: true, isSuperuser: true });
  return { username, password };
}
