/*
 * Tables as they are after years, and by many hands: references that refuse by setting null where none is taken, names in
 * other cases than those that they mean, rules that say something else than a model's words do, parts that no model has.
 */

type Dialect = "sqlite" | "postgres" | "mysql";

export interface GrownTables {
  readonly sql: string;
  /** What the models say. */
  readonly says: readonly RegExp[];
  /** What they don't say of any of it. */
  readonly never: readonly RegExp[];
  /** What is told beside the models. */
  readonly notes: readonly RegExp[];
}

const sqlite: GrownTables = {
  sql: `
    CREATE TABLE Author (ID INTEGER PRIMARY KEY, Pen_Name TEXT NOT NULL UNIQUE, country INT NOT NULL, "class" INT NOT NULL, UNIQUE (country, "class"));
    CREATE TABLE book (id INTEGER PRIMARY KEY, author_id INTEGER NOT NULL REFERENCES author (id) ON DELETE SET NULL, editor INTEGER REFERENCES AUTHOR, signed_by TEXT REFERENCES author (pen_name), country INT, "class" INT, twice INT GENERATED ALWAYS AS (country * 2) STORED REFERENCES author, FOREIGN KEY (country, "class") REFERENCES author (Country, "CLASS"));
    CREATE TABLE [Order Details] ([Order ID] INTEGER PRIMARY KEY, [Unit Price] DECIMAL(8,2) NOT NULL DEFAULT 0, [Note] TEXT COLLATE NOCASE, CONSTRAINT [CK price] CHECK ([Unit Price] >= 0), CHECK (length([Note]) < 10));
    CREATE INDEX [by note] ON [Order Details] ([Note] DESC, lower([Note])) WHERE [Unit Price] > 3;
    CREATE TABLE said (id INTEGER PRIMARY KEY, word TEXT NOT NULL DEFAULT 'a' CHECK (word <> 'x' COLLATE NOCASE), word2 TEXT GENERATED ALWAYS AS (word COLLATE NOCASE), word3 TEXT COLLATE NOCASE, at TIME NOT NULL DEFAULT '10:11:12.500000', UNIQUE (word COLLATE NOCASE));
    CREATE INDEX said_same ON said (word3 COLLATE NOCASE);
    CREATE UNIQUE INDEX said_exactly ON said (word3 COLLATE BINARY);
    CREATE TABLE Author_places (id INTEGER PRIMARY KEY, place_id INT NOT NULL REFERENCES places, author_id INT NOT NULL REFERENCES author, UNIQUE (place_id, author_id));
    CREATE TABLE places (id INTEGER PRIMARY KEY);
    CREATE TABLE backwards (number INTEGER PRIMARY KEY DESC);
    CREATE TABLE ruled (id INTEGER PRIMARY KEY, a TEXT CHECK (a IN ('x', 'y')), b TEXT, day DATE, at DATETIME, done BOOLEAN, CONSTRAINT one_side CHECK ((a IS NULL) <> (b IS NULL)), CONSTRAINT big CHECK (a = upper(a)), CONSTRAINT soon CHECK (at < '2030-01-01 00:00'), CONSTRAINT never CHECK (day <> '0000-00-00'), CONSTRAINT is_done CHECK (done), CONSTRAINT not_done CHECK (NOT done));
    CREATE TABLE shares (id INTEGER PRIMARY KEY, a INT, b INT, f REAL, d DECIMAL(8,2), since DATETIME, until DATETIME, CONSTRAINT halves CHECK (a / b > 2), CONSTRAINT floats CHECK (f / 2 < 3), CONSTRAINT rest CHECK (d % 2 < 1), CONSTRAINT cast_half CHECK ((CAST(a AS REAL) / b) > 2), CONSTRAINT lasting CHECK (until - since > 1));`,
  says: [
    /get author\(\) \{\s*return belongsTo\(\(\) => Author, \{ index: false \}\)/,
    /get signedBy\(\) \{\s*return belongsTo\(\(\) => Author, \{ to: "penName", column: "signed_by"/,
    /belongsTo\(\(\) => Author, \{ to: \["country", "class"\], from: \["country", "class"\] \}\)/,
    /twice: generated\(integer\(\{ nullable: true \}\), \(row\) => row\.country\.times\(2\)\)/,
    /check\("CK price", orderDetail\.unitPrice\.gte\(0\)\)/,
    /index\(orderDetail\.note\.desc\(\), lower\(orderDetail\.note\)\)\s*\.named\("by note"\)\s*\.where\(orderDetail\.unitPrice\.gt\(3\)\)/,
    / word: text\(\{ dbDefault: "a" \}\)/,
    / number: integer\(\{ primaryKey: true \}\)/,
    /index\(said\.word3\)\.named\("said_same"\)/,
    /check\("halves", sql`\$\{share\.a\} \/ \$\{share\.b\} > 2`\)/,
    /check\("floats", share\.f\.dividedBy\(2\)\.lt\(3\)\)/,
    /check\("cast_half", share\.a\.dividedBy\(share\.b\)\.gt\(2\)\)/,
  ],
  never: [/unique\(said\.word/, /said_exactly/],
  notes: [
    /foreign key on "twice" refers to "Author" by a value that the database computes/,
    /compares "word" by the collation NOCASE/,
    /"said_exactly" compares "word3" by the collation BINARY/,
  ],
};

const postgres: GrownTables = {
  sql: `
    CREATE SCHEMA elsewhere;
    CREATE TYPE elsewhere.mood AS ENUM ('sad', 'it''s fine');
    CREATE DOMAIN short AS varchar(20) NOT NULL;
    CREATE DOMAIN shorter AS short CHECK (length(VALUE) < 10);
    CREATE DOMAIN felt AS elsewhere.mood;
    CREATE TABLE author (id serial PRIMARY KEY, pen_name varchar(10) NOT NULL UNIQUE, country int NOT NULL, "class" int NOT NULL, UNIQUE (country, "class"));
    CREATE TABLE book (id serial PRIMARY KEY, author_id int NOT NULL REFERENCES author ON DELETE SET NULL, other_id int NOT NULL REFERENCES author ON DELETE SET DEFAULT, signed_by varchar(10) REFERENCES author (pen_name), country int NOT NULL, "class" int, twice int GENERATED ALWAYS AS (country * 2) STORED REFERENCES author, late_id int, FOREIGN KEY (country, "class") REFERENCES author (country, "class") ON DELETE SET NULL ("class"));
    ALTER TABLE book ADD CONSTRAINT late FOREIGN KEY (late_id) REFERENCES author NOT VALID;
    CREATE TABLE said (id serial PRIMARY KEY, mood elsewhere.mood NOT NULL DEFAULT 'sad', felt felt, word shorter, CONSTRAINT glad CHECK (mood <> 'sad'::elsewhere.mood));
    CREATE INDEX said_sorted ON said (lower(word::text) COLLATE "C");
    CREATE TABLE shares (id serial PRIMARY KEY, a int, b int, f float, d numeric(8,2), CONSTRAINT halves CHECK (a / b > 2), CONSTRAINT floats CHECK (f / 2 < 3), CONSTRAINT decimals CHECK (d / 2 < 3), CONSTRAINT cast_half CHECK (a::float / b > 2));
    CREATE TABLE ruled (id serial PRIMARY KEY, a text CHECK (a IN ('x', 'y')), b text, day date, done boolean, CONSTRAINT one_side CHECK ((a IS NULL) <> (b IS NULL)), CONSTRAINT big CHECK (a = upper(a)), CONSTRAINT later CHECK (day - '2020-01-01'::date > 5), CONSTRAINT is_done CHECK (done), CONSTRAINT not_done CHECK (NOT done));
    CREATE TABLE visits (id bigint NOT NULL, day date NOT NULL, author_id int REFERENCES author, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
    CREATE TABLE visits_2024 PARTITION OF visits FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
    CREATE TABLE longer (more int PRIMARY KEY) INHERITS (said);
    ALTER TABLE shares ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own_shares ON shares USING (a > 0);
    CREATE RULE kept AS ON DELETE TO shares DO INSTEAD NOTHING;
    CREATE TABLE author_shares (id serial PRIMARY KEY, author_id int NOT NULL REFERENCES author, share_id int NOT NULL REFERENCES shares, UNIQUE (share_id, author_id));
    CREATE RULE kept_too AS ON DELETE TO author_shares DO INSTEAD NOTHING;
    CREATE MATERIALIZED VIEW names AS SELECT pen_name, id AS code FROM author;
    CREATE UNIQUE INDEX names_code ON names (code);`,
  says: [
    /get author\(\) \{\s*return belongsTo\(\(\) => Author, \{ index: false \}\)/,
    /get other\(\) \{\s*return belongsTo\(\(\) => Author, \{ index: false \}\)/,
    /get signedBy\(\) \{\s*return belongsTo\(\(\) => Author, \{ to: "penName", column: "signed_by"/,
    /twice: generated\(integer\(\{ nullable: true \}\), \(row\) => row\.country\.times\(2\)\)/,
    /mood: choice\(\["sad", "it's fine"\], \{ columnType: \{ postgres: "elsewhere\.mood" \}, dbDefault: "sad" \}\)/,
    /felt: choice\(\["sad", "it's fine"\], \{ columnType: \{ postgres: "felt" \}, nullable: true \}\)/,
    /word: string\(\{ maxLength: 20, columnType: \{ postgres: "shorter" \} \}\)/,
    /check\("glad", not\(said\.mood\.eq\("sad"\)\)\)/,
    /check\("halves", sql`\(\$\{share\.a\} \/ \$\{share\.b\}\) > 2`\)/,
    /check\("floats", share\.f\.dividedBy\(2\)\.lt\(3\)\)/,
    /check\("decimals", share\.d\.dividedBy\(2\)\.lt\(3\)\)/,
    /check\("cast_half", share\.a\.dividedBy\(share\.b\)\.gt\(2\)\)/,
    /code: integer\(\{ primaryKey: true \}\)/,
  ],
  never: [/from: \["country", "class"\]/, /said_sorted"\)/],
  notes: [
    /foreign key on "twice" refers to "author" by a value that the database computes/,
    /foreign key on "country", "class" sets "class" to null when the row in "author" is deleted, and leaves the others/,
    /foreign key on "late_id" was never looked at for the rows that were there \(NOT VALID\)/,
    /"said_sorted" compares "lower\(.*\)" by the collation C/,
    /visits: partitioning by RANGE \(day\) stays in the database/,
    /longer: inheritance from "said" stays in the database/,
    /shares: row security policy "own_shares" stays in the database/,
    /shares: rule "kept" stays in the database/,
    /author: rule "kept_too" of "author_shares" stays in the database/,
    /names: a materialized view has no primary key; "code" is taken for one/,
  ],
};

const mysql: GrownTables = {
  sql: `
    CREATE TABLE Author (ID int AUTO_INCREMENT PRIMARY KEY, Pen_Name varchar(10) NOT NULL UNIQUE, country int NOT NULL, class int NOT NULL, UNIQUE (country, class));
    CREATE TABLE book (id int AUTO_INCREMENT PRIMARY KEY, signed_by varchar(10), country int, class int, twice int GENERATED ALWAYS AS (country * 2) STORED, FOREIGN KEY (signed_by) REFERENCES Author (pen_name), FOREIGN KEY (country, class) REFERENCES Author (country, class), FOREIGN KEY (twice) REFERENCES Author (id));
    CREATE TABLE said (id int AUTO_INCREMENT PRIMARY KEY, at time(3) NOT NULL DEFAULT '10:11:12.5');
    CREATE TABLE shares (id int AUTO_INCREMENT PRIMARY KEY, a int, b int, f double, d decimal(8,2), CONSTRAINT halves CHECK (a / b > 2), CONSTRAINT floats CHECK (f / 2 < 3), CONSTRAINT decimals CHECK (d / 2 < 3), CONSTRAINT cast_half CHECK (CAST(a AS DOUBLE) / b > 2));
    CREATE TABLE ruled (id int AUTO_INCREMENT PRIMARY KEY, a varchar(5), b varchar(5), day date, at datetime, done boolean, CONSTRAINT listed CHECK (a IN ('x', 'y')), CONSTRAINT one_side CHECK ((a IS NULL) = (b IS NOT NULL)), CONSTRAINT big CHECK (a = upper(a)), CONSTRAINT soon CHECK (at < '2030-01-01 00:00'), CONSTRAINT is_done CHECK (done), CONSTRAINT not_done CHECK (NOT done));
    CREATE TABLE visits (id bigint NOT NULL, day date NOT NULL, PRIMARY KEY (id, day)) PARTITION BY RANGE (year(day)) (PARTITION old VALUES LESS THAN (2024), PARTITION later VALUES LESS THAN MAXVALUE);`,
  says: [
    /get signedBy\(\) \{\s*return belongsTo\(\(\) => Author, \{ to: "penName", column: "signed_by"/,
    /belongsTo\(\(\) => Author, \{ to: \["country", "class"\], from: \["country", "class"\] \}\)/,
    /twice: generated\(integer\(\{ nullable: true \}\), \(row\) => row\.country\.times\(2\)\)/,
    /at: time\(\{ dbDefault: Temporal\.PlainTime\.from\("10:11:12\.5"\) \}\)/,
    /check\("halves", sql`\$\{share\.a\} \/ \$\{share\.b\} > 2`\)/,
    /check\("floats", share\.f\.dividedBy\(2\)\.lt\(3\)\)/,
    /check\("decimals", share\.d\.dividedBy\(2\)\.lt\(3\)\)/,
    /check\("cast_half", share\.a\.dividedBy\(share\.b\)\.gt\(2\)\)/,
  ],
  never: [],
  notes: [
    /foreign key on "twice" refers to "Author" by a value that the database computes/,
    /visits: partitioning by RANGE \(year\(.day.\)\) stays in the database/,
  ],
};

export const grownTables: Readonly<Record<Dialect, GrownTables>> = { sqlite, postgres, mysql };

/** What MariaDB has, and MySQL doesn't. */
export const grownMariaDb: GrownTables = {
  sql: `
    CREATE SEQUENCE numbers;
    CREATE TABLE numbered (id int PRIMARY KEY DEFAULT nextval(numbers));
    CREATE TABLE dated (id int PRIMARY KEY) WITH SYSTEM VERSIONING;`,
  says: [/id: integer\(\{ primaryKey: true, dbDefault: sql`nextval\("numbers"\)` \}\)/],
  never: [],
  notes: [
    /dated: system versioning stays in the database/,
    /"id": its default counts with a sequence \(nextval\("numbers"\)\), which no model makes/,
  ],
};

/** Rules without names, indexes where a model has rules, names in brackets. */
export const ruledTables: Readonly<Record<Dialect, string>> = {
  sqlite: `
    CREATE TABLE goods (id INTEGER PRIMARY KEY, price INT CHECK (price > 3), [Old Name] TEXT, CHECK ([Old Name] <> ''), CONSTRAINT [both] UNIQUE ([OLD NAME], PRICE));
    CREATE INDEX [by name] ON goods ([Old Name]) WHERE [Old Name] IS NOT NULL;`,
  postgres: `
    CREATE TABLE goods (id serial PRIMARY KEY, price int CHECK (price > 3), name text, CHECK (name <> ''));
    CREATE UNIQUE INDEX goods_name ON goods (name);
    CREATE UNIQUE INDEX goods_both ON goods (name, price);
    CREATE INDEX goods_price ON goods (price);`,
  mysql: `
    CREATE TABLE goods (id int AUTO_INCREMENT PRIMARY KEY, price int CHECK (price > 3), stock int UNSIGNED NOT NULL CHECK (stock < 100), name varchar(20), CHECK (name <> ''), KEY by_name (name), UNIQUE (name, price));`,
};
