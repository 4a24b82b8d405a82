import { messageKey } from "../catalogs/catalog.ts";
import type { PluralSamples } from "./plural-samples.ts";
import { type Messages, timeUnits, withPlace } from "./unit-text.ts";

/*
 * The messages of `naturaltime`. Less than a day is one message: "3 hours ago". From a day on, several units stand in a
 * frame, "%(delta)s ago", and may read otherwise there than alone: German says "vor 3 Tagen" and "3 Tage". What the
 * texts of all units have in common is the frame ("vor %(delta)s"), what is left of each is the unit ("%(num)d Tagen").
 */

/** Adds them for both directions. */
export function addRelativeTimes(messages: Messages, language: string, plurals: PluralSamples): void {
  const format = new Intl.RelativeTimeFormat(language);
  for (const isPast of [true, false]) {
    const sign = isPast ? -1 : 1;
    const text = (unit: Intl.RelativeTimeFormatUnit, place: string): string[] =>
      plurals.samples.map((count) => withPlace(format.formatToParts(sign * count, unit), place).text);
    addShort(messages, isPast, text);
    addFrame(messages, isPast, text);
  }
}

type TextsOf = (unit: "second" | "minute" | "hour" | (typeof timeUnits)[number], place: string) => string[];

const shortMessages = { second: "a second", minute: "a minute", hour: "an hour" } as const;

function addShort(messages: Messages, isPast: boolean, textsOf: TextsOf): void {
  for (const [unit, one] of Object.entries(shortMessages)) {
    const texts = textsOf(unit as keyof typeof shortMessages, "%(count)s");
    messages.set(`${one} ${isPast ? "ago" : "from now"}`, texts);
  }
}

const place = "%(num)d";

function addFrame(messages: Messages, isPast: boolean, textsOf: TextsOf): void {
  const byUnit = new Map(timeUnits.map((unit) => [unit, textsOf(unit, place)]));
  const all = [...byUnit.values()].flat();
  const start = commonStart(all);
  const end = commonEnd(all);
  messages.set(`%(delta)s ${isPast ? "ago" : "from now"}`, `${start}%(delta)s${end}`);
  for (const [unit, texts] of byUnit) {
    const inner = texts.map((text) => text.slice(start.length, text.length - end.length));
    messages.set(messageKey(`%(num)d ${unit}`, isPast ? "naturaltime-past" : "naturaltime-future"), inner);
  }
}

/** What all texts begin with, in whole words. */
function commonStart(texts: readonly string[]): string {
  let start = texts[0]!;
  for (const text of texts) while (!text.startsWith(start)) start = start.slice(0, -1);
  const at = start.indexOf(place);
  const words = at === -1 ? start : start.slice(0, at);
  return words.slice(0, words.lastIndexOf(" ") + 1);
}

/** What all texts end with, in whole words; a sign of a script without spaces is one. */
function commonEnd(texts: readonly string[]): string {
  let end = texts[0]!;
  for (const text of texts) while (!text.endsWith(end)) end = end.slice(1);
  const behind = end.slice(end.includes(place) ? end.indexOf(place) + place.length : 0);
  if (
    /^\s*[\p{Script=Han}\p{Script=Hiragana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}\p{Script=Myanmar}]/u.test(
      behind,
    )
  )
    return behind;
  const space = behind.search(/\s/);
  return space === -1 ? "" : behind.slice(space);
}
