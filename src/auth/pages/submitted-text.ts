/** The text that was sent for a field; empty where there is none, or where it is an uploaded file. */
export function submittedText(form: FormData, field: string): string {
  const value = form.get(field);
  return typeof value === "string" ? value : "";
}
