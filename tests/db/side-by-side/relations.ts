import { count, exists, type Query } from "quintet/db";
import { Item, Review, Shop, Tag } from "./models.ts";
import { pair } from "./pair.ts";

const skus = 'order_by("sku").values_list("sku", flat=True)';
const shown = (query: Query<Item, typeof Item>) => query.orderBy("sku").select((item) => item.sku);
const named = (query: Query<Shop, typeof Shop>) => query.orderBy("name").select((shop) => shop.name);
const slugs = (query: Query<Tag, typeof Tag>) => query.orderBy("slug").select((tag) => tag.slug);

/* Relations, negated conditions on many rows, subqueries, distinct rows and set operations. */
export const relations = [
  pair(
    "one condition on a row of many",
    `list(I.filter(reviews__stars=5, reviews__text="good").${skus})`,
    () => shown(Item.where({ reviews: { stars: 5, text: "good" } })),
  ),
  pair(
    "two conditions on two rows of many",
    `list(I.filter(reviews__stars=4).filter(reviews__text="good").${skus})`,
    () => shown(Item.where({ reviews: { stars: 4 } }).where({ reviews: { text: "good" } })),
  ),
  pair("none of many", `list(I.exclude(reviews__stars=5).${skus})`, () =>
    shown(Item.whereNot({ reviews: { stars: 5 } })),
  ),
  pair(
    "none of many, by a value that may be null",
    `[list(I.exclude(reviews__text="good").${skus}), list(I.exclude(reviews__text=None).${skus}), list(I.filter(~Q(reviews__text="good")).${skus})]`,
    async () => [
      await shown(Item.whereNot({ reviews: { text: "good" } })),
      await shown(Item.whereNot({ reviews: { text: null } })),
      await shown(Item.where({ not: { reviews: { text: "good" } } })),
    ],
  ),
  pair(
    "none of many for both of two conditions",
    `list(I.exclude(reviews__stars=5, reviews__text="good").${skus})`,
    () => shown(Item.whereNot({ reviews: { stars: 5, text: "good" } })),
  ),
  pair("none of one or of many", `list(I.exclude(Q(reviews__stars=5) | Q(tags__slug="sweet")).${skus})`, () =>
    shown(Item.whereNot({ or: [{ reviews: { stars: 5 } }, { tags: { slug: "sweet" } }] })),
  ),
  pair(
    "not one of many and another",
    `list(I.filter(~Q(tags__slug="sweet"), tags__slug="fruit").${skus})`,
    () => shown(Item.where({ and: [{ not: { tags: { slug: "sweet" } } }, { tags: { slug: "fruit" } }] })),
  ),
  pair(
    "none of many behind one",
    `list(S.exclude(items__reviews__stars__gte=4).order_by("name").values_list("name", flat=True))`,
    () => named(Shop.whereNot({ items: { reviews: { stars: { gte: 4 } } } })),
  ),
  pair("none of many behind a nullable one", `list(I.exclude(backup__items__active=False).${skus})`, () =>
    shown(Item.whereNot({ backup: { items: { active: false } } })),
  ),
  pair(
    "a nullable relation's column",
    `[list(I.filter(backup__city="Berlin").${skus}), list(I.exclude(backup__city="Berlin").${skus}), list(I.filter(backup__city=None).${skus}), list(I.filter(backup=None).${skus})]`,
    async () => [
      await shown(Item.where({ backup: { city: "Berlin" } })),
      await shown(Item.whereNot({ backup: { city: "Berlin" } })),
      await shown(Item.where({ backup: { city: null } })),
      await shown(Item.where({ backup: null })),
    ],
  ),
  pair(
    "rows without any",
    `[list(I.filter(reviews=None).${skus}), list(I.filter(reviews__isnull=True).${skus}), list(I.filter(tags__isnull=True).${skus})]`,
    async () => [
      await shown(Item.where({ reviews: null } as never)),
      await shown(Item.where({ reviews: { isNull: true } })),
      await shown(Item.where({ tags: { isNull: true } })),
    ],
  ),
  pair("a row twice where it matches twice", `list(I.filter(reviews__stars__gte=4).${skus})`, () =>
    shown(Item.where({ reviews: { stars: { gte: 4 } } })),
  ),
  pair(
    "once with distinct",
    `[list(I.filter(reviews__stars__gte=4).distinct().${skus}), I.filter(reviews__stars__gte=4).distinct().count()]`,
    async () => [
      await Item.where({ reviews: { stars: { gte: 4 } } })
        .distinct()
        .orderBy("sku")
        .select((item) => item.sku),
      await Item.where({ reviews: { stars: { gte: 4 } } })
        .distinct()
        .count(),
    ],
  ),
  pair(
    "one or another of many",
    `list(I.filter(Q(reviews__stars=5) | Q(tags__slug="fruit")).distinct().${skus})`,
    () =>
      Item.where({ or: [{ reviews: { stars: 5 } }, { tags: { slug: "fruit" } }] })
        .distinct()
        .orderBy("sku")
        .select((item) => item.sku),
  ),
  pair(
    "a column of many against the row's own",
    `list(I.filter(reviews__stars__gt=F("pieces")).distinct().${skus})`,
    () =>
      Item.where((item) => item.reviews.stars.gt(item.pieces))
        .distinct()
        .orderBy("sku")
        .select((item) => item.sku),
  ),
  pair(
    "not a column of many against the row's own",
    `list(I.exclude(reviews__stars__gt=F("pieces")).${skus})`,
    () => shown(Item.whereNot((item) => item.reviews.stars.gt(item.pieces))),
  ),
  pair(
    "the model itself",
    `[list(T.filter(parent__parent__slug="fruit").order_by("slug").values_list("slug", flat=True)), list(T.exclude(parent__slug="fruit").order_by("slug").values_list("slug", flat=True)), list(T.filter(children__children__isnull=False).order_by("slug").values_list("slug", flat=True)), list(T.exclude(children__slug="sour").order_by("slug").values_list("slug", flat=True))]`,
    async () => [
      await slugs(Tag.where({ parent: { parent: { slug: "fruit" } } })),
      await slugs(Tag.whereNot({ parent: { slug: "fruit" } })),
      await slugs(Tag.where({ children: { children: { isNull: false } } })),
      await slugs(Tag.whereNot({ children: { slug: "sour" } })),
    ],
  ),
  pair(
    "the order of a relation's column",
    `I.order_by("shop__city", "backup__name", "sku").values_list("sku", flat=True)`,
    () => Item.orderBy("shop.city", "backup.name", "sku").select((item) => item.sku),
  ),
  pair(
    "the order of many",
    `list(I.order_by("-reviews__stars", "sku").values_list("sku", "reviews__stars"))`,
    () => Item.orderBy("-reviews.stars", "sku").select((item) => [item.sku, item.reviews.stars]),
  ),

  pair(
    "one of another query's",
    `list(I.filter(shop__in=S.filter(city__isnull=False).exclude(name="North")).${skus})`,
    () =>
      shown(
        Item.where({ shop: { in: Shop.where({ city: { isNull: false } }).whereNot({ name: "North" }) } }),
      ),
  ),
  pair(
    "none of another query's values",
    `[list(I.exclude(pieces__in=R.values("stars")).${skus}), list(I.exclude(spare__in=I.values("spare")).${skus}), list(I.filter(name__in=I.filter(active=True).values("name")).${skus})]`,
    async () => [
      await shown(Item.whereNot({ pieces: { in: Review.select((review) => review.stars) } })),
      await shown(Item.whereNot({ spare: { in: Item.select((item) => item.spare) } as never })),
      await shown(Item.where({ name: { in: Item.where({ active: true }).select((item) => item.name) } })),
    ],
  ),
  pair(
    "a query's value for each row",
    `S.order_by("name").annotate(n=Subquery(Item.objects.filter(shop=OuterRef("pk")).order_by("-price", "sku").values("name")[:1])).values_list("name", "n")`,
    () =>
      Shop.annotate((shop) => ({
        n: Item.where((item) => item.shop.eq(shop as never))
          .orderBy("-price", "sku")
          .limit(1)
          .select((item) => item.name)
          .asValue(),
      }))
        .orderBy("name")
        .select((shop) => [shop.name, shop.n]),
  ),
  pair(
    "a count for each row",
    `S.order_by("name").annotate(n=Subquery(Item.objects.filter(shop=OuterRef("pk"), active=True).order_by().values("shop").annotate(n=Count("pk")).values("n"))).values_list("n", flat=True)`,
    () =>
      Shop.annotate((shop) => ({
        n: Item.where((item) => item.shop.eq(shop as never).and(item.active.eq(true)))
          .select((item) => ({ shop: item.shop.id, n: count(item.id) }))
          .select((row) => (row as unknown as { n: ReturnType<typeof count> }).n)
          .asValue(),
      }))
        .orderBy("name")
        .select((shop) => shop.n),
  ),
  pair(
    "whether there are any",
    `[list(S.filter(Exists(Item.objects.filter(shop=OuterRef("pk"), pieces__gt=10))).order_by("name").values_list("name", flat=True)), list(S.filter(~Exists(Item.objects.filter(shop=OuterRef("pk"), active=False))).order_by("name").values_list("name", flat=True))]`,
    async () => [
      await named(
        Shop.where((shop) =>
          exists(Item.where((item) => item.shop.eq(shop as never).and(item.pieces.gt(10)))),
        ),
      ),
      await named(
        Shop.where((shop) =>
          exists(Item.where((item) => item.shop.eq(shop as never).and(item.active.eq(false)))).not(),
        ),
      ),
    ],
  ),
  pair(
    "whether there are any, as a value",
    `S.order_by("name").annotate(x=Exists(Item.objects.filter(backup=OuterRef("pk")))).values_list("name", "x")`,
    () =>
      Shop.orderBy("name").select((shop) => [
        shop.name,
        exists(Item.where((item) => item.backup.eq(shop as never))),
      ]),
  ),
  pair(
    "a query's value in a condition",
    `list(I.filter(price__gt=Subquery(Item.objects.filter(sku="s2").values("price")[:1])).${skus})`,
    () =>
      shown(
        Item.where((item) =>
          item.price.gt(
            Item.where({ sku: "s2" })
              .limit(1)
              .select((other) => other.price)
              .asValue(),
          ),
        ),
      ),
  ),
  pair(
    "a relation with a condition of its own",
    `S.annotate(good=FilteredRelation("items", condition=Q(items__pieces__gt=3))).values("name").annotate(n=Count("good")).order_by("name").values_list("name", "n")`,
    () =>
      Shop.annotate((shop) => ({
        n: count(shop.items.where((item) => item.pieces.gt(3))),
      }))
        .orderBy("name")
        .select((shop) => [shop.name, shop.n]),
  ),

  pair(
    "the first row for each value",
    `list(I.order_by("shop_id", "-price", "sku").distinct("shop_id").values_list("sku", flat=True))`,
    () =>
      Item.orderBy("shop", "-price", "sku")
        .distinct("shop")
        .select((item) => item.sku),
    { only: "postgres" },
  ),
  pair(
    "distinct values",
    `[list(I.values_list("shop__city", flat=True).distinct().order_by("shop__city")), list(R.values_list("stars", "text").distinct().order_by("stars", "text"))]`,
    async () => [
      await Item.select((item) => item.shop.city)
        .distinct()
        .orderBy("shop.city"),
      await Review.select((review) => [review.stars, review.text])
        .distinct()
        .orderBy("stars", "text"),
    ],
  ),
  pair(
    "rows of two queries",
    `list(I.filter(pieces__gt=10).values_list("name", flat=True).union(S.values_list("name", flat=True)).order_by("name"))`,
    () =>
      Item.where({ pieces: { gt: 10 } })
        .select((item) => ({ name: item.name }))
        .union(Shop.select((shop) => ({ name: shop.name })))
        .orderBy("name")
        .then((rows) => rows.map(({ name }) => name)),
  ),
  pair(
    "rows of two queries, equal ones too",
    `[I.values_list("pieces").union(I.values_list("spare"), all=True).count(), I.values_list("pieces").union(I.values_list("spare")).count()]`,
    async () => [
      await Item.select((item) => item.pieces as unknown as typeof item.spare)
        .unionAll(Item.select((item) => item.spare))
        .count(),
      await Item.select((item) => item.pieces as unknown as typeof item.spare)
        .union(Item.select((item) => item.spare))
        .count(),
    ],
  ),
  pair(
    "rows in both and in one only",
    `[list(I.filter(pieces__gt=0).intersection(I.filter(active=True)).order_by("sku").values_list("sku", flat=True)), list(I.filter(pieces__gt=0).difference(I.filter(active=True)).order_by("sku").values_list("sku", flat=True))]`,
    async () => [
      await Item.where({ pieces: { gt: 0 } })
        .intersection(Item.where({ active: true }))
        .orderBy("sku")
        .then((rows) => rows.map(({ sku }) => sku)),
      await Item.where({ pieces: { gt: 0 } })
        .difference(Item.where({ active: true }))
        .orderBy("sku")
        .then((rows) => rows.map(({ sku }) => sku)),
    ],
  ),
  pair(
    "limited queries put together",
    `list(I.order_by("sku").values_list("sku", flat=True)[:2].union(I.order_by("-sku").values_list("sku", flat=True)[:2]).order_by("sku"))`,
    () =>
      Item.orderBy("sku")
        .limit(2)
        .select((item) => ({ sku: item.sku }))
        .union(
          Item.orderBy("-sku")
            .limit(2)
            .select((item) => ({ sku: item.sku })),
        )
        .orderBy("sku")
        .then((rows) => rows.map(({ sku }) => sku)),
  ),
  pair(
    "both, either and one of two queries",
    `[list((I.filter(active=True) & I.filter(pieces__gt=3)).${skus}), list((I.filter(active=True) | I.filter(pieces__gt=3)).${skus}), list((I.filter(active=True) ^ I.filter(pieces__gt=3)).${skus})]`,
    async () => [
      await shown(Item.where({ active: true }).and(Item.where({ pieces: { gt: 3 } }))),
      await shown(Item.where({ active: true }).or(Item.where({ pieces: { gt: 3 } }))),
      await shown(Item.where({ active: true }).xor(Item.where({ pieces: { gt: 3 } }))),
    ],
  ),
  pair(
    "either of two queries over relations",
    `list((I.filter(reviews__stars=5) | I.filter(backup__city="Berlin")).distinct().${skus})`,
    () =>
      Item.where({ reviews: { stars: 5 } })
        .or(Item.where({ backup: { city: "Berlin" } }))
        .distinct()
        .orderBy("sku")
        .select((item) => item.sku),
  ),
  pair(
    "a part of the rows",
    `[list(I.order_by("sku").values_list("sku", flat=True)[8:20]), list(I.order_by("-sku").values_list("sku", flat=True)[:0]), I.order_by("sku")[3:5].count(), I.order_by("sku").reverse().values_list("sku", flat=True)[0], I.order_by("sku").last().sku]`,
    async () => [
      await Item.orderBy("sku")
        .offset(8)
        .limit(12)
        .select((item) => item.sku),
      await Item.orderBy("-sku")
        .limit(0)
        .select((item) => item.sku),
      await Item.orderBy("sku").offset(3).limit(2).count(),
      await Item.orderBy("sku")
        .reverse()
        .select((item) => item.sku)
        .first(),
      (await Item.orderBy("sku").last())?.sku,
    ],
  ),
  pair(
    "rows behind a limited query",
    `list(R.filter(item__in=list(I.order_by("sku").values_list("pk", flat=True)[:2])).order_by("stars").values_list("stars", flat=True))`,
    async () =>
      Review.where({
        item: {
          in: await Item.orderBy("sku")
            .limit(2)
            .select((item) => item.id),
        },
      })
        .orderBy("stars")
        .select((review) => review.stars),
  ),
];
