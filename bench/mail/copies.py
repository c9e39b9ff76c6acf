"""A copy of the data, and a backup that was restored, with letters that are due: nothing leaves until a person says so."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from bench.mail.sink import Sink
from bench.mail.world import MORE, TWENTY_MINUTES, World, fates, one_round, verdict


def tried(world: World, sink: Sink, letters: str) -> dict:
    """Copied, restored, and, for comparison, copied by somebody who takes the mark away that tells copies apart."""
    found = {}
    for copy in (copied, restored, unmarked):
        sink.forget()
        first = world.folder
        try:
            world.copy(of=letters)
            copy(world)
            _all_rounds(world)
            found[copy.__name__] = {"left_before_release": sink.count()}
            world.run(_release)
            _all_rounds(world)
            found[copy.__name__] |= verdict(fates(sink.kept()))
        finally:
            _move_to(world, first)
    found["control_unmarked"] = {"left_before_release": found.pop("unmarked")["left_before_release"]}
    return found


def copied(world: World):
    """The data folder as it is, copied elsewhere."""
    elsewhere = world.folder.with_name(f"elsewhere{world.made}")
    world.connection.close()
    shutil.copytree(world.folder, elsewhere)
    _move_to(world, elsewhere)
    world.use(f"copy{world.made}")


def unmarked(world: World):
    """The same, and the mark that says which copy it is was thrown away."""
    copied(world)
    world.run(_forget_the_mark)


def restored(world: World):
    """A backup, restored into a place where nothing was."""
    from legup import keeping

    file = world.folder.with_name(f"backup{world.made}.zip")
    world.run(_quietly(partial(keeping.backup, file, True)))
    elsewhere = world.folder.with_name(f"restored{world.made}")
    elsewhere.mkdir()
    shutil.copy(world.folder / "secret.key", elsewhere)
    _move_to(world, elsewhere)
    world.use(world.make(f"restored{world.made}"))
    world.run(_quietly(partial(keeping.restore, file)))


def _move_to(world: World, folder):
    from django.conf import settings

    world.connection.close()
    settings.DATA = world.folder = folder


def _quietly(call: Callable[[], object]) -> Callable[[], None]:
    def work():
        call()

    return work


def _release():
    from legup.mail import release

    release.release(datetime.now(UTC))


def _forget_the_mark():
    from legup.mail.models import Instance

    Instance.objects.all().delete()


def _all_rounds(world: World):
    """As much as workers would do in a while; where letters are held, they stay due, and nothing changes."""
    for _ in range(12):
        if world.run(partial(one_round, TWENTY_MINUTES)) != MORE:
            break
