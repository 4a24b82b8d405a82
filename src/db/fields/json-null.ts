/** The null of JSON. */
class JsonNull {
  /** Never there: tells it from other objects. */
  declare readonly "~jsonNull": true;

  toJSON(): null {
    return null;
  }
}

export type { JsonNull };

/**
 * The null that stands in a JSON column as a value: `null` itself is no value at all, SQL's NULL. Both are read as null.
 *
 * @example
 * await Page.create({ data: jsonNull });
 * await Page.where({ data: { eq: jsonNull } }).count(); // 1, and none of those with isNull
 */
export const jsonNull: JsonNull = Object.freeze(new JsonNull());
