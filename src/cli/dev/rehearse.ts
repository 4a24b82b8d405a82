import { type ErrorPages, loadErrorPages } from "../../devtools/index.ts";

/**
 * Loads what apps consist of, so that a process that stands by has little left to do when its app starts. Modules of the
 * app itself, and packages that it uses, are not touched: they run when the app starts, in their own order.
 */
export async function rehearse(): Promise<ErrorPages> {
  await Promise.all([
    import("../../index.ts"),
    import("../../admin/index.ts"),
    import("../../app/index.ts"),
    import("../../auth/index.ts"),
    import("../../contenttypes/index.ts"),
    import("../../flash/index.ts"),
    import("../../forms/index.ts"),
    import("../../sessions/index.ts"),
  ]);
  return loadErrorPages();
}
