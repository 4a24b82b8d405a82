import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { file, html, json, type Request, redirect, sse, stream, text } from "quintet/http";
import { safeRedirectTarget } from "quintet/security";
import { template } from "quintet/templates";

/*
 * What the site offers to attackers, written as a developer writes it who knows the guides and thinks no further.
 */

const folder = process.env.REPLAY_FOLDER!;
const page = template<{ title: string; q: string; asked: Record<string, string> }>("board/page.html");

export const home = () => text("welcome");

/** Shows what was asked for, as text and as data for a script. */
export const showPage = (request: Request) =>
  html(page({ title: "Board", q: request.query.get("q") ?? "", asked: Object.fromEntries(request.query) }));

export const echoQuery = (request: Request) => json([...request.query]);
export const echoCookies = (request: Request) => json([...request.cookies]);
export const echoFacts = (request: Request) =>
  json({
    host: request.host,
    secure: request.isSecure,
    ip: request.ip,
    url: request.url.href,
    method: request.method,
  });
export const echoHeaders = (request: Request) => json([...request.headers]);
export const echoJson = async (request: Request) => json({ received: await request.json() });
export const echoForm = async (request: Request) =>
  json(
    [...(await request.form())].map(([name, value]) => [
      name,
      typeof value === "string" ? value : value.name,
    ]),
  );
export const echoAccepts = (request: Request) => json({ json: request.accepts("application/json") });

/** Sends the visitor on to where they wanted to go. */
export const go = (request: Request) => redirect(safeRedirectTarget(request.query.get("next"), request, "/"));

export const report = (_request: Request, { id }: { id: number }) => text(`report ${id}`);
export const anything = (_request: Request, { rest }: { rest: string }) => text(`page ${rest}`);
export const members = () => text("for members only");

export const readSession = async (request: Request) =>
  text(String((await request.session).get("note") ?? "nothing"));
export const writeSession = async (request: Request) => {
  (await request.session).set("note", request.query.get("note") ?? "");
  return text("noted");
};
export const flushSession = async (request: Request) => {
  await (await request.session).flush();
  return text("gone");
};

/** Names that uploads were stored by. */
export const stored: string[] = [];

/** Keeps the files of a form, by the names that they arrive with. */
export const upload = async (request: Request) => {
  const names: string[] = [];
  await mkdir(join(folder, "uploads"), { recursive: true });
  for (const [, value] of await request.form()) {
    if (typeof value === "string") continue;
    names.push(value.name);
    stored.push(value.name);
    await writeFile(join(folder, "uploads", value.name), await value.bytes());
  }
  return json(names);
};

export const download = (request: Request) =>
  file(request.query.get("name") ?? "", { request, root: join(folder, "downloads"), download: true });

/** A file of the site's own under a name that somebody chose. */
export const named = (request: Request) =>
  file("report.txt", { root: join(folder, "downloads"), download: request.query.get("name") ?? "" } as never);

export const endless = (request: Request) =>
  stream(
    (async function* () {
      for (let index = 0; !request.signal.aborted; index++) {
        yield "x".repeat(16_384);
        await new Promise((resolve) => setTimeout(resolve, 1));
        if (index > 100_000) return;
      }
    })(),
  );

export const events = () =>
  sse(
    (async function* () {
      yield { data: "one" };
    })(),
  );

export const header = (request: Request) =>
  text("ok", { headers: { "x-note": request.query.get("value") ?? "" } });
export const redirectTo = (request: Request) => redirect(request.query.get("to") ?? "/");

/** Fails with what was asked for in the message, its cause and what the log knows. */
export const hurt = (request: Request) => {
  const said = request.query.get("message") ?? "";
  throw new Error(`outer ${said}`, { cause: new TypeError(said, { cause: { said } }) });
};
