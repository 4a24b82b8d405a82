import { Anchors, plainText } from "../markdown.ts";

/** A page of the documentation. */
export interface DocumentPage {
  /** Its name in addresses: `routing`. */
  readonly slug: string;
  readonly title: string;
  /** In Markdown. */
  readonly text: string;
  readonly sections: readonly DocumentSection[];
}

/** What stands under one heading. */
export interface DocumentSection {
  readonly page: string;
  readonly pageTitle: string;
  readonly heading: string;
  /** Empty for what stands above the first heading below the title. */
  readonly anchor: string;
  /** In Markdown, without the heading. */
  readonly body: string;
}

// What stands in an HTML comment is for the tests of the documentation, not for readers.
const comments = /^<!--[\s\S]*?-->\n*/gm;

/** Reads a page: its first heading of level 1 is its title, each further heading begins a section. */
export function readDocument(slug: string, source: string): DocumentPage {
  const text = source.replaceAll("\r\n", "\n").replace(comments, "");
  const anchors = new Anchors();
  const parts: { level: number; heading: string; anchor: string; lines: string[] }[] = [];
  let current = { level: 0, heading: "", anchor: "", lines: [] as string[] };
  parts.push(current);
  let fence: string | undefined;
  for (const line of text.split("\n")) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined && fence === undefined) fence = mark;
    else if (mark?.startsWith(fence ?? mark) && line.trim() === mark) fence = undefined;
    const heading = fence === undefined ? /^(#{1,6})\s+(.+?)\s*#*$/.exec(line) : null;
    if (heading === null) {
      current.lines.push(line);
      continue;
    }
    const name = plainText(heading[2]!);
    current = { level: heading[1]!.length, heading: name, anchor: anchors.next(name), lines: [] };
    parts.push(current);
  }
  const title = parts.find((part) => part.level === 1)?.heading ?? slug;
  const sections = parts
    .map((part) => ({
      page: slug,
      pageTitle: title,
      heading: part.level <= 1 ? title : part.heading,
      anchor: part.level <= 1 ? "" : part.anchor,
      body: part.lines.join("\n").trim(),
    }))
    .filter((section) => section.body !== "");
  return { slug, title, text, sections };
}
