/*
 * Tables as others make them: the habits of Rails, Laravel, WordPress, and of the sample databases that everybody knows. Written
 * for these tests.
 */

type Dialect = "sqlite" | "postgres" | "mysql";

/** Keys in capitals, names without underscores, tables between with a key of two columns, views. */
const music: Readonly<Record<Dialect, string>> = {
  sqlite: `
    CREATE TABLE [Artist] ([ArtistId] INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, [Name] NVARCHAR(120));
    CREATE TABLE Album (AlbumId INTEGER PRIMARY KEY, Title NVARCHAR(160) NOT NULL, ArtistId INTEGER NOT NULL REFERENCES Artist (ArtistId));
    CREATE TABLE Track (TrackId INTEGER NOT NULL PRIMARY KEY, Name NVARCHAR(200) NOT NULL, AlbumId INTEGER REFERENCES Album ON DELETE SET NULL, UnitPrice NUMERIC(10,2) NOT NULL CHECK (UnitPrice >= 0), Bytes INTEGER);
    CREATE INDEX IFK_TrackAlbumId ON Track (AlbumId);
    CREATE TABLE Playlist (PlaylistId INTEGER NOT NULL PRIMARY KEY, Name NVARCHAR(120));
    CREATE TABLE PlaylistTrack (PlaylistId INTEGER NOT NULL REFERENCES Playlist (PlaylistId), TrackId INTEGER NOT NULL REFERENCES Track (TrackId), PRIMARY KEY (PlaylistId, TrackId));
    CREATE TABLE Employee (EmployeeId INTEGER NOT NULL PRIMARY KEY, LastName NVARCHAR(20) NOT NULL, ReportsTo INTEGER REFERENCES Employee (EmployeeId), HireDate DATETIME, "class" TEXT, "größe" REAL);
    CREATE VIEW ExpensiveTracks AS SELECT TrackId, Name FROM Track WHERE UnitPrice > 1;
    CREATE TABLE Log (at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, message TEXT NOT NULL DEFAULT 'it''s "nothing"');
    CREATE TRIGGER log_albums AFTER INSERT ON Album BEGIN INSERT INTO Log (message) VALUES (new.Title); END;`,
  postgres: `
    CREATE TABLE "Artist" ("ArtistId" serial PRIMARY KEY, "Name" varchar(120));
    CREATE TABLE "Album" ("AlbumId" int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "Title" varchar(160) NOT NULL, "ArtistId" int NOT NULL REFERENCES "Artist" ("ArtistId"));
    CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s fine');
    CREATE DOMAIN positive AS numeric(10,2) CHECK (VALUE >= 0);
    CREATE TABLE "Track" ("TrackId" bigserial PRIMARY KEY, "Name" varchar(200) NOT NULL, "AlbumId" int REFERENCES "Album" ON DELETE SET NULL, "UnitPrice" positive NOT NULL, mood mood NOT NULL DEFAULT 'ok', tags text[] NOT NULL DEFAULT '{}', search tsvector GENERATED ALWAYS AS (to_tsvector('simple', "Name")) STORED, place point, created timestamp NOT NULL DEFAULT now(), CONSTRAINT "track named" CHECK (length("Name") > 0 AND "Name" <> 'untitled'));
    CREATE INDEX "IFK_TrackAlbumId" ON "Track" ("AlbumId");
    CREATE INDEX track_search ON "Track" USING gin (search);
    CREATE INDEX track_lower ON "Track" (lower("Name") DESC NULLS LAST) WHERE mood <> 'sad';
    CREATE TABLE "Playlist" ("PlaylistId" serial PRIMARY KEY, "Name" varchar(120));
    CREATE TABLE "PlaylistTrack" ("PlaylistId" int NOT NULL REFERENCES "Playlist", "TrackId" bigint NOT NULL REFERENCES "Track" ON DELETE CASCADE ON UPDATE CASCADE, PRIMARY KEY ("PlaylistId", "TrackId"));
    CREATE TABLE "Employee" ("EmployeeId" serial PRIMARY KEY, "LastName" varchar(20) NOT NULL, "ReportsTo" int REFERENCES "Employee" DEFERRABLE, "class" text COLLATE "C", "größe" real);
    COMMENT ON TABLE "Employee" IS 'People; "all" of */ them';
    COMMENT ON COLUMN "Employee"."LastName" IS 'Family''s name';
    CREATE VIEW "ExpensiveTracks" AS SELECT "TrackId", "Name" FROM "Track" WHERE "UnitPrice" > 1;
    CREATE MATERIALIZED VIEW "TrackCounts" AS SELECT "AlbumId", count(*) AS tracks FROM "Track" GROUP BY 1;
    CREATE TABLE events (id bigint NOT NULL, day date NOT NULL, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
    CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
    CREATE TABLE log (message text NOT NULL);
    CREATE TABLE rooms (room int NOT NULL, during tsrange NOT NULL, EXCLUDE USING gist (during WITH &&), UNIQUE (room) DEFERRABLE INITIALLY DEFERRED);`,
  mysql: `
    CREATE TABLE Artist (ArtistId int NOT NULL AUTO_INCREMENT PRIMARY KEY, Name varchar(120));
    CREATE TABLE Album (AlbumId int NOT NULL AUTO_INCREMENT PRIMARY KEY, Title varchar(160) NOT NULL, ArtistId int NOT NULL, KEY IFK_AlbumArtistId (ArtistId), CONSTRAINT FK_AlbumArtistId FOREIGN KEY (ArtistId) REFERENCES Artist (ArtistId));
    CREATE TABLE Track (TrackId bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, Name varchar(200) NOT NULL, AlbumId int NULL, UnitPrice decimal(10,2) NOT NULL CHECK (UnitPrice >= 0), mood enum('sad','ok','it''s fine') NOT NULL DEFAULT 'ok', flags set('a','b') NULL, created timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(), FULLTEXT KEY track_name (Name), KEY track_begins (Name(10)), CONSTRAINT FK_TrackAlbumId FOREIGN KEY (AlbumId) REFERENCES Album (AlbumId) ON DELETE SET NULL) COMMENT = 'Songs; "all" of */ them';
    CREATE TABLE Playlist (PlaylistId int NOT NULL AUTO_INCREMENT PRIMARY KEY, Name varchar(120) COLLATE utf8mb4_bin);
    CREATE TABLE PlaylistTrack (PlaylistId int NOT NULL, TrackId bigint NOT NULL, PRIMARY KEY (PlaylistId, TrackId), FOREIGN KEY (PlaylistId) REFERENCES Playlist (PlaylistId), FOREIGN KEY (TrackId) REFERENCES Track (TrackId) ON DELETE CASCADE);
    CREATE TABLE Employee (EmployeeId int NOT NULL AUTO_INCREMENT PRIMARY KEY, LastName varchar(20) NOT NULL COMMENT 'Family''s name', ReportsTo int NULL, \`class\` text, \`größe\` float, FOREIGN KEY (ReportsTo) REFERENCES Employee (EmployeeId));
    CREATE VIEW ExpensiveTracks AS SELECT TrackId, Name FROM Track WHERE UnitPrice > 1;
    CREATE TABLE Log (message text NOT NULL);`,
};

