import { createHash, pbkdf2Sync } from "node:crypto";
import {
  argon2id,
  BadSignatureError,
  checkResetToken,
  cookieSigner,
  decodeUrlSafeBase64,
  encodeUrlSafeBase64,
  findHasher,
  type HashAlgorithm,
  makeResetToken,
  type PasswordHasher,
  pbkdf2Sha1,
  pbkdf2Sha256,
  type ResetTokenUser,
  SignatureExpiredError,
  Signer,
  saltedHmac,
  scrypt,
  signCookie,
  signObject,
  TimestampSigner,
  unsafeMd5,
  unsignCookie,
  unsignObject,
  verifyPassword,
} from "quintet/crypto";
import { type CookieOptions, Response } from "quintet/http";

import {
  isWellFormedCsrfToken,
  maskCsrfSecret,
  matchesCsrfSecret,
  unmaskCsrfToken,
} from "../../src/security/csrf-token.ts";

/*
 * Answers the crypto records of the conformance corpus. Each answerer takes a record and gives its `output`; where
 * Django raises, it throws an error whose `name` is Django's class.
 */

/** An error as the corpus names it. `Unsupported` stands for what Quintet doesn't do. */
class CorpusError extends Error {
  constructor(name: string, message = name) {
    super(message);
    this.name = name;
  }
}

// biome-ignore lint/suspicious/noExplicitAny: records are JSON of a hundred shapes, and each answerer knows its own
type CorpusRecord = Record<string, any>;
type Answerer = (record: CorpusRecord) => unknown | Promise<unknown>;

const hashers: readonly PasswordHasher[] = [pbkdf2Sha256(), pbkdf2Sha1(), scrypt(), argon2id(), unsafeMd5()];
const unsupportedHashers = ["bcrypt", "bcrypt_sha256"];

export const answerers: Record<string, Answerer> = {
  hasher_encode: (record) => hasherFor(record).encode(record.password, decode(record.salt) as string),
  async check_password({ password, encoded, preferred }) {
    const preferredFirst = hashers.toSorted(
      (one, other) => Number(other.algorithm === preferred) - Number(one.algorithm === preferred),
    );
    if (unsupportedHashers.some((name) => preferred === name || String(encoded).startsWith(`${name}$`))) {
      throw new CorpusError("Unsupported");
    }
    const { valid, needsUpgrade } = await verifyPassword(password, encoded, preferredFirst);
    return { ok: valid, must_update: needsUpgrade };
  },
  identify_hasher({ encoded }) {
    if (unsupportedHashers.some((name) => encoded.startsWith(`${name}$`)))
      throw new CorpusError("Unsupported");
    const hasher = findHasher(encoded, hashers);
    if (hasher === undefined) throw new CorpusError("ValueError");
    return hasher.algorithm;
  },

  sign: (record) => signerFor(Signer, record).sign(record.value),
  unsign: translated((record) => signerFor(Signer, record).unsign(record.value)),
  sign_object: (record) => signerFor(Signer, record).signObject(decode(record.value), record),
  unsign_object: translated((record) => signerFor(Signer, record).unsignObject(record.value)),
  timestamp_sign: (record) => signerFor(TimestampSigner, record).sign(record.value),
  timestamp_unsign: translated((record) =>
    signerFor(TimestampSigner, record).unsign(record.value, maxAge(record)),
  ),
  signing_dumps: (record) =>
    signObject(decode(record.value), { ...signerOptions(record), compress: record.compress ?? false }),
  signing_loads: translated((record) =>
    unsignObject(record.value, { ...signerOptions(record), ...maxAge(record) }),
  ),

  signed_cookie_set: (record) => signCookie(record.name, record.value, signerOptions(record)),
  signed_cookie_get: translated((record) =>
    unsignCookie(record.name, record.value, {
      ...signerOptions(record),
      ...maxAge(record),
      unsafeAcceptLegacySalt: record.settings.SIGNED_COOKIE_LEGACY_SALT_FALLBACK ?? true,
    }),
  ),

  set_cookie_header: (record) => djangoHeader(setCookieHeader(record), record),

  csrf_mask: (record) => maskCsrfSecret(record.secret, record.mask),
  csrf_unmask: (record) => unmaskCsrfToken(record.token),
  csrf_match: (record) => matchesCsrfSecret(record.token, record.secret),
  csrf_check_format({ token }) {
    if (isWellFormedCsrfToken(token)) return "ok";
    return [32, 64].includes(token.length) ? "has invalid characters" : "has incorrect length";
  },

  session_encode: (record) => signObject(decode(record.data), { ...sessionOptions(record), compress: true }),
  session_decode(record) {
    try {
      const maxAgeSeconds = record.settings.SESSION_COOKIE_AGE ?? 1_209_600;
      const limits = record.backend === "signed_cookies" ? { maxAgeSeconds } : {};
      return unsignObject(record.value, { ...sessionOptions(record), ...limits });
    } catch {
      return {};
    }
  },
  session_auth_hash: (record) =>
    saltedHmac("django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash", record.password, {
      secret: keysOf(record)[0]!,
    }).toString("hex"),

  reset_token_make: (record) => makeResetToken(resetUser(record.user), resetOptions(record)),
  reset_token_check: (record) =>
    checkResetToken(resetUser(record.user), record.token ?? "", {
      ...resetOptions(record),
      maxAgeSeconds: record.settings.PASSWORD_RESET_TIMEOUT ?? 259_200,
    }),

  messages_encode(record) {
    if (record.messages.length === 0) return null;
    const parts = record.messages.map((message: CorpusRecord) => {
      const isSafe = typeof message.message === "object";
      return [
        "__json_message",
        isSafe ? 1 : 0,
        message.level,
        decode(message.message),
        message.extra_tags ?? "",
      ];
    });
    return messageSigner(record).signObject(parts, { compress: true });
  },
  messages_decode(record) {
    try {
      const parts = messageSigner(record).unsignObject(record.value) as [
        string,
        0 | 1,
        number,
        string,
        string?,
      ][];
      return parts.map(([, isSafe, level, message, tags]) => ({
        level,
        message: isSafe ? { $safe: message } : message,
        extra_tags: tags ?? "",
      }));
    } catch {
      return null;
    }
  },

  call({ fn, args, kwargs, settings }) {
    const values = args.map(decode);
    const { algorithm = "sha1", secret = settings.SECRET_KEY, dklen } = kwargs ?? {};
    switch (fn) {
      case "django.utils.crypto.salted_hmac":
        return bytes(saltedHmac(values[0], values[1], { secret, algorithm: algorithm as HashAlgorithm }));
      case "django.utils.crypto.pbkdf2":
        return bytes(pbkdf2Sync(values[0], values[1], values[2], dklen || 32, "sha256"));
      case "django.utils.http.urlsafe_base64_encode":
        return encodeUrlSafeBase64(values[0]);
      case "django.utils.http.urlsafe_base64_decode":
        return bytes(decodeUrlSafeBase64(values[0]));
      case "django.core.cache.utils.make_template_fragment_key": {
        const hash = createHash("md5");
        for (const value of values[1] ?? []) hash.update(`${value}:`);
        return `template.cache.${values[0]}.${hash.digest("hex")}`;
      }
      default:
        throw new CorpusError("Unsupported");
    }
  },
};

