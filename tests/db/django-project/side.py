"""Django's side of the test: `side.py fill` makes rows, `side.py read` says what it sees. Answers are JSON."""
import datetime
import decimal
import json
import os
import sys
import uuid

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")

import django  # noqa: E402

django.setup()

from django.contrib.admin.models import CHANGE, LogEntry  # noqa: E402
from django.contrib.auth import authenticate  # noqa: E402
from django.contrib.auth.models import Group, Permission, User  # noqa: E402
from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.contrib.sessions.models import Session  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from places.models import OpeningHours, Place, Restaurant  # noqa: E402
from shop.models import Author, Book, Contribution, Publisher, Review, Tag  # noqa: E402

password = os.environ["PASSWORD"]


def fill():
    ada = User.objects.create_user("ada", "ada@example.com", password, first_name="Ada", is_staff=True)
    editors = Group.objects.create(name="Editors")
    editors.permissions.set(Permission.objects.filter(codename__in=["change_book", "view_book"]))
    ada.groups.add(editors)
    allen = Publisher.objects.create(key=uuid.UUID(int=0x1234567890ABCDEF1234567890ABCDEF & ~(0xF << 76) | (4 << 76)), name="Allen")
    tolkien = Author.objects.create(name="Tolkien", born_on=datetime.date(1892, 1, 3))
    lewis = Author.objects.create(name="Lewis", mentor=tolkien)
    fantasy, classic = (Tag.objects.create(slug=slug) for slug in ["fantasy", "classic"])
    book = Book.objects.create(
        title="The Hobbit ☃",
        author=tolkien,
        publisher=allen,
        status="published",
        price=decimal.Decimal("12.50"),
        discount=decimal.Decimal("1.25"),
        pages=310,
        weight=0.5,
        details={"languages": ["en", "de"], "signed": True},
        published_at=datetime.datetime(1937, 9, 21, 10, 30, 0, 123000, datetime.timezone.utc),
        reading_time=datetime.timedelta(hours=9, seconds=30),
        opens_at=datetime.time(9, 15),
        reference=uuid.UUID("0d7b58e4-7f2a-4b7c-9d0e-5a1b2c3d4e5f"),
        cover=b"\x00\xff",
        address="2001:db8::1",
        added_by=ada,
    )
    book.tags.set([fantasy, classic])
    Contribution.objects.create(book=book, author=lewis, role="review", share=10)
    Review.objects.create(target=book, stars=2, text="Fine", answers={"again": [True, None]})
    inn = Restaurant.objects.create(name="Prancing Pony", serves_pizza=True)
    inn.books.add(book)
    OpeningHours.objects.create(place=inn.place_ptr, opens_at=datetime.time(8), closes_at=datetime.time(23, 30))
    LogEntry.objects.create(
        user=ada,
        content_type=ContentType.objects.get_for_model(Book),
        object_id=str(book.pk),
        object_repr=str(book),
        action_flag=CHANGE,
        change_message='[{"changed": {"fields": ["Price"]}}]',
    )
    client = Client()
    assert client.login(username="ada", password=password)
    session = client.session
    session["cart"] = [1, 2]
    session.save()
    return {"sessionid": client.cookies["sessionid"].value}


def read():
    emma = Book.objects.get(title="Emma")
    grace = authenticate(username="grace", password=password)
    client = Client()
    client.cookies["sessionid"] = sys.argv[2]
    answered = client.get("/admin/")
    call_command("migrate", check_unapplied=True, verbosity=0)
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)
    return {
        "emma": [
            emma.author.name, emma.status, str(emma.price), str(emma.discount), emma.pages, emma.details,
            emma.published_at.isoformat(), str(emma.opens_at), str(emma.reference),
            bytes(emma.cover).hex(), emma.is_new, emma.address, emma.publisher.name, emma.added_by.username,
        ],
        "tags": sorted(str(tag) for tag in emma.tags.all()),
        "contributors": [[one.author.name, one.role, one.share] for one in emma.contribution_set.all()],
        "restaurants": [
            [one.name, one.serves_pizza, one.hours.closes_at.isoformat(), one.books.count()]
            for one in Restaurant.objects.order_by("id")
        ],
        "places": Place.objects.count(),
        "user": [grace.username, grace.get_full_name(), sorted(grace.get_all_permissions())] if grace else None,
        "adminStatus": answered.status_code,
        "visitor": getattr(getattr(answered.wsgi_request, "user", None), "username", None),
        "sessions": Session.objects.count(),
        "log": [[entry.user.username, entry.get_change_message()] for entry in LogEntry.objects.order_by("id")],
        "reviews": [[one.target.title, one.get_stars_display(), one.text, one.answers] for one in Review.objects.order_by("id")],
        "publishers": Publisher.objects.count(),
        "lewis": Author.objects.get(name="Lewis").mentor.name,
    }


print(json.dumps({"fill": fill, "read": read}[sys.argv[1]]()))
