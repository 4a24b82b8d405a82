import { count, jsonArray, jsonObject, max, type Query } from "quintet/db";
import { Item } from "./models.ts";
import { pair } from "./pair.ts";

const skus = 'order_by("sku").values_list("sku", flat=True)';
const shown = (query: Query<Item, typeof Item>) => query.orderBy("sku").select((item) => item.sku);

/* JSON: paths, null and what isn't there, containment, keys. */
export const documents = [
  pair(
    "the value at a path",
    `I.order_by("sku").values_list("extra__size", "extra__deep__a__b", "extra__tags__0")`,
    () =>
      Item.orderBy("sku").select((item) => [
        item.extra.at("size"),
        item.extra.at("deep", "a", "b"),
        item.extra.at("tags", 0),
      ]),
  ),
  pair(
    "the text at a path",
    `I.order_by("sku").values_list(KT("extra__size"), KT("extra__tags"), KT("extra__deep__a"))`,
    () =>
      Item.orderBy("sku").select((item) => [
        item.extra.textAt("size"),
        item.extra.textAt("tags"),
        item.extra.textAt("deep", "a"),
      ]),
    { decision: "JSON's null as text is null, as on PostgreSQL; Django gives the word." },
  ),
  pair("whole documents", `I.order_by("sku").values_list("extra", flat=True)`, () =>
    Item.orderBy("sku").select((item) => item.extra),
  ),
  pair(
    "a number isn't a text",
    `[list(I.filter(extra__size=3).${skus}), list(I.filter(extra__size="3").${skus})]`,
    async () => [
      await shown(Item.where((item) => item.extra.at("size").eq(3))),
      await shown(Item.where((item) => item.extra.at("size").eq("3"))),
    ],
    { decision: "A number in JSON isn't a text; Django compares texts of both." },
  ),
  pair("null at a path", `list(I.filter(extra__size=None).${skus})`, () =>
    shown(Item.where((item) => item.extra.at("size").eq(null))),
  ),
  pair(
    "a path that isn't there",
    `[list(I.filter(extra__size__isnull=True).${skus}), list(I.filter(extra__size__isnull=False).${skus})]`,
    async () => [
      await shown(Item.where((item) => item.extra.at("size").isNull())),
      await shown(Item.where((item) => item.extra.at("size").isNotNull())),
    ],
  ),
  pair(
    "a column without a document",
    `[list(I.filter(extra__isnull=True).${skus}), list(I.filter(extra__isnull=False).${skus})]`,
    async () => [
      await shown(Item.where({ extra: { isNull: true } })),
      await shown(Item.where({ extra: { isNull: false } })),
    ],
  ),
  pair(
    "not a value at a path",
    `list(I.exclude(extra__size=3).${skus})`,
    () => shown(Item.whereNot((item) => item.extra.at("size").eq(3))),
    { decision: "A number in JSON isn't a text; Django compares texts of both." },
  ),
  pair("a list as a value", `list(I.filter(extra__tags=["b"]).${skus})`, () =>
    shown(Item.where((item) => item.extra.at("tags").eq(["b"]))),
  ),
  pair("an empty list as a value", `list(I.filter(extra__tags=[]).${skus})`, () =>
    shown(Item.where((item) => item.extra.at("tags").eq([]))),
  ),
  pair("an object as a value", `list(I.filter(extra__deep={"a": {"b": 1}}).${skus})`, () =>
    shown(Item.where((item) => item.extra.at("deep").eq({ a: { b: 1 } }))),
  ),
  pair(
    "a whole document compared",
    `[list(I.filter(extra=[1, 2, 3]).${skus}), list(I.filter(extra="text").${skus}), list(I.filter(extra=7).${skus}), list(I.filter(extra=True).${skus})]`,
    async () => [
      await shown(Item.where({ extra: { eq: [1, 2, 3] } })),
      await shown(Item.where({ extra: { eq: "text" } })),
      await shown(Item.where({ extra: { eq: 7 } })),
      await shown(Item.where({ extra: { eq: true } })),
    ],
    { decision: "Documents are compared by what they hold; Django compares how they are written." },
  ),
  pair(
    "an object in another order",
    `list(I.filter(extra={"tags": [], "size": "3"}).${skus})`,
    () => shown(Item.where({ extra: { eq: { tags: [], size: "3" } } })),
    { decision: "Documents are compared by what they hold; Django compares how they are written." },
  ),
  pair(
    "documents in a list",
    `list(I.filter(extra__in=[7, "text", [1, 2, 3]]).${skus})`,
    () => shown(Item.where({ extra: { in: [7, "text", [1, 2, 3]] } })),
    { decision: "Documents are compared by what they hold; Django compares how they are written." },
  ),
  pair(
    "paths in a list",
    `list(I.filter(extra__size__in=[3, 10]).${skus})`,
    () => shown(Item.where((item) => item.extra.at("size").in([3, 10]))),
    { decision: "A number in JSON isn't a text; Django compares texts of both." },
  ),
  pair(
    "paths compared by size",
    `[list(I.filter(extra__size__gt=2).${skus}), list(I.filter(extra__size__lte=3).${skus})]`,
    async () => [
      await shown(Item.where((item) => item.extra.at("size").gt(2))),
      await shown(Item.where((item) => item.extra.at("size").lte(3))),
    ],
  ),
  pair(
    "contained objects",
    `[list(I.filter(extra__contains={"size": 3}).${skus}), list(I.filter(extra__contains={"deep": {"a": {}}}).${skus}), list(I.filter(extra__contains={}).${skus})]`,
    async () => [
      await shown(Item.where((item) => item.extra.containsJson({ size: 3 }))),
      await shown(Item.where((item) => item.extra.containsJson({ deep: { a: {} } }))),
      await shown(Item.where((item) => item.extra.containsJson({}))),
    ],
  ),
  pair(
    "contained lists",
    `[list(I.filter(extra__contains={"tags": ["b"]}).${skus}), list(I.filter(extra__contains=[3, 1]).${skus}), list(I.filter(extra__tags__contains=["a"]).${skus})]`,
    async () => [
      await shown(Item.where((item) => item.extra.containsJson({ tags: ["b"] }))),
      await shown(Item.where((item) => item.extra.containsJson([3, 1]))),
      await shown(Item.where((item) => item.extra.at("tags").containsJson(["a"]))),
    ],
  ),
  pair("not containing", `list(I.exclude(extra__contains={"size": 3}).${skus})`, () =>
    shown(Item.whereNot((item) => item.extra.containsJson({ size: 3 }))),
  ),
  pair(
    "contained by",
    `[list(I.filter(extra__contained_by={"size": 3, "tags": ["a", "b", "c"], "deep": {"a": {"b": 1}}}).${skus}), list(I.filter(extra__contained_by=[1, 2, 3, 4]).${skus})]`,
    async () => [
      await shown(
        Item.where((item) =>
          item.extra.containedBy({ size: 3, tags: ["a", "b", "c"], deep: { a: { b: 1 } } }),
        ),
      ),
      await shown(Item.where((item) => item.extra.containedBy([1, 2, 3, 4]))),
    ],
  ),
  pair(
    "keys",
    `[list(I.filter(extra__has_key="size").${skus}), list(I.filter(extra__has_keys=["size", "tags"]).${skus}), list(I.filter(extra__has_any_keys=["deep", "odd key.x"]).${skus}), list(I.exclude(extra__has_key="size").${skus})]`,
    async () => [
      await shown(Item.where((item) => item.extra.hasKey("size"))),
      await shown(Item.where((item) => item.extra.hasKeys(["size", "tags"]))),
      await shown(Item.where((item) => item.extra.hasAnyKeys(["deep", "odd key.x"]))),
      await shown(Item.whereNot((item) => item.extra.hasKey("size"))),
    ],
  ),
  pair("keys below a path", `list(I.filter(extra__deep__has_key="a").${skus})`, () =>
    shown(Item.where((item) => item.extra.at("deep").hasKey("a"))),
  ),
  pair(
    "odd names of keys",
    `[list(I.filter(**{"extra__odd key.x": 1}).${skus}), list(I.filter(**{"extra__quo'te\\"__isnull": False}).${skus}), list(I.filter(extra__has_key="quo'te\\"").${skus})]`,
    async () => [
      await shown(Item.where((item) => item.extra.at("odd key.x").eq(1))),
      await shown(Item.where((item) => item.extra.at("quo'te\"").isNotNull())),
      await shown(Item.where((item) => item.extra.hasKey("quo'te\""))),
    ],
  ),
  pair(
    "texts at a path",
    `[list(I.filter(extra__size__startswith="1").${skus}), list(I.filter(extra__tags__0__icontains="A").${skus})]`,
    async () => [
      await shown(Item.where((item) => item.extra.textAt("size").startsWith("1"))),
      await shown(Item.where((item) => item.extra.textAt("tags", 0).icontains("A"))),
    ],
  ),
  pair(
    "rows with the greatest value at a path",
    `I.filter(extra__size=10).aggregate(m=Max(KT("extra__size")), n=Count("extra"))`,
    () =>
      Item.where((item) => item.extra.at("size").eq(10)).aggregate((item) => ({
        m: max(item.extra.textAt("size")),
        n: count(item.extra),
      })),
  ),
  pair(
    "documents put together",
    `I.filter(pieces__gt=3).order_by("sku").values_list(JSONObject(n="name", p="pieces", s="spare"), JSONArray("sku", "spare", "active"))`,
    () =>
      Item.where({ pieces: { gt: 3 } })
        .orderBy("sku")
        .select((item) => [
          jsonObject({ n: item.name, p: item.pieces, s: item.spare }),
          jsonArray(item.sku, item.spare, item.active),
        ]),
    { decision: "What is true is true in JSON too, not 1." },
  ),
];
