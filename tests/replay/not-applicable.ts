/** Records of features that Quintet doesn't have, and why each can't be replayed. They are counted apart, never as passed. */
export const notApplicable: ReadonlyMap<string, string> = new Map([
  [
    "CVE-2016-9013",
    "No tool makes accounts of a database server: a test database belongs to the account that is there.",
  ],
  ["CVE-2021-3281", "Nothing unpacks archives: `quintet new` copies files of the package."],
  ["CVE-2026-6907", "There is no cache of pages yet."],
  ["CVE-2026-8404", "There is no cache of pages yet."],
  ["CVE-2026-35192", "There is no cache of pages yet."],
  ["CVE-2026-35193", "There is no cache of pages yet."],
  ["CVE-2026-48588", "There is no cache of pages yet."],
  ["CVE-2026-33805", "There is no helper that passes requests on to another server."],
  ["CVE-2024-10491", "Nothing writes a Link header of what a visitor sent."],
  [
    "CVE-2026-33326",
    "The lists of handlers and of the admin have numbered pages, and no cursor that a client could name.",
  ],
  ["CVE-2026-48779", "There are no WebSockets yet."],
  ["CVE-2016-10542", "There are no WebSockets yet."],
  ["CVE-2023-44487", "The server speaks HTTP/1.1 only."],
  [
    "CVE-2026-25574",
    "An app has one user model, and what belongs to a user is found by a foreign key to it.",
  ],
  [
    "CVE-2026-35412",
    "A stored file has no number that a client could name: a field's file is replaced by sending another, or by a value that the server has signed.",
  ],
  ["CVE-2020-8203", "Nothing sets a value by a path of names; the merges that there are: CVE-2019-10744."],
  [
    "CVE-2025-13465",
    "Nothing removes a value by a path of names; the merges that there are: CVE-2019-10744.",
  ],
]);

/** Records that other tests replay, next to the part they attack, and where. */
export const elsewhere: ReadonlyMap<string, string> = new Map([
  ["CVE-2026-25674", "tests/files/disk.test.ts"],
  ["CVE-2024-47831", "tests/files/default-security.test.ts"],
]);
