"""Django's side of the test with a user model of the project's own: `own_user.py fill` makes rows, `own_user.py read` says what it sees."""
import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")

import django  # noqa: E402

django.setup()

from django.contrib.auth import authenticate  # noqa: E402
from django.contrib.auth.models import Group, Permission  # noqa: E402
from django.core.management import call_command  # noqa: E402

from accounts.models import Member  # noqa: E402
from shop.models import Author, Book  # noqa: E402

password = os.environ["PASSWORD"]


def fill():
    ada = Member.objects.create_user("ada", "ada@example.com", password, nickname="Countess")
    editors = Group.objects.create(name="Editors")
    editors.permissions.set(Permission.objects.filter(codename__in=["change_book", "view_member"]))
    ada.groups.add(editors)
    ada.user_permissions.set(Permission.objects.filter(codename="add_tag"))
    Book.objects.create(title="Notes", author=Author.objects.create(name="Menabrea"), price=3, added_by=ada)
    return {}


def read():
    call_command("migrate", check_unapplied=True, verbosity=0)
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)
    grace = authenticate(username="grace", password=password)
    return {
        "user": [grace.username, grace.nickname, sorted(grace.get_all_permissions())] if grace else None,
        "books": [book.title for book in Book.objects.filter(added_by=grace)],
        "members": Member.objects.count(),
    }


print(json.dumps({"fill": fill, "read": read}[sys.argv[1]]()))
