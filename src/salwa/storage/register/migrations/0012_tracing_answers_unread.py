"""Whether the newest answer to an own request still waits to be read; answers that came before count as read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0011_case_keys"),
    ]

    operations = [
        migrations.AddField(
            model_name="outgoingrequest",
            name="answer_unread",
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name="outgoingrequest",
            index=models.Index(
                fields=["id"], name="outgoing_answer_unread", condition=models.Q(("answer_unread", True))
            ),
        ),
    ]
