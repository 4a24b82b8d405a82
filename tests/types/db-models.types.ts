/* What the types of models allow and refuse, beyond what db.types.ts holds. Only compiled, never run. */
import {
  belongsTo,
  bigId,
  boolean,
  check,
  choice,
  choiceLabel,
  choicesOf,
  datetime,
  decimal,
  defineField,
  generated,
  hasMany,
  hasOne,
  type Instant,
  index,
  inherit,
  integer,
  json,
  jsonNull,
  Model,
  manyToMany,
  nextInOrder,
  nextRow,
  now,
  setRelatedOrder,
  smallId,
  string,
  Temporal,
  unique,
} from "quintet/db";

class Country extends Model({ code: string({ maxLength: 2, unique: true }) }) {}

class Owner extends Model({
  name: string(),
  get places() {
    return hasMany(() => Place, "owner");
  },
}) {}

// A circle: the parent knows its child, and both know a third model that knows the parent.
class Place extends Model({
  name: string({ maxLength: 50 }),
  get owner() {
    return belongsTo(() => Owner, { nullable: true });
  },
  get country() {
    return belongsTo(() => Country, { to: "code" });
  },
  get restaurant() {
    return hasOne(() => Restaurant, "place");
  },
}) {
  loud(): string {
    return this.name.toUpperCase();
  }
  static big() {
    return this.where({ name: "big" });
  }
}

class Restaurant extends inherit(Place, {
  servesPizza: boolean(),
  get chef() {
    return belongsTo(() => Owner);
  },
}) {
  static override meta() {
    return this.options({ orderBy: ["name", "-servesPizza"] });
  }
  sign(): string {
    return this.loud() + String(this.servesPizza);
  }
}
class Pizzeria extends inherit(Restaurant, { oven: string({ default: "wood" }) }) {}

const shared = {
  get creator() {
    return belongsTo(() => Owner, { nullable: true });
  },
};
class Sheet extends Model({ ...shared, title: string() }) {}

class Line extends Model({
  tenant: integer(),
  number: integer(),
  price: decimal({ digits: 8, places: 2 }),
  twice: generated(decimal({ digits: 8, places: 2 }), (row) => row.price.times(2)),
  medium: choice({ Paper: { letter: "Letter" }, other: "Other" }),
  get sheet() {
    return belongsTo(() => Sheet, { from: ["tenant"] });
  },
}) {
  static override meta() {
    return this.options({
      primaryKey: ["tenant", "number"],
      constraints: (line) => [
        check("positive", line.price.gt(0), { message: "Too cheap.", code: "cheap" }),
        unique(line.number).with({ deferrable: "deferred", nullsDistinct: false }),
      ],
      indexes: (line) => [index(line.price.desc()).with({ include: [line.number], tablespace: "fast" })],
    });
  }
}

export async function inheritance(): Promise<void> {
  const made = await Restaurant.create({ name: "x", servesPizza: true, chef: 1, country: "FI" });
  made.sign().trim();
  made.chefId.toFixed();
  made.countryId.trim();
  made.ownerId?.toFixed();
  const place: Place = made;
  (await place.restaurant)?.servesPizza.valueOf();
  // A row whose relations were loaded is a row of its model like any other.
  const loaded: Place[] = await Place.include("restaurant", "owner", "country");
  (await loaded[0]!.restaurant)?.servesPizza.valueOf();
  // @ts-expect-error: it may not be loaded, and there may be none
  loaded[0]!.restaurant.servesPizza.valueOf();
  const [found] = await Pizzeria.where({ name: "x", chef: { name: "y" }, owner: { name: "z" } }).include(
    "chef",
  );
  found!.chef.name.trim();
  found!.oven.trim();
  await Place.big().first();
  await Restaurant.big().count();
  await nextRow(made, "name");
  const [sheet] = await Sheet.where({ creator: { name: "x" } }).include("creator");
  sheet!.creator?.name.trim();
  // @ts-expect-error chef is required
  await Restaurant.create({ name: "x", servesPizza: true, country: "FI" });
  // @ts-expect-error no such field in any of the two
  Restaurant.where({ nam: "x" });
  // @ts-expect-error the country is referred to by its code
  await Restaurant.create({ name: "x", servesPizza: true, chef: 1, country: 3 });
}

