from django.db import models

from shop.models import Book


class Place(models.Model):
    name = models.CharField(max_length=50)
    books = models.ManyToManyField(Book, blank=True, related_name="places")


class Restaurant(Place):
    serves_pizza = models.BooleanField(default=False)


class OpeningHours(models.Model):
    place = models.OneToOneField(Place, models.CASCADE, related_name="hours")
    opens_at = models.TimeField()
    closes_at = models.TimeField()
    note = models.TextField(blank=True)

    class Meta:
        db_table = "opening_hours"
