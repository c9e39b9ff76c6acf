from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('legup', '0003_earlier_words'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='reminders',
            field=models.PositiveSmallIntegerField(choices=[(1, 'One, then let it rest'), (2, 'Two at most, then let it rest')], default=1, verbose_name='reminders to a letter'),
        ),
    ]
