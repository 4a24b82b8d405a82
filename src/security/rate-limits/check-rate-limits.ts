import type { App, CheckFinding } from "../../core/index.ts";
import { listRoutes, routerService } from "../../routing/index.ts";
import { listOf } from "./rate-limit.ts";
import { problemOf } from "./rate-limiter.ts";
import { rateLimitTable } from "./rate-limits-module.ts";
import { DatabaseRateLimitStore } from "./stores/database-store.ts";

/** What is wrong with the rate limits of an app. */
export function checkRateLimits(app: App): CheckFinding[] {
  return [...wrongRules(app), ...missingTable(app)];
}

function wrongRules(app: App): CheckFinding[] {
  if (!app.hasService(routerService)) return [];
  const findings: CheckFinding[] = [];
  for (const { name, route, options } of listRoutes(app.service(routerService))) {
    const rules = options.rateLimit === undefined ? [] : listOf(options.rateLimit);
    for (const rule of rules) {
      const problem = problemOf("route", rule);
      if (problem !== undefined)
        findings.push({
          id: "security.E101",
          level: "error",
          message: `The rate limit of the route "${name}" (${JSON.stringify(route)}) can't be: ${problem}.`,
          hint: "Write rateLimit: { requests: 30, windowSeconds: 60 }.",
        });
    }
  }
  return findings;
}

function missingTable({ config, modules }: App): CheckFinding[] {
  const isInDatabase = config.security.rateLimitStore instanceof DatabaseRateLimitStore;
  if (!isInDatabase || modules.some(({ name }) => name === rateLimitTable.name)) return [];
  return [
    {
      id: "security.E102",
      level: "error",
      message: "security.rateLimitStore is databaseRateLimits(), whose table isn't there.",
      hint: 'List rateLimitTable of "quintet/security" in modules, and run quintet migrate up.',
    },
  ];
}
