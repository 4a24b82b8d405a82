import { contentTypeFor } from "../../contenttypes/index.ts";
import type { ModelClass } from "../../db/index.ts";
import { type ViewTime, viewTime } from "../display.ts";
import type { RegisteredResource } from "../resource/registered-resource.ts";
import { rowUrl } from "../urls.ts";
import type { Visit } from "../visit.ts";
import { capitalized, shortened } from "../wording.ts";
import { messageSentence } from "./change-message.ts";
import { LogEntry, type LoggedAction } from "./log-entry.ts";

/** An entry of the log as `parts/timeline.html` shows it. */
export interface EntryView {
  readonly action: LoggedAction;
  readonly sentence: string;
  /** The row that it is about; empty on the row's own page. */
  readonly label: string;
  readonly url: string;
  /** The model's name; empty on the row's own page. */
  readonly kind: string;
  readonly who: string;
  readonly when: ViewTime;
}

const recentCount = 10;
const historyCount = 100;

/** What the visitor did last. */
export async function recentEntries(visit: Visit): Promise<EntryView[]> {
  const entries = await LogEntry.where({ user: visit.user.id }).include("contentType").limit(recentCount);
  return entries.map((entry) => {
    const { contentType, objectId, action } = entry;
    const resource = contentType ? visit.site.find(contentType.appLabel, contentType.model) : undefined;
    const isReachable =
      resource !== undefined && objectId !== null && action !== "deleted" && visit.can("view", resource);
    return {
      action,
      sentence: action === "changed" ? changeSentence(entry.changeMessage) : capitalized(action),
      label: shortened(entry.objectRepr),
      url: isReachable ? rowUrl(resource, objectId) : "",
      kind: capitalized(resource?.label ?? contentType?.model ?? ""),
      who: visit.user.fullName,
      when: viewTime(entry.actionTime),
    };
  });
}

/** `"Changed Title and Status."` gives `"Changed Title and Status of"`, before the row's name. */
function changeSentence(message: string): string {
  const sentence = messageSentence(message);
  return /^Changed [^.]*\.$/.test(sentence) ? `${sentence.slice(0, -1)} of` : "Changed";
}

/** What happened to a row, newest first. */
export async function rowHistory(resource: RegisteredResource, key: string): Promise<EntryView[]> {
  const contentType = await contentTypeFor(resource.meta.root.model as ModelClass);
  const entries = await LogEntry.where({ contentType: contentType.id, objectId: key })
    .include("user")
    .limit(historyCount);
  return entries.map((entry) => ({
    action: entry.action,
    sentence: messageSentence(entry.changeMessage),
    label: "",
    url: "",
    kind: "",
    who: entry.user.fullName,
    when: viewTime(entry.actionTime),
  }));
}
