"""
Writes what src/i18n knows of languages: locales/<tag>.json (formats, names of months and days, words of the clock) and
languages.json (names of languages). The facts are those of Django (django/conf/locale), asked of an installed one:

    PYTHONPATH=<folder of django> python3 scripts/locale-data.py && npx biome format --write src/i18n

A locale's file holds only what differs from what it falls back to: a region from its language ("es-mx" from "es"), a
language from the plain formats and the English words of src/i18n/locale.ts.
"""

import json
import os

import django
from django.conf import settings

settings.configure(USE_I18N=True, LANGUAGE_CODE="en", INSTALLED_APPS=[])
django.setup()

from django.conf import global_settings  # noqa: E402
from django.conf.locale import LANG_INFO  # noqa: E402
from django.utils import dates, translation  # noqa: E402
from django.utils.formats import iter_format_modules  # noqa: E402
from django.utils.translation import gettext, to_locale  # noqa: E402

TARGET = os.path.join(os.path.dirname(__file__), "..", "src", "i18n")
LOCALES = os.path.join(os.path.dirname(django.__file__), "conf", "locale")

FORMATS = {
    "dateFormat": "DATE_FORMAT",
    "timeFormat": "TIME_FORMAT",
    "dateTimeFormat": "DATETIME_FORMAT",
    "yearMonthFormat": "YEAR_MONTH_FORMAT",
    "monthDayFormat": "MONTH_DAY_FORMAT",
    "shortDateFormat": "SHORT_DATE_FORMAT",
    "shortDateTimeFormat": "SHORT_DATETIME_FORMAT",
    "firstDayOfWeek": "FIRST_DAY_OF_WEEK",
    "decimalSeparator": "DECIMAL_SEPARATOR",
    "thousandSeparator": "THOUSAND_SEPARATOR",
    "numberGrouping": "NUMBER_GROUPING",
    "dateInputFormats": "DATE_INPUT_FORMATS",
    "timeInputFormats": "TIME_INPUT_FORMATS",
    "dateTimeInputFormats": "DATETIME_INPUT_FORMATS",
}
WORDS = {
    "months": dates.MONTHS,
    "alternativeMonths": dates.MONTHS_ALT,
    "apMonths": dates.MONTHS_AP,
    "shortMonths": dates.MONTHS_3,
    "weekdays": dates.WEEKDAYS,
    "shortWeekdays": dates.WEEKDAYS_ABBR,
}
CLOCK = {"am": "a.m.", "pm": "p.m.", "AM": "AM", "PM": "PM", "midnight": "midnight", "noon": "noon"}


def tag_of(name):
    return name.lower().replace("_", "-")


def is_locale(name):
    return os.path.isdir(os.path.join(LOCALES, name)) and not name.startswith("_")


def formats_of(tag):
    """What the modules of the language, the most specific first, say about each format."""
    modules = list(iter_format_modules(tag))
    found = {}
    for name, django_name in FORMATS.items():
        values = (getattr(module, django_name, None) for module in modules)
        value = next((value for value in values if value is not None), None)
        if value is not None:
            found[name] = value
    return found


def words_of(tag):
    with translation.override(tag):
        words = {name: [str(word) for word in table.values()] for name, table in WORDS.items()}
        return {**words, "clock": {name: gettext(word) for name, word in CLOCK.items()}}


def data_of(tag):
    return json.loads(json.dumps({**formats_of(tag), **words_of(tag)}))


def write(path, data):
    with open(os.path.join(TARGET, path), "w", encoding="utf-8") as file:
        json.dump(data, file, ensure_ascii=False, indent=2)
        file.write("\n")


def write_locales():
    english_words = words_of("en")
    plain = {name: getattr(global_settings, django_name) for name, django_name in FORMATS.items()}
    for name in sorted(filter(is_locale, os.listdir(LOCALES))):
        tag = tag_of(name)
        if tag == "en":
            continue  # stands in src/i18n/locale.ts
        base = {**plain, **english_words}
        language = tag.split("-")[0]
        if language != tag and is_locale(language):
            base.update(data_of(language))
        # What a locale says as its base does is left out, but never a format that only the plain formats have:
        # an app may replace those.
        data = {
            key: value
            for key, value in data_of(tag).items()
            if value != base[key] or (key in FORMATS and language == tag)
        }
        write(os.path.join("locales", f"{tag}.json"), data)


def language_data(info):
    if "fallback" in info:
        return {"fallback": info["fallback"][0]}
    data = {"name": info["name"], "localName": info["name_local"]}
    # By the list, which is right about Azerbaijani, while LANG_INFO calls it right-to-left.
    if info["code"] in global_settings.LANGUAGES_BIDI:
        data["isRightToLeft"] = True
    return data


write_locales()
write("languages.json", {tag: language_data(info) for tag, info in sorted(LANG_INFO.items())})
