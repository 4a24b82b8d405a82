import { type HeaderBlock, headerBlock } from "../http/index.ts";
import { CspSourceError } from "./errors.ts";

/** The directives that may be added to, and what each is about. */
export interface CspSources {
  readonly defaultSrc?: readonly string[];
  readonly scriptSrc?: readonly string[];
  readonly styleSrc?: readonly string[];
  readonly imgSrc?: readonly string[];
  readonly fontSrc?: readonly string[];
  /** Where scripts may connect to. */
  readonly connectSrc?: readonly string[];
  readonly mediaSrc?: readonly string[];
  readonly manifestSrc?: readonly string[];
  readonly workerSrc?: readonly string[];
  /** What pages may frame. */
  readonly frameSrc?: readonly string[];
  /** Who may frame the pages. */
  readonly frameAncestors?: readonly string[];
  /** Where forms may be sent. */
  readonly formAction?: readonly string[];
  readonly objectSrc?: readonly string[];
  readonly baseUri?: readonly string[];
}

/** The names in a policy, in the order in which they are written. */
const directiveNames = {
  defaultSrc: "default-src",
  scriptSrc: "script-src",
  styleSrc: "style-src",
  imgSrc: "img-src",
  fontSrc: "font-src",
  connectSrc: "connect-src",
  mediaSrc: "media-src",
  manifestSrc: "manifest-src",
  workerSrc: "worker-src",
  frameSrc: "frame-src",
  objectSrc: "object-src",
  baseUri: "base-uri",
  formAction: "form-action",
  frameAncestors: "frame-ancestors",
} as const satisfies Record<keyof CspSources, string>;

export type CspDirective = keyof CspSources;
export const cspDirectives = Object.keys(directiveNames) as CspDirective[];

/** What every page is held to: everything from the site itself, and nothing that a page doesn't need. */
const defaultSources: CspSources = {
  defaultSrc: ["'self'"],
  objectSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
};

/** A policy that is written once, and a second time for each page that has a nonce. */
export class ContentSecurityPolicy {
  readonly sources: CspSources;
  /** The header of a page without a nonce. */
  readonly text: string;
  /** The same, with what older browsers are told about frames. */
  readonly headers: Readonly<Record<string, string>>;
  /** The same, ready for answers. */
  readonly block: HeaderBlock;
  /** What older browsers are told about frames: there is no word for a list of sites. */
  readonly framingHeaders: HeaderBlock;
  /** The header of a page with a nonce, cut where the nonce goes. */
  readonly #piecesAroundNonce: readonly string[];
  /** Where browsers tell what they have stopped. */
  readonly #reports: string | undefined;

  /** @throws {@link CspSourceError} where a source would end its directive. */
  constructor(sources: CspSources = defaultSources, reportPath?: string) {
    this.sources = sources;
    this.#reports = reportPath;
    const reporting = reportPath === undefined ? "" : `; report-uri ${reportPath}; report-to ${cspEndpoint}`;
    this.text = writePolicy(sources) + reporting;
    const framing = frameOptions.get(sources.frameAncestors?.join(" ") ?? "");
    const framingHeaders: Record<string, string> =
      framing === undefined ? {} : { "x-frame-options": framing };
    this.framingHeaders = headerBlock(framingHeaders);
    this.headers = { "content-security-policy": this.text, ...framingHeaders };
    this.block = headerBlock(this.headers);
    // A nonce lets a page's own inline scripts and styles run.
    const withNonce = addSources(sources, { scriptSrc: [noncePlace], styleSrc: [noncePlace] });
    this.#piecesAroundNonce = (writePolicy(withNonce) + reporting).split(noncePlace);
  }

  /** The header of a page that holds this nonce. */
  textWithNonce(nonce: string): string {
    return this.#piecesAroundNonce.join(`'nonce-${nonce}'`);
  }

  /**
   * This policy and more sources. A directive that allows nothing so far allows just the new ones; one that wasn't
   * there allows the site itself and the new ones; `'none'` takes all away.
   */
  with(more: CspSources): ContentSecurityPolicy {
    return new ContentSecurityPolicy(addSources(this.sources, more), this.#reports);
  }

  /**
   * This policy and what a part of the app needs besides. It widens what is allowed and takes nothing away: a directive
   * that wasn't there allows what `default-src` does and the new sources, and one that is `'none'` stays so.
   */
  allowing(needed: CspSources): ContentSecurityPolicy {
    const sum: { [Directive in CspDirective]?: readonly string[] } = { ...this.sources };
    for (const directive of cspDirectives) {
      const added = needed[directive];
      if (added === undefined || isNothing(this.sources[directive])) continue;
      const present = this.sources[directive] ?? this.sources.defaultSrc ?? [];
      sum[directive] = isNothing(present) ? added : [...new Set([...present, ...added])];
    }
    return new ContentSecurityPolicy(sum, this.#reports);
  }
}

/** For browsers that don't know `frame-ancestors`. */
const frameOptions: ReadonlyMap<string, string> = new Map([
  ["'none'", "DENY"],
  ["'self'", "SAMEORIGIN"],
]);

/** What the header `Reporting-Endpoints` calls the address that reports go to. */
export const cspEndpoint = "csp";

const noncePlace = "'nonce-…'";

function addSources(sources: CspSources, more: CspSources): CspSources {
  const sum: { [Directive in CspDirective]?: readonly string[] } = { ...sources };
  for (const directive of cspDirectives) {
    const added = more[directive];
    if (added === undefined) continue;
    const present = sources[directive] ?? ["'self'"];
    const isReplaced = added.includes("'none'") || present.includes("'none'");
    sum[directive] = isReplaced ? added : [...new Set([...present, ...added])];
  }
  return sum;
}

function isNothing(sources: readonly string[] | undefined): boolean {
  return sources?.includes("'none'") ?? false;
}

function writePolicy(sources: CspSources): string {
  const directives: string[] = [];
  for (const directive of cspDirectives) {
    const values = sources[directive];
    if (values === undefined) continue;
    for (const value of values) {
      if (value !== noncePlace && !/^[\x21-\x2b\x2d-\x3a\x3c-\x7e]+$/.test(value))
        throw new CspSourceError(directive, value);
    }
    directives.push([directiveNames[directive], ...values].join(" "));
  }
  return directives.join("; ");
}
