import assert from "node:assert/strict";
import { test } from "node:test";
import { startChat } from "./chat-process.ts";
import { Visitor } from "./visitor.ts";

test("a flood of new accounts from one address is stopped before a password is hashed", async () => {
  await using chat = await startChat({ SIGN_UPS_PER_HOUR: "2" });
  const password = "a tune for five strings";
  const send = (username: string, headers: Record<string, string> = {}, repeated = password) =>
    new Visitor(chat.url).post("/sign-up/", { username, password, repeated }, { headers });

  // What the form refuses costs nothing, and isn't counted.
  for (const _time of [1, 2, 3]) assert.equal((await send("ann", {}, "another")).status, 422);
  assert.equal((await send("ann")).status, 303);
  assert.equal((await send("ann")).status, 422);

  const page = await send("bob");
  assert.equal(page.status, 429);
  assert.ok(Number(page.headers.get("retry-after")) > 1_700);
  const shown = await page.text();
  assert.match(
    shown,
    /role="alert".*Too many accounts were made from your network\. Try again in \d+ minutes\./s,
  );
  assert.match(shown, /value="bob"/);
  const script = await send("bob", { accept: "application/json" });
  assert.equal(script.status, 429);
  assert.match(await script.text(), /Too many accounts were made from your network/);

  const login = { username: "ann", password };
  assert.equal((await new Visitor(chat.url).post("/sign-in/", login)).status, 303);
});
