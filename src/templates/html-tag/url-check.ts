/*
 * Which addresses run a program when they are opened: javascript:, vbscript:, and data: of most kinds. Everything else is
 * an address like any other; whether a link may leave the site is the app's to decide.
 */

const forbiddenSchemes = new Set(["javascript", "vbscript", "livescript", "data"]);

// Pictures, sounds and films as data can't run anything, wherever they stand. SVG can.
const harmlessData =
  /^data:(?:image\/(?:png|jpe?g|gif|webp|avif|bmp|x-icon|vnd\.microsoft\.icon)|audio\/[a-z0-9.+-]+|video\/[a-z0-9.+-]+);base64,[a-z0-9+/=_-]*$/i;

// What browsers drop from an address, and more that somebody could take for nothing.
const invisible = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/gu;

/** Names of characters that a scheme could be put together from. */
const namedCharacters: Readonly<Record<string, string>> = { colon: ":", Tab: "\t", NewLine: "\n", amp: "&" };

/** The scheme of an address, where it must not get into a page; `undefined` where the address is harmless. */
export function forbiddenScheme(url: string): string | undefined {
  // Nearly all addresses end here.
  if (!url.includes(":") && !url.includes("&")) return undefined;
  return schemeOf(url) ?? schemeOf(withoutEntities(url));
}

function schemeOf(url: string): string | undefined {
  const bare = url.replace(invisible, "");
  const scheme = /^[a-z][a-z0-9+.-]*(?=:)/i.exec(bare)?.[0].toLowerCase();
  if (scheme === undefined || !forbiddenSchemes.has(scheme)) return undefined;
  return scheme === "data" && harmlessData.test(url.trim()) ? undefined : scheme;
}

/** A text for HTML with those entities decoded that could hide a scheme. */
export function withoutEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(
    /&(?:#x([0-9a-f]+);?|#([0-9]+);?|(colon|Tab|NewLine|amp);)/gi,
    (whole, hex, decimal, name) => {
      if (name !== undefined) return namedCharacters[name] ?? whole;
      const code = Number.parseInt(hex ?? decimal, hex === undefined ? 10 : 16);
      return code > 0x10ffff ? "\ufffd" : String.fromCodePoint(code);
    },
  );
}

/** The first forbidden scheme among several addresses with white space in between, as in `srcset` and `ping`. */
export function forbiddenSchemeInList(urls: string): string | undefined {
  return firstForbidden(urls.split(/[\t\n\f\r ]+/).map(withoutCommasAround));
}

/** Not by an expression such as `/,+$/`, which takes the square of a long row of commas in the middle. */
function withoutCommasAround(url: string): string {
  let start = 0;
  let end = url.length;
  while (url[start] === ",") start++;
  while (end > start && url[end - 1] === ",") end--;
  return url.slice(start, end);
}

/** The same for the steps of an animation in SVG: `values="a; b"`. */
export function forbiddenSchemeInSteps(values: string): string | undefined {
  return firstForbidden([...values.split(";"), ...withoutEntities(values).split(";")]);
}

/** The same for `<meta http-equiv="refresh" content="5; url=…">`. */
export function forbiddenSchemeInRefresh(content: string): string | undefined {
  const behindTime = content.replace(/^[\s\d.]*[;,]?/, "");
  return firstForbidden([behindTime, behindTime.replace(/^\s*url\s*=\s*["']?/i, "")]);
}

function firstForbidden(urls: readonly string[]): string | undefined {
  for (const url of urls) {
    const scheme = forbiddenScheme(url);
    if (scheme !== undefined) return scheme;
  }
  return undefined;
}

/** Whether an address begins with two slashes, as browsers read it: what follows is the name of a host. */
export function leavesSite(url: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers pass over them
  return /^[\x00-\x20]*[/\\][\t\n\r]*[/\\]/.test(url);
}
