import type { Check } from "../core/index.ts";

/** What must not be so where others can reach the app. */
export const sessionChecks: readonly Check[] = [
  {
    name: "sessions.keys",
    deployOnly: true,
    run: ({ config }) =>
      config.sessions.unsafeDjangoKeys
        ? [
            {
              id: "sessions.W101",
              level: "error",
              message:
                "sessions.unsafeDjangoKeys is on: whoever reads the table of sessions, or a backup of it, can take them over.",
              hint: "Leave it out, unless a Django project shares the table.",
            },
          ]
        : [],
  },
];
