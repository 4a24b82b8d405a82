import { defineModule } from "quintet";
import { resource } from "quintet/admin";
import { json as jsonField, Model, string } from "quintet/db";

/** A post of the board. */
class Post extends Model({
  title: string({ maxLength: 200 }),
  secret: string({ maxLength: 100, default: "" }),
  data: jsonField<unknown>({ nullable: true }),
}) {
  override toString() {
    return this.title;
  }
}

export const board = defineModule({
  name: "board",
  folder: import.meta.dirname,
  models: [Post],
  admin: [resource(Post, { columns: ["title"], search: ["title"] })],
});
