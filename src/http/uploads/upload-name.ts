/** The longest name that the common file systems take. */
const maxNameBytes = 255;

/**
 * The last part of what a visitor's client calls a file, on one line; `undefined` where nothing is left of it. Old browsers
 * send what their page's encoding lacks as references of HTML, behind which a slash may hide.
 */
export function uploadName(sent: string): string | undefined {
  const [base = ""] = decodeReferences(sent).split(/[\\/]/).slice(-1);
  const name = shortened(
    base
      .replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, "")
      .replaceAll(":", "_") // the end of a drive's name, or the beginning of a hidden stream, on Windows
      .trim(),
  );
  return name === "" || name === "." || name === ".." ? undefined : name;
}

/** `..&#x2F;x.txt` is `../x.txt`, and so is `..&sol;x.txt`. */
function decodeReferences(text: string): string {
  if (!text.includes("&")) return text;
  return text
    .replaceAll(/&sol;?/g, "/")
    .replaceAll(/&bsol;?/g, "\\")
    .replaceAll(/&#(?:x([0-9a-f]{1,6})|([0-9]{1,7}));?/gi, (reference, hex?: string, decimal?: string) => {
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code <= 0x10_ffff ? String.fromCodePoint(code) : reference;
    });
}

/** The name, of which the end of its front part is left out where it is too long: what comes behind the dot tells its kind. */
function shortened(name: string): string {
  if (Buffer.byteLength(name) <= maxNameBytes) return name;
  const ending = /\.[^.]{1,20}$/.exec(name)?.[0] ?? "";
  const letters = [...name.slice(0, name.length - ending.length)];
  let room = maxNameBytes - Buffer.byteLength(ending);
  let front = "";
  for (const letter of letters) {
    room -= Buffer.byteLength(letter);
    if (room < 0) break;
    front += letter;
  }
  return front + ending;
}
