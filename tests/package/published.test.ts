/*
 * What a user gets from the registry: the package is packed as npm would publish it, a project is made with it in a
 * temporary folder, and everything that the project's README says is done there.
 */
import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

const root = join(import.meta.dirname, "..", "..");
const folder = mkdtempSync(join(tmpdir(), "quintet-package-"));
const project = join(folder, "my-shop");
const password = "a-long-enough-pass-phrase-7";

// npm hands its own settings to what it starts; a user's shell has none of them.
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_TEST|NODE_OPTIONS)/i.test(name)),
);

function run(cwd: string, command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  return execFileSync(command, args, {
    cwd,
    encoding: "utf8",
    env: { ...environment, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

function npmInstall(cwd: string, ...packages: string[]): void {
  run(cwd, "npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", ...packages]);
}

before(() => {
  run(root, "npm", ["pack", "--pack-destination", folder]);
  const tarball = `file:${join(folder, readdirSync(folder).find((name) => name.endsWith(".tgz"))!)}`;
  const tool = join(folder, "tool");
  mkdirSync(tool);
  writeFileSync(join(tool, "package.json"), "{}");
  npmInstall(tool, tarball);
  run(folder, join(tool, "node_modules", ".bin", "quintet"), [
    "new",
    "my-shop",
    "--quintet-version",
    tarball,
  ]);
  npmInstall(project);
});

after(() => rmSync(folder, { recursive: true, force: true }));

function bin(name: string): string {
  return join(project, "node_modules", ".bin", name);
}

function quintet(...args: string[]): string {
  return run(project, bin("quintet"), args, { QUINTET_SUPERUSER_PASSWORD: password });
}

test("publint finds nothing wrong with the package", () => {
  run(root, join(root, "node_modules", ".bin", "publint"), ["--strict"]);
});

test("a project made with the packed package migrates, and its models match its migrations", () => {
  assert.match(quintet("migrate", "up"), /notes\.0001_initial|notes 0001_initial/);
  quintet("migrate", "make", "--check");
});

test("the project type-checks", () => {
  run(project, bin("tsc"), ["--noEmit"]);
});

test("quintet check finds nothing wrong with it", () => {
  const output = quintet("check");

  assert.doesNotMatch(output, /^error /m);
  assert.match(output, /2 templates checked/);
});

test("quintet check finds a misspelt member in a template", () => {
  const file = join(project, "notes", "templates", "notes", "detail.html");
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace("{{ note.title }}", "{{ note.titel }}"));
  try {
    assert.throws(
      () => quintet("check"),
      (error: { stdout?: string }) => {
        assert.match(
          error.stdout ?? "",
          /notes\/detail\.html:\d+:\d+ — Note has no "titel"\. Did you mean "title"\?/,
        );
        return true;
      },
    );
  } finally {
    writeFileSync(file, text);
  }
});

test("the project serves its first page, its assets and the login of its admin", async () => {
  quintet("createsuperuser", "--username", "ada", "--email", "ada@example.com", "--no-input");
  const { server, url, output } = await serve(project);
  try {
    const page = await fetch(url);
    const html = await page.text();
    assert.equal(page.status, 200);
    assert.match(html, /It works/);

    const stylesheet = /href="([^"]+\.css[^"]*)"/.exec(html)![1]!;
    const css = await fetch(new URL(stylesheet, url));
    assert.equal(css.headers.get("content-type"), "text/css; charset=utf-8");

    const login = await fetch(new URL("/admin/", url));
    assert.match(new URL(login.url).pathname, /login/);
    assert.match(await login.text(), /csrfmiddlewaretoken/);

    const list = await logIn(login.url, "/admin/notes/note/", url);
    assert.equal(list.status, 200);
    assert.match(await list.text(), /Note/);

    // Models are called after their classes, and a bundler likes to give other names.
    assert.doesNotMatch(output(), /changes without a migration/);
  } finally {
    await stop(server);
  }
});

test("quintet dev serves the project, and what was changed in it", async () => {
  const { server, url } = await serve(project, "dev");
  try {
    const page = await fetch(url);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /It works/);

    const file = join(project, "notes/templates/notes/list.html");
    writeFileSync(file, readFileSync(file, "utf8").replace("It works", "It works on"));
    let text = "";
    for (const end = performance.now() + 20_000; !text.includes("It works on") && performance.now() < end; )
      text = await fetch(url).then(
        (answer) => answer.text(),
        () => "",
      );
    assert.match(text, /It works on/);
  } finally {
    await stop(server);
  }
});

test("the example of the README type-checks, and runs", async () => {
  const example = readmeExample();
  const author = 'Author.create({ name: "Tove" })';
  run(example, bin("tsc"), ["--noEmit"]);
  run(example, bin("quintet"), ["migrate", "make"]);
  run(example, bin("quintet"), ["migrate", "up"]);
  run(example, bin("quintet"), [
    "shell",
    "--code",
    `await Book.create({ title: "Comet", price: "12.50", author: await ${author} })`,
  ]);

  const { server, url } = await serve(example);
  try {
    const cheap = await fetch(new URL("/cheap/20/", url));
    assert.deepEqual(await cheap.json(), ["Comet by Tove"]);
    assert.equal((await fetch(new URL("/cheap/much/", url))).status, 404);
  } finally {
    await stop(server);
  }
});

test("without its include() the README's example does not compile, as the README says", () => {
  const example = readmeExample((code) => code.replace('.include("author")', ""));

  assert.throws(
    () => run(example, bin("tsc"), ["--noEmit"]),
    (error: { stdout?: string }) => {
      assert.match(error.stdout ?? "", /Property 'name' does not exist on type/);
      return true;
    },
  );
});

/** A folder with the first piece of code of the README as its configuration, and the packages of the project. */
function readmeExample(change: (code: string) => string = (code) => code): string {
  const example = mkdtempSync(join(folder, "readme-"));
  const code = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(root, "README.md"), "utf8"))![1]!;
  writeFileSync(join(example, "quintet.config.ts"), change(code));
  for (const file of ["package.json", "tsconfig.json", ".env"])
    cpSync(join(project, file), join(example, file));
  symlinkSync(join(project, "node_modules"), join(example, "node_modules"));
  return example;
}

