/*
 * An application of 200 models and 2,000 queries as TypeScript source, to see what Quintet's types cost the compiler. The
 * models refer to each other in cycles, across files, as models do: each has 5 columns, 3 relations to one row and one to
 * many, 800 relations in all. Each model is asked ten kinds of queries.
 */
export const modelCount = 200;
export const queriesPerModel = 10;
const modelsPerFile = 10;

/** The files of the application: names with their content. */
export function generateApp(): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (let first = 0; first < modelCount; first += modelsPerFile) {
    const numbers = Array.from({ length: modelsPerFile }, (_, offset) => first + offset);
    const name = fileOf(first);
    files.set(`models/${name}.ts`, modelsFile(numbers));
    files.set(`queries/${name}.ts`, queriesFile(numbers));
  }
  return files;
}

function modelsFile(numbers: readonly number[]): string {
  const own = new Set(numbers);
  const foreign = numbers.flatMap((number) => [...targetsOf(number)]).filter((target) => !own.has(target));
  return [
    'import { belongsTo, boolean, datetime, decimal, hasMany, integer, Model, string } from "quintet/db";',
    ...importsOf(foreign, "./"),
    ...numbers.map(modelSource),
  ].join("\n");
}

function modelSource(number: number): string {
  const [parent, owner, reviewer, child] = targetsOf(number);
  return `
export class ${modelName(number)} extends Model({
  title: string({ maxLength: 100 }),
  amount: integer({ default: 0 }),
  price: decimal({ digits: 8, places: 2 }),
  active: boolean({ default: true }),
  createdAt: datetime({ nullable: true }),
  get parent() { return belongsTo(() => ${modelName(parent)}, { onDelete: "cascade" }); },
  get owner() { return belongsTo(() => ${modelName(owner)}); },
  get reviewer() { return belongsTo(() => ${modelName(reviewer)}, { nullable: true }); },
  get children() { return hasMany(() => ${modelName(child)}, "parent"); },
}) {
  static override meta() { return this.options({ orderBy: ["title", "-price"] }); }
  static active() { return this.where({ active: true }); }
  override toString() { return this.title; }
}`;
}

function queriesFile(numbers: readonly number[]): string {
  return [
    'import { count } from "quintet/db";',
    ...importsOf(numbers, "../models/"),
    ...numbers.map((number) => querySource(modelName(number), number)),
  ].join("\n");
}

/** Ten queries of one model, each with a use of what it gives. */
function querySource(model: string, number: number): string {
  return `
export async function ask${number}(text: string, key: number): Promise<unknown[]> {
  const found = await ${model}.where({ title: { startsWith: text }, amount: { gt: ${number} } }).orderBy("-price").limit(20);
  const nested = await ${model}.active().where({ parent: { owner: { title: text } }, reviewer: { isNull: true } });
  const joined = await ${model}.include("parent", "owner").orderBy("title");
  const loaded = await ${model}.include("reviewer", { children: (children) => children.include("owner") }).get({ id: key });
  const chosen = await ${model}.select((row) => ({ title: row.title, parent: row.parent.title, by: row.parent.owner.price }));
  const counted = await ${model}.annotate((row) => ({ total: count(row.children) })).where({ total: { gte: 3 } }).orderBy("-total");
  const compared = await ${model}.where((row) => row.price.gt("9.99").and(row.parent.title.eq(row.owner.title))).first();
  const made = await ${model}.create({ title: text, price: "3.50", parent: key, owner: joined[0]!.owner });
  const changed = await ${model}.where({ id: key }).update({ amount: 3, active: false });
  const totals = await ${model}.where({ active: true }).aggregate((row) => ({ sum: row.amount.sum(), latest: row.createdAt.max() }));
  return [
    found[0]!.title.trim(), nested[0]!.parentId.toFixed(), joined[0]!.parent.title.trim(), loaded.children[0]!.owner.title.trim(),
    chosen[0]!.by.toFixed(2), counted[0]!.total.toFixed(), compared?.active === true, (await made.parent).title,
    changed.toFixed(), totals.sum?.toFixed(),
  ];
}`;
}

/** The models that a model refers to: three of its own relations, and the one whose `parent` it is. */
function targetsOf(number: number): readonly [number, number, number, number] {
  const parent = (number * 7 + 1) % modelCount;
  const owner = (number * 11 + 5) % modelCount;
  const reviewer = (number + 3) % modelCount;
  const child = ((number - 1 + modelCount) * 143) % modelCount; // 7 × 143 leaves 1 when divided by 200
  return [parent, owner, reviewer, child];
}

function importsOf(numbers: readonly number[], folder: string): string[] {
  const byFile = Map.groupBy(new Set(numbers), fileOf);
  return [...byFile].map(
    ([file, models]) => `import { ${models.map(modelName).join(", ")} } from "${folder}${file}.ts";`,
  );
}
function modelName(number: number): string {
  return `Model${number}`;
}
function fileOf(number: number): string {
  return `part${Math.floor(number / modelsPerFile)}`;
}
