// A tag, a comment, a declaration or a processing instruction, as Python's HTMLParser sees them.
const markup =
  /<!--[\s\S]*?-->|<!--[\s\S]*$|<[!?][^>]*>|<\/?[a-zA-Z](?:[^"'>]|"[^"]*"|'[^']*')*>|<\/[^a-zA-Z>][^>]*>/g;

// A text whose tags come apart only after so many rounds is made to keep somebody busy.
const maxRounds = 50;

/** A text without its tags. Not a protection against hostile HTML: what is printed must still be escaped. */
export function stripTags(html: string): string {
  let text = html;
  for (let round = 0; round < maxRounds && text.includes("<") && text.includes(">"); round++) {
    const stripped = text.replaceAll(markup, "");
    if (stripped === text) break;
    text = stripped;
  }
  return text;
}
