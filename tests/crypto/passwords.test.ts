import assert from "node:assert/strict";
import { test } from "node:test";
import {
  argon2id,
  checkResetToken,
  defaultHashers,
  hashPassword,
  isUsablePassword,
  makeResetToken,
  pbkdf2Sha1,
  pbkdf2Sha256,
  type ResetTokenUser,
  scrypt,
  unsafeMd5,
  unusablePassword,
  verifyPassword,
} from "quintet/crypto";

const cheap = pbkdf2Sha256({ iterations: 100 });

test("a password made by Django is recognized, for each algorithm", async () => {
  const hashers = [cheap, pbkdf2Sha1(), scrypt(), argon2id(), unsafeMd5()];
  const madeByDjango: [password: string, encoded: string][] = [
    ["", "pbkdf2_sha256$1000$seasalt$XHfRVmyEZRTCcSbqGP00JKv0fRwYHK0ogjPZdSJxCXk="],
    ["a", "pbkdf2_sha1$1000$abcDEF123456$XAgTg+wbVT78AV4SkFTJzRBj8Ro="],
    [
      "null\0byte",
      "scrypt$1024$seasalt$8$5$JP2ms62buZ5/4QsgDFKF015mqgMxnz4RTIPdy0+lCu+HvjKLAX1BFS6bowGqW5zIdjDGHNoTK4alRzLCa+wy2A==",
    ],
    ["😀 emoji", "argon2$argon2id$v=19$m=512,t=2,p=2$YWJjREVGMTIzNDU2$5KWEqivF23RdSJ++UWLVCg"],
    ["lètmein", "md5$a$a6ec12903c04955b48794b5a07b75d17"],
  ];

  for (const [password, encoded] of madeByDjango) {
    assert.equal((await verifyPassword(password, encoded, hashers)).valid, true, encoded);
    assert.equal((await verifyPassword(`${password}!`, encoded, hashers)).valid, false, encoded);
  }
});

test("new passwords get 1,500,000 rounds of PBKDF2-SHA256 and 128 bits of salt", async () => {
  const encoded = await hashPassword("letmein");

  assert.match(encoded, /^pbkdf2_sha256\$1500000\$[A-Za-z0-9]{22}\$[A-Za-z0-9+/]{43}=$/);
  assert.ok(encoded.length <= 128);
  assert.deepEqual(await verifyPassword("letmein", encoded), { valid: true, needsUpgrade: false });
});

test("hashing leaves the event loop free", async () => {
  const hash = hashPassword("letmein", [pbkdf2Sha256({ iterations: 300_000 })]);
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  await hash;
  clearInterval(timer);

  assert.ok(turns > 5, `the event loop turned ${turns} times`);
});

test("a weaker hash needs an upgrade, a stronger one doesn't", async () => {
  const encoded = await hashPassword("letmein", [cheap]);
  const stronger = [pbkdf2Sha256({ iterations: 200 })];
  const weaker = [pbkdf2Sha256({ iterations: 50 })];

  assert.equal((await verifyPassword("letmein", encoded, stronger)).needsUpgrade, true);
  assert.equal((await verifyPassword("letmein", encoded, weaker)).needsUpgrade, false);
  assert.equal((await verifyPassword("letmein", encoded, [scrypt(), cheap])).needsUpgrade, true);
});

test("an unusable, unknown or damaged hash matches nothing and throws nothing", async () => {
  const hashers = [cheap, scrypt()];
  const wrong = [
    unusablePassword(),
    "",
    "plain",
    "bcrypt$$2b$04$x",
    "pbkdf2_sha256$0$salt$hash",
    "pbkdf2_sha256$notanumber$salt$hash",
    "scrypt$17$salt$8$5$hash",
    "scrypt$99999999$salt$8$5$hash",
    "md5$$902fbdd2b1df0c4f70b4a5d23525e932",
  ];

  for (const encoded of wrong) assert.equal((await verifyPassword("", encoded, hashers)).valid, false);
  assert.ok(!isUsablePassword(unusablePassword()));
  assert.ok(isUsablePassword("md5$a$b"));
});

test("of too many passwords at once, some are refused and none is lost", async () => {
  const attempts = Array.from({ length: 300 }, () => hashPassword("x", [cheap]));

  const results = await Promise.allSettled(attempts);

  const refused = results.filter((result) => result.status === "rejected");
  assert.ok(refused.length > 0);
  assert.ok(refused.every(({ reason }) => reason.code === "crypto.hash-queue-full"));
  assert.ok(results.length - refused.length >= 256);
  await hashPassword("x", [cheap]); // the queue is free again
});

