"""Django's side: reads cases as a JSON list, `[{"source", "context", "autoescape"}]`, renders each, and writes the list of
answers, `{"output": …}` or `{"error": "TemplateSyntaxError"}`. Values are encoded as in tests/conformance/values.ts."""

import datetime
import decimal
import json
import sys
import zoneinfo

import django
from django.conf import settings

settings.configure(
    USE_TZ=True,
    TIME_ZONE="UTC",
    USE_I18N=True,
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [("django.template.loaders.locmem.Loader", {"row": "[{{ item }}|{{ a }}]"})],
            },
        }
    ],
    INSTALLED_APPS=["django.contrib.humanize"],
)
django.setup()

from django.template import Context, engines  # noqa: E402
from django.utils import translation  # noqa: E402
from django.utils.safestring import mark_safe  # noqa: E402

decoders = {
    "$safe": mark_safe,
    "$float": float,
    "$int": int,
    "$decimal": decimal.Decimal,
    "$tuple": lambda items: tuple(decode(item) for item in items),
    "$date": datetime.date.fromisoformat,
    "$time": datetime.time.fromisoformat,
    "$datetime": datetime.datetime.fromisoformat,
    "$timedelta": lambda seconds: datetime.timedelta(seconds=seconds),
    "$map": lambda entries: {decode(key): decode(value) for key, value in entries},
}


def decode(value):
    if isinstance(value, list):
        return [decode(item) for item in value]
    if not isinstance(value, dict):
        return value
    tag = next((key for key in value if key.startswith("$")), None)
    if tag is None:
        return {key: decode(item) for key, item in value.items()}
    decoded = decoders[tag](value[tag])
    if "tz" in value:
        decoded = decoded.replace(tzinfo=zoneinfo.ZoneInfo(value["tz"]))
    return decoded


def render(case):
    context = Context(decode(case["context"]), autoescape=case["autoescape"])
    try:
        with translation.override("en"):
            return {"output": engines["django"].engine.from_string(case["source"]).render(context)}
    except RecursionError:
        raise
    except Exception as error:  # the name of the error is the answer
        return {"error": type(error).__name__, "message": str(error)[:200]}


json.dump([render(case) for case in json.load(sys.stdin)], sys.stdout)
