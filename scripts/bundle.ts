/*
 * Puts the modules of each part together. What is published has one file for the code of a part instead of some forty:
 *
 *   dist/db/index.js        the front door: the public names, and nothing else
 *   dist/db/part.js         the code of the part
 *   dist/admin/add-page.js  what only an `import()` asks for, loaded when it does
 *   dist/auth/migrations/…  files that are found in their folder, and programs that are started by their names
 *
 * A server of single files loads a thousand of them, which is most of its start and of its memory. Nothing is shortened: a
 * stack trace says names as they were written.
 */
import { globSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Plugin, rolldown } from "rolldown";

const source = path.join(import.meta.dirname, "..", "src");

/** Writes the JavaScript of all parts below a folder. */
export async function bundleParts(target: string): Promise<void> {
  const doors = ["index.ts", ...files("*/index.ts")];
  const programs = ["cli/main.ts", "cli/dev/app-main.ts"];
  const entries = [...doors, ...programs, ...files("*/**/migrations/[0-9]*.ts")];
  const graph = new LoadedAtOnce(doors);
  const bundle = await rolldown({
    input: Object.fromEntries(entries.map((file) => [entryName(file), path.join(source, file)])),
    external: isDependency,
    platform: "node",
    treeshake: false, // a file that is imported for what it does, such as one that defines a property, has no exports
    preserveEntrySignatures: "allow-extension", // parts take more from each other than their front doors say: lazy files
    transform: { target: "esnext" }, // the Node that the package asks for knows all that is written here
    plugins: [knowsItsPlace, graph.plugin, writtenInAscii],
  });
  const { output } = await bundle.write({
    dir: target,
    format: "es",
    minify: false,
    keepNames: true, // a model is called after its class, also where two classes of a part have the same name
    comments: false,
    entryFileNames: "[name].js",
    chunkFileNames: ({ name, moduleIds }) =>
      name.includes("/") ? `${name}.js` : `${partOf(moduleIds.find(isOurs) ?? source)}/${name}.js`,
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [
        {
          name: (id) => (graph.files.has(id) ? `${partOf(id)}/part` : null),
          debugName: "parts",
          minSize: 0,
        },
      ],
    },
  });
  await bundle.close();
  for (const chunk of output) if (chunk.type === "chunk") assertInPlace(chunk.fileName, chunk.moduleIds);
  for (const program of files("**/*-main.ts"))
    if (!programs.includes(program)) throw new Error(`${program} is a program: name it in bundle.ts.`);
  for (const [door, names] of graph.exports) {
    const part = door === "index.ts" ? "./quintet/part.js" : "./part.js";
    writeFileSync(
      path.join(target, door.replace(/\.ts$/, ".js")),
      `export {\n${names.map((name) => `  ${name},\n`).join("")}} from "${part}";\n`,
    );
  }
}

/** `db/index.ts` becomes `db/part.js`, with a front door of its own; what isn't a front door keeps its name. */
function entryName(file: string): string {
  if (file === "index.ts") return "quintet/part";
  return file.replace(/\/index\.ts$/, "/part").replace(/\.ts$/, "");
}

function files(pattern: string): string[] {
  return globSync(pattern, { cwd: source });
}

function isOurs(id: string): boolean {
  return id.startsWith(source + path.sep);
}

/** Packages and modules of Node stay where they are; what the bundler brings along comes into the bundle. */
function isDependency(id: string): boolean {
  return /^(node:|#|@?[a-z])/.test(id) && !id.startsWith("@oxc-project/runtime");
}

/** The part that a file belongs to: `"db"`. */
function partOf(id: string): string {
  const [part, ...rest] = path.relative(source, id).split(path.sep);
  return rest.length > 0 ? part! : "quintet";
}

/** The files that are loaded with front doors rather than by an `import()`, and what the doors export. */
class LoadedAtOnce {
  readonly files = new Set<string>();
  readonly exports = new Map<string, readonly string[]>();
  readonly plugin: Plugin;

  constructor(doors: readonly string[]) {
    const { files, exports } = this;
    this.plugin = {
      name: "loaded-at-once",
      buildEnd() {
        for (const door of doors)
          exports.set(door, this.getModuleInfo(path.join(source, door))?.exports.toSorted() ?? []);
        const ahead = doors.map((door) => path.join(source, door));
        for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
          if (files.has(id)) continue;
          files.add(id);
          ahead.push(...(this.getModuleInfo(id)?.importedIds ?? []).filter(isOurs));
        }
      },
    };
  }
}

/** Files that ask where they stand. */
const placed = new Set<string>();

/** The words that ask, and texts, in which they are only mentioned. */
const textsAndPlaces = /"(?:[^"\\\n]|\\.)*"|import\.meta\.(?:dirname|filename|url)/g;

/** Files that a file finds beside itself are still there: it is told where it would stand. */
const knowsItsPlace: Plugin = {
  name: "knows-its-place",
  transform(code, id) {
    if (!isOurs(id) || !code.includes("import.meta.")) return null;
    placed.add(id);
    const place = path.relative(path.join(source, partOf(id)), id).replace(/\.ts$/, ".js");
    const folder = path.dirname(place);
    if (folder === ".") return null;
    const written: Readonly<Record<string, string>> = {
      "import.meta.dirname": `(import.meta.dirname + ${JSON.stringify(`/${folder}`)})`,
      "import.meta.filename": `(import.meta.dirname + ${JSON.stringify(`/${place}`)})`,
      "import.meta.url": `new URL(${JSON.stringify(`./${place}`)}, import.meta.url).href`,
    };
    return code.replaceAll(textsAndPlaces, (found) => written[found] ?? found);
  },
};

/** V8 keeps a source with one letter outside of Latin-1 in twice the memory. */
const writtenInAscii: Plugin = {
  name: "written-in-ascii",
  renderChunk: (code) =>
    code.replace(
      // Without the flag "u" a pair of surrogates is two units, as escapes in texts and patterns are.
      /[^\0-\x7f]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
};

/** A file that asks where it stands must have stayed in the folder of its part, or it would look elsewhere. */
function assertInPlace(fileName: string, moduleIds: readonly string[]): void {
  for (const id of moduleIds.filter((id) => placed.has(id)))
    if (path.dirname(fileName) !== partOf(id))
      throw new Error(`${path.relative(source, id)} has come into ${fileName}, out of its part.`);
}
