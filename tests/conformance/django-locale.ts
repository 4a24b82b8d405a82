import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/*
 * Django's own catalogs: a real Django is unpacked once on this machine, beside the repository and never into it.
 */

const tool = path.resolve(import.meta.dirname, "../../../shared/tools/real-django");
const home = path.join(tmpdir(), "quintet-django-translations");

// The apps of the recorded Django, in the order of its INSTALLED_APPS, then what Django has itself.
const parts = [
  "contrib/contenttypes",
  "contrib/auth",
  "contrib/sites",
  "contrib/sessions",
  "contrib/messages",
  "contrib/staticfiles",
  "contrib/humanize",
  "contrib/admin",
  "forms",
  "conf",
];

let found: readonly string[] | undefined;

/** The folders of Django's catalogs, in the order in which they count; none where Django can't be unpacked. */
export function djangoLocaleFolders(): readonly string[] {
  found ??= find();
  return found;
}

function find(): string[] {
  if (!existsSync(localeOf("conf"))) unpack();
  return parts.map(localeOf).filter((folder) => existsSync(folder));
}

function localeOf(part: string): string {
  return path.join(home, "root/usr/lib/python3/dist-packages/django", part, "locale");
}

/** Several runners may do this at once: each unpacks a Django of its own, and the first one's is kept. */
function unpack(): void {
  if (!existsSync(tool)) return;
  const own = mkdtempSync(`${home}-`);
  try {
    execFileSync(tool, [own], { stdio: "ignore", timeout: 180_000 });
    renameSync(own, home);
  } catch {
    rmSync(own, { recursive: true, force: true }); // not root, no network, or another runner was first
  }
}
