import assert from "node:assert/strict";
import { test } from "node:test";
import { Secret } from "quintet";
import { createTables, defaultDatabase, encryptedText, Model } from "quintet/db";
import { makeTestApp } from "../auth/test-app.ts";

class Account extends Model({
  apiKey: encryptedText("shop.api-key"),
  note: encryptedText("shop.note", { nullable: true }),
}) {}

test("an encrypted field is clear in code and unreadable in the database", async () => {
  await using made = await makeTestApp();
  await made.app.run(async () => {
    const database = defaultDatabase("the test");
    await createTables(database, [Account]);

    await Account.create({ apiKey: "sk-1 ☃", note: null });

    const account = await Account.first();
    assert.equal(account?.apiKey, "sk-1 ☃");
    assert.equal(account?.note, null);
    const [row] = await database.query("SELECT api_key FROM account");
    assert.match(String(row?.[0]), /^q1\.[\w-]+$/);
  });
});

test("an encrypted field can't be read with another secret key, unless the first is kept", async () => {
  await using made = await makeTestApp();
  await made.app.run(async () => {
    await createTables(defaultDatabase("the test"), [Account]);
    await Account.create({ apiKey: "sk-1" });
  });
  const secretKey = new Secret("another secret key for tests, 9876543210 ZYXW") as never;
  const { secretKey: earlier } = await import("../auth/test-app.ts");
  const kept = { secretKey, secretKeyFallbacks: [new Secret(earlier) as never] };
  await using changed = await makeTestApp({ file: made.file, overrides: { secretKey } });
  await using rotated = await makeTestApp({ file: made.file, overrides: kept });

  await assert.rejects(
    changed.app.run(async () => (await Account.first())?.apiKey),
    { code: "crypto.decryption" },
  );
  assert.equal(await rotated.app.run(async () => (await Account.first())?.apiKey), "sk-1");
});
