import { WrongValueError } from "../errors.ts";
import { type AcceptingType, acceptorOf } from "../fields/accept-value.ts";
import type { StoredValue } from "../fields/column.ts";
import type { Dialect, Encoder } from "./dialect.ts";
import { typeOfValue } from "./value-type.ts";

/** What makes a field's stored values of what is given for the field: checks the kind, then encodes. */
export function fieldEncoder(dialect: Dialect, field: AcceptingType): Encoder {
  const encode = dialect.encoder(field);
  const accept = acceptorOf(field);
  if (encode === undefined) return accept as Encoder; // stored as it is
  return (value) => {
    const accepted = accept(value);
    return accepted === null ? null : encode(accepted);
  };
}

/**
 * What makes stored values where nothing says what they are for: each is sent as what it is in JavaScript.
 * @throws {@link WrongValueError} for what no column holds: functions, symbols, `undefined`, rows.
 */
export function valueEncoder(dialect: Dialect): Encoder {
  return (value) => {
    const type = typeOfValue(value);
    if (type === undefined)
      throw new WrongValueError("An expression", "values such as a column holds", value);
    return fieldEncoder(dialect, type)(value);
  };
}

/** One value as the database stores it. */
export function storedValue(dialect: Dialect, field: AcceptingType, value: unknown): StoredValue {
  return value === null || value === undefined ? null : fieldEncoder(dialect, field)(value);
}
