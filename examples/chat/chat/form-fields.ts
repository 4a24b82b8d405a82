/** An input of a form as `chat/field.html` shows it. */
export interface FieldView {
  readonly name: string;
  readonly label: string;
  readonly type: "text" | "password" | "url";
  readonly value?: string;
  readonly help?: string;
  readonly placeholder?: string;
  readonly autocomplete?: string;
  readonly maxLength?: number;
  readonly isRequired?: boolean;
  readonly hasFocus?: boolean;
  /** Not spell-checked, and not begun with a capital letter by a phone. */
  readonly isCode?: boolean;
  readonly errors?: readonly string[];
}

/** The text sent for a field, without the spaces around it and with plain line ends; empty where there is none. */
export function submittedText(data: FormData, fieldName: string): string {
  const value = data.get(fieldName);
  return typeof value === "string" ? value.replaceAll("\r\n", "\n").trim() : "";
}