test("a salt that the format can't hold is refused", async () => {
  await assert.rejects(cheap.encode("x", "a$b"), { code: "crypto.bad-salt" });
  await assert.rejects(cheap.encode("x", ""), { code: "crypto.bad-salt" });
});

test("the default hashers read what Django's defaults made of nothing but Node", () => {
  assert.deepEqual(
    defaultHashers.map((hasher) => hasher.algorithm),
    ["pbkdf2_sha256", "pbkdf2_sha1", "argon2", "scrypt"],
  );
});

const user: ResetTokenUser = { primaryKey: 1, password: "md5$x$y", lastLogin: null, email: null };
const keys = ["key"];
const now = new Date("2026-01-01T12:00:00Z");

test("a reset token works for its user, for an hour", () => {
  const token = makeResetToken(user, { keys, now });
  const afterMinutes = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

  assert.ok(checkResetToken(user, token, { keys, now: afterMinutes(60) }));
  assert.ok(!checkResetToken(user, token, { keys, now: afterMinutes(61) }));
  assert.ok(checkResetToken(user, token, { keys: ["new", "key"], now }));
});

test("a reset token ends with the state that it was made for", () => {
  const token = makeResetToken(user, { keys, now });
  const changes = [{ primaryKey: 2 }, { password: "md5$x$z" }, { lastLogin: now }, { email: "a@b.example" }];

  for (const change of changes) assert.ok(!checkResetToken({ ...user, ...change }, token, { keys, now }));
  for (const wrong of ["", "-", "a-b-c", token.slice(1), `${token}0`, "ß-1"]) {
    assert.ok(!checkResetToken(user, wrong, { keys, now }));
  }
});

test("a hash of Argon2 is in Django's format, has its costs, and is computed on another thread", async () => {
  let turns = 0;
  const counting = setInterval(() => turns++, 1);
  const encoded = await hashPassword("letmein", [argon2id()]);
  clearInterval(counting);

  assert.match(encoded, /^argon2\$argon2id\$v=19\$m=102400,t=2,p=8\$[A-Za-z0-9+/]{30}\$[A-Za-z0-9+/]{43}$/);
  assert.ok(turns > 3, `the event loop turned ${turns} times meanwhile`);
  assert.deepEqual(await verifyPassword("letmein", encoded, [argon2id()]), {
    valid: true,
    needsUpgrade: false,
  });
  assert.equal((await verifyPassword("letmeIn", encoded, [argon2id()])).valid, false);
});

test("a hash of Argon2 that is cheaper, or of another kind, asks for a new one, and a stronger one doesn't", async () => {
  const own = argon2id({ memoryKib: 512, passes: 2, parallelism: 2 });
  const madeWith = (costs: Parameters<typeof argon2id>[0]) =>
    hashPassword("letmein", [argon2id({ memoryKib: 512, passes: 2, parallelism: 2, ...costs })]);

  assert.equal(own.needsUpgrade(await madeWith({})), false);
  assert.equal(own.needsUpgrade(await madeWith({ memoryKib: 1024, passes: 3 })), false);
  assert.equal(own.needsUpgrade(await madeWith({ hashBytes: 16 })), false);
  assert.equal(own.needsUpgrade(await madeWith({ memoryKib: 256 })), true);
  assert.equal(own.needsUpgrade(await madeWith({ passes: 1 })), true);
  assert.equal(own.needsUpgrade((await madeWith({})).replace("argon2id", "argon2i")), true);
  assert.equal((await verifyPassword("letmein", await madeWith({}), defaultHashers)).needsUpgrade, true);
});

test("a stored hash can't ask for more memory or time than a login may take", async () => {
  const salt = "c2Vhc2FsdHNlYXNhbHQ";
  const hash = "el3QmcdTHWN0WkR+CUgpuA";
  for (const costs of [
    "m=9999999,t=2,p=2",
    "m=262145,t=1,p=1",
    "m=512,t=999,p=2",
    "m=512,t=2,p=999",
    "m=0,t=2,p=2",
    "m=512,t=0,p=2",
    "m=512,t=2,p=0",
  ]) {
    const encoded = `argon2$argon2id$v=19$${costs}$${salt}$${hash}`;
    assert.equal(await argon2id().verify("letmein", encoded), false, costs);
    assert.equal(argon2id().needsUpgrade(encoded), true, costs);
  }
  for (const broken of [
    "argon2$argon2id$v=19$m=512,t=2,p=2$x$y",
    `argon2$argon2id$v=16$m=512,t=2,p=2$${salt}$${hash}`,
  ])
    assert.equal(await argon2id().verify("letmein", broken), false, broken);
});
