import { User } from "../../auth/index.ts";
import { ContentType } from "../../contenttypes/index.ts";
import { belongsTo, datetime, Model, smallInteger, string, text } from "../../db/index.ts";

/** What happened, in Django's numbers. */
export const actionFlags = { added: 1, changed: 2, deleted: 3 } as const;
/** The name of a number. */
export type LoggedAction = keyof typeof actionFlags;

/** Who did what in the admin, and when. On Django's table. */
export class LogEntry extends Model({
  actionTime: datetime({ default: "now", editable: false, label: "action time" }),
  get user() {
    return belongsTo(() => User, { onDelete: "cascade" });
  },
  get contentType() {
    return belongsTo(() => ContentType, { onDelete: "setNull", nullable: true, label: "content type" });
  },
  /** The key of the row, as text. */
  objectId: text({ nullable: true, optional: true, label: "object id" }),
  /** What the row was called then: it may be gone. */
  objectRepr: string({ maxLength: 200, label: "object repr" }),
  actionFlag: smallInteger({ positive: true, label: "action flag" }),
  /** JSON; `messageSentence()` makes a sentence of it. */
  changeMessage: text({ optional: true, label: "change message" }),
}) {
  static override meta() {
    return this.options({
      table: "django_admin_log",
      label: "log entry",
      pluralLabel: "log entries",
      orderBy: ["-actionTime"],
    });
  }

  override toString() {
    return `${this.action} “${this.objectRepr}”`;
  }

  get action(): LoggedAction {
    if (this.actionFlag === actionFlags.added) return "added";
    return this.actionFlag === actionFlags.deleted ? "deleted" : "changed";
  }
}
