import type { App, Check, CheckFinding } from "../core/index.ts";
import type { Middleware } from "../http/index.ts";
import { listRoutes, routerService } from "../routing/index.ts";
import type { CspDirective } from "./content-security-policy.ts";
import { csrf } from "./csrf.ts";
import { hosts } from "./hosts.ts";
import { securityHeaders } from "./security-headers.ts";

/**
 * A finding that is there when its condition holds. Where Django warns of the same, the id is Django's; here it is an
 * error, because nobody reads warnings of a deployment.
 */
interface DeployRule {
  readonly id: string;
  readonly message: string;
  readonly hint: string;
  isBroken(app: App): boolean;
}

const rules: readonly DeployRule[] = [
  {
    id: "security.W018",
    message: "Debug is on: visitors see errors with source and settings.",
    hint: 'Write debug: env.boolean("DEBUG", false).',
    isBroken: ({ config }) => config.debug,
  },
  {
    id: "security.W020",
    message: "security.allowedHosts is empty: outside of debug every request is refused.",
    hint: 'Write security: { allowedHosts: ["shop.example"] }.',
    isBroken: ({ config }) => config.security.allowedHosts.length === 0 && !config.security.unsafeAnyHost,
  },
  {
    id: "security.W101",
    message:
      "security.unsafeAnyHost is on: whoever asks chooses request.host, and with it the links in pages and mails.",
    hint: "List the hosts in security.allowedHosts.",
    isBroken: ({ config }) => config.security.unsafeAnyHost,
  },
  {
    id: "security.W004",
    message:
      "security.hsts has a maximal age of 0: browsers may come by http, where anyone on the way can read and change pages.",
    hint: "Leave security.hsts out for a year.",
    isBroken: ({ config }) => config.security.hsts.maxAgeSeconds === 0,
  },
  {
    id: "security.W012",
    message: "security.cookies.secure is off: session and CSRF cookies go over http too.",
    hint: "Leave security.cookies out; it is on outside of debug.",
    isBroken: ({ config }) => !config.security.cookies.secure,
  },
  {
    id: "security.W102",
    message: "security.cookies.hostPrefix is off: a subdomain can plant session and CSRF cookies.",
    hint: "Leave it on, unless the cookies are shared with a Django project.",
    isBroken: ({ config }) => config.security.cookies.secure && !config.security.cookies.hostPrefix,
  },
  {
    id: "security.W103",
    message: "security.unsafeNoCsp is on: a script that slips into a page runs.",
    hint: "Leave it out, and allow what the pages need in security.csp.",
    isBroken: ({ config }) => config.security.unsafeNoCsp,
  },
  {
    id: "security.W104",
    message: "security.csp allows 'unsafe-inline' or 'unsafe-eval': a script that slips into a page runs.",
    hint: 'Write <script nonce="{{ csp_nonce }}"> instead.',
    isBroken: ({ config }) =>
      Object.values(config.security.csp)
        .flat()
        .some((source) => source === "'unsafe-inline'" || source === "'unsafe-eval'"),
  },
  {
    id: "security.W107",
    message:
      "http.slowClientTimeoutMs is 0: clients that hardly send or read keep their connections for ever.",
    hint: "Leave it out, for 30 seconds.",
    isBroken: ({ config }) => config.http.slowClientTimeoutMs === 0,
  },
  {
    id: "security.W108",
    message:
      "http.trustedProxies trusts every address: each visitor chooses an address, a scheme and an id of requests.",
    hint: 'List the proxies alone: ["10.0.0.0/8"].',
    isBroken: ({ config }) => config.http.trustedProxies.some((entry) => entry.endsWith("/0")),
  },
  {
    id: "security.W109",
    message: `security.csp takes what runs, frames pages or gets forms from anywhere ("*", or a scheme alone).`,
    hint: 'Name the hosts: scriptSrc: ["https://cdn.example"].',
    isBroken: ({ config }) => decisive.some((name) => config.security.csp[name]?.some(isAnywhere)),
  },
  missingLayer(
    "security.W001",
    securityHeaders,
    "securityHeaders",
    "pages go out without the headers that protect visitors",
  ),
  missingLayer("security.W003", csrf, "csrf", "forms can be sent from foreign pages in a visitor's name"),
  missingLayer("security.W105", hosts, "hosts", "any Host header is taken"),
];

// Pictures, fonts and the like may come from anywhere.
const decisive = [
  "defaultSrc",
  "scriptSrc",
  "workerSrc",
  "objectSrc",
  "baseUri",
  "formAction",
  "frameAncestors",
] as const satisfies readonly CspDirective[];

function isAnywhere(source: string): boolean {
  return (
    source === "*" ||
    /^(?:https?|data|blob|filesystem):$/i.test(source) ||
    /^https?:\/\/\*(?::|$)/i.test(source)
  );
}

function missingLayer(id: string, layer: Middleware, name: string, danger: string): DeployRule {
  return {
    id,
    message: `The middleware "${name}" is missing: ${danger}.`,
    hint: "Begin middleware in quintet.config.ts with ...defaultMiddleware.",
    isBroken: ({ config }) => {
      // The key belongs to the app, a floor above.
      const { middleware } = config as { middleware?: readonly Middleware[] };
      return middleware !== undefined && !middleware.includes(layer);
    },
  };
}

/** What must not be so where others can reach the app. */
export const deployChecks: readonly Check[] = [
  {
    name: "security.deploy",
    deployOnly: true,
    run: (app) =>
      rules
        .filter((rule) => rule.isBroken(app))
        .map(({ id, message, hint }): CheckFinding => ({ id, level: "error", message, hint })),
  },
  {
    name: "security.unsafe-routes",
    deployOnly: true,
    run: (app) => (app.hasService(routerService) ? unsafeRoutes(app) : []),
  },
];

/** Each route that was declared with an `unsafe…` option. */
function unsafeRoutes(app: App): CheckFinding[] {
  const findings: CheckFinding[] = [];
  for (const { name, route, options } of listRoutes(app.service(routerService))) {
    const words = Object.entries(options).filter(
      ([word, value]) => word.startsWith("unsafe") && value === true,
    );
    for (const [word] of words) {
      findings.push({
        id: "security.W106",
        level: "warning",
        message: `The route "${name}" (${JSON.stringify(route)}) is declared with ${word}.`,
        hint: "See that it must be so: nothing else protects it there.",
      });
    }
  }
  return findings;
}
