"""Outlines that places had, and those that they will have: a border of a day to come waits here, and an old one stays."""

import django.contrib.gis.db.models.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("grids", "0002_locate")]
    operations = [
        migrations.CreateModel(
            "Outline",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("code", models.CharField(max_length=32)),
                ("fingerprint", models.CharField(max_length=8)),
                ("geom", django.contrib.gis.db.models.fields.GeometryField(spatial_index=False, srid=4326)),
                ("since", models.DateField(null=True)),
                ("until", models.DateField(null=True)),
            ],
            options={
                "verbose_name": "outline",
                "verbose_name_plural": "outlines",
                "ordering": ["kind", "code", "-until", "-pk"],
                "indexes": [models.Index(fields=["kind", "code"], name="outlines_of_a_place")],
            },
        )
    ]
