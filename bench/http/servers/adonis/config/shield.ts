import { defineConfig } from "@adonisjs/shield";

const config: unknown = defineConfig({
  csp: { enabled: false, directives: {}, reportOnly: false },
  csrf: {
    enabled: true,
    exceptRoutes: [],
    enableXsrfCookie: false,
    methods: ["POST", "PUT", "PATCH", "DELETE"],
  },
  xFrame: { enabled: true, action: "DENY" },
  hsts: { enabled: true, maxAge: "180 days" },
  contentTypeSniffing: { enabled: true },
});
export default config;
