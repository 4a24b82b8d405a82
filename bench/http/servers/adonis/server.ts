/*
 * AdonisJS as its web starter kit sets it up, with its shield and its sessions in an encrypted cookie, without the parts
 * that nothing here asks (the database, accounts, Vite, static files).
 */
import "reflect-metadata";
import { Ignitor } from "@adonisjs/core";
import { port, secret } from "../place.ts";

Object.assign(process.env, {
  HOST: "127.0.0.1",
  PORT: String(port),
  APP_KEY: secret,
  NODE_ENV: "production",
});
const root = new URL("./", import.meta.url);
// It asks for the files that a build would have made.
const importer = (path: string) => import(new URL(path.replace(/\.js$/, ".ts"), root).href);
await new Ignitor(root, { importer }).httpServer().start();
