import assert from "node:assert/strict";
import { test } from "node:test";
import { Session, type SessionData, type SessionStore } from "quintet/sessions";

/** A store in memory, as simple as can be: sessions themselves are what is looked at here. */
class MemoryStore implements SessionStore {
  readonly rows = new Map<string, SessionData>();
  async load(key: string) {
    return this.rows.get(key);
  }
  async create(key: string, data: SessionData) {
    if (this.rows.has(key)) return false;
    this.rows.set(key, structuredClone(data));
    return true;
  }
  async update(key: string, data: SessionData) {
    if (!this.rows.has(key)) return false;
    this.rows.set(key, structuredClone(data));
    return true;
  }
  async delete(key: string) {
    this.rows.delete(key);
  }
  async deleteExpired() {
    return 0;
  }
}

const dayMs = 86_400_000;
const lifetime = { maxAgeSeconds: 60, maxLifetimeSeconds: 30 * 86_400 };

/** What is stored, without the moment at which its lifetime began. */
function storedIn(store: MemoryStore): [string, SessionData][] {
  return [...store.rows].map(([key, { _session_begun, ...data }]) => [key, data]);
}

test("a session is a dictionary that knows whether it was changed", () => {
  const session = new Session(new MemoryStore(), "key", { a: 1 }, lifetime);

  assert.equal(session.get("a"), 1);
  assert.equal(session.get("toString"), undefined);
  assert.equal(session.delete("nothing"), false);
  assert.equal(session.modified, false);
  session.set("__proto__", "a name like any other");
  assert.equal(session.get("__proto__"), "a name like any other");
  assert.deepEqual(session.keys(), ["a", "__proto__"]);
  assert.equal(session.take("a"), 1);
  assert.equal(session.has("a"), false);
  assert.equal(session.modified, true);
});

test("flush() ends what is stored at once, and starts anew", async () => {
  const store = new MemoryStore();
  store.rows.set("old", { a: 1 });
  const session = new Session(store, "old", { a: 1 }, lifetime);

  await session.flush();

  assert.equal(store.rows.size, 0);
  assert.ok(session.isEmpty);
  session.set("b", 2);
  await session.save(() => "new");
  assert.deepEqual(storedIn(store), [["new", { b: 2 }]]);
});

test("cycleKey() keeps the values under a new key, and the old key is worth nothing at once", async () => {
  const store = new MemoryStore();
  store.rows.set("old", { a: 1 });
  const session = new Session(store, "old", { a: 1 }, lifetime);

  await session.cycleKey();

  assert.equal(store.rows.has("old"), false);
  await session.save(() => "new");
  assert.deepEqual(storedIn(store), [["new", { a: 1 }]]);
});

test("a key that is taken is not used twice", async () => {
  const store = new MemoryStore();
  store.rows.set("taken", { somebody: "else" });
  const session = new Session(store, undefined, {}, lifetime);
  session.set("a", 1);
  const keys = ["taken", "free"];

  await session.save(() => keys.shift()!);

  assert.equal(session.key, "free");
  assert.deepEqual(store.rows.get("taken"), { somebody: "else" });
});

test("a session that another request has ended is not stored again", async () => {
  const store = new MemoryStore();
  const session = new Session(store, "gone", { a: 1 }, lifetime);
  session.set("a", 2);

  assert.equal(await session.save(() => "new"), false);
  assert.equal(store.rows.size, 0);
});

test("a session lasts as the configuration says, or as it says itself", () => {
  const now = new Date("2026-01-01T00:00:00Z");
  const session = new Session(new MemoryStore(), undefined, {}, lifetime);

  assert.equal(session.expiresAt(now).getTime() - now.getTime(), 60_000);
  session.setExpiry(3600);
  assert.equal(session.expiresAt(now).getTime() - now.getTime(), 3_600_000);
  session.setExpiry(new Date(now.getTime() + dayMs));
  assert.equal(session.expiresAt(now).getTime() - now.getTime(), dayMs);
  session.setExpiry("browser");
  assert.equal(session.expiresWithBrowser, true);
  assert.equal(session.expiresAt(now).getTime() - now.getTime(), 60_000);
  session.setExpiry(null);
  assert.equal(session.expiresWithBrowser, undefined);
  assert.ok(session.isEmpty);
});

test("a session ends with its longest lifetime, however often it is changed", async () => {
  const start = new Date("2026-01-01T00:00:00Z");
  const later = (days: number) => new Date(start.getTime() + days * dayMs);
  const session = new Session(new MemoryStore(), undefined, {}, lifetime);
  session.beginLifetime(start);
  session.setExpiry(20 * 86_400);

  assert.deepEqual(session.expiresAt(later(1)), later(21));
  assert.deepEqual(session.expiresAt(later(15)), later(30));
  assert.equal(session.isPastLifetime(later(29)), false);
  assert.equal(session.isPastLifetime(later(30)), true);
  session.beginLifetime(later(30)); // a login
  assert.deepEqual(session.expiresAt(later(31)), later(51));
});
