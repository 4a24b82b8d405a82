import { avg, count, now, part, sum, trunc } from "quintet/db";
import { clock, day, Item, minutes, moment, Shop } from "./models.ts";
import { pair, zoned } from "./pair.ts";

const berlin = { zone: "Europe/Berlin" } as const;
const newYork = { zone: "America/New_York" } as const;
const kathmandu = { zone: "Asia/Kathmandu" } as const;

/* Times, days, durations and time zones. */
export const dates = [
  ...(
    [
      "year",
      "quarter",
      "month",
      "day",
      "hour",
      "minute",
      "second",
      "week",
      "weekDay",
      "isoWeekDay",
      "isoYear",
    ] as const
  ).map((unit) => {
    const django = unit.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return pair(
      `the ${unit} of a moment`,
      `I.order_by("sku").values_list(Extract("sold", "${django}"), flat=True)`,
      () => Item.orderBy("sku").select((item) => part(item.sold, unit)),
    );
  }),
  ...(["year", "month", "day", "hour", "week", "isoWeekDay"] as const).map((unit) => {
    const django = unit === "isoWeekDay" ? "iso_week_day" : unit;
    return zoned(
      `the ${unit} of a moment in Berlin`,
      `I.order_by("sku").values_list(Extract("sold", "${django}", tzinfo=zone("Europe/Berlin")), flat=True)`,
      () => Item.orderBy("sku").select((item) => part(item.sold, unit, berlin)),
    );
  }),
  zoned(
    "hours in New York, where the clock goes back",
    `I.order_by("sku").values_list(ExtractHour("sold", tzinfo=zone("America/New_York")), flat=True)`,
    () => Item.orderBy("sku").select((item) => part(item.sold, "hour", newYork)),
  ),
  zoned(
    "minutes where a zone has a quarter of an hour",
    `I.order_by("sku").values_list(ExtractMinute("sold", tzinfo=zone("Asia/Kathmandu")), flat=True)`,
    () => Item.orderBy("sku").select((item) => part(item.sold, "minute", kathmandu)),
  ),
  zoned(
    "the day of a moment in a zone without a name",
    `I.order_by("sku").values_list(TruncDate("sold", tzinfo=offset(-5)), flat=True)`,
    () => Item.orderBy("sku").select((item) => trunc(item.sold, "date", { zone: "-05:00" })),
  ),
  ...(["year", "quarter", "month", "week", "day", "hour", "minute", "second"] as const).flatMap((unit) => [
    pair(
      `moments cut down to the ${unit}`,
      `I.order_by("sku").values_list(Trunc("sold", "${unit}"), flat=True)`,
      () => Item.orderBy("sku").select((item) => trunc(item.sold, unit)),
    ),
    zoned(
      `moments cut down to the ${unit} in Berlin`,
      `I.order_by("sku").values_list(Trunc("sold", "${unit}", tzinfo=zone("Europe/Berlin")), flat=True)`,
      () => Item.orderBy("sku").select((item) => trunc(item.sold, unit, berlin)),
    ),
  ]),
  zoned(
    "the day and the time of day in New York",
    `I.order_by("sku").values_list(TruncDate("sold", tzinfo=zone("America/New_York")), TruncTime("sold", tzinfo=zone("America/New_York")))`,
    () =>
      Item.orderBy("sku").select((item) => [
        trunc(item.sold, "date", newYork),
        trunc(item.sold, "time", newYork),
      ]),
  ),
  pair(
    "days cut down",
    `S.order_by("id").values_list(TruncYear("opened"), TruncQuarter("opened"), TruncMonth("opened"), TruncWeek("opened"))`,
    () =>
      Shop.orderBy("id").select((shop) => [
        trunc(shop.opened, "year"),
        trunc(shop.opened, "quarter"),
        trunc(shop.opened, "month"),
        trunc(shop.opened, "week"),
      ]),
  ),
  pair(
    "weeks at the turn of the year",
    `S.order_by("id").values_list(ExtractWeek("opened"), ExtractIsoYear("opened"), ExtractWeekDay("opened"))`,
    () =>
      Shop.orderBy("id").select((shop) => [
        part(shop.opened, "week"),
        part(shop.opened, "isoYear"),
        part(shop.opened, "weekDay"),
      ]),
  ),
  pair(
    "parts of a time of day",
    `I.order_by("sku").values_list(ExtractHour("clock"), ExtractMinute("clock"), ExtractSecond("clock"), TruncHour("clock"))`,
    () =>
      Item.orderBy("sku").select((item) => [
        part(item.clock, "hour"),
        part(item.clock, "minute"),
        part(item.clock, "second"),
        trunc(item.clock, "hour"),
      ]),
  ),
  pair("a year", `I.filter(sold__year=2024).count()`, () =>
    Item.where({ sold: { year: 2024 } } as never).count(),
  ),
  pair("from a year on", `I.filter(sold__year__gte=2025).count()`, () =>
    Item.where({ sold: { year: { gte: 2025 } } } as never).count(),
  ),
  pair("before a year", `I.filter(sold__year__lt=2024).count()`, () =>
    Item.where({ sold: { year: { lt: 2024 } } } as never).count(),
  ),
  pair("a month of any year", `I.filter(sold__month__in=[3, 10]).count()`, () =>
    Item.where({ sold: { month: { in: [3, 10] } } } as never).count(),
  ),
  pair("an hour", `I.filter(sold__hour__range=(0, 1)).count()`, () =>
    Item.where({ sold: { hour: { between: [0, 1] } } } as never).count(),
  ),
  pair("a day of moments", `I.filter(sold__date=date(2024, 3, 31)).count()`, () =>
    Item.where({ sold: { date: day("2024-03-31") } } as never).count(),
  ),
  pair("a time of day of moments", `I.filter(sold__time__gte=time(12)).count()`, () =>
    Item.where({ sold: { time: { gte: clock("12:00") } } } as never).count(),
  ),
  pair("a week day of days", `I.filter(day__week_day=1).count()`, () =>
    Item.where({ day: { weekDay: 1 } } as never).count(),
  ),
  pair(
    "moments between two",
    `I.filter(sold__range=(moment("2024-03-31T00:59:59"), moment("2024-10-27T00:30:00"))).order_by("sku")`,
    () =>
      Item.where({
        sold: { between: [moment("2024-03-31T00:59:59"), moment("2024-10-27T00:30:00")] },
      }).orderBy("sku"),
  ),
  pair("a moment to the second", `I.filter(sold=moment("2024-03-31T00:59:59"))`, () =>
    Item.where({ sold: moment("2024-03-31T00:59:59") }),
  ),
  pair("moments against moments", `I.filter(shipped__gt=F("sold")).order_by("sku")`, () =>
    Item.where((item) => item.shipped.gt(item.sold)).orderBy("sku"),
  ),
  pair(
    "a moment plus a duration",
    `I.order_by("sku").values_list(ExpressionWrapper(F("sold") + F("took"), output_field=DateTimeField()), flat=True)`,
    () => Item.orderBy("sku").select((item) => item.sold.plus(item.took)),
  ),
  pair(
    "a moment minus a given duration",
    `I.order_by("sku").values_list(ExpressionWrapper(F("sold") - delta(days=1, minutes=1), output_field=DateTimeField()), flat=True)`,
    () => Item.orderBy("sku").select((item) => item.sold.minus(minutes(1441))),
  ),
  pair(
    "how long between two moments",
    `I.order_by("sku").values_list(ExpressionWrapper(F("shipped") - F("sold"), output_field=DurationField()), flat=True)`,
    () => Item.orderBy("sku").select((item) => item.shipped.minus(item.sold)),
  ),
  pair(
    "moments less than a duration apart",
    `I.filter(shipped__lt=F("sold") + delta(hours=2)).order_by("sku")`,
    () => Item.where((item) => item.shipped.lt(item.sold.plus(minutes(120)))).orderBy("sku"),
  ),
  pair(
    "durations",
    `I.filter(took__gte=delta(minutes=30)).order_by("-took", "sku").values_list("took", flat=True)`,
    () =>
      Item.where({ took: { gte: minutes(30) } })
        .orderBy("-took", "sku")
        .select((item) => item.took),
  ),
  pair("durations added up", `I.aggregate(a=Sum("took"), b=Avg("took"), c=Max("took"))`, () =>
    Item.aggregate((item) => ({ a: sum(item.took), b: avg(item.took), c: item.took.max() })),
  ),
  pair(
    "times of day in order",
    `I.filter(clock__lt=time(12, 30, 15)).order_by("clock").values_list("clock", flat=True)`,
    () =>
      Item.where({ clock: { lt: clock("12:30:15") } })
        .orderBy("clock")
        .select((item) => item.clock),
  ),
  zoned(
    "groups by the day in Berlin",
    `I.annotate(d=TruncDay("sold", tzinfo=zone("Europe/Berlin"))).values("d").annotate(n=Count("id")).order_by("d").values_list("d", "n")`,
    () =>
      Item.select((item) => [trunc(item.sold, "day", berlin), count()]).orderBy((item) =>
        trunc(item.sold, "day", berlin),
      ),
  ),
  zoned(
    "rows whose hour in Berlin is one that comes twice",
    `I.annotate(h=ExtractHour("sold", tzinfo=zone("Europe/Berlin"))).filter(h=2).order_by("sku")`,
    () => Item.where((item) => part(item.sold, "hour", berlin).eq(2)).orderBy("sku"),
  ),
  pair("the moment of the statement", `I.filter(sold__lt=Now()).count()`, () =>
    Item.where((item) => item.sold.lt(now())).count(),
  ),
];
