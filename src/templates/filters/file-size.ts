import { formatNumber, type Locale } from "../../i18n/index.ts";

const units = ["KB", "MB", "GB", "TB", "PB"] as const;

/** A number of bytes for people: `13.4 KB`, with a space that doesn't break. */
export function fileSize(size: number | bigint | undefined, locale: Locale): string {
  if (size === undefined) return "0\u00a0bytes";
  const bytes = Math.abs(Number(size));
  const sign = size < 0 ? "-" : "";
  if (bytes < 1024) return `${sign}${bytes}\u00a0byte${bytes === 1 ? "" : "s"}`;
  const power = units.findIndex((_, index) => bytes < 1024 ** (index + 2));
  const exponent = power === -1 ? units.length : power + 1;
  return `${sign}${formatNumber(roundedToTenth(bytes / 1024 ** exponent), { locale, decimalPlaces: 1 })}\u00a0${units[exponent - 1]}`;
}

/** One decimal place; halves go to the even digit, as Python rounds. */
function roundedToTenth(value: number): string {
  const tenths = value * 10;
  const floor = Math.floor(tenths);
  const isHalf = tenths - floor === 0.5;
  const rounded = isHalf && floor % 2 === 0 ? floor : Math.round(tenths);
  return (rounded / 10).toFixed(1);
}
