import type { ErrorPage } from "../../devtools/index.ts";

/*
 * What `quintet dev` and the processes of its app say to each other. Connections travel the same way: a message
 * "connection" carries a socket.
 */

/** Where the app is to be found, and what its process needs to know from its beginning on. */
export interface AppOrders {
  readonly configFile: string;
  readonly folder: string;
  /** The secret word in the addresses of the developer's tools. It stays the same as long as `quintet dev` runs. */
  readonly token: string;
}

/** To the app's process. */
export type Order =
  /** Load the app and answer. `address` says where its connections come from, as far as `quintet dev` knows. */
  | {
      readonly type: "start";
      readonly address: Partial<Address>;
      /** Names this life of the app, for the pages that it serves. */
      readonly life: string;
    }
  | { readonly type: "connection" }
  /** A file changed that needs no restart. */
  | { readonly type: "changed"; readonly isStyle: boolean }
  /** Answer what is under way, close the app and end. */
  | { readonly type: "retire" };

/** From the app's process. */
export type News =
  | {
      readonly type: "ready";
      /** Where the configuration wants the app to listen. */
      readonly address: Address;
      readonly startedMs: number;
      readonly folders: ProjectFolders;
      /** The path of the admin, where the app has one. */
      readonly admin: string | undefined;
    }
  /** What the checks find, as sentences. */
  | { readonly type: "findings"; readonly findings: readonly string[] }
  /** The app didn't start, or died of an exception. */
  | { readonly type: "failed"; readonly failure: Failure }
  /** The app is closed; the process ends. */
  | { readonly type: "retired" };

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Folders whose files the running app reads anew by itself. */
export interface ProjectFolders {
  readonly templates: readonly string[];
  readonly assets: readonly string[];
}

/** Why there is no app, for the terminal and for the browser. */
export interface Failure {
  readonly text: string;
  /** The page about it; absent where the process could tell nothing. */
  readonly page?: ErrorPage;
}
