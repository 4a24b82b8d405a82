/** `"bornOn"` gives `"Born on"`, `"first_name"` gives `"First name"`. */
export function labelOf(key: string): string {
  const words = key
    .replaceAll("_", " ")
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
