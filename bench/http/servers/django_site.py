"""Django with the middleware that startproject writes, sessions in SQLite, one synchronous worker of gunicorn."""

import json
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path

site = json.loads(Path(os.environ["BENCH_SITE"]).read_text())
folder = Path(os.environ["BENCH_FOLDER"])

settings.configure(
    SECRET_KEY="for benchmarks: a key that is long enough, 0123456789",
    DEBUG=False,
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [Path(__file__).parent.parent / "views" / "quintet"],
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "django.sqlite3"}},
)
django.setup()


def plaintext(request):
    return HttpResponse(site["greeting"], content_type="text/plain; charset=utf-8")


def as_json(request):
    return JsonResponse({"message": site["greeting"]})


def sign_in(request):
    request.session["name"] = request.GET["name"]
    return HttpResponse("signed in", content_type="text/plain")


def page(request):
    return render(request, "page.html", {"name": request.session["name"], "books": site["books"]})


def mixed(pattern):
    def answer(request, **params):
        text = f"{pattern} {' '.join(str(value) for value in params.values())}"
        return HttpResponse(text, content_type="text/plain; charset=utf-8")

    return answer


urlpatterns = [
    path("plaintext", plaintext),
    path("json", as_json),
    path("sign-in", sign_in),
    path("page", page),
    *(path(route["django"], mixed(route["pattern"])) for route in site["routes"]),
]

if __name__ == "__main__":
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    sys.exit()

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()
