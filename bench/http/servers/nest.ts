/*
 * NestJS on Fastify as its guide says, with its decorators called by hand, because Node only erases types. The guide names
 * @fastify/secure-session for sessions, which keeps them in an encrypted cookie, and Handlebars for pages.
 */
import "reflect-metadata";
import { join } from "node:path";
import secureSession from "@fastify/secure-session";
import view from "@fastify/view";
import { Controller, Get, Header, Module, Param, Query, Render, Session } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { FastifyAdapter, type NestFastifyApplication } from "@nestjs/platform-fastify";
import handlebars from "handlebars";
import { answerOf, books, greeting, mixedRoutes } from "../site.ts";
import { port, secret } from "./place.ts";

type Values = { get(name: string): unknown; set(name: string, value: unknown): void };
type Handler = (this: object, ...given: never[]) => unknown;

class SiteController {}
Controller()(SiteController);

/** Adds a handler to the controller, with what would stand above it and before its parameters. */
function handle(
  name: string,
  handler: Handler,
  decorators: readonly MethodDecorator[],
  parameters: readonly ParameterDecorator[] = [],
): void {
  const { prototype } = SiteController;
  const descriptor = { value: handler, writable: true, configurable: true };
  Object.defineProperty(prototype, name, descriptor);
  for (const [index, decorator] of parameters.entries()) decorator(prototype, name, index);
  for (const decorator of decorators.toReversed()) decorator(prototype, name, descriptor);
}

const asText = Header("content-type", "text/plain; charset=utf-8");
handle("plaintext", () => greeting, [Get("plaintext"), asText]);
handle("json", () => ({ message: greeting }), [Get("json")]);
handle(
  "signIn",
  (values: Values, name: string) => {
    values.set("name", name);
    return "signed in";
  },
  [Get("sign-in"), asText],
  [Session(), Query("name")],
);
handle(
  "page",
  (values: Values) => ({ name: values.get("name"), books }),
  [Get("page"), Render("page.hbs")],
  [Session()],
);
for (const [index, { pattern }] of mixedRoutes.entries()) {
  handle(
    `mixed${index}`,
    (params: Record<string, string>) => answerOf(pattern, params),
    [Get(pattern.slice(1)), asText],
    [Param()],
  );
}

class SiteModule {}
Module({ controllers: [SiteController] })(SiteModule);

const app = await NestFactory.create<NestFastifyApplication>(SiteModule, new FastifyAdapter(), {
  logger: false,
});
await app.register(secureSession as never, { secret, salt: "0123456789abcdef", cookie: { path: "/" } });
await app.register(view as never, {
  engine: { handlebars },
  templates: join(import.meta.dirname, "../views/handlebars"),
  production: true,
});
await app.listen(port, "127.0.0.1");
