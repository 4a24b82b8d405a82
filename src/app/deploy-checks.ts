import type { Check } from "../core/index.ts";
import { isLoopbackHost } from "../devtools/index.ts";

/** What must not be so where others can reach the app, and only the whole app shows. */
export const appDeployChecks: readonly Check[] = [
  {
    name: "app.public-debug",
    deployOnly: true,
    run: ({ config: { debug, http } }) =>
      debug && !isLoopbackHost(http.host)
        ? [
            {
              id: "app.E101",
              level: "error",
              message: `Debug is on, and the server listens at ${http.host}, where other machines reach it.`,
              hint: 'Write debug: env.boolean("DEBUG", false), and leave DEBUG out of the environment there.',
            },
          ]
        : [],
  },
];
