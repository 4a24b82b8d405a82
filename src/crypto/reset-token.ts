import { fromBase36, toBase36 } from "./base36.ts";
import { constantTimeEqual } from "./constant-time.ts";
import { saltedHmac } from "./salted-hmac.ts";
import { currentSecretKeys, type SecretKeys } from "./secret-keys.ts";

/*
 * Django's password-reset token: the time in base 36, a "-", and every second hex digit of an HMAC over the user's
 * state. It works once because it covers the password hash and the last login, which change when it is used.
 */
const tokenSalt = "django.contrib.auth.tokens.PasswordResetTokenGenerator";
const epochMs = Date.UTC(2001, 0, 1);
const defaultMaxAgeSeconds = 3600;

/** What a reset token is bound to: it ends being valid as soon as one of these changes. */
export interface ResetTokenUser {
  readonly primaryKey: number | bigint | string;
  /** The stored hash. */
  readonly password: string;
  readonly lastLogin: Date | null;
  readonly email: string | null;
}

export interface ResetTokenOptions {
  readonly keys?: SecretKeys;
  /** The present, by default. */
  readonly now?: Date;
}

/** A token for a link by which that user may set a new password, once. */
export function makeResetToken(user: ResetTokenUser, options: ResetTokenOptions = {}): string {
  const [key] = options.keys ?? currentSecretKeys();
  return tokenAt(user, secondsSinceEpoch(options.now), key!);
}

/**
 * Whether a token was made for that user in its present state, and is young enough.
 * @param options.maxAgeSeconds - One hour by default (Django: three days).
 */
export function checkResetToken(
  user: ResetTokenUser,
  token: string,
  options: ResetTokenOptions & { maxAgeSeconds?: number } = {},
): boolean {
  const match = /^([0-9a-z]{1,13})-[^-]*$/i.exec(token);
  if (match === null) return false;
  const madeAt = Number(fromBase36(match[1]!));
  const keys = options.keys ?? currentSecretKeys();
  if (!keys.some((key) => constantTimeEqual(tokenAt(user, madeAt, key), token))) return false;
  return secondsSinceEpoch(options.now) - madeAt <= (options.maxAgeSeconds ?? defaultMaxAgeSeconds);
}

function tokenAt(user: ResetTokenUser, seconds: number, secret: string): string {
  const state = `${user.primaryKey}${user.password}${loginTime(user.lastLogin)}${seconds}${user.email ?? ""}`;
  const digits = saltedHmac(tokenSalt, state, { secret }).toString("hex");
  return `${toBase36(seconds)}-${everySecond(digits)}`;
}

// Django counts in the server's local time; both agree where the server runs in UTC.
function secondsSinceEpoch(now = new Date()): number {
  return Math.floor((now.getTime() - epochMs) / 1000);
}

/** As Python prints a datetime without its zone and microseconds: `2024-05-17 12:34:56`. */
function loginTime(time: Date | null): string {
  return time === null ? "" : time.toISOString().slice(0, 19).replace("T", " ");
}

function everySecond(text: string): string {
  let result = "";
  for (let position = 0; position < text.length; position += 2) result += text[position];
  return result;
}