const keys: Readonly<Record<Dialect, string>> = {
  sqlite: "integer PRIMARY KEY AUTOINCREMENT NOT NULL",
  postgres: "bigserial PRIMARY KEY",
  mysql: "bigint NOT NULL AUTO_INCREMENT PRIMARY KEY",
};
const moments: Readonly<Record<Dialect, string>> = {
  sqlite: "datetime(6)",
  postgres: "timestamp(6) without time zone",
  mysql: "datetime(6)",
};
const numbers: Readonly<Record<Dialect, string>> = { sqlite: "integer", postgres: "bigint", mysql: "bigint" };

/** Plural tables, `id` everywhere, indexes with long names, references that say neither table nor key: the habits of Rails. */
const rails = (dialect: Dialect) => `
  CREATE TABLE schema_migrations (version varchar(255) NOT NULL PRIMARY KEY);
  CREATE TABLE users (id ${keys[dialect]}, email varchar(255) NOT NULL DEFAULT '', sign_in_count integer NOT NULL DEFAULT 0, created_at ${moments[dialect]} NOT NULL, updated_at ${moments[dialect]} NOT NULL);
  CREATE UNIQUE INDEX index_users_on_email ON users (email);
  CREATE TABLE categories (id ${keys[dialect]}, name varchar(100), parent_id ${numbers[dialect]}, CONSTRAINT fk_rails_categories FOREIGN KEY (parent_id) REFERENCES categories (id));
  CREATE TABLE posts (id ${keys[dialect]}, user_id ${numbers[dialect]} NOT NULL, editor_id ${numbers[dialect]}, title varchar(200), body text, status varchar(20) NOT NULL DEFAULT 'draft', price decimal(8,2), save boolean NOT NULL DEFAULT false, CONSTRAINT fk_rails_1 FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE, CONSTRAINT fk_rails_2 FOREIGN KEY (editor_id) REFERENCES users (id), CONSTRAINT posts_status CHECK (status IN ('draft', 'live')));
  CREATE INDEX index_posts_on_user_id ON posts (user_id);
  CREATE INDEX index_posts_on_user_id_and_status ON posts (user_id, status);
  CREATE TABLE profiles (id ${keys[dialect]}, user_id ${numbers[dialect]} NOT NULL UNIQUE, CONSTRAINT fk_rails_3 FOREIGN KEY (user_id) REFERENCES users (id));
  CREATE TABLE categories_posts (category_id ${numbers[dialect]} NOT NULL, post_id ${numbers[dialect]} NOT NULL, CONSTRAINT fk_rails_4 FOREIGN KEY (category_id) REFERENCES categories (id), CONSTRAINT fk_rails_5 FOREIGN KEY (post_id) REFERENCES posts (id), PRIMARY KEY (category_id, post_id));
  CREATE TABLE taggings (id ${keys[dialect]}, post_id ${numbers[dialect]} NOT NULL, category_id ${numbers[dialect]} NOT NULL, UNIQUE (post_id, category_id), CONSTRAINT fk_rails_6 FOREIGN KEY (post_id) REFERENCES posts (id), CONSTRAINT fk_rails_7 FOREIGN KEY (category_id) REFERENCES categories (id));`;

