import type { Dialect, KnownApp } from "./known-app.ts";

/*
 * A shop of films, as the sample database of MySQL and its sister of PostgreSQL have it: keys of 8 and 16 bits without a sign,
 * enumerations and sets, years, places, triggers, views, tables between with a column of their own.
 */

const stamp = "last_update timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP";

const mysql = `
  CREATE TABLE language (language_id TINYINT UNSIGNED NOT NULL AUTO_INCREMENT, name CHAR(20) NOT NULL, ${stamp}, PRIMARY KEY (language_id));
  CREATE TABLE actor (actor_id SMALLINT UNSIGNED NOT NULL AUTO_INCREMENT, first_name VARCHAR(45) NOT NULL, last_name VARCHAR(45) NOT NULL, ${stamp}, PRIMARY KEY (actor_id), KEY idx_actor_last_name (last_name));
  CREATE TABLE film (film_id SMALLINT UNSIGNED NOT NULL AUTO_INCREMENT, title VARCHAR(128) NOT NULL, description TEXT DEFAULT NULL, release_year YEAR DEFAULT NULL, language_id TINYINT UNSIGNED NOT NULL, original_language_id TINYINT UNSIGNED DEFAULT NULL, rental_duration TINYINT UNSIGNED NOT NULL DEFAULT 3, rental_rate DECIMAL(4,2) NOT NULL DEFAULT 4.99, rating ENUM('G','PG','PG-13','R','NC-17') DEFAULT 'G', special_features SET('Trailers','Commentaries','Deleted Scenes') DEFAULT NULL, ${stamp}, PRIMARY KEY (film_id), KEY idx_title (title), KEY idx_fk_language_id (language_id), KEY idx_fk_original_language_id (original_language_id), CONSTRAINT fk_film_language FOREIGN KEY (language_id) REFERENCES language (language_id) ON DELETE RESTRICT ON UPDATE CASCADE, CONSTRAINT fk_film_language_original FOREIGN KEY (original_language_id) REFERENCES language (language_id) ON DELETE RESTRICT ON UPDATE CASCADE);
  CREATE TABLE film_actor (actor_id SMALLINT UNSIGNED NOT NULL, film_id SMALLINT UNSIGNED NOT NULL, ${stamp}, PRIMARY KEY (actor_id, film_id), KEY idx_fk_film_id (film_id), CONSTRAINT fk_film_actor_actor FOREIGN KEY (actor_id) REFERENCES actor (actor_id) ON DELETE RESTRICT ON UPDATE CASCADE, CONSTRAINT fk_film_actor_film FOREIGN KEY (film_id) REFERENCES film (film_id) ON DELETE RESTRICT ON UPDATE CASCADE);
  CREATE TABLE address (address_id SMALLINT UNSIGNED NOT NULL AUTO_INCREMENT, address VARCHAR(50) NOT NULL, district VARCHAR(20) NOT NULL, location GEOMETRY NOT NULL, PRIMARY KEY (address_id), SPATIAL KEY idx_location (location));
  CREATE TABLE film_text (film_id SMALLINT UNSIGNED NOT NULL, title VARCHAR(255) NOT NULL, description TEXT, PRIMARY KEY (film_id), FULLTEXT KEY idx_title_description (title, description));
  CREATE TABLE payment (payment_id SMALLINT UNSIGNED NOT NULL AUTO_INCREMENT, film_id SMALLINT UNSIGNED DEFAULT NULL, amount DECIMAL(5,2) UNSIGNED NOT NULL, payment_date DATETIME NOT NULL, PRIMARY KEY (payment_id), CONSTRAINT fk_payment_film FOREIGN KEY (film_id) REFERENCES film (film_id) ON DELETE SET NULL);
  CREATE TRIGGER ins_film AFTER INSERT ON film FOR EACH ROW INSERT INTO film_text (film_id, title, description) VALUES (new.film_id, new.title, new.description);
  CREATE VIEW film_list AS SELECT f.film_id AS FID, f.title, l.name AS language FROM film f JOIN language l ON l.language_id = f.language_id;
  INSERT INTO language (name) VALUES ('English'), ('Italian');
  INSERT INTO actor (first_name, last_name) VALUES ('PENELOPE', 'GUINESS'), ('NICK', 'WAHLBERG');
  INSERT INTO film (title, release_year, language_id, rating, special_features) VALUES ('ACADEMY DINOSAUR', 2006, 1, 'PG', 'Trailers,Deleted Scenes'), ('ACE GOLDFINGER', 2006, 2, 'G', NULL);
  INSERT INTO film_actor (actor_id, film_id) VALUES (1, 1), (2, 1), (2, 2);
  INSERT INTO address (address, district, location) VALUES ('47 MySakila Drive', 'Alberta', POINT(1, 2));
  INSERT INTO payment (film_id, amount, payment_date) VALUES (1, 2.99, '2005-05-25 11:30:37');`;

