export { ContentType } from "./content-type.ts";
export { clearContentTypeCache, contentTypeFor, contentTypesFor } from "./content-type-cache.ts";
export { contentTypes } from "./content-types-module.ts";
