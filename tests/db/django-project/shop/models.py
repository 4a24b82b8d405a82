import uuid

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q


class Publisher(models.Model):
    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=100, unique=True)
    website = models.URLField(blank=True)


class Author(models.Model):
    name = models.CharField(max_length=100, db_index=True)
    born_on = models.DateField(null=True, blank=True)
    mentor = models.ForeignKey("self", models.SET_NULL, null=True, blank=True)


class Tag(models.Model):
    slug = models.SlugField(unique=True)

    def __str__(self):
        return self.slug


class Book(models.Model):
    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"

    title = models.CharField(max_length=200)
    author = models.ForeignKey(Author, models.CASCADE, related_name="books")
    publisher = models.ForeignKey(Publisher, models.PROTECT, null=True)
    tags = models.ManyToManyField(Tag, blank=True)
    contributors = models.ManyToManyField(Author, through="Contribution", related_name="contributed_to")
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    price = models.DecimalField(max_digits=8, decimal_places=2, validators=[MinValueValidator(0)])
    discount = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    pages = models.PositiveIntegerField(default=0)
    weight = models.FloatField(null=True)
    details = models.JSONField(default=dict)
    published_at = models.DateTimeField(null=True)
    reading_time = models.DurationField(null=True)
    opens_at = models.TimeField(null=True)
    reference = models.UUIDField(default=uuid.uuid4, unique=True)
    cover = models.BinaryField(null=True)
    is_new = models.BooleanField(default=True)
    address = models.GenericIPAddressField(null=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)

    class Meta:
        unique_together = [("author", "title")]
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(condition=Q(price__gte=0), name="shop_book_price_not_negative"),
            models.CheckConstraint(condition=Q(discount__lte=F("price")), name="shop_book_discount_below_price"),
            models.CheckConstraint(condition=Q(status__in=["draft", "published"]), name="shop_book_status"),
            models.UniqueConstraint(fields=["publisher", "title"], name="shop_book_publisher_title"),
        ]
        indexes = [
            models.Index(fields=["-published_at"], name="shop_book_published"),
            models.Index(fields=["status", "price"]),
        ]

    def __str__(self):
        return self.title


class Contribution(models.Model):
    book = models.ForeignKey(Book, models.CASCADE)
    author = models.ForeignKey(Author, models.CASCADE)
    role = models.CharField(max_length=30)
    share = models.SmallIntegerField(default=100)

    class Meta:
        unique_together = [("book", "author", "role")]


class PublishedBook(Book):
    """Has no table of its own."""

    class Meta:
        proxy = True


class Review(models.Model):
    class Stars(models.IntegerChoices):
        BAD = 1
        GOOD = 2

    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey()
    stars = models.PositiveSmallIntegerField(choices=Stars)
    text = models.TextField(db_column="review_text")
    answers = models.JSONField(null=True)

    class Meta:
        db_table = "shop_customer_review"
        indexes = [models.Index(fields=["content_type", "object_id"])]
