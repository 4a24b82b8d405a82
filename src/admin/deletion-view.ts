import { type Deletion, type DeletionNode, metaOfRow, modelMeta } from "../db/index.ts";
import { anyOutranks } from "./auth-resources.ts";
import type { Confirmation } from "./confirmation.ts";
import type { FieldView } from "./form/form-page-view.ts";
import { type AnyRow, keyOf } from "./rows.ts";
import { rowUrl } from "./urls.ts";
import type { Visit } from "./visit.ts";
import { capitalized, counted, countText, shortened } from "./wording.ts";

/** What `templates/admin/delete.html` shows. */
export interface DeletionView {
  readonly question: string;
  /** `["1 author", "12 books"]` */
  readonly tally: readonly string[];
  readonly tree: readonly (GoingRow & { readonly children: readonly GoingRow[] })[];
  /** `"… and 340 more"`; empty where all are listed. */
  readonly more: string;
  readonly isBlocked: boolean;
  readonly blockedSummary: string;
  /** Rows that stand in the way. */
  readonly protected: readonly GoingRow[];
  /** Kinds of rows that the visitor may not delete. */
  readonly forbidden: readonly string[];
  readonly action: string;
  readonly hidden: readonly { readonly name: string; readonly value: string }[];
  readonly confirmLabel: string;
  readonly backUrl: string;
  /** The field for the visitor's password, where one is needed; and what was wrong with it. */
  readonly password: readonly FieldView[];
  readonly refusal: string;
}

interface GoingRow {
  readonly kind: string;
  readonly label: string;
  readonly url: string;
}

/** What the page is told beside the deletion itself. */
export interface DeletionTexts {
  /** What is deleted: `"“Tea”"` or `"3 books"`. */
  readonly what: string;
  readonly action: string;
  readonly hidden: readonly { readonly name: string; readonly value: string }[];
  readonly backUrl: string;
  readonly confirmation: Confirmation;
}

const maxListed = 100;

/** The question before a deletion; or why it can't be done. */
export async function deletionView(
  visit: Visit,
  deletion: Deletion,
  texts: DeletionTexts,
): Promise<DeletionView> {
  const { what, action, hidden, backUrl, confirmation } = texts;
  const all = [...deletion.rows.values()].reduce((sum, rows) => sum + rows.length, 0);
  const asked = deletion.tree.length;
  const forbidden = await forbiddenKinds(visit, deletion);
  const isProtected = deletion.protectedRows.length > 0;
  const { tree, listed } = listedTree(visit, deletion.tree);
  return {
    question: all > asked ? `Delete ${what} and everything that belongs to it?` : `Delete ${what}?`,
    tally: [...deletion.rows].map(([meta, rows]) => counted(rows.length, meta.label, meta.pluralLabel)),
    tree,
    more: all > listed ? `… and ${countText(all - listed)} more` : "",
    isBlocked: isProtected || forbidden.length > 0,
    blockedSummary: isProtected
      ? `${capitalized(what)} can’t be deleted, because these rows refer to it and are protected:`
      : `Deleting ${what} would also delete rows that your account has no permission to delete:`,
    protected: deletion.protectedRows.slice(0, maxListed).map((row) => goingRow(visit, row as AnyRow)),
    forbidden: isProtected ? [] : forbidden,
    action,
    hidden,
    confirmLabel: all === 1 ? "Delete" : `Delete ${countText(all)} rows`,
    backUrl,
    password: await confirmation.fields(),
    refusal: confirmation.summary,
  };
}

/** The kinds among the rows that the visitor may not delete. Models that aren't in the admin go with the others. */
export async function forbiddenKinds(visit: Visit, deletion: Deletion): Promise<string[]> {
  const kinds: string[] = [];
  for (const [meta, rows] of deletion.rows) {
    const resource = visit.site.of(meta);
    if (resource !== undefined && !visit.can("delete", resource)) kinds.push(meta.pluralLabel);
    else if (await anyOutranks(visit.user, meta, rows as readonly AnyRow[]))
      kinds.push(`${meta.pluralLabel} who may do more than you`);
  }
  return kinds;
}

/** The first rows of the tree; what goes with a row stands below it, however far away. */
function listedTree(visit: Visit, nodes: readonly DeletionNode[]) {
  let room = maxListed;
  const tree = [];
  for (const node of nodes) {
    if (room <= 0) break;
    room--;
    const children = descendants(node.children, room).map(({ row }) => goingRow(visit, row as AnyRow));
    room -= children.length;
    tree.push({ ...goingRow(visit, node.row as AnyRow), children });
  }
  return { tree, listed: maxListed - room };
}

function descendants(nodes: readonly DeletionNode[], room: number): DeletionNode[] {
  const found: DeletionNode[] = [];
  for (const node of nodes) {
    if (found.length >= room) break;
    found.push(node, ...descendants(node.children, room - found.length - 1));
  }
  return found;
}

function goingRow(visit: Visit, row: AnyRow): GoingRow {
  const meta = modelMeta(metaOfRow(row).model);
  const resource = visit.site.of(meta);
  const isReachable = resource !== undefined && visit.can("view", resource);
  return {
    kind: capitalized(meta.label),
    label: shortened(String(row)),
    url: isReachable ? rowUrl(resource, keyOf(meta, row)) : "",
  };
}
