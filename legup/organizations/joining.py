"""Many employers against many: which of the names one has are perhaps those of an employer."""

from collections import defaultdict
from collections.abc import Iterable

from legup.organizations import register
from legup.organizations.likeness import COMMON, left_out
from legup.organizations.naming import LITTLE, board_words_off, normal
from legup.organizations.same import Verdict, compare

MOST = 8  # names looked at for one employer that are no more than alike


class Names:
    """Names of organizations, kept so that those of one employer are found without looking at each.

    Shape: a name is found by its normal form, by any other name the table knows for it, and by its words joined, without those that are
    often left out, and by first letters.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.by_form: dict[str, list[str]] = defaultdict(list)
        self.by_core: dict[str, list[str]] = defaultdict(list)
        for name in names:
            form = normal(name)
            if form not in self.by_form:
                self.by_core[core(form)].append(form)
            self.by_form[form].append(name)

    def found(self, employer: str) -> dict[str, Verdict]:
        """The names that may be those of *employer*, each with its verdict, none that is different."""
        name = board_words_off(employer)
        form = normal(name)
        if form in self.by_form:
            return self._judged(employer, [form])
        known = [other for other in register.others(form) if other in self.by_form]
        return self._judged(employer, known or self.by_core.get(core(form), [])[:MOST])

    def _judged(self, employer: str, forms: Iterable[str]) -> dict[str, Verdict]:
        told = {name: compare(name, employer) for form in forms for name in self.by_form[form]}
        return {name: verdict for name, verdict in told.items() if verdict.kind != "different"}


def core(form: str) -> str:
    """What is left of a name without little words, words often left out, plurals and spaces."""
    words = form.split()
    while len(words) > 1 and left_out(words[-1]) and not set(words[:-1]) <= COMMON:
        words.pop()
    return "".join(word.removesuffix("s") for word in words if word not in LITTLE) or form
