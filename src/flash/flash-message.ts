import { SafeString } from "../templates/index.ts";

/** How important a message is; also its CSS class in the templates. */
export type FlashLevel = "debug" | "info" | "success" | "warning" | "error";

/** Django's numbers for them, which are what is stored. */
const numbers: Readonly<Record<FlashLevel, number>> = {
  debug: 10,
  info: 20,
  success: 25,
  warning: 30,
  error: 40,
};

export const flashLevels = Object.keys(numbers) as readonly FlashLevel[];

/** A message for the visitor, shown once. In a template, `{{ message }}` is its text and `{{ message.tags }}` its CSS classes. */
export class FlashMessage {
  readonly level: FlashLevel;
  readonly text: string | SafeString;
  /** Further CSS classes, with spaces between them. */
  readonly extraTags: string;

  constructor(level: FlashLevel, text: string | SafeString, extraTags = "") {
    this.level = level;
    this.text = text;
    this.extraTags = extraTags;
  }

  /** All CSS classes: the extra ones and the level. */
  get tags(): string {
    return this.extraTags === "" ? this.level : `${this.extraTags} ${this.level}`;
  }

  toString(): string {
    return String(this.text);
  }
}

// Django's form of a message within the JSON: a mark, whether the text is HTML, level, text, tags.
const mark = "__json_message";

export type StoredMessage = readonly [typeof mark, 0 | 1, number, string, string];

export function toStored({ level, text, extraTags }: FlashMessage): StoredMessage {
  return [mark, text instanceof SafeString ? 1 : 0, numbers[level], String(text), extraTags];
}

/** The message that a stored form stands for, or `undefined` for anything else. */
export function fromStored(stored: unknown): FlashMessage | undefined {
  if (!Array.isArray(stored) || stored[0] !== mark) return undefined;
  const [, isHtml, number, text, extraTags] = stored;
  if (typeof number !== "number" || typeof text !== "string") return undefined;
  return new FlashMessage(
    levelOf(number),
    isHtml ? new SafeString(text) : text,
    typeof extraTags === "string" ? extraTags : "",
  );
}

/** A Django project may have levels of its own: the nearest one below counts. */
function levelOf(number: number): FlashLevel {
  return flashLevels.findLast((level) => numbers[level] <= number) ?? "debug";
}
