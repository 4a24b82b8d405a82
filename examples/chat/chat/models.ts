import { User } from "quintet/auth";
import { belongsTo, choice, datetime, hasMany, index, Model, string, text } from "quintet/db";

export const maxTitleLength = 120;

/** What one person asked and was answered, one after the other. */
export class Conversation extends Model({
  title: string({ maxLength: maxTitleLength }),
  createdAt: datetime({ default: "now", editable: false }),
  /** When a question was last asked. */
  updatedAt: datetime({ default: "now", editable: false }),
  get owner() {
    return belongsTo(() => User, { onDelete: "cascade" });
  },
  get messages() {
    return hasMany(() => Message, "conversation");
  },
}) {
  static override meta() {
    return this.options({
      orderBy: ["-updatedAt"],
      indexes: (conversation) => [index(conversation.owner, conversation.updatedAt.desc())],
    });
  }

  override toString(): string {
    return this.title;
  }
}

/** A question, or an answer: the whole of it, or as much as has arrived. */
export class Message extends Model({
  role: choice({ user: "Question", assistant: "Answer" }),
  /** In Markdown. */
  content: text({ optional: true }),
  status: choice(
    { complete: "Complete", streaming: "Being written", stopped: "Stopped", failed: "Failed" },
    { default: "complete" },
  ),
  /** For the person who asked: why an answer ended as it did. */
  notice: text({ optional: true }),
  createdAt: datetime({ default: "now", editable: false }),
  get conversation() {
    return belongsTo(() => Conversation, { onDelete: "cascade" });
  },
}) {
  static override meta() {
    return this.options({ orderBy: ["id"] });
  }

  override toString(): string {
    return this.content.length > 80 ? `${this.content.slice(0, 79)}…` : this.content;
  }
}

/** A person's own key for a model service. There is at most one for each. */
export class ModelKey extends Model({
  /** Encrypted with the app's secret key; see keys.ts. */
  encryptedKey: text({ editable: false }),
  /** What may be shown of it: "sk-…9f2c". */
  hint: string({ maxLength: 20 }),
  baseUrl: string({ maxLength: 200 }),
  model: string({ maxLength: 100 }),
  get owner() {
    return belongsTo(() => User, { onDelete: "cascade", unique: true });
  },
}) {
  override toString(): string {
    return `${this.hint} (${this.model})`;
  }
}
