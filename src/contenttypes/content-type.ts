import { Model, string, unique } from "../db/index.ts";

/** A model as a row, so that other rows can refer to models: permissions, the admin's log. On Django's table. */
export class ContentType extends Model({
  /** The module's name. */
  appLabel: string({ maxLength: 100 }),
  /** The model's name in lower case. */
  model: string({ maxLength: 100 }),
}) {
  static override meta() {
    return this.options({
      table: "django_content_type",
      label: "content type",
      constraints: (type) => [unique(type.appLabel, type.model)],
    });
  }

  override toString() {
    return `${this.appLabel} | ${this.model}`;
  }
}
