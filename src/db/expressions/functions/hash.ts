import type { Expression } from "../expression.ts";
import { call, type KeepNull } from "./call.ts";

type Text = string | null;
type HashOf<Value> = Expression<KeepNull<Value, string>>;

/** The MD5 hash of a text's UTF-8: 32 hexadecimal digits. For comparing, not for passwords. */
export function md5<Value extends Text>(text: Expression<Value>): HashOf<Value> {
  return call("md5", [text]);
}
/** The SHA-1 hash, 40 digits. PostgreSQL needs its extension pgcrypto for it. */
export function sha1<Value extends Text>(text: Expression<Value>): HashOf<Value> {
  return call("sha1", [text]);
}
/** The SHA-224 hash, 56 digits. */
export function sha224<Value extends Text>(text: Expression<Value>): HashOf<Value> {
  return call("sha224", [text]);
}
/** The SHA-256 hash, 64 digits. */
export function sha256<Value extends Text>(text: Expression<Value>): HashOf<Value> {
  return call("sha256", [text]);
}
/** The SHA-384 hash, 96 digits. */
export function sha384<Value extends Text>(text: Expression<Value>): HashOf<Value> {
  return call("sha384", [text]);
}
/** The SHA-512 hash, 128 digits. */
export function sha512<Value extends Text>(text: Expression<Value>): HashOf<Value> {
  return call("sha512", [text]);
}

/** A random UUID, which the database makes: another one for each row. */
export function uuidV4(): Expression<string> {
  return call("uuidV4", []);
}
/** A UUID that begins with the time in milliseconds, so that later ones are larger. */
export function uuidV7(): Expression<string> {
  return call("uuidV7", []);
}
