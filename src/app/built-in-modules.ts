import { assetsModule } from "../assets/index.ts";
import type { Module } from "../core/index.ts";
import { dbModule } from "../db/index.ts";
import { filesModule } from "../files/index.ts";
import { httpModule } from "../http/index.ts";
import { i18nModule } from "../i18n/index.ts";
import { routingModule } from "../routing/index.ts";
import { securityModule } from "../security/index.ts";
import { templatesModule } from "../templates/index.ts";
import { appModule } from "./app-module.ts";

/** What every app consists of, before the modules that its configuration lists. */
export const builtInModules = [
  i18nModule,
  dbModule,
  httpModule,
  filesModule,
  routingModule,
  assetsModule,
  securityModule,
  appModule,
  templatesModule,
] as const satisfies readonly Module[];
