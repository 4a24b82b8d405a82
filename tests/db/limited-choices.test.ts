import assert from "node:assert/strict";
import { belongsTo, boolean, hasMany, Model, manyToMany, modelMeta, string } from "quintet/db";
import { modelFormField } from "quintet/forms";
import { forEachDatabase } from "./databases.ts";

class Worker extends Model({
  name: string({ maxLength: 20 }),
  isActive: boolean({ default: true }),
  get tasks() {
    return hasMany(() => Task, "worker");
  },
}) {
  override toString() {
    return this.name;
  }
}
class Task extends Model({
  title: string({ maxLength: 20 }),
  get worker() {
    return belongsTo(() => Worker, { limitChoicesTo: { isActive: true } });
  },
  get helper() {
    return belongsTo(() => Worker, {
      nullable: true,
      limitChoicesTo: (worker) => worker.name.startsWith("A"),
    });
  },
  get watchers() {
    return manyToMany(() => Worker, { optional: true, limitChoicesTo: { isActive: false } });
  },
}) {}
const models = [Worker, Task];

forEachDatabase(({ test, open }) => {
  test("validate() refuses a row that a relation may not refer to", async () => {
    await using _database = await open(models);
    const [ann, bob] = await Worker.createMany([{ name: "Ann" }, { name: "Bob", isActive: false }]);
    const problems = async (task: Task) => (await task.validate()).map(({ field, code }) => [field, code]);

    assert.deepEqual(await problems(new Task({ title: "a", worker: ann!, helper: ann! })), []);
    assert.deepEqual(await problems(new Task({ title: "a", worker: bob! })), [["worker", "choice"]]);
    assert.deepEqual(await problems(new Task({ title: "a", worker: ann!.id, helper: bob!.id })), [
      ["helper", "choice"],
    ]);
    assert.deepEqual(await problems(new Task({ title: "a", worker: 99 })), [["worker", "choice"]]);
    assert.deepEqual(await problems(new Task({ title: "a" })), [["worker", "required"]]);
  });

  test("forms offer only the rows that there are to choose from", async () => {
    await using _database = await open(models);
    await Worker.createMany([{ name: "Ann" }, { name: "Bob", isActive: false }, { name: "Cid" }]);
    const labels = async (name: string) => {
      const choices = await modelFormField(modelMeta(Task), name).kind.choices?.(false);
      return choices?.map((choice) => ("label" in choice ? choice.label : ""));
    };

    assert.deepEqual(await labels("worker"), ["Ann", "Cid"]);
    assert.deepEqual(await labels("helper"), ["Ann"]);
    assert.deepEqual(await labels("watchers"), ["Bob"]);
  });
});
