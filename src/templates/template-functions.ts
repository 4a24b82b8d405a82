import { serviceKey } from "../core/index.ts";

/** What templates need from the parts above them. The app provides it; `new Engine({ functions })` takes some or all. */
export interface TemplateFunctions {
  /** `{% url "name" 1 slug="a" %}` */
  urlFor(name: string, positional: readonly unknown[], named: Readonly<Record<string, unknown>>): string;
  /** `{% static "site.css" %}` */
  assetUrl(path: string): string;
  /** `{% get_static_prefix %}`: what stands in front of all assets. */
  staticPrefix(): string;
  /** `{% get_media_prefix %}`: what stands in front of all uploaded files. */
  mediaPrefix(): string;
  /** `{% csrf_token %}`; the empty text where the page has none. */
  csrfToken(): string | Promise<string>;
}

/** Under this key an app finds what it hands to its templates. */
export const templateFunctionsService = serviceKey<Partial<TemplateFunctions>>("templates.functions");
