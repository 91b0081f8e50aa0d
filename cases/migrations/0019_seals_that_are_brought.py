"""Who writes events by the thousand may bring their seals: they are compared by the statement, not made row by row."""

from django.db import migrations

from common.workflow.migrations import TakeSeals


class Migration(migrations.Migration):
    dependencies = [("cases", "0018_words_that_may_go")]
    operations = [TakeSeals("cases_caseevent", thing="case_id")]
