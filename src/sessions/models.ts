import { datetime, Model, string, text } from "../db/index.ts";

/** A stored session, on Django's table. Its data is signed text: `decodeSession()` reads it. */
export class Session extends Model({
  sessionKey: string({ maxLength: 40, primaryKey: true }),
  sessionData: text(),
  expireDate: datetime({ index: true }),
}) {
  static override meta() {
    return this.options({ table: "django_session" });
  }

  override toString() {
    // Not the key: whoever reads it in a list could take the session over.
    return `session until ${this.expireDate.toISOString()}`;
  }
}
