import assert from "node:assert/strict";
import { test } from "node:test";
import { auth, User } from "quintet/auth";
import type { CommandCall, Terminal } from "../../src/core/index.ts";
import { makeTestApp } from "./test-app.ts";

test("createUser() hashes the password and normalizes the name", async () => {
  await using made = await makeTestApp();
  await made.app.run(async () => {
    const user = await User.createUser({ username: "ﬁnn", email: "Finn@EXAMPLE.com", password: "sesame" });

    assert.equal(user.username, "finn");
    assert.equal(user.email, "Finn@example.com");
    assert.match(user.password, /^md5\$/);
    assert.equal(await user.checkPassword("sesame"), true);
    assert.equal(await user.checkPassword("Sesame"), false);
    assert.equal(String(user), "finn");
    assert.equal(user.fullName, "finn");
  });
});

test("a user without a password can't log in with any", async () => {
  await using made = await makeTestApp();
  await made.app.run(async () => {
    const user = await User.createUser({ username: "robot" });

    assert.match(user.password, /^![A-Za-z0-9]{40}$/);
    assert.equal(await user.checkPassword(""), false);
    assert.equal(await user.checkPassword(user.password), false);
    await user.setPassword("now one");
    assert.equal(await user.checkPassword("now one"), true);
    await user.setPassword(null);
    assert.equal(await user.checkPassword("now one"), false);
  });
});

test("the hash of the password is in no JSON", async () => {
  await using made = await makeTestApp();
  await made.app.run(async () => {
    const user = await User.createUser({ username: "ada", password: "sesame" });

    assert.doesNotMatch(JSON.stringify({ user }), /password|md5/);
    assert.match(JSON.stringify(user), /"username":"ada"/);
  });
});

/** A terminal that answers what it is told to, and keeps what is written. */
function scripted(answers: readonly string[] = []): Terminal & { lines: string[] } {
  const left = [...answers];
  const lines: string[] = [];
  const write = (text = "") => void lines.push(text);
  const answer = async () => left.shift() ?? "";
  return {
    lines,
    interactive: answers.length > 0,
    line: write,
    success: write,
    warn: write,
    ask: answer,
    askSecret: answer,
    confirm: async () => (await answer()) === "yes",
  };
}

function commandNamed(name: string) {
  return auth.commands!.find((command) => command.name === name)!;
}

test("createsuperuser makes a user who may do everything, with a password from the environment", async () => {
  await using made = await makeTestApp();
  const terminal = scripted();
  process.env.QUINTET_SUPERUSER_PASSWORD = "sesame opens";
  try {
    const options = { username: "root", email: "root@example.com", input: false };
    await commandNamed("createsuperuser").run({ app: made.app, terminal, args: {}, options });
  } finally {
    delete process.env.QUINTET_SUPERUSER_PASSWORD;
  }

  const user = await made.app.run(() => User.get({ username: "root" }));
  assert.deepEqual([user.isStaff, user.isSuperuser, user.isActive], [true, true, true]);
  assert.equal(await made.app.run(() => user.checkPassword("sesame opens")), true);
  assert.deepEqual(terminal.lines, ['Superuser "root" created.']);
});

test("createsuperuser --generate-password prints a password once", async () => {
  await using made = await makeTestApp();
  const terminal = scripted();

  const options = { username: "admin", generatePassword: true };
  await commandNamed("createsuperuser").run({ app: made.app, terminal, args: {}, options });

  const password = /shown only now: (\w{16})$/.exec(terminal.lines[1]!)![1]!;
  const user = await made.app.run(() => User.get({ username: "admin" }));
  assert.equal(await made.app.run(() => user.checkPassword(password)), true);
});

test("createsuperuser asks until the two passwords are the same and good enough", async () => {
  await using made = await makeTestApp();
  const answers = ["root", "", "one", "two", "12345", "12345", "no", "sesame opens", "sesame opens"];
  const terminal = scripted(answers);

  await commandNamed("createsuperuser").run({ app: made.app, terminal, args: {}, options: {} });

  assert.ok(terminal.lines.includes("The two passwords are not the same."));
  assert.ok(terminal.lines.some((line) => line.startsWith("This password is too short.")));
  const user = await made.app.run(() => User.get({ username: "root" }));
  assert.equal(await made.app.run(() => user.checkPassword("sesame opens")), true);
});

test("createsuperuser says what is missing or wrong", async () => {
  await using made = await makeTestApp();
  const call = (options: CommandCall["options"]) =>
    commandNamed("createsuperuser").run({ app: made.app, terminal: scripted(), args: {}, options });
  await made.app.run(() => User.createUser({ username: "taken" }));

  await assert.rejects(async () => call({}), { code: "core.command", message: /--username/ });
  await assert.rejects(async () => call({ username: "a b" }), { message: /not a username/ });
  await assert.rejects(async () => call({ username: "taken" }), { message: /changepassword taken/ });
  await assert.rejects(async () => call({ username: "root" }), { message: /QUINTET_SUPERUSER_PASSWORD/ });
});

test("changepassword sets a password and names a user that there is not", async () => {
  await using made = await makeTestApp();
  await made.app.run(() => User.createUser({ username: "ada", password: "old" }));
  const terminal = scripted(["sesame opens", "sesame opens"]);
  const command = commandNamed("changepassword");

  await command.run({ app: made.app, terminal, args: { username: "ada" }, options: {} });

  const user = await made.app.run(() => User.get({ username: "ada" }));
  assert.equal(await made.app.run(() => user.checkPassword("sesame opens")), true);
  const missing = { app: made.app, terminal: scripted(), args: { username: "bob" }, options: {} };
  await assert.rejects(async () => command.run(missing), { message: /no user "bob"/ });
});
