import type { Migration, MigrationId } from "../graph/migration.ts";
import { compareTexts } from "./comparison.ts";
import { type DetectedChange, type Milestone, milestoneKey } from "./detected-change.ts";
import { circleError, sortChanges } from "./sort-changes.ts";

/*
 * Cuts the changes into migrations, as few as possible, as Django does. Module after module is tried: where all of its
 * changes can be done, because those of other modules that they need are in a migration already, they become one. Where no
 * module can be finished, what can be done of one is cut off from the rest. So modules that need each other alternately
 * get several migrations:
 *
 *   blog needs shop.Book, shop needs blog.Post:    blog 1 (Post)   shop 1 (Book with post)   blog 2 (post.book)
 */

/** A migration of a module before it has its name: others refer to it by its place. */
export interface DraftMigration extends Pick<Migration, "module" | "operations"> {
  /** 1 for the first of its module. */
  readonly position: number;
  readonly needs: readonly DraftNeed[];
}

/** A migration that must come before: another draft, or one that is there. */
export type DraftNeed = { readonly module: string; readonly position: number } | { readonly id: MigrationId };

/** The last migrations of a module that are there: what isn't made now was made by them at the latest. */
export type EndsOf = (module: string) => readonly MigrationId[];

export function cutMigrations(changes: readonly DetectedChange[], endsOf: EndsOf): readonly DraftMigration[] {
  return new Cutter(changes, endsOf).cut();
}

class Cutter {
  readonly #remaining = new Map<string, readonly DetectedChange[]>();
  /** How many changes that aren't in a migration yet reach a milestone, by module and milestone. */
  readonly #open = new Map<string, number>();
  readonly #drafts: DraftMigration[] = [];
  readonly #endsOf: EndsOf;

  constructor(changes: readonly DetectedChange[], endsOf: EndsOf) {
    this.#endsOf = endsOf;
    const modules = [...new Set(changes.map(({ module }) => module))].toSorted(compareTexts);
    for (const module of modules)
      this.#remaining.set(module, sortChanges(changes.filter((change) => change.module === module)));
    for (const change of changes) this.#count(change, 1);
  }

  cut(): readonly DraftMigration[] {
    let isCutting = false;
    while (this.#remaining.size > 0) {
      let hasMoved = false;
      for (const module of [...this.#remaining.keys()]) {
        if (!this.#cutModule(module, isCutting)) continue;
        hasMoved = true;
        isCutting = false;
      }
      if (!hasMoved && isCutting && !this.#cutAnywhere())
        throw circleError([...this.#remaining.values()].flat());
      isCutting = !hasMoved && !isCutting;
    }
    return this.#drafts;
  }

  /** Makes a migration of what can be done in a module: of all, or of a part where cutting is allowed. */
  #cutModule(module: string, isCutting: boolean): boolean {
    const all = this.#remaining.get(module)!; // cut() asks for what remains
    const chosen = new Map<DetectedChange, readonly DraftNeed[]>();
    for (const change of all) {
      const found = this.#needsOf(change, isCutting);
      if (found === undefined) break;
      chosen.set(change, found);
    }
    if (chosen.size === 0 || (chosen.size < all.length && !isCutting)) return false;
    this.#take(module, chosen);
    return true;
  }

  /**
   * Makes a migration of what can be done in a module though something before it can't. Only where nothing else can be done:
   * changes that don't need each other had better keep their order.
   */
  #cutAnywhere(): boolean {
    for (const [module, all] of this.#remaining) {
      const chosen = new Map<DetectedChange, readonly DraftNeed[]>();
      const left = new Set<string>();
      for (const change of all) {
        const found = this.#needsOf(change, true);
        const earlier = [...change.needs, ...(change.follows ?? [])];
        const isBlocked = found === undefined || earlier.some((need) => left.has(milestoneKey(need)));
        if (isBlocked) for (const milestone of change.reaches) left.add(milestoneKey(milestone));
        else chosen.set(change, found);
      }
      if (chosen.size === 0) continue;
      this.#take(module, chosen);
      return true;
    }
    return false;
  }

  #take(module: string, chosen: ReadonlyMap<DetectedChange, readonly DraftNeed[]>): void {
    for (const change of chosen.keys()) this.#count(change, -1);
    const rest = this.#remaining.get(module)!.filter((change) => !chosen.has(change));
    if (rest.length > 0) this.#remaining.set(module, rest);
    else this.#remaining.delete(module);
    const needs = new Map([...chosen.values()].flat().map((need) => [JSON.stringify(need), need]));
    this.#add(module, [...chosen.keys()], [...needs.values()]);
  }

  #add(module: string, changes: readonly DetectedChange[], needs: readonly DraftNeed[]): void {
    const previous = this.#lastDraft(module);
    const position = (previous?.position ?? 0) + 1;
    this.#drafts.push({
      module,
      position,
      operations: changes.map(({ operation }) => operation),
      needs: previous === undefined ? needs : [{ module, position: previous.position }, ...needs],
    });
  }

  /** The migrations of other modules that a change needs, or `undefined` where one isn't made yet. */
  #needsOf(change: DetectedChange, isCutting: boolean): readonly DraftNeed[] | undefined {
    const found: DraftNeed[] = [];
    for (const need of change.needs) {
      const other = moduleOf(need);
      if (other === change.module) continue;
      if (this.#open.get(`${other} ${milestoneKey(need)}`)) return undefined;
      const draft = this.#lastDraft(other);
      if (draft !== undefined) found.push({ module: other, position: draft.position });
      else if (isCutting) found.push(...this.#endsOf(other).map((id) => ({ id })));
      else return undefined; // the module may still get a migration
    }
    return found;
  }

  #lastDraft(module: string): DraftMigration | undefined {
    return this.#drafts.findLast((draft) => draft.module === module);
  }

  #count({ module, reaches }: DetectedChange, step: number): void {
    for (const milestone of reaches) {
      const key = `${module} ${milestoneKey(milestone)}`;
      this.#open.set(key, (this.#open.get(key) ?? 0) + step);
    }
  }
}

function moduleOf({ model }: Milestone): string {
  return model.slice(0, model.indexOf("."));
}
