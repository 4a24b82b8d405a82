import type { Dialect, KnownApp } from "./known-app.ts";

/*
 * The habits of Laravel: unsigned keys on MariaDB, timestamps that may be null, relations to rows of any table by two columns
 * without a foreign key, tables between with and without a key, its own tables for sessions, jobs and tokens.
 */

const types = {
  sqlite: {
    id: "integer primary key autoincrement not null",
    key: "integer",
    moment: "datetime",
    long: "text",
    flag: "tinyint(1)",
    json: "text",
    enumeration: (column: string, values: string) =>
      `varchar check ("${column}" in (${values})) not null default 'draft'`,
    small: "integer",
  },
  postgres: {
    id: "bigserial primary key not null",
    key: "bigint",
    moment: "timestamp(0) without time zone",
    long: "text",
    flag: "boolean",
    json: "json",
    enumeration: (column: string, values: string) =>
      `varchar(255) check ("${column}" in (${values})) not null default 'draft'`,
    small: "smallint",
  },
  mysql: {
    id: "bigint unsigned not null auto_increment primary key",
    key: "bigint unsigned",
    moment: "timestamp",
    long: "longtext",
    flag: "tinyint(1)",
    json: "json",
    enumeration: (_: string, values: string) => `enum(${values}) not null default 'draft'`,
    small: "tinyint unsigned",
  },
} as const;

function schema(dialect: Dialect): string {
  const { id, key, moment, long, flag, json, enumeration, small } = types[dialect];
  const stamps = `created_at ${moment} null, updated_at ${moment} null`;
  const [on, off] = dialect === "postgres" ? ["true", "false"] : ["1", "0"];
  return `
    create table migrations (id ${dialect === "sqlite" ? id : dialect === "postgres" ? "serial primary key not null" : "int unsigned not null auto_increment primary key"}, migration varchar(255) not null, batch integer not null);
    create table users (id ${id}, name varchar(255) not null, email varchar(255) not null, email_verified_at ${moment} null, password varchar(255) not null, is_admin ${flag} not null default ${dialect === "postgres" ? off : "'0'"}, remember_token varchar(100) null, ${stamps}${dialect === "mysql" ? ", unique key users_email_unique (email)" : ""});
    ${dialect === "mysql" ? "" : "create unique index users_email_unique on users (email);"}
    create table password_reset_tokens (email varchar(255) not null, token varchar(255) not null, created_at ${moment} null, primary key (email));
    create table sessions (id varchar(255) not null, user_id ${key} null, ip_address varchar(45) null, user_agent text null, payload ${long} not null, last_activity integer not null, primary key (id));
    create index sessions_user_id_index on sessions (user_id);
    create index sessions_last_activity_index on sessions (last_activity);
    create table jobs (id ${id}, queue varchar(255) not null, payload ${long} not null, attempts ${small} not null, reserved_at integer null, available_at integer not null, created_at integer not null);
    create index jobs_queue_index on jobs (queue);
    create table posts (id ${id}, user_id ${key} not null, slug varchar(255) not null unique, title varchar(255) not null, body ${long} not null, status ${enumeration("status", "'draft', 'published'")}, settings ${json} null, published_at ${moment} null, deleted_at ${moment} null, ${stamps}, constraint posts_user_id_foreign foreign key (user_id) references users (id) on delete cascade);
    create table roles (id ${id}, name varchar(255) not null, ${stamps});
    create table role_user (user_id ${key} not null, role_id ${key} not null, constraint role_user_user_id_foreign foreign key (user_id) references users (id) on delete cascade, constraint role_user_role_id_foreign foreign key (role_id) references roles (id) on delete cascade, primary key (user_id, role_id));
    create table tags (id ${id}, name varchar(255) not null);
    create table post_tag (id ${id}, post_id ${key} not null, tag_id ${key} not null, constraint post_tag_post_id_foreign foreign key (post_id) references posts (id) on delete cascade, constraint post_tag_tag_id_foreign foreign key (tag_id) references tags (id) on delete cascade, constraint post_tag_post_id_tag_id_unique unique (post_id, tag_id));
    create table comments (id ${id}, commentable_type varchar(255) not null, commentable_id ${key} not null, body text not null, ${stamps});
    create index comments_commentable_type_commentable_id_index on comments (commentable_type, commentable_id);
    insert into users (name, email, password) values ('Ada', 'ada@example.com', 'x'), ('Grace', 'grace@example.com', 'x');
    update users set is_admin = ${on} where name = 'Ada';
    insert into posts (user_id, slug, title, body, status) values (1, 'tea', 'Tea', 'Hot.', 'published'), (2, 'milk', 'Milk', 'Cold.', 'draft');
    insert into roles (name) values ('editor'), ('author');
    insert into role_user (user_id, role_id) values (1, 1), (1, 2), (2, 2);
    insert into tags (name) values ('drinks');
    insert into post_tag (post_id, tag_id) values (1, 1), (2, 1);
    insert into comments (commentable_type, commentable_id, body) values ('App\\Models\\Post', 1, 'Nice');
    insert into sessions (id, user_id, payload, last_activity) values ('s1', 1, 'e30=', 1700000000);`;
}

export const laravel: KnownApp = {
  name: "blog",
  schema: {
    sqlite: schema("sqlite"),
    postgres: schema("postgres"),
    mysql: schema("mysql").replaceAll("App\\", "App\\\\").replaceAll("Models\\", "Models\\\\"),
  },
  questions: `
    const tea = await Post.include("user", "tags").get({ slug: "tea" });
    const status: "draft" | "published" = tea.status;
    const ada = await User.include("posts", "roles").get({ email: "ada@example.com" });
    const [tag] = await Tag.include("posts");
    const lea = await User.create({ name: "Lea", email: "lea@example.com", password: "x" });
    await lea.roles.add(await Role.get({ name: "author" }));
    const coffee = await Post.create({ user: lea, slug: "coffee", title: "Coffee", body: "Black.", status: "published" });
    await coffee.tags.add(tag!);
    const of = await Comment.where({ commentableType: "App\\\\Models\\\\Post", commentableId: tea.id }).count();
    return [
      tea.user.name, status, tea.tags.map(({ name }) => name), ada.posts.length,
      ada.roles.map(({ name }) => name).toSorted(), tag!.posts.map(({ slug }) => slug).toSorted(), of,
      await User.where({ roles: { name: "author" } }).count(), await Post.where({ user: { name: "Lea" }, tags: { name: "drinks" } }).count(),
      (await Session.get({ id: "s1" })).userId,
    ];`,
  answers: ["Ada", "published", ["drinks"], 1, ["author", "editor"], ["milk", "tea"], 1, 3, 1, 1],
  change: [
    /title: string\(\{ maxLength: 255 \}\)/,
    "title: string({ maxLength: 300 }),\n  views: integer({ default: 0 })",
  ],
};
