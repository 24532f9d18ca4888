"""The workbench: a codebook with a history, codings that say under which version, blind rounds."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from archive.models.care import blurred_at_first
from archive.models.fields import SealedField, new_ref


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
        migrations.CreateModel(
            name="Adjudication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("present", models.BooleanField()),
                ("reason", models.CharField(max_length=20)),
                ("note", SealedField(null=True)),
                ("at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("unit", models.CharField(max_length=12)),
                ("seed", models.PositiveIntegerField(default=0)),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-opened_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="RoundCoder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RoundCoding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "ordering": ["contribution_id", "start", "end", "id"],
            },
        ),
        migrations.CreateModel(
            name="RoundFinished",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="RoundText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("length", models.PositiveIntegerField()),
                ("sentences", models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name="RoundTheme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="coding",
            name="one_coding_a_coder",
        ),
        migrations.AddField(
            model_name="adjudication",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="adjudication",
            name="contribution",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="archive.contribution",
            ),
        ),
        migrations.AddField(
            model_name="adjudication",
            name="theme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="archive.theme"
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="closed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="codebook",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="archive.codebook"
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="opened_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="adjudication",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="adjudications",
                to="archive.round",
            ),
        ),
        migrations.AddField(
            model_name="coding",
            name="round",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="settled_codings",
                to="archive.round",
            ),
        ),
        migrations.AddConstraint(
            model_name="coding",
            constraint=models.UniqueConstraint(
                condition=models.Q(("round__isnull", True)),
                fields=("content_object", "tag", "coder"),
                name="one_coding_a_coder",
            ),
        ),
        migrations.AddConstraint(
            model_name="coding",
            constraint=models.UniqueConstraint(
                condition=models.Q(("round__isnull", False)),
                fields=("content_object", "tag", "round"),
                name="settled_once_a_round",
            ),
        ),
        migrations.AddField(
            model_name="roundcoder",
            name="coder",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="roundcoder",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="coders",
                to="archive.round",
            ),
        ),
        migrations.AddField(
            model_name="roundcoding",
            name="coder",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="roundcoding",
            name="contribution",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="archive.contribution",
            ),
        ),
        migrations.AddField(
            model_name="roundcoding",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="codings",
                to="archive.round",
            ),
        ),
        migrations.AddField(
            model_name="roundcoding",
            name="theme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="archive.theme"
            ),
        ),
        migrations.AddField(
            model_name="roundfinished",
            name="coder",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="roundfinished",
            name="contribution",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="archive.contribution",
            ),
        ),
        migrations.AddField(
            model_name="roundfinished",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="finished",
                to="archive.round",
            ),
        ),
        migrations.AddField(
            model_name="roundtext",
            name="contribution",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="archive.contribution",
            ),
        ),
        migrations.AddField(
            model_name="roundtext",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="texts",
                to="archive.round",
            ),
        ),
        migrations.AddField(
            model_name="roundtheme",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="themes",
                to="archive.round",
            ),
        ),
        migrations.AddField(
            model_name="roundtheme",
            name="theme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="archive.theme"
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(("unit__in", ["contribution", "sentence", "character"])),
                name="round_unit_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                    models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                    _connector="OR",
                ),
                name="round_closed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="adjudication",
            constraint=models.UniqueConstraint(
                fields=("round", "contribution", "theme", "start", "end"),
                name="one_decision_a_stretch",
            ),
        ),
        migrations.AddConstraint(
            model_name="adjudication",
            constraint=models.CheckConstraint(
                condition=models.Q(("start__lt", models.F("end"))), name="adjudication_span"
            ),
        ),
        migrations.AddConstraint(
            model_name="adjudication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "reason__in",
                        ["fits", "excluded", "not_said", "overlooked", "borders", "other"],
                    )
                ),
                name="adjudication_reason_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="roundcoder",
            constraint=models.UniqueConstraint(
                fields=("round", "coder"), name="a_coder_once_a_round"
            ),
        ),
        migrations.AddConstraint(
            model_name="roundcoding",
            constraint=models.UniqueConstraint(
                fields=("round", "contribution", "coder", "theme", "start", "end"),
                name="coded_once_a_round",
            ),
        ),
        migrations.AddConstraint(
            model_name="roundcoding",
            constraint=models.CheckConstraint(
                condition=models.Q(("start__lt", models.F("end"))), name="round_coding_span"
            ),
        ),
        migrations.AddConstraint(
            model_name="roundfinished",
            constraint=models.UniqueConstraint(
                fields=("round", "contribution", "coder"), name="finished_once_a_round"
            ),
        ),
        migrations.AddConstraint(
            model_name="roundtext",
            constraint=models.UniqueConstraint(
                fields=("round", "contribution"), name="a_text_once_a_round"
            ),
        ),
        migrations.AddConstraint(
            model_name="roundtheme",
            constraint=models.UniqueConstraint(
                fields=("round", "theme"), name="a_theme_once_a_round"
            ),
        ),
        migrations.AddField(
            model_name="anchor",
            name="score",
            field=models.FloatField(default=1.0),
        ),
        migrations.CreateModel(
            name="CareSettings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("blur", models.BooleanField(default=True)),
                ("blurred", models.JSONField(default=blurred_at_first)),
                ("pause_texts", models.PositiveSmallIntegerField(null=True)),
                ("pause_minutes", models.PositiveSmallIntegerField(null=True)),
                ("apart_labels", models.JSONField(default=list)),
                ("apart_themes", models.JSONField(default=list)),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ContentLabel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("label", models.CharField(max_length=16)),
                ("suggested", models.BooleanField(default=False)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contribution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="content_labels",
                        to="archive.contribution",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="contentlabel",
            constraint=models.UniqueConstraint(
                fields=("contribution", "label"), name="labelled_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="contentlabel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "label__in",
                        [
                            "violence",
                            "sex",
                            "stigma",
                            "disturbing",
                            "language",
                            "risk",
                            "mental-health",
                            "death",
                            "parental",
                            "crime",
                            "abuse",
                            "politics",
                            "flashing",
                            "objects",
                        ],
                    )
                ),
                name="content_label_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="contentlabel",
            constraint=models.CheckConstraint(
                condition=models.Q(("suggested", False), ("by__isnull", True), _connector="OR"),
                name="a_cue_is_nobody",
            ),
        ),
        migrations.AddField(
            model_name="coding",
            name="batch",
            field=models.CharField(default="", max_length=26),
        ),
        migrations.AlterField(
            model_name="coding",
            name="batch",
            field=models.CharField(default=new_ref, max_length=26),
        ),
        migrations.AddField(
            model_name="contribution",
            name="edition",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(db_index=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contribution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="archive.contribution",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contribution", "account"), name="present_once_a_text"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="ThemeKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=1)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "theme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="archive.theme",
                    ),
                ),
            ],
            options={
                "ordering": ["key"],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "key"), name="one_theme_a_key"),
                    models.CheckConstraint(
                        condition=models.Q(("key__in", list("1234567890"))), name="key_is_a_digit"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UndoneCoding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("voice", models.CharField(blank=True, max_length=16)),
                ("memo", SealedField(null=True)),
                ("version", models.PositiveIntegerField()),
                ("batch", models.CharField(max_length=26)),
                ("undone", models.CharField(max_length=26)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "coder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contribution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="archive.contribution",
                    ),
                ),
                (
                    "theme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="archive.theme",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("start__lt", models.F("end"))),
                        name="undone_coding_span",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UnsentMemo",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("memo", SealedField(null=True)),
                ("at", models.DateTimeField(auto_now=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contribution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="archive.contribution",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contribution", "account"), name="unsent_once_a_text"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="SuggestionTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=8)),
                ("month", models.DateField()),
                ("shown", models.PositiveIntegerField(default=0)),
                ("taken", models.PositiveIntegerField(default=0)),
                ("dismissed", models.PositiveIntegerField(default=0)),
                (
                    "theme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="archive.theme",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("theme", "source", "month"), name="one_tally_a_month"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["cues", "similar"])),
                        name="tally_source_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NoSuggestions",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("until", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Skip",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=16)),
                ("at", models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name="StaffNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("about", models.CharField(max_length=12)),
                ("body", SealedField(null=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddField(
            model_name="contribution",
            name="distress",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="contribution",
            name="for_lead",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="contribution",
            name="language",
            field=models.CharField(blank=True, max_length=8),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(("distress__lte", 2)), name="distress_known"
            ),
        ),
        migrations.AddField(
            model_name="assignment",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="assignment",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="assignment",
            name="contribution",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="assignment",
                to="archive.contribution",
            ),
        ),
        migrations.AddField(
            model_name="skip",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="skip",
            name="contribution",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="skips",
                to="archive.contribution",
            ),
        ),
        migrations.AddField(
            model_name="staffnote",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="staffnote",
            name="contribution",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="staff_notes",
                to="archive.contribution",
            ),
        ),
        migrations.AddField(
            model_name="contribution",
            name="lane",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(
                        models.Q(
                            ("status__in", ["waiting", "in_review"]),
                            ("contributed", True),
                            ("distress", 2),
                        ),
                        then=models.Value(0),
                    ),
                    models.When(
                        models.Q(
                            ("status__in", ["waiting", "in_review"]),
                            ("contributed", True),
                            ("distress", 1),
                        ),
                        then=models.Value(1),
                    ),
                    models.When(
                        models.Q(
                            models.Q(
                                ("status__in", ["waiting", "in_review"]),
                                ("status", "second_person"),
                                models.Q(("reread", True), ("status", "approved")),
                                _connector="OR",
                            ),
                            ("for_lead", True),
                        ),
                        then=models.Value(3),
                    ),
                    models.When(
                        models.Q(
                            ("status__in", ["waiting", "in_review"]),
                            ("status", "second_person"),
                            models.Q(("reread", True), ("status", "approved")),
                            _connector="OR",
                        ),
                        then=models.Value(2),
                    ),
                    default=None,
                ),
                output_field=models.PositiveSmallIntegerField(null=True),
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["account", "until"], name="held_by_account"),
        ),
        migrations.AddConstraint(
            model_name="skip",
            constraint=models.UniqueConstraint(
                fields=("contribution", "account"), name="skipped_once_an_account"
            ),
        ),
        migrations.AddConstraint(
            model_name="skip",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "reason__in",
                        ["too_close", "enough_today", "unsure", "language", "no_time", "other"],
                    )
                ),
                name="skip_reason_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="staffnote",
            constraint=models.CheckConstraint(
                condition=models.Q(("about__in", ["skip", "refusal", "handover"])),
                name="staff_note_about_known",
            ),
        ),
        migrations.RemoveIndex(model_name="contribution", name="queue_by_arrival"),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(
                fields=[
                    "lane",
                    "arrived_at",
                    "id",
                    "language",
                    "voice",
                    "status",
                    "contributed",
                    "discussion",
                    "for_lead",
                ],
                name="queue_by_lane",
            ),
        ),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(
                fields=["review_until", "contributed", "status"], name="new_by_review_until"
            ),
        ),
    ]
