"""Django's side: reads queries as JSON lines, `{"python": "…"}`, and answers each with a line, `{"answer": …}` or
`{"error": "FieldError"}`. The tables and their rows are there; each query runs in a transaction that is undone."""

import base64
import datetime
import decimal
import json
import sys
import uuid
import zoneinfo

import django
from django.apps import AppConfig
from django.conf import settings


class Side(AppConfig):
    """Relations back to a model are known only of apps that are installed."""

    name = "__main__"
    label = "side"
    path = "."


settings.configure(
    DATABASES={"default": json.loads(sys.argv[1])},
    INSTALLED_APPS=["__main__.Side"],
    USE_TZ=True,
    TIME_ZONE="UTC",
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
)
django.setup()

from django.db import connection, models, transaction  # noqa: E402
from django.db.models import functions  # noqa: E402
from django.db.models.fields.json import KT  # noqa: E402


class Table(models.Model):
    class Meta:
        abstract = True
        app_label = "side"


class Shop(Table):
    name = models.CharField(max_length=50)
    city = models.CharField(max_length=50, null=True)
    opened = models.DateField(null=True)

    class Meta(Table.Meta):
        db_table = "side_shop"


class Tag(Table):
    slug = models.SlugField(max_length=50, unique=True)
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children")

    class Meta(Table.Meta):
        db_table = "side_tag"


class Item(Table):
    sku = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=100)
    note = models.TextField(null=True)
    pieces = models.IntegerField()
    spare = models.IntegerField(null=True)
    total = models.BigIntegerField()
    price = models.DecimalField(max_digits=8, decimal_places=2)
    rate = models.DecimalField(max_digits=10, decimal_places=4, null=True)
    weight = models.FloatField()
    active = models.BooleanField()
    flag = models.BooleanField(null=True)
    sold = models.DateTimeField()
    shipped = models.DateTimeField(null=True)
    day = models.DateField()
    clock = models.TimeField(null=True)
    took = models.DurationField(null=True)
    extra = models.JSONField(null=True)
    code = models.UUIDField()
    shop = models.ForeignKey(Shop, models.CASCADE, related_name="items")
    backup = models.ForeignKey(Shop, models.SET_NULL, null=True, related_name="spares")
    tags = models.ManyToManyField(Tag, related_name="items")

    class Meta(Table.Meta):
        db_table = "side_item"


class Review(Table):
    stars = models.IntegerField()
    text = models.CharField(max_length=100, null=True)
    item = models.ForeignKey(Item, models.CASCADE, related_name="reviews")

    class Meta(Table.Meta):
        db_table = "side_review"


def plain(value):
    """The value as JSON; values whose kind JSON doesn't have say it."""
    if isinstance(value, models.QuerySet):
        rows = [plain(row) for row in value]
        return rows if value.ordered else {"unordered": rows}
    if isinstance(value, models.Model):
        return {"key": value.pk}
    if isinstance(value, dict):
        return {str(name): plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, decimal.Decimal):
        return {"decimal": format(value.normalize(), "f")}
    if isinstance(value, datetime.datetime):
        return {"moment": value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"}
    if isinstance(value, (datetime.date, datetime.time)):
        return {"time": value.isoformat()}
    if isinstance(value, datetime.timedelta):
        return {"microseconds": value // datetime.timedelta(microseconds=1)}
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    return value


def moment(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.timezone.utc)


def key(name):
    """The key of the item with that SKU."""
    return Item.objects.get(sku=name).pk


names = {
    **vars(models),
    **vars(functions),
    "KT": KT,
    "Item": Item,
    "Shop": Shop,
    "Tag": Tag,
    "Review": Review,
    "I": Item.objects,
    "S": Shop.objects,
    "T": Tag.objects,
    "R": Review.objects,
    "D": decimal.Decimal,
    "date": datetime.date,
    "time": datetime.time,
    "delta": datetime.timedelta,
    "moment": moment,
    "zone": zoneinfo.ZoneInfo,
    "offset": lambda hours: datetime.timezone(datetime.timedelta(hours=hours)),
    "uuid": uuid.UUID,
    "key": key,
    "connection": connection,
}


class Undone(Exception):
    pass


def answer(python):
    try:
        with transaction.atomic():
            result = {"answer": plain(eval(python, dict(names)))}
            raise Undone
    except Undone:
        return result
    except Exception as error:  # the name of the error is the answer
        return {"error": type(error).__name__, "message": str(error)[:300]}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line)["python"])), flush=True)
