import { assetsService } from "../assets/index.ts";
import { currentApp, filePathToUri, serviceKey } from "../core/index.ts";
import { currentRequest } from "../http/index.ts";
import { type Html, html, safe } from "../templates/index.ts";
import { viteFolderName } from "./vite-config.ts";
import type { ViteManifestFile } from "./vite-manifest.ts";

/** What pages need of Vite: from its development server while one is there, otherwise from what it has built. */
export interface ViteFrontEnd {
  /** The tags that load an entry with all that belongs to it. */
  tags(entry: string): Html;
  /** The tags that have a browser load what a page will import later. */
  preloadTags(source: string): Html;
  /** The address of a file that Vite has built, such as a picture. */
  url(source: string): string;
  /** What React needs to hear of changes, in front of its first component. */
  reactRefreshTag(): Html;
}

/** The front end of the app that lists the module. */
export const viteService = serviceKey<ViteFrontEnd>("vite.front-end");

/** From Vite's development server, which transforms sources when they are asked for. */
export class DevelopedFrontEnd implements ViteFrontEnd {
  tags(entry: string): Html {
    const nonce = currentRequest("{% vite %}").cspNonce;
    // Vite's client reads the nonce for the style sheets that it puts into the page.
    return html`<meta property="csp-nonce" nonce="${nonce}"><script type="module" src="${prefix()}@vite/client"></script>${entryTag(entry, this.url(entry))}`;
  }

  /** As `@vitejs/plugin-react` asks for it: the functions that it has called in each component must be there before. */
  reactRefreshTag(): Html {
    const { cspNonce } = currentRequest("{% vite_react_refresh %}");
    const from = JSON.stringify(`${prefix()}@react-refresh`);
    const script = [
      `import { injectIntoGlobalHook } from ${from};`,
      "injectIntoGlobalHook(window);",
      "window.$RefreshReg$ = () => {};",
      "window.$RefreshSig$ = () => (type) => type;",
    ].join("\n");
    return safe(`<script type="module" nonce="${cspNonce}">\n${script}\n</script>`);
  }

  /** Nothing is loaded ahead: sources change. */
  preloadTags(): Html {
    return html``;
  }

  url(source: string): string {
    return addressOf(source);
  }
}

/** From what Vite has built. */
export class BuiltFrontEnd implements ViteFrontEnd {
  readonly #manifest: ViteManifestFile;

  constructor(manifest: ViteManifestFile) {
    this.#manifest = manifest;
  }

  tags(entry: string): Html {
    const manifest = this.#manifest.read();
    const { file } = manifest.chunk(entry);
    const { chunks, css } = manifest.needs(entry);
    const styles = css.map((each) => styleTag(each));
    const preloads = chunks.map((chunk) => preloadTag(chunk.file));
    return html`${styles}${preloads}${file.endsWith(".css") ? styleTag(file) : scriptTag(file)}`;
  }

  preloadTags(source: string): Html {
    const manifest = this.#manifest.read();
    const { file } = manifest.chunk(source);
    const { chunks, css } = manifest.needs(source);
    // As Vite will ask for them; what differs in a word would be loaded a second time.
    const styles = css.map(
      (each) => html`<link rel="preload" as="style" href="${addressOf(each)}" crossorigin>`,
    );
    return html`${styles}${[file, ...chunks.map((chunk) => chunk.file)].map((each) => preloadTag(each))}`;
  }

  url(source: string): string {
    return addressOf(this.#manifest.read().chunk(source).file);
  }

  /** What is built changes no more. */
  reactRefreshTag(): Html {
    return html``;
  }
}

function entryTag(entry: string, url: string): Html {
  const isStyle = /\.(?:css|scss|sass|less|styl|stylus|pcss|postcss)$/.test(entry);
  return isStyle
    ? html`<link rel="stylesheet" href="${url}">`
    : html`<script type="module" src="${url}"></script>`;
}

function styleTag(file: string): Html {
  return html`<link rel="stylesheet" href="${addressOf(file)}" integrity="${integrityOf(file)}" crossorigin=${isElsewhere()}>`;
}

function scriptTag(file: string): Html {
  return html`<script type="module" src="${addressOf(file)}" integrity="${integrityOf(file)}" crossorigin=${isElsewhere()}></script>`;
}

function preloadTag(file: string): Html {
  return html`<link rel="modulepreload" href="${addressOf(file)}" integrity="${integrityOf(file)}" crossorigin=${isElsewhere()}>`;
}

function addressOf(file: string): string {
  return prefix() + filePathToUri(file);
}

function prefix(): string {
  return currentApp("{% vite %}").service(assetsService).base + viteFolderName;
}

/** From another site browsers check the integrity only of what was loaded without cookies. */
function isElsewhere(): boolean {
  return currentApp("{% vite %}").service(assetsService).origin !== undefined;
}

function integrityOf(file: string): string | undefined {
  return currentApp("{% vite %}")
    .service(assetsService)
    .get(viteFolderName + file)?.integrity;
}
