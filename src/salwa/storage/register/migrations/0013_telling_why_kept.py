"""Why a State is asked, kept as a code where Salwa proposed it; texts that were recorded before stay as they are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0012_tracing_answers_unread"),
    ]

    operations = [
        migrations.AddField(
            model_name="outgoingrequest",
            name="why_kept",
            field=models.JSONField(null=True),
        ),
    ]
