/*
 * Writes src/i18n/dates/zone-abbreviations.json: the short names of time zones ("CET", "CEST"), which Intl knows only in
 * part. They are facts of the IANA time zone database, read from its compiled files (RFC 8536):
 *
 *     node scripts/zone-abbreviations.ts <folder zoneinfo> && npx biome format --write src/i18n
 *
 * A star behind a name marks summer time. Names that are only numbers ("+03") are left out: they follow from the distance
 * to UTC.
 */
import { globSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** What clocks show from a moment on. */
interface Period {
  readonly from: number;
  readonly offset: number;
  /** With a star for summer time. */
  readonly name: string;
}

/** Names by seconds from UTC, until a moment from which one of them means something else. */
type Names = Record<string, string>;
type Segment = readonly [until: number | null, names: Names];

const folder = process.argv[2];
if (folder === undefined) throw new Error("Name the folder of the time zone database: …/zoneinfo");

const zones: Record<string, number> = {};
const tables = new Map<string, number>();
for (const name of zoneNames(folder)) {
  const table = JSON.stringify(segmentsOf(periodsOf(readFileSync(path.join(folder, name)))));
  if (table === "[]") continue;
  const index = tables.get(table) ?? tables.size;
  tables.set(table, index);
  zones[name] = index;
}
const target = path.join(import.meta.dirname, "..", "src", "i18n", "dates", "zone-abbreviations.json");
writeFileSync(
  target,
  JSON.stringify({ zones, tables: [...tables.keys()].map((table) => JSON.parse(table)) }),
);

function zoneNames(root: string): string[] {
  return globSync("**/*", { cwd: root })
    .filter((name) => !/^(posix|right|localtime|posixrules|Factory)(\/|$)|\./.test(name))
    .filter((name) => isCompiled(path.join(root, name)))
    .sort();
}

function isCompiled(file: string): boolean {
  try {
    return readFileSync(file).subarray(0, 4).toString("latin1") === "TZif";
  } catch {
    return false; // a folder
  }
}

/** The periods in a compiled file, in order: those of its second block, whose times have 64 bits, then its footer. */
function periodsOf(file: Buffer): Period[] {
  const counts = (at: number) =>
    [20, 24, 28, 32, 36, 40].map((offset) => file.readUInt32BE(at + offset)) as number[];
  const [utcCount1, stdCount1, leapCount1, timeCount1, typeCount1, charCount1] = counts(0) as Counts;
  const second = 44 + timeCount1 * 5 + typeCount1 * 6 + charCount1 + leapCount1 * 8 + stdCount1 + utcCount1;
  const [utcCount, stdCount, leapCount, timeCount, typeCount, charCount] = counts(second) as Counts;

  const times = second + 44;
  const kinds = times + timeCount * 8;
  const types = kinds + timeCount;
  const characters = types + typeCount * 6;
  const footer = characters + charCount + leapCount * 12 + stdCount + utcCount;
  const period = (from: number, type: number): Period => {
    const at = types + type * 6;
    const start = characters + file.readUInt8(at + 5);
    const name = file.subarray(start, file.indexOf(0, start)).toString("latin1");
    const isSummer = file.readUInt8(at + 4) === 1;
    return { from, offset: file.readInt32BE(at), name: isSummer ? `${name}*` : name };
  };
  const periods = [period(Number.NEGATIVE_INFINITY, 0)];
  for (let index = 0; index < timeCount; index++) {
    periods.push(period(Number(file.readBigInt64BE(times + index * 8)), file.readUInt8(kinds + index)));
  }
  const last = periods.at(-1)!.from;
  return [...periods, ...footerPeriods(file.subarray(footer).toString("latin1").trim(), last)];
}

type Counts = [number, number, number, number, number, number];

/** The names of a rule such as `CET-1CEST,M3.5.0,M10.5.0/3`, which holds from the last period on. */
function footerPeriods(rule: string, from: number): Period[] {
  const pattern = /^(?:<([^>]+)>|([A-Za-z]+))([-+]?[\d:]+)(?:(?:<([^>]+)>|([A-Za-z]+))([-+]?[\d:]+)?)?/;
  const match = pattern.exec(rule);
  if (match === null) return [];
  const [, quoted, plain, west, quotedSummer, plainSummer, summerWest] = match;
  const standard = -seconds(west!);
  const periods = [{ from, offset: standard, name: (quoted ?? plain)! }];
  const summer = quotedSummer ?? plainSummer;
  if (summer === undefined) return periods;
  const offset = summerWest === undefined ? standard + 3600 : -seconds(summerWest);
  return [...periods, { from, offset, name: `${summer}*` }]; // in Ireland, by law, that of the winter
}

function seconds(clock: string): number {
  const [hours, minutes = 0, rest = 0] = clock.replace(/^[-+]/, "").split(":").map(Number) as [
    number,
    number?,
    number?,
  ];
  return (clock.startsWith("-") ? -1 : 1) * (hours * 3600 + minutes * 60 + rest);
}

/** Puts periods together as long as no distance from UTC has two names. */
function segmentsOf(periods: readonly Period[]): Segment[] {
  const segments: Segment[] = [];
  let names: Names = {};
  for (const { from, offset, name } of periods) {
    const known = names[offset];
    if (known !== undefined && known !== name) {
      segments.push([from, names]);
      names = {};
    }
    names[offset] = name;
  }
  segments.push([null, names]);
  const withoutNumbers = segments.map(([until, all]): Segment => [until, namesOnly(all)]);
  return withoutNumbers.some(([, all]) => Object.keys(all).length > 0) ? withoutNumbers : [];
}

/** Without numbers; a star remains. */
function namesOnly(names: Names): Names {
  const shown = Object.entries(names).map(([offset, name]) => [offset, name.replace(/^[-+]\d+/, "")]);
  return Object.fromEntries(shown.filter(([, name]) => name !== ""));
}
