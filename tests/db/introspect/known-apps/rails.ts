import type { KnownApp } from "./known-app.ts";

/*
 * The habits of Rails on PostgreSQL: bookkeeping tables, texts without a length, lists and JSON, relations to rows of any table,
 * one table for several classes, enumerations, expression indexes, tables between without a key.
 */

const stamps =
  "created_at timestamp(6) without time zone NOT NULL DEFAULT now(), updated_at timestamp(6) without time zone NOT NULL DEFAULT now()";

const postgres = `
  CREATE TYPE order_status AS ENUM ('pending', 'shipped');
  CREATE TABLE schema_migrations (version character varying NOT NULL PRIMARY KEY);
  CREATE TABLE ar_internal_metadata (key character varying NOT NULL PRIMARY KEY, value character varying, ${stamps});
  CREATE TABLE accounts (id bigserial PRIMARY KEY, subdomain character varying NOT NULL, settings jsonb DEFAULT '{}'::jsonb NOT NULL, tags character varying[] DEFAULT '{}'::character varying[], limits integer[] DEFAULT '{}', ${stamps});
  CREATE UNIQUE INDEX index_accounts_on_lower_subdomain ON accounts (lower(subdomain::text));
  CREATE INDEX index_accounts_on_settings ON accounts USING gin (settings);
  CREATE TABLE users (id bigserial PRIMARY KEY, account_id bigint NOT NULL, email character varying DEFAULT ''::character varying NOT NULL, type character varying, role integer DEFAULT 0 NOT NULL, encrypted_password character varying DEFAULT ''::character varying NOT NULL, discarded_at timestamp(6) without time zone, ${stamps}, CONSTRAINT fk_rails_61ac11da2b FOREIGN KEY (account_id) REFERENCES accounts (id));
  CREATE INDEX index_users_on_account_id ON users USING btree (account_id);
  CREATE UNIQUE INDEX index_users_on_email ON users USING btree (email) WHERE (discarded_at IS NULL);
  CREATE TABLE orders (id uuid DEFAULT gen_random_uuid() NOT NULL PRIMARY KEY, user_id bigint NOT NULL, status order_status DEFAULT 'pending'::order_status NOT NULL, kind text NOT NULL DEFAULT 'web', total numeric(10,2) DEFAULT 0.0 NOT NULL, line_items_count integer DEFAULT 0 NOT NULL, ${stamps}, CONSTRAINT fk_rails_f868b47f6a FOREIGN KEY (user_id) REFERENCES users (id), CONSTRAINT orders_kind CHECK (kind IN ('web', 'shop')));
  CREATE INDEX index_orders_on_user_id ON orders (user_id);
  CREATE TABLE active_storage_blobs (id bigserial PRIMARY KEY, key character varying NOT NULL, byte_size bigint NOT NULL, metadata text);
  CREATE TABLE active_storage_attachments (id bigserial PRIMARY KEY, name character varying NOT NULL, record_type character varying NOT NULL, record_id bigint NOT NULL, blob_id bigint NOT NULL, CONSTRAINT fk_rails_c3b3935057 FOREIGN KEY (blob_id) REFERENCES active_storage_blobs (id));
  CREATE UNIQUE INDEX index_active_storage_attachments_uniqueness ON active_storage_attachments (record_type, record_id, name, blob_id);
  CREATE TABLE products (id bigserial PRIMARY KEY, name character varying);
  CREATE TABLE orders_products (order_id uuid NOT NULL REFERENCES orders, product_id bigint NOT NULL REFERENCES products);
  CREATE UNIQUE INDEX index_orders_products ON orders_products (order_id, product_id);
  INSERT INTO accounts (subdomain, tags, limits) VALUES ('acme', '{new,"very big"}', '{1,2}');
  INSERT INTO users (account_id, email, type) VALUES (1, 'ada@example.com', 'Admin'), (1, 'grace@example.com', NULL);
  INSERT INTO orders (user_id, total) VALUES (1, 12.5), (2, 3);
  INSERT INTO products (name) VALUES ('Tea'), ('Milk');
  INSERT INTO orders_products SELECT id, 1 FROM orders;
  INSERT INTO active_storage_blobs (key, byte_size) VALUES ('k1', 5000000000);
  INSERT INTO active_storage_attachments (name, record_type, record_id, blob_id) VALUES ('avatar', 'User', 1, 1);`;

export const rails: KnownApp = {
  name: "shop",
  schema: { postgres },
  questions: `
    const ada = await User.include("account", "orders").get({ email: "ada@example.com" });
    const account = await Account.include("users").get({ subdomain: "acme" });
    const order = ada.orders[0]!;
    const status: "pending" | "shipped" = order.status;
    const kind: "web" | "shop" = order.kind;
    await Order.where({ status: "pending", user: { email: { startsWith: "grace" } } }).update({ status: "shipped", kind: "shop" });
    const made = await Order.create({ user: ada, status: "shipped", total: "9.90" });
    const blob = await ActiveStorageBlob.include("activeStorageAttachments").get({ key: "k1" });
    return [
      ada.account.subdomain, ada.type, account.users.length, status, kind, order.total.toFixed(2), account.tags, account.limits, account.settings,
      await Order.where({ status: "shipped" }).count(), made.id.length, (await made.user).email, blob.byteSize, blob.activeStorageAttachments[0]!.recordType,
      await OrdersProduct.where({ order: { status: "shipped" } }).count(),
    ];`,
  answers: [
    "acme",
    "Admin",
    2,
    "pending",
    "web",
    "12.50",
    '{new,"very big"}',
    "{1,2}",
    {},
    2,
    36,
    "ada@example.com",
    5_000_000_000,
    "User",
    1,
  ],
  change: [
    /lineItemsCount: integer\(\{ dbDefault: 0 \}\)/,
    'lineItemsCount: bigInteger({ dbDefault: 0 }),\n  note: string({ maxLength: 20, default: "" })',
  ],
};
