import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type ConfigOptions, Secret } from "quintet";
import { createApp, type WebApp } from "quintet/app";
import { auth, defaultPasswordValidators, passwordProblems } from "quintet/auth";
import { hashPassword, pbkdf2Sha256, unsafeMd5 } from "quintet/crypto";
import { boolean, Model, setDefaultDatabase, string } from "quintet/db";
import { text } from "quintet/http";
import { defineRoutes, mount, path } from "quintet/routing";
import { csrf, hosts, securityHeaders } from "quintet/security";
import { temporaryDatabase } from "quintet/testing";
import { runChecks } from "../../../src/core/index.ts";
import { deriveKey } from "../../../src/crypto/derived-key.ts";
import { Browser, defaultApp } from "./default-app.ts";

/* Auth, Signing, ORM, Dev and Supply chain of the checklist. */

const routes = defineRoutes({
  home: path("", () => text("home")),
  accounts: mount("accounts/", auth.routes),
});
const root = join(import.meta.dirname, "../../..");

class Tea extends Model({ name: string({ maxLength: 50 }), isSecret: boolean({ default: false }) }) {}

test("Auth: a new hash takes 1.5 million rounds, on another thread", async () => {
  let turns = 0;
  const counting = setInterval(() => turns++, 1);
  const hash = await hashPassword("sesame opens");
  clearInterval(counting);

  assert.match(hash, /^pbkdf2_sha256\$1500000\$/);
  assert.ok(turns > 5, `the event loop turned ${turns} times meanwhile`);
});

test("Auth: a name that doesn't exist costs as much as a wrong password", async () => {
  const used: number[] = [];
  const hasher = {
    algorithm: "pbkdf2_sha256",
    needsUpgrade: () => false,
    async encode(password: string, salt: string) {
      used.push(1);
      return pbkdf2Sha256({ iterations: 1 }).encode(password, salt);
    },
    async verify(password: string, encoded: string) {
      used.push(1);
      return pbkdf2Sha256({ iterations: 1 }).verify(password, encoded);
    },
  };
  await using site = await defaultApp(routes, { auth: { passwordHashers: [hasher] } });
  await site.makeUser({ username: "ada", password: "sesame opens" });
  await site.makeUser({ username: "gone", password: "sesame opens", isActive: false });
  await site.makeUser({ username: "passwordless" });
  for (const username of ["nobody", "ada", "gone", "passwordless"]) {
    used.length = 0;
    await new Browser(site.app).post("/accounts/login/", { username, password: "wrong" });
    assert.equal(used.length, 1, username);
  }
});

test("Auth: the answer is the same, byte for byte, for a missing, a wrong and an inactive user", async () => {
  await using site = await defaultApp(routes, { auth: { passwordHashers: [unsafeMd5()] } });
  await site.makeUser({ username: "ada", password: "sesame opens" });
  await site.makeUser({ username: "bob", password: "sesame opens", isActive: false });
  const answer = async (username: string, password: string) => {
    const response = await new Browser(site.app).post("/accounts/login/", { username, password });
    const body = (await response.text())
      .replaceAll(username, "NAME")
      .replaceAll(/value="[A-Za-z0-9]{64}"/g, "TOKEN");
    const headers = [...response.headers].filter(([name]) => name !== "set-cookie" && name !== "date");
    return JSON.stringify([response.status, headers, body]);
  };

  const answers = [
    await answer("eve", "wrong"),
    await answer("ada", "wrong"),
    await answer("bob", "sesame opens"),
  ];
  assert.deepEqual(new Set(answers).size, 1, answers.join("\n"));
});

test("Auth: passwords have 8 characters and more of any kind, and no common ones are taken", async () => {
  const codes = async (password: string) =>
    (await passwordProblems(password, { username: "ada" }, defaultPasswordValidators)).map(
      ({ code }) => code,
    );

  await using site = await defaultApp(routes);
  await site.app.run(async () => {
    assert.ok((await codes("z7#kQ.x")).includes("password_too_short"));
    assert.ok((await codes("password1")).includes("password_too_common"));
    assert.deepEqual(await codes("日本語 パスワード ☃ é"), []);
    assert.deepEqual(await codes("x y".repeat(60)), []);
  });
});

test("Signing: keys of purposes are derived with lengths, so that no two lists of labels give the same key", () => {
  const secret = "a secret key for tests only, 0123456789 ABCDEF";
  const keys = [["a", "bc"], ["ab", "c"], ["abc"], ["abc", ""], ["", "abc"]].map((labels) =>
    deriveKey(secret, ...labels).toString("hex"),
  );

  assert.equal(new Set(keys).size, keys.length);
  assert.equal(keys[0]!.length, 64);
});

test("Signing: a missing or short secret refuses to start", async () => {
  for (const secretKey of [undefined, new Secret("short"), new Secret("a".repeat(60))]) {
    const options = {
      modules: [],
      security: { allowedHosts: ["shop.example"] },
      ...(secretKey && { secretKey }),
    };
    await assert.rejects(createApp({ "~quintet": "config", options } as never, { isDefault: false }), {
      message: /secretKey: is (?:missing|too weak)/,
    });
  }
});

