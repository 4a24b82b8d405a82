/*
 * Why a value can't stand where it stands, and what to write instead.
 */

/** Where in a tag or a comment a template was when a hole came, as HTML's tokenizer calls it. */
export type RefusedState =
  | "tag open"
  | "end tag open"
  | "tag name"
  | "attribute name"
  | "after attribute name"
  | "unquoted value"
  | "after value"
  | "markup declaration"
  | "comment"
  | "bogus comment";

/** Why no value can stand in a state. */
export function refusalIn(state: RefusedState, attribute: string): string {
  switch (state) {
    case "tag open":
    case "end tag open":
    case "tag name":
      return `a tag's name can't be a value. Write an html\`…\` for each, and choose: \${isLink ? html\`<a href=\${url}>…</a>\` : html\`<b>…</b>\`}.`;
    case "attribute name":
      return `an attribute's name can't be put together. Write the attribute out: name=\${value} leaves it out for false, null and undefined. Several are given as \${attributes({ … })}, with a space on both sides.`;
    case "after attribute name":
      return `behind "${attribute}" a value needs a "=".`;
    case "unquoted value":
      return unquotedRefusal(attribute);
    case "after value":
      return "the attribute in front ends here. Write a space behind it.";
    case "comment":
      return `a value in a comment could end it. Take it out, or write the comment in TypeScript: \${/* … */ null}.`;
    case "markup declaration":
    case "bogus comment":
      return "it stands in a declaration. Values stand in text or in attributes.";
  }
}

export function unquotedRefusal(attribute: string): string {
  return `the value of "${attribute}" is put together without quotes. Write quotes around it: ${attribute}="…".`;
}

/** Why no value can stand in an element whose content is no markup. */
export function refusalInside(element: string): string {
  switch (element) {
    case "script":
      return (
        "a value in a <script> would be read as a program. Give the data to the page as " +
        `<script type="application/json">\${JSON.stringify(data)}</script> or in data-… attributes, and let a script of a file read it.`
      );
    case "style":
      return `a value in a <style> could change the whole page. Choose between classes, or set a property of one element: style="--accent: \${color}".`;
    case "title":
    case "textarea":
      return `<${element}> holds only text, and there is a tag in front.`;
    default:
      return `browsers read what is in <${element}> as text, entities too. Use another element.`;
  }
}

export const mixedJsonRefusal = `a block of JSON has one value as its whole content. Put it together before: \${JSON.stringify(data)}.`;

export const endTagRefusal = "an end tag has no attributes.";

export const scriptRefusal =
  "its script holds both <!-- and <script, behind which browsers do not see the script's end. Write one of them in pieces.";

export const cdataRefusal =
  "it holds <![CDATA[, which browsers read in two ways. Write the text with entities instead.";

export const attributesRefusal = `attributes are written out, name=\${value}, or given as \${attributes({ name: value })}. A single one that comes and goes is name=\${isThere}.`;

export const jsonTextRefusal = `a text in a block of JSON is JSON already. Write \${JSON.stringify(data)}.`;

export const callRefusal = `html is written in front of a template: html\`<b>\${name}</b>\`. It was called like a function.
A text that is HTML already is marked with safe(text).`;

export const styleRefusal = `in a style a value stands behind a colon, "width: \${width}px", or in place of whole declarations. It is not put into a name, a quoted text or a url(…).`;

export function codeRefusal(attribute: string): string {
  return `"${attribute}" holds a program, and a value in it would be run. Put the value into a data-… attribute, and let a script of a file read it: element.addEventListener(…), element.dataset.`;
}
