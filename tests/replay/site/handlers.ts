import { join, relative } from "node:path";
import { signCookie, unsignCookie } from "quintet/crypto";
import {
  BadRequestError,
  ForbiddenError,
  file,
  html,
  json,
  type Request,
  redirect,
  sse,
  stream,
  text,
  UploadedFile,
} from "quintet/http";
import { currentLanguage } from "quintet/i18n";
import { guardedFetch, previousPage, safeRedirectTarget } from "quintet/security";
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

/** Sends the visitor back to where they came from. */
export const goBack = (request: Request) => redirect(previousPage(request, "/"));

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

/** Names that uploads arrived with. */
export const stored: string[] = [];

/** Keeps the files of a form, and tells the name that each arrived with and the one it was given. */
export const upload = async (request: Request) => {
  const kept: { name: string; size: number; savedAs: string }[] = [];
  for (const [, value] of await request.form()) {
    if (!(value instanceof UploadedFile)) continue;
    stored.push(value.name);
    const savedAs = await value.saveTo(join(folder, "uploads"));
    kept.push({ name: value.name, size: value.size, savedAs: relative(folder, savedAs) });
  }
  return json(kept);
};

/** Keeps a file by the name that the visitor chose. */
export const uploadByName = async (request: Request) => {
  const file = (await request.form()).get("file");
  if (!(file instanceof UploadedFile)) return json(null, { status: 400 });
  return json(relative(folder, await file.saveTo(join(folder, "uploads"), { name: file.name })));
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

export const language = () => text(currentLanguage() ?? "none");

/** Looks up an address for the visitor, as a preview of a link does. */
export const preview = async (request: Request) => {
  const answer = await guardedFetch(request.query.get("href") ?? "", { timeoutMs: 2_000 }).catch(
    (error: unknown) => error,
  );
  if (answer instanceof Error) throw new BadRequestError("That address can't be shown.");
  return text("shown");
};

/** Reads a cookie that this site has signed. */
export const signedCookie = (request: Request) => {
  const sent = request.cookies.get(request.query.get("name") ?? "");
  try {
    return text(
      unsignCookie(request.query.get("name") ?? "", sent ?? "", { salt: request.query.get("salt") ?? "" }),
    );
  } catch {
    throw new ForbiddenError("That cookie isn't ours.");
  }
};
export const signedValue = (request: Request) =>
  text(signCookie(request.query.get("name") ?? "", "gold", { salt: request.query.get("salt") ?? "" }));

/** Fails with what was asked for in the message, its cause and what the log knows. */
export const hurt = (request: Request) => {
  const said = request.query.get("message") ?? "";
  throw new Error(`outer ${said}`, { cause: new TypeError(said, { cause: { said } }) });
};
