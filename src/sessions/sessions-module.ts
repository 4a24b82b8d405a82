import { defineModule } from "../core/index.ts";
import { cookiePolicy } from "../security/index.ts";
import { sessionChecks } from "./checks.ts";
import { clearSessionsCommand } from "./clear-sessions-command.ts";
import { sessionsSection } from "./config.ts";
import { Session } from "./models.ts";
import { sessionsService } from "./session-middleware.ts";
import { DatabaseSessionStore } from "./stores/database-store.ts";

/** What the app remembers of each visitor: list it in `modules`. Its middleware is among the default ones. */
export const sessions = defineModule({
  name: "sessions",
  folder: import.meta.dirname,
  models: [Session],
  configSections: [sessionsSection],
  commands: [clearSessionsCommand],
  checks: sessionChecks,
  setup(app) {
    const { cookieName, unsafeDjangoKeys, ...settings } = app.config.sessions;
    const { name, options } = cookiePolicy(app.config);
    app.provide(sessionsService, {
      ...settings,
      store: new DatabaseSessionStore({ unsafeDjangoKeys }),
      cookie: { name: name(cookieName), options },
    });
  },
});
