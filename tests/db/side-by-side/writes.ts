import { coalesce, concat, lower, upper } from "quintet/db";
import { day, Item, key, minutes, moment, Review, Shop, Tag } from "./models.ts";
import { pair } from "./pair.ts";

const values = (slug: string) => ({ slug });

/* What changes rows, followed by what is there then. Each happens in a transaction that is undone. */
export const writes = [
  pair(
    "all rows changed by an expression",
    `(I.update(pieces=F("pieces") * 2 + Coalesce(F("spare"), 0)), list(I.order_by("sku").values_list("pieces", flat=True)))`,
    async () => [
      await Item.all().update((item) => ({ pieces: item.pieces.times(2).plus(coalesce(item.spare, 0)) })),
      await Item.orderBy("sku").select((item) => item.pieces),
    ],
  ),
  pair(
    "decimals changed, as their column rounds them",
    `(I.filter(price__lt=100).update(price=F("price") * D("1.005")), list(I.order_by("sku").values_list("price", flat=True)))`,
    async () => [
      await Item.where({ price: { lt: 100 } }).update((item) => ({ price: item.price.times("1.005") })),
      await Item.orderBy("sku").select((item) => item.price),
    ],
  ),
  pair(
    "texts changed by functions",
    `(I.update(note=Concat(Upper("name"), Value("/"), Lower("note"), output_field=TextField())), list(I.order_by("sku").values_list("note", flat=True)))`,
    async () => [
      await Item.all().update((item) => ({ note: concat(upper(item.name), "/", lower(item.note)) })),
      await Item.orderBy("sku").select((item) => item.note),
    ],
  ),
  pair(
    "moments moved",
    `(I.update(shipped=F("sold") + delta(hours=1)), list(I.order_by("sku").values_list("shipped", flat=True)))`,
    async () => [
      await Item.all().update((item) => ({ shipped: item.sold.plus(minutes(60)) })),
      await Item.orderBy("sku").select((item) => item.shipped),
    ],
  ),
  pair(
    "JSON set to null, and to JSON's own",
    `(I.filter(sku="s0").update(extra=None), I.filter(sku="s1").update(extra=Value(None, JSONField())), list(I.filter(sku__lte="s1").order_by("sku").values_list("extra", flat=True)), I.filter(extra__isnull=True).count())[2]`,
    async () => {
      await Item.where({ sku: "s0" }).update({ extra: null });
      return Item.where({ sku: { lte: "s1" } })
        .orderBy("sku")
        .limit(1)
        .select((item) => item.extra)
        .then(async (first) => [
          first[0],
          await Item.where({ sku: "s1" })
            .update({ extra: null })
            .then(() => Item.get({ sku: "s1" }).then((item) => item.extra)),
        ]);
    },
  ),
  pair(
    "rows changed by a condition on a relation",
    `(I.filter(shop__city="Berlin").update(active=False), I.filter(active=True).count())`,
    async () => [
      await Item.where({ shop: { city: "Berlin" } }).update({ active: false }),
      await Item.where({ active: true }).count(),
    ],
  ),
  pair(
    "rows changed by a condition on many rows",
    `(I.filter(reviews__stars__gte=4).update(pieces=77), I.filter(pieces=77).count())`,
    async () => [
      await Item.where({ reviews: { stars: { gte: 4 } } }).update({ pieces: 77 }),
      await Item.where({ pieces: 77 }).count(),
    ],
  ),
  pair(
    "rows changed to another query's value",
    `(I.update(note=Subquery(Shop.objects.filter(pk=OuterRef("shop")).values("city")[:1])), list(I.order_by("sku").values_list("note", flat=True)))`,
    async () => [
      await Item.all().update((item) => ({
        note: Shop.where((shop) => shop.id.eq(item.shop as never))
          .limit(1)
          .select((shop) => shop.city)
          .asValue(),
      })),
      await Item.orderBy("sku").select((item) => item.note),
    ],
  ),
  pair(
    "an upsert of many rows",
    `(T.bulk_create([Tag(slug="sour", parent_id=None), Tag(slug="new"), Tag(slug="newer")], update_conflicts=True, update_fields=["parent"], **({"unique_fields": ["slug"]} if connection.vendor == "postgresql" else {})), list(T.order_by("slug").values_list("slug", "parent__slug")))[1]`,
    async () => {
      await Tag.createMany([{ slug: "sour", parent: null }, { slug: "new" }, { slug: "newer" }], {
        onConflict: { fields: ["slug"], update: ["parent"] },
      });
      return Tag.orderBy("slug").select((tag) => [tag.slug, tag.parent.slug]);
    },
  ),
  pair(
    "many rows, of which some are there",
    `(T.bulk_create([Tag(slug="sour"), Tag(slug="new")], ignore_conflicts=True), list(T.order_by("slug").values_list("slug", flat=True)))[1]`,
    async () => {
      await Tag.createMany([values("sour"), values("new")], { ignoreConflicts: true });
      return Tag.orderBy("slug").select((tag) => tag.slug);
    },
  ),
  pair(
    "a row found or made",
    `[T.get_or_create(slug="sour")[1], T.get_or_create(slug="brand-new", defaults={"parent": T.get(slug="sour")})[1], T.update_or_create(slug="sweet", defaults={"parent": None})[1], list(T.order_by("slug").values_list("slug", "parent__slug"))]`,
    async () => [
      (await Tag.getOrCreate({ slug: "sour" }))[1],
      (await Tag.getOrCreate({ slug: "brand-new" }, { parent: await Tag.get({ slug: "sour" }) }))[1],
      (await Tag.upsert({ slug: "sweet" }, { parent: null }))[1],
      await Tag.orderBy("slug").select((tag) => [tag.slug, tag.parent.slug]),
    ],
  ),
  pair(
    "many rows written at once",
    `(lambda rows: ([setattr(r, "note", r.name * 2) or setattr(r, "spare", None if r.spare else r.pieces) or setattr(r, "took", delta(minutes=r.pieces)) for r in rows], I.bulk_update(rows, ["note", "spare", "took"]), list(I.order_by("sku").values_list("note", "spare", "took"))))(list(I.order_by("sku")))[1:]`,
    async () => {
      const rows = await Item.orderBy("sku");
      for (const row of rows) {
        row.note = row.name.repeat(2);
        row.spare = row.spare ? null : row.pieces;
        row.took = minutes(row.pieces);
      }
      return [
        await Item.updateMany(rows, ["note", "spare", "took"]),
        await Item.orderBy("sku").select((item) => [item.note, item.spare, item.took]),
      ];
    },
  ),
  pair(
    "rows deleted with what belongs to them",
    `(I.filter(reviews__stars=5).delete(), I.count(), R.count())[1:]`,
    async () => {
      await Item.where({ reviews: { stars: 5 } }).delete();
      return [await Item.count(), await Review.count()];
    },
  ),
  pair(
    "a shop deleted: items go, references to spares become null",
    `(S.filter(name="North").delete(), I.count(), I.filter(backup=None).count(), R.count())[1:]`,
    async () => {
      await Shop.where({ name: "North" }).delete();
      return [await Item.count(), await Item.where({ backup: null }).count(), await Review.count()];
    },
  ),
  pair(
    "a tree deleted",
    `(T.filter(slug="fruit").delete(), list(T.values_list("slug", flat=True)), I.filter(tags__isnull=True).count())[1:]`,
    async () => {
      await Tag.where({ slug: "fruit" }).delete();
      return [await Tag.select((tag) => tag.slug), await Item.where({ tags: { isNull: true } }).count()];
    },
  ),
  pair(
    "no row deleted beyond a part of them",
    `[R.filter(pk__in=list(R.order_by("stars", "pk").values_list("pk", flat=True)[:3])).delete()[0], list(R.order_by("stars").values_list("stars", flat=True))]`,
    async () => {
      const keys = await Review.orderBy("stars", "id")
        .limit(3)
        .select((review) => review.id);
      await Review.where({ id: { in: keys } }).delete();
      return [3, await Review.orderBy("stars").select((review) => review.stars)];
    },
  ),
  pair(
    "what a unique rule refuses",
    `I.filter(sku="s1").update(sku="s0")`,
    () => Item.where({ sku: "s1" }).update({ sku: "s0" }),
    { refused: true },
  ),
  pair(
    "what a column doesn't hold: too long a text",
    `I.filter(sku="s1").update(name="x" * 101)`,
    () => Item.where({ sku: "s1" }).update({ name: "x".repeat(101) }),
    { refused: true },
  ),
  pair(
    "what a column doesn't hold: too large a decimal",
    `I.filter(sku="s1").update(price=D("1000000"))`,
    () => Item.where({ sku: "s1" }).update({ price: "1000000" }),
    { refused: true },
  ),
  pair("a key of another table", `R.create(stars=1, item_id=key("s3")).item.sku`, async () => {
    const review = await Review.create({ stars: 1, item: await Item.get(await key("s3")) });
    return (await review.item).sku;
  }),
  pair(
    "every kind of value stored and read back",
    `(lambda i: (setattr(i, "name", "🎉\\\\'\\"%_\\t"), setattr(i, "weight", 1e-7), setattr(i, "total", 2**53 - 1), setattr(i, "took", delta(days=-1, seconds=1)), setattr(i, "clock", time(1, 2, 3)), setattr(i, "extra", {"é": [None, True, 1.5, "\\u2028"], "": {}}), setattr(i, "sold", moment("1999-12-31T23:59:59.999")), i.save(), list(I.filter(sku="s0").values_list("name", "weight", "total", "took", "clock", "extra", "sold"))[0]))(I.get(sku="s0"))[-1]`,
    async () => {
      const item = await Item.get({ sku: "s0" });
      item.assign({
        name: "🎉\\'\"%_\t",
        weight: 1e-7,
        total: 2 ** 53 - 1,
        took: minutes(-1440 + 1 / 60),
        clock: (await import("./models.ts")).clock("01:02:03"),
        extra: { é: [null, true, 1.5, "\u2028"], "": {} },
        sold: moment("1999-12-31T23:59:59.999"),
      });
      await item.save();
      const rows = await Item.where({ sku: "s0" }).select((each) => [
        each.name,
        each.weight,
        each.total,
        each.took,
        each.clock,
        each.extra,
        each.sold,
      ]);
      return rows[0];
    },
  ),
  pair(
    "a day far away",
    `(S.filter(name="East").update(opened=date(9999, 12, 31)), list(S.filter(opened__gt=date(2024, 2, 28)).order_by("opened").values_list("opened", flat=True)))`,
    async () => [
      await Shop.where({ name: "East" }).update({ opened: day("9999-12-31") }),
      await Shop.where({ opened: { gt: day("2024-02-28") } })
        .orderBy("opened")
        .select((shop) => shop.opened),
    ],
  ),
];