/** Logs in through the form, as a browser would, and asks for a page behind it. */
async function logIn(loginUrl: string, wanted: string, base: string): Promise<Response> {
  const form = await fetch(loginUrl);
  const cookies = form.headers.getSetCookie().map((cookie) => cookie.split(";")[0]!);
  const token = /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(await form.text())![1]!;
  const posted = await fetch(loginUrl, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: cookies.join("; "), origin: new URL(base).origin },
    body: new URLSearchParams({ csrfmiddlewaretoken: token, username: "ada", password }),
  });
  assert.equal(posted.status, 303);
  const session = posted.headers.getSetCookie().map((cookie) => cookie.split(";")[0]!);
  return fetch(new URL(wanted, base), { headers: { cookie: session.join("; ") }, redirect: "manual" });
}

async function serve(
  cwd: string,
  command = "serve",
): Promise<{ server: ChildProcess; url: string; output: () => string }> {
  const server = spawn(bin("quintet"), [command, "--port", "0"], { cwd, env: environment });
  let output = "";
  server.stderr.on("data", (chunk) => {
    output += chunk;
  });
  const url = await new Promise<string>((resolve, reject) => {
    server.stdout.on("data", (chunk) => {
      output += chunk;
      const found = /http:\/\/[\w.:-]+/.exec(output);
      if (found !== null) resolve(found[0]);
    });
    server.once("exit", (code) => reject(new Error(`quintet ${command} ended with ${code}:\n${output}`)));
  });
  return { server, url, output: () => output };
}

async function stop(server: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGTERM");
  await ended;
}