/** The header of a cookie that is set, or deleted, with Django's keyword arguments. */
function setCookieHeader({ name, value, kwargs, delete: isDeleted, now }: CorpusRecord): string {
  const { max_age, expires, path, domain, secure, httponly, samesite } = kwargs;
  const options: CookieOptions = {
    ...lifetime(decode(max_age), decode(expires), Date.parse(now)),
    ...(path === undefined ? {} : { path }),
    ...(domain === undefined || domain === null ? {} : { domain }),
    secure: Boolean(secure) || (isDeleted && String(samesite).toLowerCase() === "none"),
    httpOnly: Boolean(httponly),
    ...(samesite ? { sameSite: samesite.toLowerCase() } : {}),
  };
  const response = new Response();
  if (isDeleted) response.deleteCookie(name, options);
  else response.setCookie(name, value, options);
  return response.headers.getSetCookie()[0]!;
}

/** Django says each lifetime in both ways, from a length as well as from a moment. */
function lifetime(maxAge: unknown, expires: unknown, nowMs: number): CookieOptions {
  if (typeof maxAge === "number")
    return { maxAgeSeconds: Math.trunc(maxAge), expires: new Date(nowMs + maxAge * 1000) };
  if (typeof expires === "string") return { expires: new Date(expires) };
  if (!(expires instanceof Date)) return {};
  const maxAgeSeconds = Math.max(0, Math.floor((expires.getTime() - nowMs) / 1000) + 1);
  return { maxAgeSeconds, expires: new Date(nowMs + maxAgeSeconds * 1000) };
}

/** The same header in Django's spelling, without the `SameSite=Lax` that Quintet adds where nothing was said. */
function djangoHeader(header: string, { kwargs }: CorpusRecord): string {
  const [pair, ...attributes] = header.split("; ");
  const written = attributes
    .filter((attribute) => attribute !== "SameSite=Lax" || kwargs.samesite)
    .map((attribute) => attribute.replace(/^Expires=/, "expires="));
  const order = ["comment", "domain", "expires", "httponly", "max-age", "path", "samesite", "secure"];
  const place = (attribute: string) => order.indexOf(attribute.split("=")[0]!.toLowerCase());
  return [pair, ...written.toSorted((one, other) => place(one) - place(other))].join("; ");
}

