import { attributesHtml, type SubmittedData, type Widget, type WidgetView } from "../../forms/index.ts";
import { escapeHtml, type SafeString, safe } from "../../templates/index.ts";
import { StoredFile, StoredImage } from "../fields/stored-file.ts";

/** What the widget reads where a file was chosen and the box to clear it ticked as well. */
export const contradiction: readonly string[] = ["file", "clear"];

/**
 * An `<input type="file">`, with the file that is there now above it, and a box to clear it where the field may be empty. It
 * gives a `File`; a text, for an upload that went to the storage directly; `""` where the box was ticked; `null` for nothing.
 */
export function fileWidget(): Widget {
  return { isFile: true, forgetsValue: true, sendsNothing: true, read: readFile, render: renderFile };
}

function readFile(data: SubmittedData, name: string): File | string | null | readonly string[] {
  const entries = (data as FormData).getAll(name); // of URLSearchParams all of them are texts
  const isChosen = (entry: FormDataEntryValue) =>
    typeof entry === "string" ? entry !== "" : entry.name !== "";
  const chosen = entries.findLast(isChosen);
  const isCleared = data.has(`${name}-clear`);
  if (chosen !== undefined) return isCleared ? contradiction : chosen;
  return isCleared ? "" : null;
}

function renderFile({ name, initial, attributes }: WidgetView): SafeString | Promise<SafeString> {
  const input = `<input${attributesHtml({ type: "file", name, ...attributes })}>`;
  if (!(initial instanceof StoredFile) || !initial.isStored) return safe(input);
  const url = initial.url();
  const clear = attributes["data-clearable"] === true ? clearHtml(name, attributes.id) : "";
  const withCurrent = (known: string) =>
    safe(`<div class="file-field">${currentHtml(initial, known)}${clear}${input}</div>`);
  return typeof url === "string" ? withCurrent(url) : url.then(withCurrent);
}

function currentHtml(file: StoredFile, url: string): string {
  const text = escapeHtml(file.name.split("/").at(-1)!);
  const picture =
    file instanceof StoredImage
      ? `<img${attributesHtml({ src: url, alt: "", class: "file-picture", loading: "lazy" })}>`
      : "";
  return `<a${attributesHtml({ href: url, class: "file-current" })}>${picture}<span class="file-name">${text}</span></a>`;
}

function clearHtml(name: string, id: unknown): string {
  const own = { type: "checkbox", name: `${name}-clear`, id: `${String(id)}-clear`, value: "on" };
  return `<label class="file-clear"><input${attributesHtml(own)}> Clear</label>`;
}
