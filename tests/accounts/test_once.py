"""A form sent in twice is answered once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from legup.contacts.models import Contact
from tests.cast import signed_in

FORM = {"full_name": "Priya Lindqvist", "_once": "abcdefghijklmnopqrst"}


@pytest.mark.django_db
def test_a_repeat_gives_back_the_first_answer(as_ana):
    first = as_ana.post("/people/new/", FORM)
    second = as_ana.post("/people/new/", FORM)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert Contact.objects.count() == 1


@pytest.mark.django_db
def test_without_the_key_the_same_form_acts_twice(as_ana):
    """The control: it is the key that makes the difference."""
    for _ in range(2):
        as_ana.post("/people/new/", {"full_name": "Priya Lindqvist"})
    assert Contact.objects.count() == 2


@pytest.mark.django_db
def test_a_form_that_came_back_with_errors_may_be_sent_again(as_ana):
    assert as_ana.post("/people/new/", FORM | {"full_name": ""}).status_code == 422
    assert as_ana.post("/people/new/", FORM).status_code == 302
    assert Contact.objects.count() == 1


@pytest.mark.django_db
def test_going_back_and_changing_what_was_written_is_not_lost(as_ana):
    as_ana.post("/people/new/", FORM)
    as_ana.post("/people/new/", FORM | {"full_name": "Priya Lindquist"})
    assert set(Contact.objects.values_list("full_name", flat=True)) == {"Priya Lindqvist", "Priya Lindquist"}


@pytest.mark.django_db
def test_the_same_key_from_another_person_is_another_form(as_ana, as_dov):
    as_ana.post("/people/new/", FORM)
    as_dov.post("/people/new/", FORM)
    assert Contact.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_double_click_acts_once(ana):
    def click(_):
        try:
            return browser.post("/people/new/", FORM).status_code
        finally:
            connection.close()

    browser = signed_in(ana)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(click, range(4)))
    assert set(answers) == {302}
    assert Contact.objects.count() == 1
