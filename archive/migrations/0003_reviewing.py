"""Persons by label, decisions taken together, who read a wording whole, who stepped back."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import archive.models.fields


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0002_contributors"),
    ]

    operations = [
        migrations.AddField(
            model_name="redaction",
            name="batch",
            field=models.CharField(default="", max_length=26),  # decisions of before stand alone
        ),
        migrations.AlterField(
            model_name="redaction",
            name="batch",
            field=models.CharField(
                db_index=True, default=archive.models.fields.new_ref, max_length=26
            ),
        ),
        migrations.AddField(
            model_name="redaction",
            name="ended_by",
            field=models.CharField(blank=True, db_index=True, default="", max_length=26),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="redaction",
            name="opened",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="contribution",
            name="second_asked",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="user",
            name="reads_replacements",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("merge", models.CharField(blank=True, max_length=26)),
                (
                    "discussion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="persons",
                        to="archive.discussion",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="aliases",
                        to="archive.person",
                    ),
                ),
            ],
            options={
                "ordering": ["discussion_id", "number"],
            },
        ),
        migrations.AddField(
            model_name="finding",
            name="person",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="archive.person",
            ),
        ),
        migrations.AddField(
            model_name="redaction",
            name="person",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="redactions",
                to="archive.person",
            ),
        ),
        migrations.CreateModel(
            name="Recusal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("taken_back_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contribution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recusals",
                        to="archive.contribution",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Attestation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("engine", models.CharField(blank=True, max_length=80)),
                ("checklist", models.JSONField(default=dict)),
                ("note", archive.models.fields.SealedField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "rendition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attestations",
                        to="archive.rendition",
                    ),
                ),
            ],
            options={
                "ordering": ["rendition_id", "at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("rendition", "account"), name="read_whole_once_by_an_account"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                fields=("discussion", "number"), name="a_label_is_given_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into__isnull", True),
                    models.Q(("merged_into", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="nobody_is_an_alias_of_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="recusal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("taken_back_at__isnull", True)),
                fields=("contribution", "account"),
                name="stepped_back_once",
            ),
        ),
    ]
