import { defineLibrary, safe, simpleTag } from "../templates/index.ts";
import { iconSvg } from "./icons.ts";

/** `{% load admin %}{% icon "search" %}` draws an icon of lucide in the colour and size of the text. */
export const adminLibrary = defineLibrary({
  name: "admin",
  tags: { icon: simpleTag(({ args: [name] }) => safe(iconSvg(String(name)))) },
});
