import { statSync } from "node:fs";
import type { Asset } from "./asset.ts";
import {
  type AssetFile,
  type AssetProblem,
  type AssetReference,
  digestOf,
  missingReference,
  readAssetFile,
} from "./asset-file.ts";
import type { AssetFolders } from "./asset-folders.ts";
import { hashedName } from "./hashed-name.ts";
import { replaceAt, rewrittenAddress } from "./references/reference.ts";

/*
 * From files to what is served. An asset's hash is that of its content after the addresses in it were replaced, so those
 * that it refers to come first:
 *
 *     site.css ──▶ fonts.css ──▶ tea.woff2        built from right to left
 *
 *     a.js ◀──▶ b.js                              a circle: neither can be first
 *
 * The files of a circle (a strongly connected component, found by Tarjan's algorithm) have one hash together, made of all
 * of them as they stand, with what they refer to outside of the circle already replaced. If one changes, all do.
 *
 * `quintet assets collect` writes what comes out of here, and an app for which nothing was collected serves it: there is
 * one way from a file to its address.
 */

/** An asset with its content. */
export interface BuiltAsset extends Asset {
  readonly size: number;
  /** The content, where it differs from the file's; what does not is served from the file. */
  readonly content: Buffer | undefined;
  readonly path: string;
  readonly mtimeMs: number;
  /** All assets that it refers to. */
  readonly targets: readonly string[];
  /** What this file itself has wrong. */
  readonly problems: readonly AssetProblem[];
}

export interface AssetBuilderOptions {
  /** What the addresses begin with: `"/static/"`. */
  readonly prefix: string;
  /** What bare names stand for. */
  readonly imports: Readonly<Record<string, string>>;
  /** Looks again at each file each time, so that a change is seen. */
  readonly isLive: boolean;
}

/** Builds assets, and all that they refer to, when they are first asked for. */
export class AssetBuilder {
  readonly folders: AssetFolders;
  readonly #prefix: string;
  readonly #imports: Readonly<Record<string, string>>;
  readonly #isLive: boolean;
  readonly #built = new Map<string, BuiltAsset>();
  /** Files by path, as they were last read. */
  readonly #files = new Map<string, AssetFile>();

  constructor(folders: AssetFolders, { prefix, imports, isLive }: AssetBuilderOptions) {
    this.folders = folders;
    this.#prefix = prefix;
    this.#imports = imports;
    this.#isLive = isLive;
  }