test("ORM: what a client sent is neither a condition nor a row", async () => {
  await using database = await temporaryDatabase([Tea]);
  setDefaultDatabase(database);
  const routesOfTea = defineRoutes({
    find: path("find/", {
      post: async (request) => text(String(await Tea.where((await request.json()) as never).count())),
    }),
  });
  await using site = await defaultApp(routesOfTea, { debug: false });
  const browser = new Browser(site.app);
  await browser.post("/find/");
  const headers = {
    origin: "https://shop.example",
    "content-type": "application/json",
    "x-csrftoken": browser.cookies.get("__Host-csrftoken")!,
  };

  const response = await browser.send("/find/", {
    method: "POST",
    headers,
    body: '{"name":{"startsWith":"a"}}',
  });

  assert.equal(response.status, 500);
});

test("ORM: changing or deleting all rows takes the word all(), and undefined is no condition", async () => {
  await using database = await temporaryDatabase([Tea]);
  setDefaultDatabase(database);
  await Tea.createMany([{ name: "Assam" }, { name: "Ceylon" }]);

  await assert.rejects(async () => Tea.where({}).delete(), {
    code: "db.invalid-query",
    message: /write Tea\.all\(\)\.delete\(\)/,
  });
  await assert.rejects(async () => Tea.where({}).whereNot({}).update({ name: "x" }), {
    code: "db.invalid-query",
  });
  await assert.rejects(async () => Tea.where({ name: undefined as never }).delete(), {
    code: "db.invalid-condition",
  });
  assert.equal(await Tea.count(), 2);
  assert.equal(await Tea.all().update({ isSecret: true }), 2);
  assert.equal((await Tea.where({}).where({ name: "Assam" }).delete()).total, 1);
});

test("Dev: check --deploy finds nothing in a default app", async () => {
  await using site = await defaultApp(routes);

  assert.deepEqual(await protection(site.app), []);
});

const allowedHosts = ["shop.example"];
const switchedOff: [what: string, overrides: Partial<ConfigOptions>, ...ids: string[]][] = [
  [
    "debug at a public address",
    { debug: true, http: { host: "0.0.0.0" } },
    "app.E101",
    "security.W012",
    "security.W018",
  ],
  ["the hosts", { security: { unsafeAnyHost: true } }, "security.W101"],
  ["HSTS", { security: { allowedHosts, hsts: { maxAgeSeconds: 0 } } }, "security.W004"],
  ["Secure of cookies", { security: { allowedHosts, cookies: { secure: false } } }, "security.W012"],
  ["__Host- of cookies", { security: { allowedHosts, cookies: { hostPrefix: false } } }, "security.W102"],
  ["the policy", { security: { allowedHosts, unsafeNoCsp: true } }, "security.W103"],
  [
    "nonces of scripts",
    { security: { allowedHosts, csp: { scriptSrc: ["'unsafe-inline'"] } } },
    "security.W104",
  ],
  [
    "where scripts come from",
    { security: { allowedHosts, csp: { scriptSrc: ["https:"] } } },
    "security.W109",
  ],
  ["who frames pages", { security: { allowedHosts, csp: { frameAncestors: ["*"] } } }, "security.W109"],
  ["the headers", { middleware: [hosts, csrf] }, "security.W001"],
  ["the proof of forms", { middleware: [securityHeaders, hosts] }, "security.W003"],
  ["the check of hosts", { middleware: [securityHeaders, csrf] }, "security.W105"],
  ["the end of slow clients", { http: { slowClientTimeoutMs: 0 } }, "security.W107"],
  ["who is a proxy", { http: { trustedProxies: ["::/0"] } }, "security.W108"],
  ["hashed keys of sessions", { sessions: { unsafeDjangoKeys: true } }, "sessions.W101"],
  ["slow hashes", { auth: { passwordHashers: [unsafeMd5()] } }, "auth.W101"],
  [
    "the rounds of hashes",
    { auth: { passwordHashers: [pbkdf2Sha256({ iterations: 599_999 })] } },
    "auth.W104",
  ],
  ["rules for passwords", { auth: { passwordValidators: [] } }, "auth.W102"],
  ["the limit of failed logins", { auth: { throttle: { failuresPerAccount: 101 } } }, "auth.W103"],
];
for (const [what, overrides, ...ids] of switchedOff) {
  test(`Dev: check --deploy fails where this is switched off: ${what}`, async () => {
    await using site = await defaultApp(routes, overrides);

    assert.deepEqual(
      (await protection(site.app)).toSorted(),
      ids.map((id) => `error ${id}`),
    );
  });
}

/** What the checks find about protection, `error security.W004`; what else a deployment needs is left out. */
async function protection(app: WebApp): Promise<string[]> {
  const findings = await runChecks(app, { deploy: true });
  return findings
    .filter(({ id }) => /^(?:security|sessions|auth|app)\./.test(id))
    .map(({ id, level }) => `${level} ${id}`);
}

test("Supply chain: few packages are needed at run time, and none of them runs a script when it is installed", () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    packages: Record<
      string,
      { dev?: boolean; peer?: boolean; optional?: boolean; devOptional?: boolean; hasInstallScript?: boolean }
    >;
  };
  const needed = Object.entries(lock.packages).filter(
    ([name, { dev, peer, optional, devOptional }]) =>
      name !== "" && !dev && !peer && !optional && !devOptional,
  );

  assert.ok(Object.keys(dependencies).length <= 16, Object.keys(dependencies).join(", "));
  assert.ok(needed.length <= 60, `${needed.length} packages`);
  assert.deepEqual(
    needed.filter(([, { hasInstallScript }]) => hasInstallScript).map(([name]) => name),
    [],
  );
});
