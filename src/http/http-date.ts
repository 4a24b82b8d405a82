/** A moment as HTTP writes it, in whole seconds (RFC 9110, 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`. */
export function httpDate(moment: Date = new Date()): string {
  return moment.toUTCString();
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const word = String.raw`[\p{L}\p{N}_]`;
const clock = "([0-9]{2}):([0-9]{2}):([0-9]{2})";

/** What stands for day, month, year, hour, minute and second in each of the three formats, in this order. */
const formats = [
  // Sun, 06 Nov 1994 08:49:37 GMT, as everybody writes it today
  { pattern: `${word}{3}, ([0-9]{2}) (${word}{3}) ([0-9]{4}) ${clock} GMT`, places: [1, 2, 3, 4, 5, 6] },
  // Sunday, 06-Nov-94 08:49:37 GMT, of RFC 850
  { pattern: `${word}{6,9}, ([0-9]{2})-(${word}{3})-([0-9]{2}) ${clock} GMT`, places: [1, 2, 3, 4, 5, 6] },
  // Sun Nov  6 08:49:37 1994, as C's asctime() has it
  { pattern: `${word}{3} (${word}{3}) ([ 0-9][0-9]) ${clock} ([0-9]{4})`, places: [2, 1, 6, 3, 4, 5] },
].map(({ pattern, places }) => ({ pattern: new RegExp(`^${pattern}$`, "u"), places }));

/**
 * Reads a date of HTTP, in the format of today or in one of the two old ones that RFC 9110 still wants to be understood.
 *
 * @param now - Whose century a year of two digits is in, unless that would be more than 50 years ahead.
 * @returns `undefined` for other formats and for days that there aren't.
 */
export function parseHttpDate(text: string, now: Date = new Date()): Date | undefined {
  for (const { pattern, places } of formats) {
    const found = pattern.exec(text);
    if (found === null) continue;
    const [day, month, year, hour, minute, second] = places.map((place) => found[place]!); // each is in the pattern
    return momentOf(
      wholeYear(Number(year), now),
      months.indexOf(month!.toLowerCase()),
      Number(day),
      [hour, minute, second].map(Number),
    );
  }
  return undefined;
}

function wholeYear(year: number, now: Date): number {
  if (year > 99) return year;
  const yearOfCentury = now.getUTCFullYear() % 100;
  const century = now.getUTCFullYear() - yearOfCentury;
  return century + year - (year - yearOfCentury > 50 ? 100 : 0);
}

function momentOf(
  year: number,
  month: number,
  day: number,
  [hour = 0, minute = 0, second = 0]: readonly number[],
): Date | undefined {
  if (month === -1 || hour > 23 || minute > 59 || second > 59) return undefined;
  const moment = new Date(Date.UTC(year, month, day, hour, minute, second));
  return moment.getUTCDate() === day ? moment : undefined; // February 30 is in March
}
