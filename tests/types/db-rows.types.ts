import {
  acceptValue,
  belongsTo,
  binary,
  check,
  databaseOf,
  defaultValue,
  deferredFields,
  type Expression,
  encryptedText,
  FieldInfo,
  fieldProblems,
  filePath,
  hasMany,
  index,
  integer,
  ipAddress,
  isDeferred,
  isModel,
  isRow,
  isStored,
  isWholeKey,
  keyIdentity,
  loadedRelation,
  Model,
  maxValue,
  metaOfRow,
  minLength,
  minValue,
  modelMeta,
  modelNamed,
  nextInOrder,
  pattern,
  previousInOrder,
  previousRow,
  primaryKeyOf,
  RelationInfo,
  Rule,
  registerModels,
  relatedOrder,
  relationsTo,
  smallInteger,
  stepSize,
  string,
  unique,
  type ValidationProblem,
} from "quintet/db";

/* Rows, what can be asked about them and their fields, and kinds of fields. Compiled, never run. */

/** Compiles only where both types are the same. */
type Same<Left, Right> =
  (<T>() => T extends Left ? 1 : 2) extends <T>() => T extends Right ? 1 : 2 ? true : false;
declare function gives<Expected>(): <Actual>(value: Actual, same: Same<Actual, Expected>) => void;

class Host extends Model({
  name: string({ maxLength: 100, validators: [minLength(2), pattern(/^\w+$/)] }),
  address: ipAddress({ nullable: true }),
  port: smallInteger({ validators: [minValue(1), maxValue(9999), stepSize(2)] }),
  key: encryptedText("host keys"),
  image: binary(),
  script: filePath({ path: "scripts" }),
  get rack() {
    return belongsTo(() => Rack);
  },
}) {
  static override meta() {
    return this.options({ constraints: rules, indexes: (host) => [index(host.port.desc())] });
  }
  override clean(): readonly ValidationProblem[] {
    return [];
  }
  override absoluteUrl(): string {
    return `/hosts/${this.id}`;
  }
  override beforeSave(): void {}
  override afterSave(): void {}
  override beforeDelete(): void {}
  override afterDelete(): void {}
  override afterLoad(): void {}
}
function rules(host: { readonly name: Expression<string> }): readonly Rule<never>[] {
  const rule = unique(host.name);
  if (rule instanceof Rule) return [rule.with({ deferrable: "deferred" }), check("named", host.name.ne(""))];
  // @ts-expect-error when the rule is looked at: at once, or at the end
  return [unique(host.name).with({ deferrable: "later" })];
}
class Rack extends Model({
  units: integer(),
  get hosts() {
    return hasMany(() => Host, "rack");
  },
}) {}

export async function methods(host: Host, rack: Rack): Promise<void> {
  gives<string>()(host.name, true);
  gives<string | null>()(host.address, true);
  gives<number>()(host.port, true);
  gives<string>()(host.key, true);
  gives<Uint8Array>()(host.image, true);
  gives<string>()(host.script, true);
  gives<readonly ValidationProblem[]>()(await host.validate({ only: ["name"], unique: false }), true);
  gives<boolean>()(host.equals(rack), true);
  host.toJSON();
  const [loaded] = await Host.load([host], "rack");
  gives<number>()(loaded!.rack.units, true);
  // @ts-expect-error there is no such field
  host.validate({ only: ["nam"] });
  // @ts-expect-error rows of another model
  await Host.load([rack], "rack");
}

export async function relatedRows(rack: Rack, host: Host): Promise<void> {
  const { hosts } = rack;
  const values = { name: "x", port: 1, key: "x", image: new Uint8Array(), script: "x" };
  gives<Host[]>()(await hosts, true);
  gives<Host[]>()(await hosts.all(), true);
  gives<Host[]>()(await hosts.where({ port: { gt: 3 } }).orderBy("name"), true);
  gives<Host[]>()(await hosts.whereNot({ port: 3 }), true);
  gives<Host[]>()(await hosts.orderBy("-port"), true);
  gives<number>()(await hosts.count(), true);
  gives<boolean>()(await hosts.exists(), true);
  gives<Host>()(await hosts.create(values), true);
  gives<Host[]>()(await hosts.createMany([values], { ignoreConflicts: true }), true);
  gives<[row: Host, created: boolean]>()(await hosts.getOrCreate({ name: "x" }, values), true);
  gives<[row: Host, created: boolean]>()(await hosts.upsert({ name: "x" }, { port: 3 }), true);
  await hosts.add(host, 3);
  await hosts.remove(host, 3);
  await hosts.set([host, 3]);
  await hosts.clear();
  // @ts-expect-error there is no such field
  hosts.where({ prt: 3 });
  // @ts-expect-error there is no such field
  hosts.orderBy("-prt");
  // @ts-expect-error what a host needs is missing
  await hosts.createMany([{ name: "x" }]);
  // @ts-expect-error a port is a number
  await hosts.upsert({ name: "x" }, { port: "3" });
  // @ts-expect-error rows of another model
  await hosts.add(rack);
  // @ts-expect-error clear() takes nothing: remove() takes rows
  await hosts.clear(host);
}

export async function questions(host: Host): Promise<void> {
  gives<readonly string[]>()(deferredFields(host), true);
  gives<boolean>()(isDeferred(host, "name"), true);
  gives<boolean>()(isStored(host), true);
  gives<unknown>()(primaryKeyOf(host), true);
  gives<boolean>()(isWholeKey(primaryKeyOf(host)), true);
  keyIdentity(primaryKeyOf(host));
  loadedRelation(host, "rack");
  gives<Host | null>()(await nextInOrder(host), true);
  gives<Host | null>()(await previousInOrder(host), true);
  await previousRow(host, "port");
  await relatedOrder(host, "rack");
  const value: unknown = host;
  if (isRow(value)) gives<object>()(value, true);
  if (isModel(Host)) void modelMeta(Host);
  // @ts-expect-error there is no such field
  isDeferred(host, "nam");
  // @ts-expect-error a row
  isStored(3);
  // @ts-expect-error there is no such field
  await previousRow(host, "prt");
}

export function descriptions(host: Host): void {
  registerModels("net", [Host, Rack]);
  const meta = modelMeta(modelNamed("net.Host"));
  const [field] = meta.fields;
  if (field instanceof FieldInfo) {
    defaultValue(field);
    acceptValue(field, 3);
    gives<ValidationProblem[]>()(fieldProblems(field, 3, host), true);
  }
  const [relation] = relationsTo(metaOfRow(host));
  if (relation instanceof RelationInfo) gives<string>()(relation.name, true);
  void databaseOf;
  // @ts-expect-error a model
  modelMeta("net.Host");
  // @ts-expect-error a list of models
  registerModels("net", Host);
}

export function kinds(): void {
  // @ts-expect-error it says what for
  encryptedText();
  // @ts-expect-error the folder
  filePath({});
  // @ts-expect-error a length
  minLength("2");
  // @ts-expect-error a regular expression
  pattern("^a");
  // @ts-expect-error there is no such option
  smallInteger({ digits: 3 });
  // @ts-expect-error there is no such option
  binary({ places: 3 });
}
