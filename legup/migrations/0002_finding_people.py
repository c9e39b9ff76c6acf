"""The index of words by which people are found."""

from django.db import migrations

from legup.contacts import search


def make(apps, editor):
    for statement in search.MAKE[editor.connection.vendor]:
        editor.execute(statement)


def unmake(apps, editor):
    for statement in search.UNMAKE[editor.connection.vendor]:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("legup", "0001_the_house")]
    operations = [migrations.RunPython(make, unmake)]
