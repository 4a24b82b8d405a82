import { isSecretName, mask } from "../core/index.ts";
import { type MatchedRoute, peekRequestProperty, type Request } from "../http/index.ts";
import { Session } from "../sessions/index.ts";
import { bounded, readSafely, shownValue } from "./bounded.ts";
import { masked, maskedHeaders, maskedTarget } from "./masking.ts";

/** A name and what stands under it, with secrets masked. */
export type Fact = readonly [name: string, value: string];

/** Facts of one kind. */
export interface FactGroup {
  readonly title: string;
  readonly facts: readonly Fact[];
}

/** What a request asked, with secrets masked. */
export interface RequestFacts {
  readonly id: string;
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly groups: readonly FactGroup[];
}

const maxFacts = 100;
// A body that has not come in so long is not waited for.
const maxWaitMs = 100;

/** What a request asked. What the app hasn't loaded (its user, its session) isn't loaded for this. */
export async function requestFacts(request: Request): Promise<RequestFacts> {
  const route = readSafely(() => request.route, undefined);
  const [user, session, body] = await Promise.all([
    userFacts(request),
    sessionFacts(request),
    bodyFacts(request),
  ]);
  const groups: FactGroup[] = [
    { title: "Request", facts: [...generalFacts(request, route), ...user] },
    { title: "Query", facts: listed(readSafely(() => [...request.query], [])) },
    body,
    { title: "Session", facts: session },
    {
      title: "Cookies",
      facts: readSafely(() => [...request.cookies], []).map(([name]) => [name, mask] as const),
    },
    {
      title: "Headers",
      facts: maskedHeaders(request).map(([name, value]) => [name, bounded(value, 2_000)] as const),
    },
  ];
  return {
    id: request.id,
    method: request.method,
    target: bounded(maskedTarget(request.target, route?.params ?? {}), 2_000),
    groups: groups.filter(({ facts }) => facts.length > 0),
  };
}

function generalFacts(request: Request, route: MatchedRoute | undefined): Fact[] {
  const facts: Fact[] = [["Request id", request.id]];
  if (route !== undefined) facts.push(["Route", route.name ?? "without a name"]);
  for (const [name, value] of Object.entries(route?.params ?? {}))
    facts.push([`Parameter ${name}`, bounded(masked(name, String(value)), 2_000)]);
  if (request.ip !== "") facts.push(["Client", request.ip]);
  return facts;
}

async function userFacts(request: Request): Promise<Fact[]> {
  const user = await settled(peekRequestProperty(request, "user"));
  if (typeof user !== "object" || user === null) return [];
  const { id, username } = user as { id?: unknown; username?: unknown };
  return [
    [
      "User",
      id === undefined || id === null ? "anonymous" : bounded(`${String(username)} (${String(id)})`, 200),
    ],
  ];
}

async function sessionFacts(request: Request): Promise<Fact[]> {
  const session = await settled(peekRequestProperty(request, "session"));
  if (!(session instanceof Session)) return [];
  // The session's own names (_auth_user_hash) are secrets, whatever they are called.
  const keys = session.keys().filter((key) => !key.startsWith("_"));
  return listed(keys.map((key) => [key, shownValue(session.get(key))]));
}

/** What a form sent, or a JSON body, where the app has read it. A file is its name and its size. */
async function bodyFacts({ readAlready }: Request): Promise<FactGroup> {
  const form = await settled(readAlready.form);
  if (form !== undefined) {
    const fields = [...form].map(
      ([name, value]): Fact => [
        name,
        typeof value === "string" ? value : `file ${JSON.stringify(value.name)}, ${value.size} bytes`,
      ],
    );
    return { title: "Form", facts: listed(fields) };
  }
  const value = await settled(readAlready.json);
  const members = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return { title: "JSON", facts: listed(members.map(([name, each]) => [name, shownJson(each)])) };
}

/** A value of a JSON body, with the values of secret names masked at any depth. */
function shownJson(value: unknown): string {
  const text = JSON.stringify(value, (name, each) => (isSecretName(name) && name !== "" ? mask : each));
  return bounded(text ?? "", 2_000);
}

function listed(entries: readonly Fact[]): Fact[] {
  return entries
    .slice(0, maxFacts)
    .map(([name, value]) => [bounded(name, 200), bounded(masked(name, value), 2_000)]);
}

/** What a promise gives, if it has it now or very soon; `undefined` where it fails or takes its time. */
async function settled<Value>(promise: Promise<Value> | Value | undefined): Promise<Value | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), maxWaitMs);
  try {
    return await Promise.race([promise, late.promise]);
  } catch {
    return undefined; // that may be the error which the page is about
  } finally {
    clearTimeout(timer);
  }
}
