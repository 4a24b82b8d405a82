/*
 * What the page with cards does with its values, for contenders that have no filter with the same answer: Django's
 * `date:"j M Y"`, `floatformat:2` and `truncatewords`, written as short and fast as one would by hand.
 */
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `5 Mar 2024` */
export function shortDate(date: Date): string {
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** `12.50` */
export function money(amount: number): string {
  return amount.toFixed(2);
}

/** The first words, and ` …` where there are more. */
export function firstWords(text: string, count: number): string {
  const words = text.split(" ");
  return words.length <= count ? text : `${words.slice(0, count).join(" ")} …`;
}

/** `Tea and cake` */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
