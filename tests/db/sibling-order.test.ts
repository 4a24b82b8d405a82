import assert from "node:assert/strict";
import {
  belongsTo,
  hasMany,
  Model,
  modelMeta,
  nextInOrder,
  previousInOrder,
  relatedOrder,
  setRelatedOrder,
  string,
} from "quintet/db";
import { forEachDatabase } from "./databases.ts";

class Question extends Model({
  text: string({ maxLength: 40 }),
  get answers() {
    return hasMany(() => Answer, "question");
  },
}) {}
class Answer extends Model({
  text: string({ maxLength: 40 }),
  get question() {
    return belongsTo(() => Question, { onDelete: "cascade" });
  },
}) {
  static override meta() {
    return this.options({ orderWithRespectTo: "question" });
  }
}
// Ordered among the children of a post, and among those that have no parent.
class Post extends Model({
  title: string({ maxLength: 40 }),
  get parent() {
    return belongsTo(() => Post, { nullable: true, onDelete: "setNull" });
  },
  get children() {
    return hasMany(() => Post, "parent");
  },
}) {
  static override meta() {
    return this.options({ orderWithRespectTo: "parent" });
  }
}
const models = [Question, Answer, Post];

const texts = async (rows: PromiseLike<readonly Answer[]>) => (await rows).map(({ text }) => text);

forEachDatabase(({ test, open }) => {
  test("new rows come last among those of their relation", async () => {
    await using database = await open(models);
    const [one, two] = await Question.createMany([{ text: "one" }, { text: "two" }]);
    await Answer.create({ text: "a", question: one! });
    await Answer.create({ text: "x", question: two! });
    await Answer.createMany([
      { text: "b", question: one! },
      { text: "y", question: two! },
      { text: "c", question: one! },
    ]);

    assert.deepEqual(await texts(one!.answers), ["a", "b", "c"]);
    assert.deepEqual(await database.query("SELECT text, _order FROM answer ORDER BY text"), [
      ["a", 0],
      ["b", 1],
      ["c", 2],
      ["x", 0],
      ["y", 1],
    ]);
  });

  test("the order of related rows is read and set", async () => {
    await using _database = await open(models);
    const [one, two] = await Question.createMany([{ text: "one" }, { text: "two" }]);
    const [a, b, c, x] = await Answer.createMany([
      { text: "a", question: one! },
      { text: "b", question: one! },
      { text: "c", question: one! },
      { text: "x", question: two! },
    ]);

    assert.deepEqual(await relatedOrder(one!, "answers"), [a!.id, b!.id, c!.id]);
    await setRelatedOrder(one!, "answers", [c!, a!.id, b!.id]);

    assert.deepEqual(await texts(one!.answers), ["c", "a", "b"]);
    assert.deepEqual(await texts(Answer.where({ question: one! })), ["c", "a", "b"]);
    await assert.rejects(setRelatedOrder(one!, "answers", [x!]), { code: "db.does-not-exist" });
    await assert.rejects(relatedOrder(a!, "question"), { code: "db.invalid-query" });
  });

  test("the neighbours of a row are those of the order that is stored now", async () => {
    await using _database = await open(models);
    const one = await Question.create({ text: "one" });
    const [a, b, c] = await Answer.createMany([
      { text: "a", question: one },
      { text: "b", question: one },
      { text: "c", question: one },
    ]);

    assert.equal((await nextInOrder(a!))?.text, "b");
    assert.equal(await nextInOrder(c!), null);
    assert.equal(await previousInOrder(a!), null);
    await setRelatedOrder(one, "answers", [b!.id, a!.id, c!.id]);
    assert.equal((await nextInOrder(a!))?.text, "c");
    assert.equal((await previousInOrder(a!))?.text, "b");
    await assert.rejects(nextInOrder(one), { code: "db.invalid-query" });
  });

  test("rows without the other row have an order of their own", async () => {
    await using _database = await open(models);
    const root = await Post.create({ title: "1" });
    const second = await Post.create({ title: "2" });
    const child = await Post.create({ title: "1.1", parent: root });
    const last = await Post.create({ title: "1.2", parent: root });

    assert.equal((await nextInOrder(root))?.id, second.id);
    assert.equal((await nextInOrder(child))?.id, last.id);
    assert.deepEqual(
      (await root.children).map(({ title }) => title),
      ["1.1", "1.2"],
    );
  });

  test("an order that can't be is refused", () => {
    class Twice extends Model({
      get question() {
        return belongsTo(() => Question);
      },
    }) {
      static override meta() {
        return this.options({ orderWithRespectTo: "question", orderBy: ["id"] });
      }
    }
    class Nowhere extends Model({ text: string() }) {
      static override meta() {
        return this.options({ orderWithRespectTo: "text" as never });
      }
    }

    assert.throws(() => modelMeta(Twice), { code: "db.invalid-model", message: /both orderBy and/ });
    assert.throws(() => modelMeta(Nowhere), { code: "db.invalid-model", message: /no belongsTo\(\)/ });
  });
});
