import {
  chr,
  coalesce,
  concat,
  left,
  length,
  lower,
  lpad,
  ltrim,
  md5,
  nullIf,
  ord,
  repeat,
  replace,
  reverse,
  right,
  rpad,
  rtrim,
  sha256,
  sha512,
  strIndex,
  substr,
  trim,
  upper,
  value,
} from "quintet/db";
import { Item, Shop } from "./models.ts";
import { pair } from "./pair.ts";

const operators = [
  ["exact", "eq"],
  ["iexact", "iexact"],
  ["contains", "contains"],
  ["icontains", "icontains"],
  ["startswith", "startsWith"],
  ["istartswith", "istartsWith"],
  ["endswith", "endsWith"],
  ["iendswith", "iendsWith"],
] as const;
/** What LIKE takes for something else, what collations call equal, and what has more than one byte. */
const asked = ["apple", "APPLE", "%", "_", "\\", "ä", "ss", "'", "日", "🎉", ""] as const;

/* Texts: collations and cases, LIKE's own characters, functions. */
export const texts = [
  ...operators.flatMap(([django, quintet]) =>
    asked.map((text) =>
      pair(
        `name ${quintet} ${JSON.stringify(text)}, note too`,
        `[list(I.filter(name__${django}=${JSON.stringify(text)}).order_by("sku").values_list("sku", flat=True)), list(I.exclude(note__${django}=${JSON.stringify(text)}).order_by("sku").values_list("sku", flat=True))]`,
        async () => [
          await Item.where({ name: { [quintet]: text } })
            .orderBy("sku")
            .select((item) => item.sku),
          await Item.whereNot({ note: { [quintet]: text } })
            .orderBy("sku")
            .select((item) => item.sku),
        ],
      ),
    ),
  ),
  pair("a pattern", `I.filter(name__regex=r"^[Zz]ebra \\d+$").order_by("sku")`, () =>
    Item.where((item) => item.name.regex("^[Zz]ebra \\d+$")).orderBy("sku"),
  ),
  pair("a pattern, whatever the case", `I.filter(name__iregex=r"^APP?LE").order_by("sku")`, () =>
    Item.where((item) => item.name.iregex("^APP?LE")).orderBy("sku"),
  ),
  pair("not a pattern, with nulls", `I.exclude(note__regex="^[A-Z]").order_by("sku")`, () =>
    Item.whereNot((item) => item.note.regex("^[A-Z]")).orderBy("sku"),
  ),
  pair("a text in another column", `I.filter(name__icontains=F("shop__city")).order_by("sku")`, () =>
    Item.where((item) => item.name.icontains(item.shop.city)).orderBy("sku"),
  ),
  pair(
    "a text begins with a computed one",
    `I.filter(name__startswith=Substr("name", 1, 2)).order_by("sku")`,
    () => Item.where((item) => item.name.startsWith(substr(item.name, 1, 2))).orderBy("sku"),
  ),
  pair("the order of texts", `I.order_by("name", "sku").values_list("name", flat=True)`, () =>
    Item.orderBy("name", "sku").select((item) => item.name),
  ),
  pair(
    "the order of texts in small letters",
    `I.order_by(Lower("name").desc(), "sku").values_list("sku", flat=True)`,
    () => Item.orderBy((item) => lower(item.name).desc(), "sku").select((item) => item.sku),
  ),
  pair("texts compared", `I.filter(name__gt="apple", name__lte="zebra 9").order_by("sku")`, () =>
    Item.where({ name: { gt: "apple", lte: "zebra 9" } }).orderBy("sku"),
  ),
  pair("texts in a list", `I.filter(name__in=["apple", "äpfel", "日本語"]).order_by("sku")`, () =>
    Item.where({ name: { in: ["apple", "äpfel", "日本語"] } }).orderBy("sku"),
  ),
  pair(
    "equal cities, as the collation has it",
    `S.values("city").annotate(n=Count("id")).order_by("n", "city").values_list("n", flat=True)`,
    () =>
      Shop.all()
        .select((shop) => ({ city: shop.city }))
        .annotate((shop) => ({ n: shop.id.count() }))
        .orderBy("n" as never, "city")
        .then((rows) => rows.map((row) => (row as unknown as { n: number }).n)),
  ),
  pair(
    "small and capital letters",
    `I.order_by("sku").values_list(Lower("name"), Upper("name"), Length("name"))`,
    () => Item.orderBy("sku").select((item) => [lower(item.name), upper(item.name), length(item.name)]),
  ),
  pair(
    "the ends of texts",
    `I.order_by("sku").values_list(Left("name", 3), Right("name", 2), Substr("name", 2), Substr("name", 3, 2))`,
    () =>
      Item.orderBy("sku").select((item) => [
        left(item.name, 3),
        right(item.name, 2),
        substr(item.name, 2),
        substr(item.name, 3, 2),
      ]),
  ),
  pair(
    "spaces at the ends",
    `I.order_by("sku").values_list(Trim("note"), LTrim("note"), RTrim("note"))`,
    () => Item.orderBy("sku").select((item) => [trim(item.note), ltrim(item.note), rtrim(item.note)]),
  ),
  pair(
    "texts filled up",
    `I.order_by("sku").values_list(LPad("name", 6, Value("xy")), RPad("name", 6, Value("日")), Repeat("name", 2))`,
    () =>
      Item.orderBy("sku").select((item) => [
        lpad(item.name, 6, "xy"),
        rpad(item.name, 6, "日"),
        repeat(item.name, 2),
      ]),
  ),
  pair(
    "parts replaced",
    `I.order_by("sku").values_list(Replace("name", Value("p"), Value("%s\\\\")), Replace("note", Value(" "), Value(""), output_field=TextField()))`,
    () => Item.orderBy("sku").select((item) => [replace(item.name, "p", "%s\\"), replace(item.note, " ")]),
  ),
  pair("backwards", `I.order_by("sku").values_list(Reverse("name"), flat=True)`, () =>
    Item.orderBy("sku").select((item) => reverse(item.name)),
  ),
  pair(
    "where a part begins",
    `I.order_by("sku").values_list(StrIndex("name", Value("e")), StrIndex("note", Value("d")))`,
    () => Item.orderBy("sku").select((item) => [strIndex(item.name, "e"), strIndex(item.note, "d")]),
  ),
  pair(
    "numbers of characters",
    `I.order_by("sku").values_list(Ord("name"), Chr(Value(97)))`,
    () => Item.orderBy("sku").select((item) => [ord(item.name), chr(value(97))]),
    {
      decision: "The number of a character is that of Unicode; MariaDB's ORD() gives the bytes of its UTF-8.",
    },
  ),
  pair("hashes", `I.order_by("sku").values_list(MD5("name"), flat=True)`, () =>
    Item.orderBy("sku").select((item) => md5(item.name)),
  ),
  // On PostgreSQL Django wants an extension for it.
  pair(
    "longer hashes",
    `I.order_by("sku").values_list(SHA256("name"), SHA512("note"))`,
    () => Item.orderBy("sku").select((item) => [sha256(item.name), sha512(item.note)]),
    { only: "mysql" },
  ),
  pair(
    "texts one after the other, nulls too",
    `I.order_by("sku").values_list(Concat("name", Value(": "), "note", output_field=TextField()), flat=True)`,
    () => Item.orderBy("sku").select((item) => concat(item.name, ": ", item.note)),
  ),
  pair(
    "the first that isn't null",
    `I.order_by("sku").values_list(Coalesce("note", "name", output_field=TextField()), NullIf("note", Value(""), output_field=TextField()))`,
    () => Item.orderBy("sku").select((item) => [coalesce(item.note, item.name), nullIf(item.note, "")]),
  ),
  pair("a text in quotes that tries to end itself", `I.filter(note="O'Neil said \\"hi\\"").count()`, () =>
    Item.where({ note: 'O\'Neil said "hi"' }).count(),
  ),
  pair(
    "a UUID",
    `I.filter(code=uuid("00000003-0000-4000-8000-000000000003")).values_list("code", flat=True)`,
    () => Item.where({ code: "00000003-0000-4000-8000-000000000003" }).select((item) => item.code),
  ),
  pair(
    "UUIDs in a list",
    `I.filter(code__in=["00000003000040008000000000000003", uuid("00000004-0000-4000-8000-000000000004")]).count()`,
    () =>
      Item.where({
        code: { in: ["00000003000040008000000000000003", "00000004-0000-4000-8000-000000000004"] },
      }).count(),
  ),
];