/** Unsigned keys, tiny numbers, dates of zeros, no foreign keys at all. */
const wordpress = `
  SET @mode = @@sql_mode;
  SET sql_mode = '';
  CREATE TABLE wp_users (ID bigint(20) unsigned NOT NULL AUTO_INCREMENT, user_login varchar(60) NOT NULL DEFAULT '', user_registered datetime NOT NULL DEFAULT '0000-00-00 00:00:00', user_status int(11) NOT NULL DEFAULT 0, spam tinyint(2) NOT NULL DEFAULT 0, PRIMARY KEY (ID), KEY user_login_key (user_login)) DEFAULT CHARSET = utf8mb4;
  CREATE TABLE wp_postmeta (meta_id bigint(20) unsigned NOT NULL AUTO_INCREMENT, post_id bigint(20) unsigned NOT NULL DEFAULT 0, meta_key varchar(255) DEFAULT NULL, meta_value longtext DEFAULT NULL, PRIMARY KEY (meta_id), KEY post_id (post_id), KEY meta_key (meta_key(191))) DEFAULT CHARSET = utf8mb4;
  CREATE TABLE wp_term_relationships (object_id bigint(20) unsigned NOT NULL DEFAULT 0, term_taxonomy_id bigint(20) unsigned NOT NULL DEFAULT 0, term_order int(11) NOT NULL DEFAULT 0, PRIMARY KEY (object_id, term_taxonomy_id)) DEFAULT CHARSET = utf8mb4;
  CREATE TABLE oauth (id char(36) NOT NULL PRIMARY KEY, data json DEFAULT NULL, ip varbinary(16) NULL, amount mediumint unsigned NOT NULL DEFAULT 5, y year NULL, flag bit(1) NOT NULL DEFAULT b'0', total int AS (amount * 2) VIRTUAL, failed_at timestamp NULL DEFAULT NULL);
  SET sql_mode = @mode;`;

/** Schemas by name, each as statements. */
export function foreignSchemas(dialect: Dialect): Readonly<Record<string, string>> {
  return {
    music: music[dialect],
    rails: rails(dialect),
    ...(dialect === "mysql" && { wordpress }),
  };
}

