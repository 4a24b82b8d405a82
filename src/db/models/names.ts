/** `"bornOn"` gives `"born_on"`, `"apiURL"` gives `"api_url"`: the column of a property, named as Django would. */
export function snakeCase(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .toLowerCase();
}

/** `"ContentType"` gives `"content type"`, as Django labels a model without a `verbose_name`. */
export function wordsOf(name: string): string {
  return camelCaseToSpaces(name).replaceAll("_", " ").trim();
}

/** A word begins with a capital behind a small letter, and with the last capital of several: `"HTTPServer"`. */
export function camelCaseToSpaces(name: string): string {
  return name
    .replaceAll(/(?<=[a-z])[A-Z]|[A-Z](?![A-Z]|\n?$)/g, " $&")
    .trim()
    .toLowerCase();
}

/** `"BigPlace"` gives `"bigPlace"`. */
export function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
