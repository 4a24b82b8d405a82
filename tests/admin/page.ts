/** What tests look at in a page of the admin, without a browser. */
export interface Page {
  readonly status: number;
  readonly html: string;
  /** The page's text without tags, spaces collapsed. */
  readonly text: string;
  /** The text of each row's link, in order. */
  readonly rows: readonly string[];
}

export async function pageOf(response: globalThis.Response): Promise<Page> {
  const html = await response.text();
  const rows = [...html.matchAll(/class="row-link"[^>]*><span[^>]*>([^<]*)</g)].map((match) =>
    match[1]!.trim(),
  );
  return { status: response.status, html, text: textOf(html), rows };
}

/** The text of a piece of HTML. */
function textOf(html: string): string {
  const bare = html.replace(/<svg[\s\S]*?<\/svg>/g, "").replace(/<[^>]+>/g, " ");
  return bare
    .replaceAll("&amp;", "&")
    .replaceAll("&quot;", '"')
    .replaceAll("&#x27;", "'")
    .replace(/\s+/g, " ")
    .trim();
}

/** The cells of a list, row by row. */
export function cellsOf(html: string): string[][] {
  const body = /<tbody[\s\S]*?<\/tbody>/.exec(html)?.[0] ?? "";
  return [...body.matchAll(/<tr[\s\S]*?<\/tr>/g)].map(([row]) =>
    [...row.matchAll(/<t[hd] class="row-head"[\s\S]*?<\/th>|<td role="cell" data-label[\s\S]*?<\/td>/g)].map(
      ([cell]) => textOf(cell),
    ),
  );
}
