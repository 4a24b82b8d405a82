/*
 * Python's str.format(), in which Django's format_html() and format_lazy() are written. Quintet has template literals, and
 * html`…` for HTML, instead.
 */

interface Field {
  readonly name: string;
  readonly keys: readonly string[];
  /** `!r`: as Python's source would have it. */
  readonly isRepr: boolean;
  readonly spec: string;
}

const fieldPattern = /^([^!:.[\]{}]*)((?:\.[^!:.[\]{}]+|\[[^\]]*\])*)(?:!([sra]))?(?::([^{}]*))?$/;

/** Puts values into the places of a format: `"{} and {name:>5}"`. */
export function pythonFormat(
  format: string,
  args: readonly unknown[],
  kwargs: Readonly<Record<string, unknown>>,
  textOf: (value: unknown) => string,
): string {
  let count = 0;
  const fields = pieces(format);
  const names = fields.flatMap((piece) => (typeof piece === "string" ? [] : [piece.name]));
  if (names.includes("") && names.some((name) => /^\d+$/.test(name)))
    throw new SyntaxError("fields with numbers and without");
  return fields
    .map((piece) => {
      if (typeof piece === "string") return piece;
      const name = piece.name === "" ? String(count++) : piece.name;
      const found = /^\d+$/.test(name) ? valueAt(args, Number(name)) : memberOf(kwargs, name);
      const value = piece.keys.reduce((inner, key) => memberOf(inner as object, key), found);
      const text = piece.isRepr ? textOf([value]).slice(1, -1) : textOf(value); // a list shows what is in it
      return padded(text, piece.spec, typeof value === "number");
    })
    .join("");
}

/** Texts and fields by turns. Two braces of a kind stand for one. */
function pieces(format: string): (string | Field)[] {
  return format.split(/(\{\{|\}\}|\{[^{}]*\})/).map((piece) => {
    if (piece === "{{" || piece === "}}") return piece[0]!;
    if (!/[{}]/.test(piece)) return piece;
    if (!/^\{.*\}$/s.test(piece)) throw new SyntaxError("a single brace");
    const [, name, path = "", repr, spec = ""] = fieldPattern.exec(piece.slice(1, -1)) ?? [];
    if (name === undefined) throw new SyntaxError(piece);
    const keys = [...path.matchAll(/\.([^.[]+)|\[([^\]]*)\]/g)].map(([, member, key]) => member ?? key!);
    return { name, keys, isRepr: repr === "r" || repr === "a", spec };
  });
}

function valueAt(args: readonly unknown[], index: number): unknown {
  if (index >= args.length) throw new RangeError(`no argument ${index}`);
  return args[index];
}

function memberOf(of: object, key: string): unknown {
  if (typeof of !== "object" || !Object.hasOwn(of, key)) throw new RangeError(`no ${key}`);
  return (of as Record<string, unknown>)[key];
}

/** `>8`, `*^10`, `.3`: numbers stand at the right, unless it says otherwise. */
function padded(text: string, spec: string, isNumber: boolean): string {
  if (spec === "") return text;
  const [all, fill = " ", align = isNumber ? ">" : "<", zero, width = "0", precision] =
    /^(?:(.)?([<>^]))?(0)?(\d+)?(?:\.(\d+))?[sd]?$/su.exec(spec) ?? [];
  if (all === undefined) throw new SyntaxError(spec);
  const letters = [...text].slice(0, precision === undefined ? undefined : Number(precision));
  const missing = Math.max(0, Number(width) - letters.length);
  const before = align === ">" ? missing : align === "^" ? Math.floor(missing / 2) : 0;
  const filler = zero === undefined ? fill : "0";
  return filler.repeat(before) + letters.join("") + filler.repeat(missing - before);
}
