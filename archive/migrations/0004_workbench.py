"""The workbench: a codebook with a history, and codings that say under which version."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0003_reviewing"),
    ]

    operations = [
        migrations.CreateModel(
            name="CodebookChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("verb", models.CharField(max_length=8)),
                ("payload", models.JSONField(default=dict)),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["codebook_id", "version"],
            },
        ),
        migrations.CreateModel(
            name="ThemeExample",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ThemeProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("verb", models.CharField(max_length=8)),
                ("payload", models.JSONField(default=dict)),
                ("note", models.CharField(blank=True, max_length=1000)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("accepted", models.BooleanField(null=True)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="theme",
            name="theme_unique_among_siblings",
        ),
        migrations.RemoveConstraint(
            model_name="theme",
            name="theme_unique_among_roots",
        ),
        migrations.AddField(
            model_name="codebook",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="coding",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="theme",
            name="merged_into",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="archive.theme",
            ),
        ),
        migrations.AddField(
            model_name="theme",
            name="since",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="theme",
            name="state",
            field=models.CharField(default="active", max_length=8),
        ),
        migrations.AddConstraint(
            model_name="theme",
            constraint=models.UniqueConstraint(
                condition=models.Q(("merged_into__isnull", True)),
                fields=("codebook", "parent", "name"),
                name="theme_unique_among_siblings",
            ),
        ),
        migrations.AddConstraint(
            model_name="theme",
            constraint=models.UniqueConstraint(
                condition=models.Q(("merged_into__isnull", True), ("parent__isnull", True)),
                fields=("codebook", "name"),
                name="theme_unique_among_roots",
            ),
        ),
        migrations.AddConstraint(
            model_name="theme",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "active", "retired"])),
                name="theme_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="theme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into__isnull", True),
                    models.Q(("merged_into", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="theme_not_merged_into_itself",
            ),
        ),
        migrations.AddField(
            model_name="codebookchange",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="codebookchange",
            name="codebook",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="changes",
                to="archive.codebook",
            ),
        ),
        migrations.AddField(
            model_name="codebookchange",
            name="theme",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="archive.theme",
            ),
        ),
        migrations.AddField(
            model_name="codebookchange",
            name="undoes",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="undone",
                to="archive.codebookchange",
            ),
        ),
        migrations.AddField(
            model_name="themeexample",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="themeexample",
            name="passage",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="archive.passage"
            ),
        ),
        migrations.AddField(
            model_name="themeexample",
            name="theme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="examples",
                to="archive.theme",
            ),
        ),
        migrations.AddField(
            model_name="themeproposal",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="themeproposal",
            name="codebook",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proposals",
                to="archive.codebook",
            ),
        ),
        migrations.AddField(
            model_name="themeproposal",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="themeproposal",
            name="theme",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="archive.theme",
            ),
        ),
        migrations.AddConstraint(
            model_name="codebookchange",
            constraint=models.UniqueConstraint(
                fields=("codebook", "version"), name="one_change_a_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="codebookchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "verb__in",
                        [
                            "add",
                            "edit",
                            "rename",
                            "move",
                            "merge",
                            "split",
                            "retire",
                            "revive",
                            "undo",
                        ],
                    )
                ),
                name="codebook_verb_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="codebookchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undoes__isnull", False), ("verb", "undo")),
                    models.Q(models.Q(("verb", "undo"), _negated=True), ("undoes__isnull", True)),
                    _connector="OR",
                ),
                name="an_undo_says_of_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="themeexample",
            constraint=models.UniqueConstraint(
                fields=("theme", "passage"), name="an_example_is_given_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="themeproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verb__in", ["add", "edit", "rename", "move", "merge", "retire", "revive"])
                ),
                name="proposal_verb_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="themeproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("accepted__isnull", True), ("decided_at__isnull", True)),
                    models.Q(("accepted__isnull", False), ("decided_at__isnull", False)),
                    _connector="OR",
                ),
                name="proposal_decided_with_a_date",
            ),
        ),
    ]
