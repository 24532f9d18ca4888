"""What is new in a saved search: how much was noticed when, and feeds that say it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import archive.models.fields


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0005_desk"),
    ]

    operations = [
        migrations.AddField(
            model_name="savedsearch",
            name="noticed",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="savedsearch",
            name="noticed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="savedsearch",
            name="told",
            field=models.JSONField(default=list),
        ),
        migrations.CreateModel(
            name="Feed",
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
                ("verifier", models.CharField(max_length=64, unique=True)),
                ("named", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField()),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "search",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="archive.savedsearch",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("search", None)),
                        fields=("owner",),
                        name="one_feed_of_all_an_account",
                    )
                ],
            },
        ),
    ]