export async function columns(): Promise<void> {
  const line = await Line.create({ tenant: 1, number: 2, price: "1.50", medium: "letter" });
  line.twice.toFixed(2);
  choiceLabel(line, "medium").trim();
  await Line.where({ twice: { gt: 3 }, medium: "other" });
  // @ts-expect-error other fields hold the reference: there is no column of its own
  line.sheetId;
  // @ts-expect-error the database computes it
  await Line.create({ tenant: 1, number: 2, price: "1.50", medium: "letter", twice: 3 });
  // @ts-expect-error the name of a group is no choice
  await Line.where({ medium: "Paper" });
  // @ts-expect-error no such field
  choiceLabel(line, "mediun");
  await line.save({ insert: true });
  // @ts-expect-error no such option
  await line.save({ force: true });
}

export function options(): void {
  class Wrong extends Model({ a: integer() }) {
    static override meta() {
      return this.options({
        // @ts-expect-error no such option
        orderedBy: ["a"],
      });
    }
  }
  class Odd extends Model({ a: integer() }) {
    static override meta() {
      return this.options({
        // @ts-expect-error no such field
        primaryKey: ["b"],
        // @ts-expect-error indexes have no code
        indexes: (row) => [index(row.a).with({ code: "x" })],
      });
    }
  }
  void [Wrong, Odd];
  // @ts-expect-error no such option
  integer({ positiv: true });
  // @ts-expect-error another row is given by { set: … }
  belongsTo(() => Owner, { onDelete: { put: 1 } });
}

/* Keys that count up: of 64 bits as numbers or bigints. */
class Ledger extends Model({ number: bigId({ as: "bigint" }), name: string() }) {}
class Shelf extends Model({ slot: smallId(), name: string() }) {}
class Entry extends Model({ number: bigId(), name: string() }) {}

export async function countedKeys() {
  const ledger = await Ledger.create({ name: "a" });
  const number: bigint = ledger.number;
  await Ledger.create({ number: 7, name: "a" });
  await Ledger.where({ number: { gt: 7n } });
  const shelf = await Shelf.create({ name: "a" });
  const slot: number = shelf.slot;
  const line: number = (await Entry.create({ number: 7n, name: "a" })).number;
  // @ts-expect-error rows hold a bigint
  const wrong: number = ledger.number;
  // @ts-expect-error a key of 16 bits takes no bigint
  await Shelf.create({ slot: 7n, name: "a" });
  return { number, slot, line, wrong };
}

export async function instants(): Promise<void> {
  class Tick extends Model({
    at: datetime({ as: "instant" }),
    madeAt: datetime({ as: "instant", default: "now" }),
    until: datetime({ as: "instant", nullable: true, default: () => new Date() }),
    on: datetime({ as: "date", default: "now", validators: [(value: Date) => problemOf(value.getTime())] }),
    checked: datetime({
      as: "instant",
      validators: [(value: Instant) => problemOf(value.epochMilliseconds)],
    }),
  }) {}
  const tick = await Tick.create({ at: new Date(), checked: Temporal.Now.instant() });
  const instant: Instant = tick.at;
  const until: Instant | null = tick.until;
  const on: Date = tick.on;
  void [instant, until, on];
  Tick.where({ at: { gte: instant, lt: new Date() }, until: null });
  Tick.where((row) => row.at.gt(new Date()).and(row.at.lt(row.madeAt)));
  await Tick.where({ at: instant }).update((row) => ({ at: now({ as: "instant" }), until: row.at }));
  // @ts-expect-error rows hold an Instant
  tick.at.getTime();
  // @ts-expect-error a Date has no microseconds
  Tick.where({ on: instant });
  // @ts-expect-error a text is no moment
  await Tick.create({ at: "2026-03-01", checked: instant });
  // @ts-expect-error no such form
  datetime({ as: "text" });
}
declare function problemOf(milliseconds: number): undefined;

/* Many rows at once, and rows that are made where there are none. */
export async function changingMany(shelves: Shelf[], entry: Entry) {
  const changed: number = await Shelf.updateMany(shelves, ["name"], { batch: 50 });
  const [shelf, isNew]: [Shelf, boolean] = await Shelf.upsert(
    { slot: 1 },
    { name: "a" },
    { create: { name: "b" } },
  );
  // @ts-expect-error no field of that name
  await Shelf.updateMany(shelves, ["nam"]);
  // @ts-expect-error a row of another model
  await Shelf.updateMany([entry], ["name"]);
  // @ts-expect-error no field of that name
  await Shelf.upsert({ slot: 1 }, { name: "a" }, { create: { nam: "b" } });
  return { changed, shelf, isNew };
}

