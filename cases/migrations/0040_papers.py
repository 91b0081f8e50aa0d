import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0032_appeals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("uploaded_at", models.DateTimeField()),
                ("name", models.CharField(max_length=120, verbose_name="file name")),
                ("kind", models.CharField(max_length=8)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name": "attachment",
                "verbose_name_plural": "attachments",
                "ordering": ["uploaded_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("text", models.TextField(verbose_name="comment")),
                ("at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "comment",
                "verbose_name_plural": "comments",
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Unmasking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(default="reporter", max_length=20)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("call_back", "Ask the caller for details"),
                            ("inform", "Tell the caller the result"),
                            ("meet", "Meet the caller at the place"),
                            ("other", "Another purpose"),
                        ],
                        max_length=10,
                        verbose_name="purpose",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="in own words")),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "unmasking",
                "verbose_name_plural": "unmaskings",
                "ordering": ["-at", "-id"],
            },
        ),
        migrations.AddField(
            model_name="photo",
            name="bands",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.IntegerField(), blank=True, null=True, size=None
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="dhash",
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="photo",
            name="same_as",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="cases.photo",
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="same_bits",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="photo",
            name="uploaded_by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="photo",
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["bands"], name="photos_alike"),
        ),
        migrations.AddIndex(
            model_name="photo",
            index=models.Index(fields=["uploaded_by", "uploaded_at"], name="photos_of_the_hour"),
        ),
        migrations.AddIndex(
            model_name="photo",
            index=models.Index(
                condition=models.Q(("same_as__isnull", False)), fields=["same_as"], name="photos_same_as"
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="case",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="uploaded_by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="case",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="comments", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="mentions",
            field=models.ManyToManyField(blank=True, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="unmasking",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="unmaskings", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="unmasking",
            name="user",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(fields=["case", "uploaded_at"], name="attachments_of_case"),
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(fields=["uploaded_by", "uploaded_at"], name="attachments_of_the_hour"),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(fields=["case", "at", "id"], name="comments_of_case"),
        ),
        migrations.AddIndex(
            model_name="unmasking",
            index=models.Index(fields=["-at", "-id"], name="unmaskings_newest"),
        ),
        migrations.AddIndex(
            model_name="unmasking",
            index=models.Index(fields=["user", "at"], name="unmaskings_of_the_hour"),
        ),
        migrations.AddConstraint(
            model_name="unmasking",
            constraint=models.CheckConstraint(
                condition=models.Q(("note", ""), ("purpose", "other"), _negated=True), name="other_purpose_in_words"
            ),
        ),
    ]
