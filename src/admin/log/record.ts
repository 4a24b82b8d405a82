import { contentTypeFor } from "../../contenttypes/index.ts";
import type { ModelClass } from "../../db/index.ts";
import type { RegisteredResource } from "../resource/registered-resource.ts";
import { type AnyRow, keyOf } from "../rows.ts";
import type { Visit } from "../visit.ts";
import { actionFlags, LogEntry, type LoggedAction } from "./log-entry.ts";

/** What is to be remembered of an action. */
export interface LoggedChange {
  readonly action: LoggedAction;
  readonly rows: readonly AnyRow[];
  /** In Django's form: see change-message.ts. */
  readonly message: string;
}

// django_admin_log.object_repr is a varchar(200)
const maxLabelLength = 200;

/** Writes entries into the log, in the visitor's name. Called within the transaction that makes the change. */
export async function recordChange(
  visit: Visit,
  resource: RegisteredResource,
  { action, rows, message }: LoggedChange,
): Promise<void> {
  const contentType = await contentTypeFor(resource.meta.root.model as ModelClass);
  await LogEntry.all().createMany(
    rows.map((row) => ({
      user: visit.user,
      contentType,
      objectId: String(keyOf(resource.meta, row)),
      objectRepr: String(row).slice(0, maxLabelLength),
      actionFlag: actionFlags[action],
      changeMessage: message,
    })),
  );
}
