import type { Command } from "../../core/index.ts";
import { listRoutes, routerService } from "../../routing/index.ts";
import { columns, style } from "../style.ts";

/** `quintet routes`: which URL goes where. */
export const routesCommand: Command = {
  name: "routes",
  summary: "List the routes with their names and methods.",
  async run({ app, terminal }) {
    const routes = listRoutes(app.service(routerService));
    if (routes.length === 0) {
      terminal.line('There are no routes. Write "routes" in quintet.config.ts.');
      return;
    }
    const rows = routes.map(({ route, name, methods }) => [`/${route}`, name, methods.join(" ")]);
    const [head, ...body] = columns([["ROUTE", "NAME", "METHODS"], ...rows]);
    terminal.line(style.dim(head!));
    for (const row of body) terminal.line(row);
  },
};
