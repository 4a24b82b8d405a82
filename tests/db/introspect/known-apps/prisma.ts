import type { Dialect, KnownApp } from "./known-app.ts";

/*
 * The habits of Prisma and Drizzle: tables called as classes and columns as properties, texts for keys, enumerations, tables
 * between that are called `_CategoryToPost` with the columns A and B.
 */

const types = {
  sqlite: {
    id: "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT",
    moment: "DATETIME",
    key: "TEXT",
    json: "JSONB",
    float: "REAL",
    role: `TEXT NOT NULL DEFAULT 'USER'`,
  },
  postgres: {
    id: "SERIAL NOT NULL PRIMARY KEY",
    moment: "TIMESTAMP(3)",
    key: "TEXT",
    json: "JSONB",
    float: "DOUBLE PRECISION",
    role: `"Role" NOT NULL DEFAULT 'USER'`,
  },
  mysql: {
    id: "INTEGER NOT NULL AUTO_INCREMENT PRIMARY KEY",
    moment: "DATETIME(3)",
    key: "VARCHAR(191)",
    json: "JSON",
    float: "DOUBLE",
    role: `ENUM('USER', 'ADMIN') NOT NULL DEFAULT 'USER'`,
  },
} as const;

function schema(dialect: Dialect): string {
  const { id, moment, key, json, float, role } = types[dialect];
  const now = dialect === "mysql" ? "CURRENT_TIMESTAMP(3)" : "CURRENT_TIMESTAMP";
  const text = `
    ${dialect === "postgres" ? `CREATE TYPE "Role" AS ENUM ('USER', 'ADMIN');` : ""}
    CREATE TABLE "_prisma_migrations" ("id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" ${moment}, "migration_name" VARCHAR(255) NOT NULL);
    CREATE TABLE "User" ("id" ${key} NOT NULL PRIMARY KEY, "email" ${key} NOT NULL, "name" ${key}, "role" ${role}, "createdAt" ${moment} NOT NULL DEFAULT ${now}, "updatedAt" ${moment} NOT NULL);
    CREATE UNIQUE INDEX "User_email_key" ON "User" ("email");
    CREATE TABLE "Profile" ("id" ${id}, "bio" ${key}, "userId" ${key} NOT NULL, CONSTRAINT "Profile_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE RESTRICT ON UPDATE CASCADE);
    CREATE UNIQUE INDEX "Profile_userId_key" ON "Profile" ("userId");
    CREATE TABLE "Post" ("id" ${id}, "title" ${key} NOT NULL, "content" ${json}, "published" BOOLEAN NOT NULL DEFAULT false, "rating" ${float}, "authorId" ${key}, "viewCount" INTEGER NOT NULL DEFAULT 0, CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User" ("id") ON DELETE SET NULL ON UPDATE CASCADE);
    CREATE INDEX "Post_authorId_idx" ON "Post" ("authorId");
    CREATE TABLE "Category" ("id" ${id}, "name" ${key} NOT NULL);
    CREATE TABLE "_CategoryToPost" ("A" INTEGER NOT NULL, "B" INTEGER NOT NULL, CONSTRAINT "_CategoryToPost_A_fkey" FOREIGN KEY ("A") REFERENCES "Category" ("id") ON DELETE CASCADE ON UPDATE CASCADE, CONSTRAINT "_CategoryToPost_B_fkey" FOREIGN KEY ("B") REFERENCES "Post" ("id") ON DELETE CASCADE ON UPDATE CASCADE);
    CREATE UNIQUE INDEX "_CategoryToPost_AB_unique" ON "_CategoryToPost" ("A", "B");
    CREATE INDEX "_CategoryToPost_B_index" ON "_CategoryToPost" ("B");
    CREATE TABLE "_UserFollows" ("A" ${key} NOT NULL, "B" ${key} NOT NULL, CONSTRAINT "_UserFollows_AB_pkey" PRIMARY KEY ("A", "B"), CONSTRAINT "_UserFollows_A_fkey" FOREIGN KEY ("A") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE, CONSTRAINT "_UserFollows_B_fkey" FOREIGN KEY ("B") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE);
    CREATE INDEX "_UserFollows_B_index" ON "_UserFollows" ("B");
    INSERT INTO "User" ("id", "email", "name", "role", "updatedAt") VALUES ('clx1', 'ada@example.com', 'Ada', 'ADMIN', '2024-05-06 07:08:09.123'), ('clx2', 'grace@example.com', NULL, 'USER', '2024-05-06 07:08:09.123');
    INSERT INTO "Profile" ("bio", "userId") VALUES ('Counts', 'clx1');
    INSERT INTO "Post" ("title", "authorId", "rating") VALUES ('Tea', 'clx1', 4.5), ('Milk', NULL, NULL);
    INSERT INTO "Category" ("name") VALUES ('Drinks'), ('Food');
    INSERT INTO "_CategoryToPost" VALUES (1, 1), (1, 2), (2, 2);
    INSERT INTO "_UserFollows" VALUES ('clx1', 'clx2');`;
  return dialect === "mysql" ? text.replaceAll('"', "`") : text;
}

export const prisma: KnownApp = {
  name: "feed",
  schema: { sqlite: schema("sqlite"), postgres: schema("postgres"), mysql: schema("mysql") },
  questions: `
    const ada = await User.include("profile", "posts").get({ email: "ada@example.com" });
    const tea = await Post.include("author").get({ title: "Tea" });
    const profile = await Profile.include("user").get({ bio: "Counts" });
    const made = await Post.create({ title: "Coffee", author: tea.author, content: { strong: true } });
    const again = await Post.get({ id: made.id });
    return [
      ada.role, ada.posts.length, ada.profile?.bio, ada.updatedAt.toISOString(), tea.author?.name, tea.rating, profile.user.email,
      again.content, again.published, again.viewCount, await Post.where({ author: { role: "ADMIN" } }).count(),
    ];`,
  answers: [
    "ADMIN",
    1,
    "Counts",
    "2024-05-06T07:08:09.123Z",
    "Ada",
    4.5,
    "ada@example.com",
    { strong: true },
    false,
    0,
    2,
  ],
  change: [
    /viewCount: integer\(\{ /,
    "pinned: boolean({ default: false }),\n  viewCount: integer({ index: true, ",
  ],
};