/* Values for the rows between two models: of the model between, from the side that declares it. */
class Guild extends Model({
  name: string(),
  get members() {
    return manyToMany(() => Player, { through: () => Enrolment });
  },
  get guests() {
    return manyToMany(() => Player);
  },
}) {}
class Player extends Model({
  name: string(),
  get guilds() {
    return hasMany(() => Guild, "members");
  },
  get led() {
    return manyToMany(() => Guild, { through: () => Enrolment, throughFields: ["player", "guild"] });
  },
  get misled() {
    // @ts-expect-error the model between has no relation of that name
    return manyToMany(() => Guild, { through: () => Enrolment, throughFields: ["players", "guild"] });
  },
}) {}
class Enrolment extends Model({
  rank: integer(),
  get guild() {
    return belongsTo(() => Guild);
  },
  get player() {
    return belongsTo(() => Player);
  },
}) {}

export async function valuesBetween(guild: Guild, player: Player) {
  await guild.members.add(player, 2, { through: { rank: 1 } });
  await guild.members.set([player], { through: { rank: 1 } });
  const made: Player = await guild.members.create({ name: "a" }, { through: { rank: 1 } });
  const loaded = await Guild.include("members").get(1);
  await loaded.members.add(player, { through: { rank: 1 } });
  const names: string[] = loaded.members.map(({ name }) => name);
  await player.guilds.add(guild, { through: { rank: 1 } });
  await guild.guests.add(player);
  // @ts-expect-error the model between has no field of that name
  await guild.members.add(player, { through: { rang: 1 } });
  // @ts-expect-error and a rank is a number
  await guild.members.add(player, { through: { rank: "1" } });
  // @ts-expect-error options stand behind the rows
  await guild.members.add({ through: { rank: 1 } }, player);
  const [found, isNew]: [Player, boolean] = await guild.members.getOrCreate(
    { name: "a" },
    {},
    { through: { rank: 1 } },
  );
  const [changed]: [Player, boolean] = await guild.members.upsert(
    { name: "a" },
    { name: "b" },
    { create: { name: "c" }, through: { rank: 1 } },
  );
  const many: Player[] = await guild.members.createMany([{ name: "a" }], { through: { rank: 1 } });
  await loaded.members.getOrCreate({ name: "a" });
  // @ts-expect-error no field of that name
  await guild.members.getOrCreate({ nam: "a" });
  // @ts-expect-error the model between has no field of that name
  await guild.members.createMany([{ name: "a" }], { through: { rang: 1 } });
  return { made, names, found, isNew, changed, many };
}

/* Keys of several fields are lists of values. */
export async function keysOfSeveralFields(guild: Guild) {
  await Line.get([1, 2]);
  await Line.find([1, 2]);
  await Ledger.get(7n);
  await guild.members.remove([1, 2]);
  // @ts-expect-error an object is no value of a key
  await Line.get([{ gt: 0 }]);
}

/* Values of enumerations, and JSON with functions that write and read it. */
const Status = { Draft: "draft", InReview: "review" } as const;
declare const Level: { readonly Low: 1; readonly High: 2 };
class Sketch extends Model({
  status: choice(choicesOf(Status), { default: Status.Draft }),
  level: integer({ choices: choicesOf(Level) }),
  size: integer({ choices: [1, 2] }),
  labels: json<Set<string>>({ encode: (set) => [...set], decode: (list: string[]) => new Set(list) }),
}) {}

export async function enumerations() {
  const sketch = await Sketch.create({ level: Level.Low, size: 1, labels: new Set(["a"]) });
  const status: "draft" | "review" = sketch.status;
  const level: 1 | 2 = sketch.level;
  const size: number = sketch.size;
  const labels: Set<string> = sketch.labels;
  sketch.status = Status.InReview;
  // @ts-expect-error not a value of the enumeration
  sketch.status = "done";
  // @ts-expect-error not a value of the enumeration
  sketch.level = 3;
  // @ts-expect-error rows hold a set
  sketch.labels = ["a"];
  // @ts-expect-error no name of that
  choicesOf(Status, { Done: "Done" });
  return { status, level, size, labels };
}

/* An order among the rows of a relation. */
class Ballot extends Model({
  get entries() {
    return hasMany(() => Option, "ballot");
  },
}) {}
class Option extends Model({
  text: string(),
  get ballot() {
    return belongsTo(() => Ballot);
  },
}) {
  static override meta() {
    return this.options({ orderWithRespectTo: "ballot" });
  }
}
class Unordered extends Model({ text: string() }) {
  static override meta() {
    // @ts-expect-error a text is no relation
    return this.options({ orderWithRespectTo: "text" });
  }
}

