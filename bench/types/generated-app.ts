/*
 * An application of 200 models and 2,000 queries as TypeScript source, to see what Quintet's types cost the compiler. The
 * models refer to each other in cycles, across files, as models do: each has 6 columns, 3 relations to one row and one to
 * many, 800 relations in all. The queries are of the kinds that apps make, conditions over relations, paths in orders,
 * totals, subqueries and writes among them; each model is asked the next ten kinds.
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
  files.set("module.ts", moduleFile());
  return files;
}

function modelsFile(numbers: readonly number[]): string {
  const own = new Set(numbers);
  const foreign = numbers.flatMap((number) => [...targetsOf(number)]).filter((target) => !own.has(target));
  return [
    'import { belongsTo, boolean, choice, datetime, decimal, hasMany, integer, Model, string } from "quintet/db";',
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
  status: choice({ draft: "Draft", published: "Published" }, { default: "draft" }),
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

/** The module that has all of them: a list of models that refer to each other in circles. */
function moduleFile(): string {
  const numbers = Array.from({ length: modelCount }, (_, number) => number);
  return [
    'import { defineModule } from "quintet";',
    ...importsOf(numbers, "./models/"),
    `const models = [${numbers.map(modelName).join(", ")}] as const;`,
    'export const shop = defineModule({ name: "shop", folder: import.meta.dirname, models });',
    `export const again = defineModule({ name: "again", folder: import.meta.dirname, models: [...models] });`,
    `export const third = defineModule({
  name: "third",
  folder: import.meta.dirname,
  models: [${numbers.map(modelName).join(", ")}],
});`,
  ].join("\n");
}

function queriesFile(numbers: readonly number[]): string {
  return [
    'import { caseWhen, count, exists, lower, rank, sum } from "quintet/db";',
    ...importsOf(numbers, "../models/"),
    // What a file of an app would import is there for whatever kinds fall to it.
    "export const used = [caseWhen, count, exists, lower, rank, sum];",
    ...numbers.map(functionSource),
  ].join("\n");
}

/** A function with ten queries of one model, each with a use of what it gives. */
function functionSource(number: number): string {
  const queries = Array.from({ length: queriesPerModel }, (_, position) => {
    const kind = queryKinds[(number * queriesPerModel + position) % queryKinds.length]!;
    return `  {\n    ${kind.replaceAll("$", modelName(number)).replaceAll("\n", "\n    ")}\n  }`;
  });
  return `
export async function ask${number}(text: string, key: number): Promise<unknown[]> {
  const seen: unknown[] = [text, key];
${queries.join("\n")}
  return seen;
}`;
}

/** What apps ask. `$` stands for the model. */
const queryKinds: readonly string[] = [
  `const rows = await $.where({ title: { startsWith: text }, amount: { gt: 3 } }).orderBy("-price").limit(20);
seen.push(rows[0]!.title.trim());`,
  `const rows = await $.active().where({ parent: { owner: { title: text } }, reviewer: { isNull: true } });
seen.push(rows[0]!.parentId.toFixed());`,
  `const rows = await $.include("parent", "owner").orderBy("title");
seen.push(rows[0]!.parent.title.trim(), rows[0]!.owner.title.trim());`,
  `const row = await $.include("reviewer", { children: (children) => children.include("owner") }).get({ id: key });
seen.push(row.children[0]!.owner.title.trim(), row.reviewer?.title.trim());`,
  `const rows = await $.select((row) => ({ title: row.title, parent: row.parent.title, by: row.parent.owner.price }));
seen.push(rows[0]!.by.toFixed(2));`,
  `const rows = await $.annotate((row) => ({ total: count(row.children) })).where({ total: { gte: 3 } }).orderBy("-total");
seen.push(rows[0]!.total.toFixed());`,
  `const row = await $.where((row) => row.price.gt("9.99").and(row.parent.title.eq(row.owner.title))).first();
seen.push(row?.active === true);`,
  `const row = await $.create({ title: text, price: "3.50", parent: key, owner: await $.get(key).then((other) => other.owner) });
seen.push((await row.parent).title);`,
  `const changed = await $.where({ id: key }).update({ amount: 3, active: false });
seen.push(changed.toFixed());`,
  `const totals = await $.where({ active: true }).aggregate((row) => ({ sum: row.amount.sum(), latest: row.createdAt.max() }));
seen.push(totals.sum?.toFixed(), totals.latest?.getTime());`,
  `const rows = await $.orderBy("parent.title", "-owner.price").limit(10);
seen.push(rows[0]!.createdAt?.getTime());`,
  `const rows = await $.where({ or: [{ title: { icontains: text } }, { amount: { between: [1, 9] } }], not: { status: "draft" } });
seen.push(rows.length);`,
  `const rows = await $.where({ id: { in: [key, 2] } }).select("id", "title", "price");
seen.push(rows[0]!.price.toFixed(2));`,
  `const [row, isNew] = await $.getOrCreate({ title: text }, { price: "1.00", parent: key, owner: key });
seen.push(row.title.trim(), isNew);`,
  `const rows = await $.createMany([{ title: text, price: 2, parent: key, owner: key, status: "published" }], { ignoreConflicts: true });
seen.push(rows.length);`,
  `const changed = await $.where({ status: "draft" }).update((row) => ({ amount: row.amount.plus(1), price: row.price.times("1.1") }));
seen.push(changed.toFixed());`,
  `const groups = await $.select((row) => ({ status: row.status, rows: count(), amount: sum(row.amount) })).orderBy("status");
seen.push(groups[0]!.rows.toFixed(), groups[0]!.amount?.toFixed());`,
  `const rows = await $.where((row) => exists($.where((other) => other.parent.eq(row.parent).and(other.price.gt(row.price)))));
seen.push(rows[0]!.title.trim());`,
  `const rows = await $.annotate((row) => ({ size: caseWhen([row.amount.gt(3), "big"]).otherwise("small"), low: lower(row.title) }));
seen.push(rows[0]!.size.trim(), rows[0]!.low.trim());`,
  `const page = await $.where({ createdAt: { year: 2024 } }).include("owner").orderBy("-createdAt").keysetPage({ size: 20 });
seen.push(page.rows[0]!.owner.title.trim(), page.next);`,
  `const row = await $.get(key);
seen.push(await row.children.where({ title: text }).orderBy("-amount").count(), (await row.children)[0]!.title.trim());`,
  `const rows = await $.only("title", "status").where({ parent: key });
seen.push(rows[0]!.status === "draft");`,
  `const row = await $.find({ title: text, owner: key });
if (row !== null) {
  row.assign({ title: text, amount: 4 });
  await row.save({ only: ["title", "amount"] });
  await row.delete();
}`,
  `const rows = await $.where({ parent: { in: $.select((row) => row.parent.id) } }).union($.where({ amount: { lt: 3 } }));
seen.push(rows[0]!.title.trim());`,
  `const rows = await $.select((row) => [row.title, rank().over({ partitionBy: row.parent, orderBy: row.price.desc() })]);
seen.push(rows[0]!.length);`,
  `const [row, isNew] = await $.upsert({ title: text }, { price: "2.00", reviewer: null });
seen.push((await row.reviewer)?.title, isNew);`,
];

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
