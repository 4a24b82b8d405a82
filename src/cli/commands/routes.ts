import { type Command, CommandError, type CommandValue } from "../../core/index.ts";
import { listRoutes, type RouteListing, routerService } from "../../routing/index.ts";
import { columns, style } from "../style.ts";

/** `quintet routes`: which URL goes where. */
export const routesCommand: Command = {
  name: "routes",
  summary: "List the routes with their names, methods and handlers.",
  options: [
    { flags: "--name <text>", summary: 'Only routes with this in their name: "shop:".' },
    { flags: "--path <path>", summary: 'Only routes that this leads to, "/books/7/", or that hold it.' },
    { flags: "--method <method>", summary: "Only routes that answer to this method." },
    { flags: "--json", summary: "As JSON, for programs." },
  ],
  run({ app, terminal, options }) {
    const router = app.service(routerService);
    const filter = { name: text(options.name), path: text(options.path), method: text(options.method) };
    const routes = listRoutes(router, filter);
    if (options.json === true) {
      terminal.line(JSON.stringify(routes.map(record), undefined, 2));
      return;
    }
    if (router.leaves.length === 0) {
      terminal.line('There are no routes. Write "routes" in quintet.config.ts.');
      return;
    }
    if (routes.length === 0)
      throw new CommandError("No route is like that.\nquintet routes lists all of them.");
    const rows = routes.map(({ route, name, methods, handler }) => [
      `/${route}`,
      name,
      methods.join(" "),
      handler,
    ]);
    const [head, ...body] = columns([["ROUTE", "NAME", "METHODS", "HANDLER"], ...rows]);
    terminal.line(style.dim(head!));
    for (const row of body) terminal.line(row);
  },
};

function record({ route, name, methods, handler, options }: RouteListing): object {
  return { route: `/${route}`, name, methods, handler: handler || null, options: Object.keys(options) };
}

function text(value: CommandValue): string | undefined {
  return typeof value === "string" ? value : undefined;
}
