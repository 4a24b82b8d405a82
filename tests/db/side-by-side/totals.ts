import {
  avg,
  bitAnd,
  bitOr,
  bitXor,
  count,
  cumeDist,
  denseRank,
  firstValue,
  lag,
  lastValue,
  lead,
  max,
  min,
  nthValue,
  ntile,
  over,
  percentRank,
  rank,
  rowNumber,
  stddev,
  stringAgg,
  sum,
  variance,
} from "quintet/db";
import { Item, Review, Shop, Tag } from "./models.ts";
import { pair } from "./pair.ts";

/* Totals, groups and windows. */
export const totals = [
  pair(
    "totals with nulls among the values",
    `I.aggregate(a=Count("*"), b=Count("spare"), c=Sum("spare"), d=Avg("spare"), e=Min("spare"), f=Max("rate"), g=Count("spare", distinct=True))`,
    () =>
      Item.aggregate((item) => ({
        a: count(),
        b: count(item.spare),
        c: sum(item.spare),
        d: avg(item.spare),
        e: min(item.spare),
        f: max(item.rate),
        g: count(item.spare, { distinct: true }),
      })),
  ),
  pair(
    "totals of nothing",
    `I.filter(pieces=1000).aggregate(a=Sum("pieces"), b=Count("id"), c=Avg("price"), d=Sum("pieces", default=0), e=Max("sold"))`,
    () =>
      Item.where({ pieces: 1000 }).aggregate((item) => ({
        a: sum(item.pieces),
        b: count(item.id),
        c: avg(item.price),
        d: sum(item.pieces, { default: 0 }),
        e: max(item.sold),
      })),
  ),
  pair(
    "totals of decimals and moments",
    `I.aggregate(a=Sum("price"), b=Avg("price"), c=Min("sold"), d=Max("day"), e=Min("clock"), f=Avg("rate"))`,
    () =>
      Item.aggregate((item) => ({
        a: sum(item.price),
        b: avg(item.price),
        c: min(item.sold),
        d: max(item.day),
        e: min(item.clock),
        f: avg(item.rate),
      })),
  ),
  pair(
    "totals of some rows",
    `I.aggregate(a=Count("id", filter=Q(active=True)), b=Sum("pieces", filter=Q(spare__isnull=False)), c=Avg("weight", filter=Q(flag=True) | Q(pieces__lt=0)))`,
    () =>
      Item.aggregate((item) => ({
        a: count(item.id, { where: item.active.eq(true) }),
        b: sum(item.pieces, { where: item.spare.isNotNull() }),
        c: avg(item.weight, { where: item.flag.eq(true).or(item.pieces.lt(0)) }),
      })),
  ),
  pair(
    "totals of distinct values",
    `I.aggregate(a=Sum("pieces", distinct=True), b=Avg("pieces", distinct=True), c=Count("shop", distinct=True))`,
    () =>
      Item.aggregate((item) => ({
        a: sum(item.pieces, { distinct: true }),
        b: avg(item.pieces, { distinct: true }),
        c: count(item.shop, { distinct: true }),
      })),
  ),
  pair(
    "spreads",
    `I.aggregate(a=StdDev("pieces"), b=Variance("weight"), c=StdDev("pieces", sample=True), d=Variance("price", sample=True))`,
    () =>
      Item.aggregate((item) => ({
        a: stddev(item.pieces),
        b: variance(item.weight),
        c: stddev(item.pieces, { sample: true }),
        d: variance(item.price, { sample: true }),
      })),
    {
      decision:
        "Means have all digits of a floating number; MariaDB itself gives four more than the values have.",
    },
  ),
  pair(
    "computed totals",
    `I.aggregate(a=Sum(F("price") * F("pieces")), b=Max(F("pieces") + F("spare")), c=Sum("pieces") * 2)`,
    () =>
      Item.aggregate((item) => ({
        a: sum(item.price.times(item.pieces)),
        b: max(item.pieces.plus(item.spare)),
        c: sum(item.pieces).times(2),
      })),
  ),
  pair(
    "texts put together",
    `S.order_by("id").annotate(a=StringAgg("items__name", Value("|"), order_by="items__sku")).values_list("a", flat=True) if connection.vendor == "" else [None if not s.items.exists() else "|".join(s.items.order_by("sku").values_list("name", flat=True)) for s in S.order_by("id")]`,
    () => Shop.orderBy("id").select((shop) => stringAgg(shop.items.name, "|", { orderBy: shop.items.sku })),
  ),
  pair(
    "bits of all",
    `[__import__("functools").reduce(f, [i.pieces for i in I.filter(pieces__gt=0)]) for f in (lambda a, b: a & b, lambda a, b: a | b, lambda a, b: a ^ b)]`,
    async () =>
      Object.values(
        await Item.where({ pieces: { gt: 0 } }).aggregate((item) => ({
          a: bitAnd(item.pieces),
          b: bitOr(item.pieces),
          c: bitXor(item.pieces),
        })),
      ),
  ),
  pair(
    "how many at the end of a relation",
    `S.order_by("id").annotate(a=Count("items"), b=Count("spares")).values_list("name", "a", "b")`,
    () =>
      Shop.annotate((shop) => ({ a: count(shop.items), b: count(shop.spares) }))
        .orderBy("id")
        .select((shop) => [shop.name, shop.a, shop.b]),
  ),
  pair(
    "how many different ones",
    `S.order_by("id").annotate(a=Count("items", distinct=True), b=Count("spares", distinct=True)).values_list("name", "a", "b")`,
    () =>
      Shop.annotate((shop) => ({
        a: count(shop.items, { distinct: true }),
        b: count(shop.spares, { distinct: true }),
      }))
        .orderBy("id")
        .select((shop) => [shop.name, shop.a, shop.b]),
  ),
  pair(
    "a condition on a total",
    `S.annotate(n=Sum("items__pieces")).filter(n__gt=5).order_by("id").values_list("name", "n")`,
    () =>
      Shop.annotate((shop) => ({ n: sum(shop.items.pieces) }))
        .where({ n: { gt: 5 } })
        .orderBy("id")
        .select((shop) => [shop.name, shop.n]),
  ),
  pair(
    "not a condition on a total",
    `S.annotate(n=Sum("items__pieces")).exclude(n__gt=5).order_by("id").values_list("name", "n")`,
    () =>
      Shop.annotate((shop) => ({ n: sum(shop.items.pieces) }))
        .whereNot({ n: { gt: 5 } })
        .orderBy("id")
        .select((shop) => [shop.name, shop.n]),
  ),
  pair(
    "a condition before a total, and one behind",
    `S.filter(items__active=True).annotate(n=Count("items")).order_by("id").values_list("name", "n")`,
    () =>
      Shop.where({ items: { active: true } })
        .annotate((shop) => ({ n: count(shop.items) }))
        .orderBy("id")
        .select((shop) => [shop.name, shop.n]),
  ),
  pair(
    "a total before a condition",
    `S.annotate(n=Count("items")).filter(items__active=True).order_by("id", "n").values_list("name", "n")`,
    () =>
      Shop.annotate((shop) => ({ n: count(shop.items) }))
        .where({ items: { active: true } })
        .orderBy("id", "n")
        .select((shop) => [shop.name, shop.n]),
  ),
  pair(
    "groups by a column that may be null",
    `I.values("flag").annotate(n=Count("id"), s=Sum("pieces")).order_by("n", "s").values_list("flag", "n", "s")`,
    () =>
      Item.select((item) => [item.flag, count(item.id), sum(item.pieces)]).orderBy(
        (item) => count(item.id),
        (item) => sum(item.pieces),
      ),
  ),
  pair(
    "groups by a relation's column",
    `I.values("shop__city").annotate(n=Count("id")).order_by("shop__city", "n").values_list("n", flat=True)`,
    () =>
      Item.select((item) => ({ city: item.shop.city, n: count(item.id) }))
        .orderBy("shop.city", (item) => count(item.id))
        .then((rows) => rows.map(({ n }) => n)),
  ),
  pair(
    "groups over rows of a relation to many",
    `T.values("slug").annotate(n=Count("items"), s=Avg("items__pieces")).order_by("slug").values_list("slug", "n", "s")`,
    () => Tag.select((tag) => [tag.slug, count(tag.items), avg(tag.items.pieces)]).orderBy("slug"),
    {
      decision:
        "Means have all digits of a floating number; MariaDB itself gives four more than the values have.",
    },
  ),
  pair(
    "the mean of stars by shop",
    `S.annotate(a=Avg("items__reviews__stars")).order_by("id").values_list("a", flat=True)`,
    () =>
      Shop.annotate((shop) => ({ a: avg(shop.items.reviews.stars) }))
        .orderBy("id")
        .select((shop) => shop.a),
    {
      decision:
        "Means have all digits of a floating number; MariaDB itself gives four more than the values have.",
    },
  ),
  pair("how many groups there are", `I.values("shop").annotate(n=Count("id")).count()`, () =>
    Item.select((item) => ({ shop: item.shop.id, n: count(item.id) })).count(),
  ),
  pair("totals of totals", `S.annotate(n=Count("items")).aggregate(m=Avg("n"), x=Max("n"))`, () =>
    Shop.annotate((shop) => ({ n: count(shop.items) })).aggregate((shop) => ({
      m: avg(shop.n),
      x: max(shop.n),
    })),
  ),
  pair("totals of a limited query", `I.order_by("sku")[2:5].aggregate(s=Sum("pieces"), n=Count("id"))`, () =>
    Item.orderBy("sku")
      .offset(2)
      .limit(3)
      .aggregate((item) => ({ s: sum(item.pieces), n: count(item.id) })),
  ),
  pair(
    "totals of distinct rows",
    `[R.values("stars").distinct().count(), R.values("text").distinct().count()]`,
    async () => [
      await Review.all().select("stars").distinct().count(),
      await Review.all().select("text").distinct().count(),
    ],
  ),

  pair(
    "numbers of rows and ranks",
    `I.order_by("sku").values_list("sku", Window(RowNumber(), order_by=[F("pieces").desc(), "sku"]), Window(Rank(), order_by=F("pieces").desc()), Window(DenseRank(), order_by=F("pieces").desc()))`,
    () =>
      Item.orderBy("sku").select((item) => [
        item.sku,
        rowNumber().over({ orderBy: [item.pieces.desc(), item.sku] }),
        rank().over({ orderBy: item.pieces.desc() }),
        denseRank().over({ orderBy: item.pieces.desc() }),
      ]),
  ),
  pair(
    "ranks in parts",
    `I.order_by("sku").values_list("sku", Window(Rank(), partition_by="shop", order_by="price"))`,
    () =>
      Item.orderBy("sku").select((item) => [
        item.sku,
        rank().over({ partitionBy: item.shop, orderBy: item.price }),
      ]),
  ),
  pair(
    "shares of places",
    `I.order_by("sku").values_list(Window(PercentRank(), order_by="total"), Window(CumeDist(), order_by="total"), Window(Ntile(3), order_by="total"))`,
    () =>
      Item.orderBy("sku").select((item) => [
        percentRank().over({ orderBy: item.total }),
        cumeDist().over({ orderBy: item.total }),
        ntile(3).over({ orderBy: item.total }),
      ]),
  ),
  pair(
    "neighbours with a default",
    `I.order_by("sku").values_list(Window(Lag("name"), order_by="sku"), Window(Lead("pieces", 2), order_by="sku"), Window(Lag("pieces", 1, -99), partition_by="shop", order_by="sku"))`,
    () =>
      Item.orderBy("sku").select((item) => [
        lag(item.name).over({ orderBy: item.sku }),
        lead(item.pieces, { distance: 2 }).over({ orderBy: item.sku }),
        lag(item.pieces, { default: -99 }).over({ partitionBy: item.shop, orderBy: item.sku }),
      ]),
    { decision: "MariaDB knows no default for neighbours; Quintet writes COALESCE()." },
  ),
  pair(
    "values of the frame",
    `I.order_by("sku").values_list(Window(FirstValue("name"), partition_by="shop", order_by="sku"), Window(LastValue("name"), partition_by="shop", order_by="sku"), Window(NthValue("pieces", 2), partition_by="shop", order_by="sku"))`,
    () =>
      Item.orderBy("sku").select((item) => {
        const window = { partitionBy: item.shop, orderBy: item.sku };
        return [
          firstValue(item.name).over(window),
          lastValue(item.name).over(window),
          nthValue(item.pieces, 2).over(window),
        ];
      }),
  ),
  pair(
    "totals so far",
    `I.order_by("sku").values_list(Window(Sum("pieces"), order_by="sku"), Window(Avg("price"), partition_by="shop"), Window(Count("spare"), order_by="sku", frame=RowRange(start=-1, end=1)), Window(Sum("total"), order_by="sku", frame=RowRange(start=0, end=None)))`,
    () =>
      Item.orderBy("sku").select((item) => [
        over(sum(item.pieces), { orderBy: item.sku }),
        over(avg(item.price), { partitionBy: item.shop }),
        over(count(item.spare), { orderBy: item.sku, frame: { rows: [-1, 1] } }),
        over(sum(item.total), { orderBy: item.sku, frame: { rows: [0, null] } }),
      ]),
  ),
  pair(
    "a total over values up to equal ones",
    `I.order_by("sku").values_list(Window(Sum("total"), order_by="pieces", frame=ValueRange(start=None, end=0)), flat=True)`,
    () =>
      Item.orderBy("sku").select((item) =>
        over(sum(item.total), { orderBy: item.pieces, frame: { range: [null, 0] } }),
      ),
  ),
  pair(
    "a condition on a window",
    `I.annotate(n=Window(RowNumber(), partition_by="shop", order_by=[F("price").desc(), "sku"])).filter(n=1).order_by("sku").values_list("sku", "n")`,
    () =>
      Item.annotate((item) => ({
        n: rowNumber().over({ partitionBy: item.shop, orderBy: [item.price.desc(), item.sku] }),
      }))
        .where({ n: 1 })
        .orderBy("sku")
        .select((item) => [item.sku, item.n]),
  ),
];
