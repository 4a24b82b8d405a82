import type { User } from "quintet/auth";
import { Conversation } from "./models.ts";

export interface ConversationGroup {
  /** "Today", "Yesterday", … */
  readonly label: string;
  readonly conversations: readonly {
    readonly id: number;
    readonly title: string;
    readonly isCurrent: boolean;
  }[];
}

// More than anyone scrolls through; the admin finds the rest.
const maxListed = 200;

/** A person's conversations, grouped by when something was last asked, the latest first. */
export async function listConversations(owner: User, currentId?: number): Promise<ConversationGroup[]> {
  const conversations = await Conversation.where({ owner }).orderBy("-updatedAt").limit(maxListed);
  const groups = Map.groupBy(conversations, ({ updatedAt }) => ageLabel(updatedAt, new Date()));
  return [...groups].map(([label, items]) => ({
    label,
    conversations: items.map(({ id, title }) => ({ id, title, isCurrent: id === currentId })),
  }));
}

/** In words, by calendar days. */
export function ageLabel(then: Date, now: Date): string {
  const days = Math.round((startOfDay(now) - startOfDay(then)) / 86_400_000);
  if (days <= 0) return "Today";
  if (days === 1) return "Yesterday";
  if (days <= 7) return "Previous 7 days";
  if (days <= 30) return "Previous 30 days";
  return "Older";
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