  /** The asset of that name, or `undefined` where there is none. */
  build(name: string): BuiltAsset | undefined {
    // What was built is kept, if only for the walk from one asset on: in it no file is looked at twice.
    if (this.#isLive) this.#built.clear();
    return (
      this.#built.get(name) ?? new Walk(this.#built, (each) => this.#read(each), this.folders).from(name)
    );
  }

  /** What is wrong with an asset and with all that it refers to. */
  problemsBelow(name: string): AssetProblem[] {
    this.build(name);
    const names = new Set([name]);
    for (const each of names) for (const target of this.#built.get(each)?.targets ?? []) names.add(target);
    return [...names].flatMap((each) => this.#built.get(each)?.problems ?? []);
  }

  #read(name: string): AssetFile | undefined {
    const path = this.folders.find(name);
    if (path === undefined) return undefined; // not kept: visitors may ask for endless names
    const stats = statSync(path, { throwIfNoEntry: false });
    if (!stats?.isFile()) return undefined; // deleted while the app runs
    const known = this.#files.get(path);
    if (known?.mtimeMs === stats.mtimeMs && known.size === stats.size && known.name === name) return known;
    const file = readAssetFile({
      name,
      path,
      stats,
      prefix: this.#prefix,
      imports: this.#imports,
      isFinal: this.folders.hasHash(name),
    });
    if (this.#isLive) this.#files.set(path, file);
    return file;
  }
}

/** A file that the walk has reached. */
interface Visit {
  readonly file: AssetFile;
  /** The assets that it refers to and that are there. */
  readonly targets: Set<string>;
  readonly index: number;
  /** The lowest index that can be reached from here: its own, unless it is in a circle that was entered before. */
  low: number;
  isOpen: boolean;
}

/** One walk along the references. */
class Walk {
  readonly #built: Map<string, BuiltAsset>;
  readonly #read: (name: string) => AssetFile | undefined;
  readonly #folders: AssetFolders;
  readonly #visits = new Map<string, Visit | undefined>();
  /** Visited, and not yet known to which circle they belong. */
  readonly #open: Visit[] = [];

  constructor(
    built: Map<string, BuiltAsset>,
    read: (name: string) => AssetFile | undefined,
    folders: AssetFolders,
  ) {
    this.#built = built;
    this.#read = read;
    this.#folders = folders;
  }

  from(name: string): BuiltAsset | undefined {
    this.#visit(name);
    return this.#built.get(name);
  }

  #visit(name: string): Visit | undefined {
    const known = this.#visits.get(name);
    if (known !== undefined || this.#visits.has(name)) return known;
    const file = this.#read(name);
    if (file === undefined) {
      this.#visits.set(name, undefined);
      return undefined;
    }
    const index = this.#visits.size;
    const visit: Visit = { file, targets: new Set(), index, low: index, isOpen: true };
    this.#visits.set(name, visit);
    this.#open.push(visit);
    for (const reference of file.references) this.#follow(visit, reference.name);
    if (visit.low === index) this.#finish(this.#open.splice(this.#open.indexOf(visit)));
    return visit;
  }

  #follow(visit: Visit, name: string): void {
    if (this.#built.has(name)) {
      visit.targets.add(name);
      return;
    }
    const target = this.#visit(name);
    if (target === undefined) return;
    visit.targets.add(name);
    if (target.isOpen) visit.low = Math.min(visit.low, target.low);
  }

  /** Builds the files of one circle; nearly always that is one file and none. */
  #finish(circle: readonly Visit[]): void {
    const inside = new Set(circle.map(({ file }) => file.name));
    for (const visit of circle) visit.isOpen = false;
    const isCircle = circle.some(({ targets }) => [...targets].some((name) => inside.has(name)));
    const shared = isCircle ? this.#digestOfCircle(circle, inside) : undefined;
    const names = new Map<string, string>();
    for (const { file } of circle)
      if (shared !== undefined) names.set(file.name, hashedName(file.name, shared));
    for (const visit of circle) this.#built.set(visit.file.name, this.#build(visit, names));
  }

  #digestOfCircle(circle: readonly Visit[], inside: ReadonlySet<string>): Buffer {
    const parts = circle
      .toSorted((one, other) => (one.file.name < other.file.name ? -1 : 1))
      .flatMap((visit) => {
        const text = this.#rewrite(visit, (name) =>
          inside.has(name) ? undefined : this.#built.get(name)?.hashedName,
        );
        // Lengths keep the end of one part from being taken for the beginning of the next.
        return [`${visit.file.name.length}:${visit.file.name}${text.length}:`, text];
      });
    return digestOf(...parts);
  }

  #build(visit: Visit, names: ReadonlyMap<string, string>): BuiltAsset {
    const { file } = visit;
    const { name, path, mtimeMs } = file;
    const text = this.#rewrite(visit, (each) => names.get(each) ?? this.#built.get(each)?.hashedName);
    const content = text === file.text || file.text === undefined ? undefined : Buffer.from(text);
    const digest = content === undefined ? file.digest : digestOf(content);
    return {
      name,
      hashedName: this.#folders.hasHash(name) ? name : (names.get(name) ?? hashedName(name, digest)),
      integrity: `sha384-${digest.toString("base64")}`,
      size: content?.length ?? file.size,
      content,
      path,
      mtimeMs,
      imports: importsOf(visit),
      targets: [...visit.targets],
      problems: this.#problemsOf(visit),
    };
  }

  /** The file's text with the addresses that `nameOf` gives. */
  #rewrite({ file, targets }: Visit, nameOf: (name: string) => string | undefined): string {
    const { text = "", references } = file;
    const replacements = references.flatMap((reference) => {
      const name = targets.has(reference.name) ? nameOf(reference.name) : undefined;
      if (name === undefined) return [];
      const { start, end } = reference;
      const address = rewrittenAddress(reference, name);
      return [{ start, end, text: writtenAs(reference.syntax, address) }];
    });
    return replaceAt(text, replacements);
  }

  #problemsOf({ file, targets }: Visit): readonly AssetProblem[] {
    const missing = file.references.filter(({ name }) => !targets.has(name));
    if (missing.length === 0) return file.problems;
    const known = this.#folders.list().map(({ name }) => name);
    return [...file.problems, ...missing.map((reference) => missingReference(file, reference, known))];
  }
}

/** An address in the place of a reference. */
function writtenAs(syntax: AssetReference["syntax"], address: string): string {
  if (syntax === "literal") return JSON.stringify(address);
  return syntax === "xml" ? address.replaceAll("&", "&amp;") : address;
}

function importsOf({ file, targets }: Visit): string[] {
  const imports = file.references.filter(
    ({ kind, name }: AssetReference) => kind === "import" && targets.has(name),
  );
  return [...new Set([...imports.map(({ name }) => name), ...file.mappedImports])];
}