const postgres = `
  CREATE TYPE mpaa_rating AS ENUM ('G', 'PG', 'PG-13', 'R', 'NC-17');
  CREATE DOMAIN year AS integer CONSTRAINT year_check CHECK (VALUE >= 1901 AND VALUE <= 2155);
  CREATE FUNCTION last_updated() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.last_update = CURRENT_TIMESTAMP; RETURN NEW; END';
  CREATE SEQUENCE film_film_id_seq;
  CREATE TABLE language (language_id serial PRIMARY KEY, name character(20) NOT NULL, last_update timestamp without time zone DEFAULT now() NOT NULL);
  CREATE TABLE actor (actor_id serial PRIMARY KEY, first_name character varying(45) NOT NULL, last_name character varying(45) NOT NULL, last_update timestamp without time zone DEFAULT now() NOT NULL);
  CREATE INDEX idx_actor_last_name ON actor USING btree (last_name);
  CREATE TABLE film (film_id integer DEFAULT nextval('film_film_id_seq'::regclass) NOT NULL PRIMARY KEY, title character varying(255) NOT NULL, description text, release_year year, language_id smallint NOT NULL REFERENCES language ON UPDATE CASCADE ON DELETE RESTRICT, original_language_id smallint REFERENCES language ON UPDATE CASCADE ON DELETE RESTRICT, rental_duration smallint DEFAULT 3 NOT NULL, rental_rate numeric(4,2) DEFAULT 4.99 NOT NULL, rating mpaa_rating DEFAULT 'G'::mpaa_rating, special_features text[], fulltext tsvector NOT NULL DEFAULT '', last_update timestamp without time zone DEFAULT now() NOT NULL);
  ALTER SEQUENCE film_film_id_seq OWNED BY film.film_id;
  CREATE INDEX film_fulltext_idx ON film USING gist (fulltext);
  CREATE TABLE film_actor (actor_id smallint NOT NULL REFERENCES actor, film_id smallint NOT NULL REFERENCES film, last_update timestamp without time zone DEFAULT now() NOT NULL, PRIMARY KEY (actor_id, film_id));
  CREATE TABLE payment (payment_id serial NOT NULL, film_id integer REFERENCES film ON DELETE SET NULL, amount numeric(5,2) NOT NULL, payment_date timestamp without time zone NOT NULL, PRIMARY KEY (payment_date, payment_id)) PARTITION BY RANGE (payment_date);
  CREATE TABLE payment_2005 PARTITION OF payment FOR VALUES FROM ('2005-01-01') TO ('2006-01-01');
  CREATE TRIGGER last_updated BEFORE UPDATE ON film FOR EACH ROW EXECUTE FUNCTION last_updated();
  CREATE VIEW film_list AS SELECT f.film_id AS fid, f.title, l.name AS language FROM film f JOIN language l ON l.language_id = f.language_id;
  CREATE MATERIALIZED VIEW sales AS SELECT film_id, sum(amount) AS total FROM payment GROUP BY film_id;
  INSERT INTO language (name) VALUES ('English'), ('Italian');
  INSERT INTO actor (first_name, last_name) VALUES ('PENELOPE', 'GUINESS'), ('NICK', 'WAHLBERG');
  INSERT INTO film (title, release_year, language_id, rating, special_features) VALUES ('ACADEMY DINOSAUR', 2006, 1, 'PG', '{Trailers,"Deleted Scenes"}'), ('ACE GOLDFINGER', 2006, 2, 'G', NULL);
  INSERT INTO film_actor (actor_id, film_id) VALUES (1, 1), (2, 1), (2, 2);
  INSERT INTO payment (film_id, amount, payment_date) VALUES (1, 2.99, '2005-05-25 11:30:37');`;

const features: Readonly<Record<Exclude<Dialect, "sqlite">, string>> = {
  mysql: `(dinosaur.specialFeatures ?? []).join("+")`,
  postgres: `(dinosaur.specialFeatures ?? "").replace(/[{}"]/g, "").replace(",", "+")`,
};

const sakila = (dialect: Exclude<Dialect, "sqlite">, sql: string): KnownApp => ({
  name: "sakila",
  schema: { [dialect]: sql },
  questions: `
    const dinosaur = await Film.include("language", "originalLanguage", "payments").get({ title: "ACADEMY DINOSAUR" });
    const rating: "G" | "PG" | "PG-13" | "R" | "NC-17" | null = dinosaur.rating;
    const nick = await Actor.include("filmActors").get({ firstName: "NICK" });
    const italian = (await Language.orderBy("languageId").include("filmsAsLanguage"))[1]!;
    const added = await Film.create({ title: "AFRICAN EGG", language: italian, rating: "NC-17", releaseYear: 1999 });
    await FilmActor.create({ actor: nick, film: added });
    const [link] = await FilmActor.include("actor", "film").where({ film: { rating: "NC-17" } });
    const list = await FilmList.orderBy("fid");
    return [
      dinosaur.language.name.trim(), dinosaur.originalLanguage, rating, dinosaur.releaseYear, ${features[dialect]}, dinosaur.payments.length,
      dinosaur.payments[0]!.amount.toFixed(2), nick.filmActors.length, italian.filmsAsLanguage.map(({ title }) => title), link!.actor.lastName,
      link!.film.releaseYear, list.map(({ title }) => title), await Film.where({ filmActors: { actor: { firstName: "NICK" } } }).count(),
    ];`,
  answers: [
    "English",
    null,
    "PG",
    2006,
    "Trailers+Deleted Scenes",
    1,
    "2.99",
    2,
    ["ACE GOLDFINGER"],
    "WAHLBERG",
    1999,
    ["ACADEMY DINOSAUR", "ACE GOLDFINGER", "AFRICAN EGG"],
    3,
  ],
  change: [
    /lastName: string\(\{ maxLength: 45/,
    "get mentor() {\n    return belongsTo(() => Actor, { nullable: true });\n  },\n  lastName: string({ maxLength: 80",
  ],
});

export const sakilas = [sakila("mysql", mysql), sakila("postgres", postgres)];