export async function ordered(ballot: Ballot, option: Option) {
  await setRelatedOrder(ballot, "entries", [option, 2]);
  const next: Option | null = await nextInOrder(option);
  // @ts-expect-error no relation of that name
  await setRelatedOrder(ballot, "entry", [option]);
  return [next, Unordered];
}

/* Which rows a relation may refer to, told with the fields of the other model; the models refer to each other. */
class Worker extends Model({
  name: string(),
  isActive: boolean({ default: true }),
  get boss() {
    return belongsTo(() => Worker, { nullable: true, limitChoicesTo: { isActive: true } });
  },
  get tasks() {
    return hasMany(() => Task, "worker");
  },
}) {}
class Task extends Model({
  title: string(),
  get worker() {
    return belongsTo(() => Worker, { limitChoicesTo: { isActive: true, boss: { name: "a" } } });
  },
  get helper() {
    return belongsTo(() => Worker, { limitChoicesTo: (worker) => worker.tasks.count().lt(5) });
  },
  get watchers() {
    return manyToMany(() => Worker, { limitChoicesTo: { isActive: true } });
  },
  get wrong() {
    // @ts-expect-error no field of that name
    return manyToMany(() => Worker, { limitChoicesTo: { active: true } });
  },
}) {}

export async function limitedChoices(task: Task) {
  const boss: Worker | null = await (await task.worker).boss;
  const name: string = (await task.watchers)[0]!.name;
  return [boss, name];
}

/* Operators of a kind of field of one's own take values of their kind. */
const version = defineField<readonly number[]>({
  name: "version",
  columnType: "text",
  toDatabase: (numbers) => numbers.join("."),
  fromDatabase: (stored) => String(stored).split(".").map(Number),
});
const release = version.withOperators({
  major: { takes: integer(), sql: "{1} = {2}" },
  cheaper: { takes: decimal({ digits: 6, places: 2 }), sql: "{1} < {2}" },
});
class Package extends Model({
  current: release(),
  wanted: release({ nullable: true }),
  plain: version({ default: () => [1] }),
}) {}

export async function operatorsOfOnesOwn() {
  const made = await Package.create({ current: [1, 2] });
  const numbers: readonly number[] = made.current;
  const wanted: readonly number[] | null = made.wanted;
  await Package.where({ current: { major: 1 }, wanted: { major: 2, isNull: false } });
  await Package.where({ current: { cheaper: "1.50" }, plain: { eq: [1] } });
  // @ts-expect-error the operator takes a number
  await Package.where({ current: { major: "1" } });
  // @ts-expect-error no operator of that name
  await Package.where({ current: { minor: 1 } });
  // @ts-expect-error the plain kind doesn't have it
  await Package.where({ plain: { major: 1 } });
  // @ts-expect-error a field of that kind can't be left out
  await Package.create({ wanted: [1] });
  return { numbers, wanted };
}

/* Relations take what fields take, and a default of the database may be left out. */
class Errand extends Model({
  name: string(),
  get worker() {
    return belongsTo(() => Worker, {
      dbDefault: 1,
      comment: "who goes",
      errorMessages: { invalid: "Nobody." },
      validators: [(key) => (key === 2 ? { code: "busy", message: "Busy." } : undefined)],
    });
  },
}) {}

class Draft extends Model({ data: json<{ a: number }>(), more: json<string[]>({ nullable: true }) }) {}
class Length extends Model({
  exact: decimal(),
  rounded: decimal({ digits: 5, places: 2, nullable: true }),
}) {}
export async function decimalsOfAnyLength() {
  const length = await Length.create({ exact: "1.23456789" });
  const text: string = length.exact.toFixed() + (length.rounded?.toFixed() ?? "");
  // @ts-expect-error digits without places
  decimal({ digits: 5 });
  return text;
}

export async function nullsOfJson() {
  const draft = await Draft.create({ data: jsonNull, more: jsonNull });
  const data: { a: number } = draft.data;
  await Draft.where({ data: { eq: jsonNull } });
  await Draft.where((each) => each.data.eq(jsonNull));
  // @ts-expect-error null is no value, and the field takes none
  await Draft.create({ data: null });
  return data;
}

export async function relationOptions(errand: Errand, place: Place) {
  await Errand.create({ name: "a" });
  const next: Errand | null = await nextRow(errand, "name", Errand.where({ name: "b" }));
  // @ts-expect-error a query for other rows
  await nextRow(errand, "name", Place.where({ name: "b" }));
  return [next, place];
}
