/*
 * What the app and vite.config.ts have to agree on: where Vite listens, where its files are, and how their addresses begin.
 */

/** What the names of Vite's files begin with: they are served below `/static/vite/`. */
export const viteFolderName = "vite/";

/** Where Vite writes its build by default. */
export const defaultOutDir = "dist";

/** Where Vite's development server listens by default: on this machine only. */
export const devServerHost = "127.0.0.1";
export const devServerPort = 5173;

/** Names the development server that `quintet dev` has started. */
export const devServerVariable = "QUINTET_VITE_SERVER";
