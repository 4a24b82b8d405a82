import { Decimal } from "decimal.js";
import { formatNumber, pluralPhrase } from "../../i18n/index.ts";
import type { RenderEnvironment } from "../runtime/environment.ts";

const units = ["%s KB", "%s MB", "%s GB", "%s TB", "%s PB"] as const;

/** A number of bytes for people: `13.4 KB`, with a space that doesn't break. What is no number is 0. */
export function fileSize(size: number | bigint = 0, environment: RenderEnvironment): string {
  const sign = size < 0 ? "-" : "";
  const bytes = size < 0 ? -size : size;
  return (sign + sizeText(bytes, environment)).replaceAll(" ", "\u00a0");
}

function sizeText(bytes: number | bigint, { locale, translator }: RenderEnvironment): string {
  if (bytes < 1024) {
    const message = { singular: "%(size)d byte", plural: "%(size)d bytes" };
    return pluralPhrase(translator, message, bytes, { size: bytes });
  }
  const found = units.findIndex((_, index) => bytes < 1024 ** (index + 2));
  const index = found === -1 ? units.length - 1 : found;
  const tenths = roundedToTenth(Number(bytes) / 1024 ** (index + 1));
  const shown = formatNumber(tenths, { locale, decimalPlaces: 1 });
  return translator.translate(units[index]!).replace("%s", () => shown);
}

/** One decimal place. Numbers that stand exactly between two tenths go to the even one, as Python rounds. */
function roundedToTenth(value: number): string {
  if (value >= 1e21) return new Decimal(value).toFixed(1); // toFixed() of a number would write an exponent
  return value % 1 === 0.25 ? `${Math.floor(value)}.2` : value.toFixed(1);
}
