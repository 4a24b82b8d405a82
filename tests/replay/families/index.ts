import type { Replay } from "../replay.ts";
import { bodies } from "./bodies.ts";
import { constructions } from "./constructions.ts";
import { development } from "./development.ts";
import { forgery } from "./forgery.ts";
import { headers } from "./headers.ts";
import { languages } from "./languages.ts";
import { lists } from "./lists.ts";
import { outbound } from "./outbound.ts";
import { pathMatcher } from "./path-matcher.ts";
import { programs } from "./programs.ts";
import { queryStrings } from "./query-strings.ts";
import { safeRedirect } from "./safe-redirect.ts";
import { sessionAttacks } from "./sessions.ts";
import { slashRedirect } from "./slash-redirect.ts";
import { slowClients } from "./slow-clients.ts";
import { smugglingAttacks } from "./smuggling.ts";
import { staticPath } from "./static-path.ts";
import { uploads } from "./uploads.ts";

/** All replays, by the family of their attack. */
export const families: Readonly<Record<string, readonly Replay[]>> = {
  "safe-redirect": safeRedirect,
  "slash-redirect": slashRedirect,
  "static-path": staticPath,
  "path-matcher": pathMatcher,
  "query strings": queryStrings,
  bodies,
  forgery,
  smuggling: smugglingAttacks,
  headers,
  sessions: sessionAttacks,
  uploads,
  constructions,
  lists,
  outbound,
  programs,
  languages,
  "slow clients": slowClients,
  development,
};
