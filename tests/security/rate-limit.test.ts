import assert from "node:assert/strict";
import { test } from "node:test";
import { HttpError, type Request, text } from "quintet/http";
import { defineRoutes, path } from "quintet/routing";
import { memoryRateLimits, type RateLimitStore, rateLimit, routeRateLimits } from "quintet/security";
import { checkRateLimits } from "../../src/security/rate-limits/check-rate-limits.ts";
import { securityApp } from "./security-app.ts";

const byName = (request: Request) => request.query.get("name") ?? undefined;
const address = "http://shop.example";

const routes = defineRoutes({
  open: path("open/", () => text("open")),
  search: path("search/", () => text("found"), {
    rateLimit: { requests: 2, windowSeconds: 60, key: byName },
  }),
  both: path("both/", () => text("found"), {
    rateLimit: [
      { requests: 1, windowSeconds: 1, key: byName },
      { requests: 2, windowSeconds: 3600, key: byName },
    ],
  }),
  account: path("account/", () => text("yours"), {
    rateLimit: { requests: 1, windowSeconds: 60, key: async (request) => byName(request) },
  }),
  strict: path("strict/", () => text("done"), {
    rateLimit: { requests: 5, windowSeconds: 60, whenStoreFails: "refuse" },
  }),
  lenient: path("lenient/", () => text("done"), { rateLimit: { requests: 5, windowSeconds: 60 } }),
});

function limitedApp(
  clock: { now: number },
  rateLimitStore: RateLimitStore = memoryRateLimits({ now: () => clock.now }),
) {
  const security = { allowedHosts: ["shop.example"], rateLimitStore };
  return securityApp({ routes, security, middleware: [routeRateLimits] });
}

/** What a visitor is told: the answer's status, or the error's with its headers. */
async function outcome(asked: Promise<{ status: number; headers: { get(name: string): string | null } }>) {
  try {
    const { status, headers } = await asked;
    return { status, limit: headers.get("ratelimit"), policy: headers.get("ratelimit-policy"), wait: null };
  } catch (error) {
    assert.ok(error instanceof HttpError);
    const { status, headers } = error;
    return {
      status,
      limit: headers.ratelimit,
      policy: headers["ratelimit-policy"],
      wait: headers["retry-after"],
    };
  }
}

test("a route answers so often, says how much is left, and then 429 with when to come back", async () => {
  const clock = { now: 0 };
  const { ask } = await limitedApp(clock);
  const search = () => outcome(ask(`${address}/search/?name=ada`));

  const policy = '"search";q=2;w=60';
  assert.deepEqual(await search(), { status: 200, limit: '"search";r=1;t=30', policy, wait: null });
  assert.deepEqual(await search(), { status: 200, limit: '"search";r=0;t=60', policy, wait: null });
  assert.deepEqual(await search(), { status: 429, limit: '"search";r=0;t=60', policy, wait: "30" });
  assert.equal((await outcome(ask(`${address}/search/?name=bob`))).status, 200);
  assert.equal((await outcome(ask(`${address}/open/`))).limit, null);
  clock.now = 30_000;
  assert.equal((await search()).status, 200);
});

test("a request without a key isn't counted, and one whose key must be waited for is", async () => {
  const { ask } = await limitedApp({ now: 0 });

  for (let count = 0; count < 9; count++) assert.equal((await ask(`${address}/search/`)).status, 200);
  assert.equal((await outcome(ask(`${address}/account/?name=ada`))).status, 200);
  assert.equal((await outcome(ask(`${address}/account/?name=ada`))).status, 429);
  assert.equal((await outcome(ask(`${address}/account/`))).limit, null);
});

test("several limits hold together", async () => {
  const clock = { now: 0 };
  const { ask } = await limitedApp(clock);
  const both = () => outcome(ask(`${address}/both/?name=ada`));

  assert.equal((await both()).policy, '"both";q=1;w=1, "both 2";q=2;w=3600');
  assert.equal((await both()).wait, "1");
  clock.now = 1_000;
  assert.equal((await both()).status, 200);
  clock.now = 2_000;
  assert.equal((await both()).wait, "1798");
});

test("routes that are declared with the same limit count for themselves", async () => {
  const options = { rateLimit: { requests: 1, windowSeconds: 60, key: byName } };
  const shared = defineRoutes({
    one: path("one/", () => text("1"), options),
    two: path("two/", () => text("2"), options),
  });
  const { ask } = await securityApp({ routes: shared, middleware: [routeRateLimits] });

  assert.equal((await outcome(ask(`${address}/one/?name=ada`))).policy, '"one";q=1;w=60');
  assert.equal((await outcome(ask(`${address}/two/?name=ada`))).policy, '"two";q=1;w=60');
  assert.equal((await outcome(ask(`${address}/one/?name=ada`))).status, 429);
});

test("middleware limits all routes together, by address and by /64", async () => {
  const layer = rateLimit({
    name: "all",
    requests: 2,
    windowSeconds: 60,
    key: (request) => request.header("x-name")!,
  });
  const { ask } = await securityApp({ routes, middleware: [layer] });
  const init = { headers: { "x-name": "ada" } };

  assert.equal((await ask(`${address}/open/`, init)).status, 200);
  assert.equal((await ask(`${address}/lenient/`, init)).status, 200);
  assert.equal((await outcome(ask(`${address}/open/`, init))).status, 429);
});

test("while the store is down pages are answered, and what must be counted is refused with 503", async () => {
  let asked = 0;
  const broken: RateLimitStore = {
    take() {
      asked++;
      return Promise.reject(new Error("connection refused"));
    },
    giveBack() {},
    forget() {},
  };
  const { ask } = await limitedApp({ now: 0 }, broken);

  assert.equal((await outcome(ask(`${address}/lenient/`))).status, 200);
  assert.deepEqual(await outcome(ask(`${address}/strict/`)).then(({ status, wait }) => [status, wait]), [
    503,
    "60",
  ]);
  for (let count = 0; count < 20; count++) await ask(`${address}/lenient/`);
  assert.equal(asked, 1, "a store that has just failed is left alone for a while");
});

test("a limit that can't be is told when the app starts", async () => {
  const bad = defineRoutes({
    x: path("x/", () => text(""), { rateLimit: { requests: 0, windowSeconds: 60 } }),
  });
  const { app } = await securityApp({ routes: bad });

  const [finding] = checkRateLimits(app);

  assert.equal(finding?.id, "security.E101");
  assert.match(finding!.message, /"x".*requests must be a whole number from 1/);
  assert.throws(() => rateLimit({ name: "a", requests: 1, windowSeconds: -1 }), {
    code: "security.rate-limit",
  });
  assert.throws(() => rateLimit({ name: 'a"\r\n', requests: 1, windowSeconds: 1 }), {
    message: /its name may have/,
  });
});

test("requests whose address nobody knows count together, so that hiding it opens no limit", async () => {
  const clock = { now: 0 };
  const { ask } = await limitedApp(clock); // asked in process: no connection, no address
  const statuses: number[] = [];
  for (let count = 0; count < 20 && statuses.at(-1) !== 429; count++)
    statuses.push(
      (await outcome(ask(`${address}/lenient/`, { headers: { "x-forwarded-for": `203.0.113.${count}` } })))
        .status,
    );

  assert.equal(statuses[0], 200);
  assert.equal(statuses.at(-1), 429);
});
