"""What a researcher keeps: searches and sets under a name."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import archive.models.fields


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0004_workbench"),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ref",
                    models.CharField(
                        default=archive.models.fields.new_ref,
                        editable=False,
                        max_length=26,
                        unique=True,
                    ),
                ),
                ("is_set", models.BooleanField(default=False)),
                ("body", archive.models.fields.SealedField(null=True)),
                ("refs", models.JSONField(default=list)),
                ("complete", models.BooleanField(default=True)),
                ("engine", models.CharField(max_length=80)),
                ("analyser", models.CharField(max_length=80)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("seen_at", models.DateTimeField()),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-id"],
            },
        ),
    ]
