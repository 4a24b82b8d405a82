import { devtoolsPath } from "../../devtools/index.ts";
import { columns, errorStyle, style } from "../style.ts";
import type { Failure, News } from "./messages.ts";
import type { ChangeKind } from "./project-changes.ts";

type Ready = News & { readonly type: "ready" };

/** What `quintet dev` tells in the terminal: each thing once, and one line for a restart. */
export class DevReport {
  readonly #token: string;
  #changed = "";
  #findings = "";
  #replacedHost: string | undefined;

  constructor(token: string) {
    this.#token = token;
  }

  watching(folder: string): void {
    console.log(style.dim(`Watching ${folder || "this folder"}. Ctrl+C ends it.`));
  }

  /** It listens where other machines can reach it, as it was told to. */
  public(): void {
    console.error(
      `${errorStyle.yellow("!")} Other machines can reach this server, and its pages about errors show them source code, statements and settings.`,
    );
  }

  /** Serves for the first time, or at another address. */
  started(url: string, { admin, startedMs }: Ready): void {
    console.log(
      `${style.bold("Quintet")} serves ${style.cyan(url)}${style.dim(` (debug), started in ${Math.round(startedMs)} ms`)}`,
    );
    const run = { token: this.#token, life: "" };
    const further: [string, string][] = [["requests", url + devtoolsPath("requests/", run)]];
    if (admin !== undefined) further.unshift(["admin", url + admin]);
    for (const line of columns(further.map(([name, address]) => [`  ${name}`, style.cyan(address)])))
      console.log(line);
  }

  changed(file: string, kind: ChangeKind): void {
    this.#changed = file;
    if (kind === "page" || kind === "style") console.log(style.dim(`${file} changed: pages renewed`));
  }

  restarted(elapsedMs: number): void {
    const time = style.dim(`in ${Math.round(elapsedMs)} ms`);
    console.log(`${style.green("↻")} ${this.#changed} changed, restarted ${time}`);
  }

  /** What the checks find; the same again isn't told again. */
  findings(findings: readonly string[]): void {
    const text = findings.join("\n");
    if (text !== this.#findings)
      for (const finding of findings) console.error(`${errorStyle.yellow("!")} ${finding}`);
    this.#findings = text;
  }

  failed({ text }: Failure): void {
    const change = this.#changed === "" ? "" : `${errorStyle.dim(`${this.#changed} changed`)}\n`;
    console.error(
      `${change}${errorStyle.red("✖")} ${text}\n${errorStyle.dim("The next change starts it again.")}`,
    );
  }

  hostReplaced(configured: string, used: string): void {
    if (this.#replacedHost === configured) return;
    this.#replacedHost = configured;
    console.error(
      `${errorStyle.yellow("!")} The configuration's host is ${configured}, where other machines could see pages about errors: ${used} is used instead. In a container: --unsafe-public.`,
    );
  }
}
