import { readFileSync } from "node:fs";
import path from "node:path";

/*
 * Templates of our own with the answers of a real Django: programs.json. record.ts says how they are recorded.
 */

/** A template with what Django made of it. */
export interface Program {
  /** The template, where it stands alone. */
  readonly source?: string;
  /** By name, with those of its group; the one called "t" is rendered. */
  readonly templates?: Readonly<Record<string, string>>;
  /** Which of the group's contexts it gets: the first by default. */
  readonly context?: number;
  readonly string_if_invalid?: string;
  readonly autoescape?: false;
  output?: string;
  /** The class of Django's error, or `true` for one of Python's. */
  error?: string | true;
}

export interface ProgramGroup {
  readonly about: string;
  readonly templates: Readonly<Record<string, string>>;
  /** In the encoding of the corpus. */
  readonly contexts: readonly object[];
  readonly programs: readonly Program[];
}

export const programFile = path.join(import.meta.dirname, "programs.json");

export function readPrograms(): readonly ProgramGroup[] {
  return JSON.parse(readFileSync(programFile, "utf8")) as readonly ProgramGroup[]; // our own file
}

const settings = {
  USE_TZ: false,
  TIME_ZONE: "America/Chicago",
  LANGUAGE_CODE: "en",
  USE_I18N: true,
  USE_THOUSAND_SEPARATOR: false,
  STATIC_URL: "/static/",
  MEDIA_URL: "/",
  SECRET_KEY: "a key that nothing is signed with",
  SECRET_KEY_FALLBACKS: [],
};

/** A program as a record of the corpus. */
export function recordOf(group: ProgramGroup, program: Program, id: string): object {
  const { source, templates, context = 0, string_if_invalid, autoescape = true } = program;
  return {
    id,
    kind: "template",
    settings,
    template: "t",
    templates: { ...group.templates, ...(source === undefined ? templates : { t: source }) },
    context: group.contexts[context],
    engine: { autoescape, ...(string_if_invalid === undefined ? {} : { string_if_invalid }) },
    context_options: { autoescape },
  };
}
