export { type BodyTagCall, type BodyTagOptions, bodyTag } from "./body-tag.ts";
export {
  type CheckTemplatesOptions,
  checkTemplates,
  type TemplateCheck,
} from "./checker/check-templates.ts";
export { describeDiagnostic, type TemplateDiagnostic } from "./checker/diagnostic.ts";
export type { RouteNames, RouteParameters } from "./checker/twin-vocabulary.ts";
export type { TwinWriter } from "./checker/twin-writer.ts";
export type { CodeWriter } from "./compiler/code-writer.ts";
export { Engine, type EngineOptions } from "./engine.ts";
export { type TemplateFrame, templateTrace } from "./error-trace.ts";
export {
  HtmlPositionError,
  HtmlValueError,
  LibraryError,
  MissingTemplateFunctionError,
  MissingTypeScriptError,
  SandboxLimitError,
  SuspiciousTextError,
  TemplateCheckError,
  TemplateDoesNotExist,
  TemplateError,
  TemplateRecursionError,
  TemplateSyntaxError,
  TemplateValueError,
  UnknownBlockError,
  VariableDoesNotExist,
} from "./errors.ts";
export {
  type FragmentCache,
  MemoryFragmentCache,
  type MemoryFragmentCacheOptions,
  templateFragmentKey,
} from "./fragment-cache.ts";
export { attributes } from "./html-tag/attributes.ts";
export { html } from "./html-tag/html.ts";
export type { Html } from "./html-tag/html-types.ts";
export { AsyncHtml } from "./html-tag/pieces.ts";
export {
  defineLibrary,
  type Filter,
  type FilterArgument,
  type FilterFunction,
  type FilterOptions,
  filter,
  type Library,
  type LibraryOptions,
  type TagParser,
  type TextFilterOptions,
  type TypedLibrary,
  textFilter,
} from "./library.ts";
export { folderLoader } from "./loaders/folder-loader.ts";
export type { Candidate, Loader } from "./loaders/loader.ts";
export { memoryLoader } from "./loaders/memory-loader.ts";
export type { Node as TemplateNode } from "./node.ts";
export { type PageTemplate, TemplateRendering, template } from "./page-template.ts";
export type { Expression } from "./parser/expression.ts";
export type { Token } from "./parser/lexer.ts";
export type { Parser } from "./parser/parser.ts";
export type { MarkedFunction } from "./runtime/callable.ts";
export type { RenderEnvironment } from "./runtime/environment.ts";
export type { PageVariables, SharedData } from "./runtime/shared-data.ts";
export { escapeHtml, type HtmlObject, isHtmlObject, SafeString, safe, toHtml } from "./safe-string.ts";
export { sandboxFilters, sandboxTags } from "./sandbox/allowed-names.ts";
export type { SandboxMembers } from "./sandbox/readable-members.ts";
export type { SandboxOptions } from "./sandbox/sandbox.ts";
export {
  type BlockTagCall,
  type BlockTagOptions,
  blockTag,
  inclusionTag,
  simpleTag,
  type TagCall,
  type TypedTag,
} from "./simple-tags.ts";
export type { TagSignature } from "./tag-arguments.ts";
export { type RenderOptions, Template } from "./template.ts";
export { type TemplateFunctions, templateFunctionsService } from "./template-functions.ts";
export { TemplateStream } from "./template-stream.ts";
export {
  engineService,
  type TemplatesConfig,
  type TemplatesOptions,
  templatesModule,
} from "./templates-module.ts";
