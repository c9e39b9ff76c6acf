"""The cast: Ana asks, Ben is asked, Cora is staff, Dov is an outsider who must see nothing."""

import pytest
from django.test import Client

from legup.accounts.models import User
from legup.contacts.models import Contact, Point, Position
from legup.lib.fold import fold
from legup.organizations.keeping import organization_named


@pytest.fixture
def ana(db) -> User:
    """A student in Lisbon who is curious about public health."""
    return User.objects.create_user(
        "ana@northfield.example",
        full_name="Ana Duarte",
        headline="a second-year biology student at Northfield College",
        school="Northfield College",
        curiosity="how people come to work in public health",
        background="I spent last summer counting mosquitoes for a county survey and am deciding between research and public health.",
        zone="Europe/Lisbon",
        welcomed_at="2026-01-05T09:00:00Z",
    )


@pytest.fixture
def dov(db) -> User:
    """Another person with an account, to whom nothing of Ana's may show."""
    return User.objects.create_user("dov@elsewhere.example", full_name="Dov Outsider", welcomed_at="2026-01-05T09:00:00Z")


@pytest.fixture
def ben(ana) -> Contact:
    """Whom Ana asks: an epidemiologist in Chicago."""
    ben = Contact.objects.create(owner=ana, full_name="Ben Okafor", given_name="Ben", family_name="Okafor", folded=fold("Ben Okafor"), zone="America/Chicago")
    Point.objects.create(contact=ben, kind="email", value="ben@wells.example", folded="ben@wells.example")
    Position.objects.create(contact=ben, organization=organization_named(ana, "Wells Clinic"), title="Epidemiologist")
    return ben


def signed_in(user) -> Client:
    """A browser in which *user* is signed in."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def as_ana(ana) -> Client:
    """Ana's browser."""
    return signed_in(ana)


@pytest.fixture
def as_dov(dov) -> Client:
    """Dov's browser."""
    return signed_in(dov)


@pytest.fixture
def as_nobody(db) -> Client:
    """A browser in which nobody is signed in."""
    return Client()
