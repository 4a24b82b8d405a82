import { join } from "node:path";
import { greeting, greetingJson, mixedRoutes, pageOf, visitor } from "./site.ts";

export type ScenarioName = "plaintext" | "json" | "page" | "routes";

/** What is asked for again and again. */
export interface Scenario {
  readonly name: ScenarioName;
  readonly title: string;
  /** Asked for by wrk; with a script, where it begins. */
  readonly path: string;
  /** Which paths wrk asks for in turn. */
  readonly script?: string;
  /** Whether the visitor has a session. */
  readonly isSignedIn?: boolean;
  /** What Quintet reaches at least, as a part of node:http. */
  readonly bar?: number;
  /** All paths and what must be answered there. */
  readonly answers: readonly { readonly path: string; readonly body: string }[];
}

export const scenarios: readonly Scenario[] = [
  {
    name: "plaintext",
    title: "plaintext",
    path: "/plaintext",
    bar: 0.85,
    answers: [{ path: "/plaintext", body: greeting }],
  },
  { name: "json", title: "JSON", path: "/json", bar: 0.85, answers: [{ path: "/json", body: greetingJson }] },
  {
    name: "page",
    title: "page with session",
    path: "/page",
    isSignedIn: true,
    answers: [{ path: "/page", body: pageOf(visitor) }],
  },
  {
    name: "routes",
    title: "200 routes",
    path: "/",
    script: join(import.meta.dirname, "mixed-routes.lua"),
    answers: mixedRoutes.map(({ path, answer }) => ({ path, body: answer })),
  },
];

export const signInPath = `/sign-in?name=${visitor}`;