/** Names that are no names elsewhere, and very long ones. */
export function oddNames(dialect: Dialect): string {
  const quote = dialect === "mysql" ? "`" : '"';
  const name = (text: string) => quote + text.replaceAll(quote, quote + quote) + quote;
  const long = "very_long_".repeat(20).slice(0, dialect === "sqlite" ? 200 : 60);
  return `
    CREATE TABLE ${name("order")} (${name("id")} ${keys[dialect]}, ${name("class")} varchar(10) NOT NULL, ${name('say "hi" `there`')} integer NULL, ${name("2nd place")} integer NULL, ${name("then")} integer NULL, ${name("привет")} integer NULL, ${name("firstName")} varchar(5) NULL, ${name("first_name")} varchar(5) NULL, ${name("*/ x")} integer NULL);
    CREATE TABLE ${name("модель")} (${name("id")} ${keys[dialect]}, ${name("order_id")} ${numbers[dialect]} NULL, ${name("order")} ${numbers[dialect]} NULL, FOREIGN KEY (${name("order")}) REFERENCES ${name("order")} (${name("id")}));
    CREATE TABLE ${name("Model")} (${name("id")} ${keys[dialect]}, ${name(long)} integer NULL);
    CREATE TABLE ${name("index")} (${name("id")} ${keys[dialect]}, ${name("new")} integer NULL);
    CREATE INDEX ${name("i'1\\")} ON ${name("index")} (${name("new")} DESC);`;
}

/** Names, comments, defaults and conditions of somebody who would like to be run, or to be shown as something else. */
export const hostileTexts: readonly string[] = [
  "*/ globalThis.attacked = 1; /*",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a name of a table
  "`; ${globalThis.attacked = 1}",
  '"; globalThis.attacked = 1; //',
  "a\nb\r\nc",
  "d\u2028e",
  "\u001b]0;attacked\u0007\u001b[2Kf",
  "\u009b2Kg",
  "h\u202etxt.exe",
  "__proto__",
  "constructor",
  "valueOf",
  "\\u0041",
];

/** A table of each of {@link hostileTexts}, with columns, defaults, rules and comments of all of them. */
export function hostileTables(dialect: Dialect): string {
  const quote = dialect === "mysql" ? "`" : '"';
  const name = (text: string) => quote + text.replaceAll(quote, quote + quote) + quote;
  const escaped = (text: string) => (dialect === "mysql" ? text.replaceAll("\\", "\\\\") : text);
  const value = (text: string) => `'${escaped(text).replaceAll("'", "''")}'`;
  return hostileTexts
    .map((table, place) => {
      const other = (column: number) => value(hostileTexts[(place + column) % hostileTexts.length]!);
      const comment = (column: number) => (dialect === "mysql" ? ` COMMENT ${other(column)}` : "");
      const columns = hostileTexts.map(
        (text, column) => `${name(text)} varchar(50) DEFAULT ${other(column)}${comment(column)}`,
      );
      const checks = hostileTexts.map(
        (text, column) =>
          `CONSTRAINT ${name(`${place} ${text}`)} CHECK (${name(text)} NOT LIKE ${other(column + 1)})`,
      );
      const comments = hostileTexts.map(
        (text, column) => `COMMENT ON COLUMN ${name(table)}.${name(text)} IS ${other(column)};`,
      );
      return `
        CREATE TABLE ${name(table)} (${name("id")} ${keys[dialect]}, ${[...columns, ...checks].join(", ")})${comment(0)};
        CREATE INDEX ${name(`${place}${table}`)} ON ${name(table)} (${name(table)});
        ${dialect === "postgres" ? comments.join("\n") : ""}`;
    })
    .join("\n");
}

/** Two tables of which one word is the singular of the other, and columns that are called as relations would be. */
export function clashingNames(dialect: Dialect): string {
  const [key, number] = [keys[dialect], numbers[dialect]];
  const quote = dialect === "mysql" ? "`" : '"';
  return `
    CREATE TABLE person (id ${key}, orders integer NULL);
    CREATE TABLE persons (id ${key}, person_id ${number} NULL, FOREIGN KEY (person_id) REFERENCES person (id));
    CREATE TABLE orders (id ${key}, person integer NULL, ${quote}personId${quote} integer NULL, person_id ${number} NULL, FOREIGN KEY (person_id) REFERENCES persons (id));`;
}