/** Gives errors Django's names. */
function translated(answer: Answerer): Answerer {
  return (record) => {
    try {
      return answer(record);
    } catch (error) {
      if (error instanceof SignatureExpiredError) throw new CorpusError("SignatureExpired", error.message);
      if (error instanceof BadSignatureError) throw new CorpusError("BadSignature", error.message);
      throw error;
    }
  };
}

function hasherFor({ hasher, params }: CorpusRecord): PasswordHasher {
  const {
    iterations = 1_000_000,
    work_factor,
    block_size,
    parallelism,
    memory_cost,
    time_cost,
  } = params ?? {};
  if (hasher === "pbkdf2_sha256") return pbkdf2Sha256({ iterations });
  if (hasher === "pbkdf2_sha1") return pbkdf2Sha1({ iterations });
  if (hasher === "md5") return unsafeMd5();
  // The records were made with a version of the library whose hashes have 16 bytes.
  if (hasher === "argon2")
    return argon2id({ memoryKib: memory_cost, passes: time_cost, parallelism, hashBytes: 16 });
  if (hasher !== "scrypt") throw new CorpusError("Unsupported");
  return scrypt(
    Object.fromEntries(
      Object.entries({ cost: work_factor, blockSize: block_size, parallelization: parallelism }).filter(
        ([, value]) => value !== undefined,
      ),
    ),
  );
}

function keysOf({ key, fallback_keys, settings }: CorpusRecord): readonly string[] {
  return [key || settings.SECRET_KEY, ...(fallback_keys ?? settings.SECRET_KEY_FALLBACKS ?? [])];
}

function signerOptions(record: CorpusRecord) {
  return {
    keys: keysOf(record),
    now: () => Date.parse(record.now),
    ...(record.salt ? { salt: record.salt as string } : {}),
    ...(record.sep === undefined ? {} : { separator: record.sep as string }),
    ...(record.algorithm ? { algorithm: record.algorithm as HashAlgorithm } : {}),
  };
}

function signerFor<Made>(
  kind: new (options: ReturnType<typeof signerOptions>) => Made,
  record: CorpusRecord,
): Made {
  return new kind(signerOptions(record));
}

function sessionOptions(record: CorpusRecord) {
  const salt =
    record.backend === "signed_cookies"
      ? "django.contrib.sessions.backends.signed_cookies"
      : "django.contrib.sessions.SessionStore";
  return { ...signerOptions(record), salt };
}

function messageSigner(record: CorpusRecord) {
  return cookieSigner({ ...signerOptions(record), salt: "django.contrib.messages" });
}

function maxAge({ max_age }: CorpusRecord): { maxAgeSeconds?: number } {
  const seconds = decode(max_age);
  return typeof seconds === "number" ? { maxAgeSeconds: seconds } : {};
}

function resetOptions(record: CorpusRecord) {
  return { keys: keysOf(record), now: new Date(Date.UTC(2001, 0, 1) + record.seconds * 1000) };
}

function resetUser(user: CorpusRecord): ResetTokenUser {
  const lastLogin = decode(user.last_login) as Date | null;
  return {
    primaryKey: decode(user.pk) as number,
    password: user.password,
    lastLogin,
    email: user.email,
  };
}

// ES2026; TypeScript's library doesn't declare it yet.
const rawJson = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON;

const bytes = (value: Uint8Array) => ({ $bytes: Buffer.from(value).toString("base64") });

/** A value of the corpus ("Encoding" in its README) as far as these records have them. */
// biome-ignore lint/suspicious/noExplicitAny: what comes out is as various as what goes in
function decode(value: any): any {
  if (Array.isArray(value)) return value.map(decode);
  if (typeof value !== "object" || value === null) return value;
  const [tag, content] = Object.entries(value)[0] ?? ["", undefined];
  switch (tag) {
    case "$bytes":
      return Buffer.from(content as string, "base64");
    case "$float":
    case "$int":
      return rawJson(content as string);
    case "$timedelta":
      return Number(content);
    case "$datetime":
      return new Date(`${content}Z`);
    case "$uuid":
    case "$safe":
    case "$lazy":
      return decode(content);
    case "$tuple":
      return (content as unknown[]).map(decode);
    case "$map":
      return Object.fromEntries(
        (content as [unknown, unknown][]).map(([key, item]) => [decode(key), decode(item)]),
      );
    default:
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decode(item)]));
  }
}
