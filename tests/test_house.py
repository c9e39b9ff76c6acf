"""The house holds itself up: floors, imports, sizes, tables, policies, sources, settings. Fails by file and line."""

import ast
import os
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from legup import policy

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "legup"
FLOORS = {
    "lib": 0, "accounts": 1, "mail": 2, "organizations": 3, "directory": 4, "contacts": 5, "interviews": 6, "outreach": 7,
    "scheduling": 8, "followup": 9, "postings": 10, "library": 11, "practice": 11, "forum": 11, "desk": 12, "office": 12,
}  # fmt: skip
SHARED = {"templatetags"}
FORBIDDEN_NAMES = {"services.py", "utils.py", "helpers.py", "managers.py", "signals.py", "common.py", "core.py"}
FILES = sorted(p for p in PACKAGE.rglob("*.py") if "migrations" not in p.parts)
LONGEST_FILE, LONGEST_FUNCTION = 400, 60


def room_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


def imports(path: Path):
    """Every import of ours in a file: (line, module, whether it stands at the top)."""
    tree = ast.parse(path.read_text())
    top = {id(node) for node in tree.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "legup":
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from ((node.lineno, name, id(node) in top) for name in names)
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, a.name, id(node) in top) for a in node.names if a.name.split(".")[0] == "legup")


def where(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def test_rooms_import_only_from_lower_floors():
    wrong = []
    for path in FILES:
        room = room_of(path)
        if room not in FLOORS:
            continue
        for line, module, _ in imports(path):
            parts = module.split(".")
            other = parts[1] if len(parts) > 1 else ""
            if other == room or other in SHARED or module == "legup.__version__":
                continue
            if other not in FLOORS or FLOORS[other] >= FLOORS[room]:
                wrong.append(f"{where(path, line)}: {room} (floor {FLOORS[room]}) imports {module}")
    assert wrong == []


def test_our_imports_stand_at_the_top():
    allowed = {PACKAGE / "apps.py", PACKAGE / "cli.py", PACKAGE / "serving.py", PACKAGE / "preparing.py", PACKAGE / "keeping.py", PACKAGE / "__main__.py"}
    wrong = [f"{where(path, line)}: {module}" for path in FILES if path not in allowed for line, module, at_top in imports(path) if not at_top]
    assert wrong == []


def test_nobody_imports_views_but_their_urls():
    wrong = []
    for path in FILES:
        if path.name in ("urls.py", "library_urls.py"):
            continue
        for line, module, _ in imports(path):
            if any(part == "views" or part.startswith("views_") for part in module.split(".")) and not path.name.startswith("views"):
                wrong.append(f"{where(path, line)}: {module}")
    assert wrong == []


def test_jobs_call_verbs_only():
    wrong = [
        f"{where(path, line)}: {module}"
        for path in FILES if path.name == "jobs.py"
        for line, module, _ in imports(path) if re.search(r"\.(views|forms)\b", module)
    ]  # fmt: skip
    assert wrong == []


def test_no_file_has_a_name_that_says_nothing():
    assert [str(p.relative_to(ROOT)) for p in FILES if p.name in FORBIDDEN_NAMES] == []


def test_files_and_functions_stay_small():
    wrong = []
    for path in FILES:
        text = path.read_text()
        if len(text.splitlines()) > LONGEST_FILE:
            wrong.append(f"{where(path, LONGEST_FILE)}: {len(text.splitlines())} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno >= LONGEST_FUNCTION:
                wrong.append(f"{where(path, node.lineno)}: {node.name} has {node.end_lineno - node.lineno + 1} lines")
    assert wrong == []


def test_every_public_function_of_a_room_says_what_it_does():
    wrong = []
    for path in FILES:
        if room_of(path) not in FLOORS:
            continue
        tree = ast.parse(path.read_text())
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and not ast.get_docstring(node):
                wrong.append(f"{where(path, node.lineno)}: {node.name} has no docstring")
    assert wrong == []


def test_every_model_is_in_the_index():
    from legup import models as index

    ours = {m.__name__ for m in apps.get_app_config("legup").get_models()}
    assert ours == set(index.__all__)


def test_rooms_never_import_the_index_of_models():
    wrong = [
        where(path, line)
        for path in FILES if room_of(path) in FLOORS
        for line, module, _ in imports(path) if module == "legup.models" or module.startswith("legup.models.")
    ]  # fmt: skip
    assert wrong == []


def test_private_tables_have_an_owner_or_hang_on_one():
    open_to_all = {"User", "EntryLink", "Invitation", "Submission", "Instance"}
    parts = {"Point", "Position", "Event", "ImportedChange", "Card", "GuideQuestion", "Note", "Version"}
    for model in apps.get_app_config("legup").get_models():
        if model.__name__ in open_to_all:
            continue
        if model.__name__ in parts:
            owners = [f.related_model for f in model._meta.fields if f.is_relation and not f.null]
            assert any(hasattr(o.objects.all(), "visible_to") for o in owners), model
        else:
            assert hasattr(model.objects.all(), "visible_to"), model


def test_every_view_has_a_policy_and_every_policy_a_view():
    routed = {name for name, _ in policy.routes()}
    assert sorted(routed - set(policy.POLICY)) == []
    assert sorted(name for name in set(policy.POLICY) - routed if ":" in name) == []


KEY = re.compile(r"\[((?:(?:[SPBEGRCAN]\d+[a-z]?|[a-z]+ [\d.]+)[ ,]*)+)\]")


def cited() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module) and (doc := ast.get_docstring(node)):
                for group in KEY.findall(doc):
                    for key in re.findall(r"[SPBEGRCAN]\d+[a-z]?\b", group):
                        found.setdefault(key, where(path, getattr(node, "lineno", 1)))
    return found


def test_every_cited_source_is_known():
    known = set(re.findall(r"^\| ([SPBEGRCAN]\d+[a-z]?) \|", (ROOT / "docs/sources.md").read_text(), re.M))
    missing = {key: place for key, place in cited().items() if key not in known}
    assert missing == {}
    assert len(known) > 50


def test_every_setting_is_documented_and_used():
    text = (PACKAGE / "settings.py").read_text() + "".join(p.read_text() for p in ROOT.glob("tests/*.py"))
    docs = (ROOT / "docs/install.md").read_text()
    for name in settings.MEANINGS if hasattr(settings, "MEANINGS") else policy.settings.MEANINGS:
        assert name in docs, f"{name} is not in docs/install.md"
        assert text.count(name) > 1, f"{name} is documented and never read"


def test_templates_hold_no_inline_script_or_style():
    wrong = []
    for path in PACKAGE.glob("templates/**/*.html"):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", line):
                wrong.append(f"{where(path, number)}: {line.strip()[:80]}")
    assert wrong == []


def test_every_posting_form_carries_its_one_time_key():
    wrong = []
    for path in PACKAGE.glob("templates/**/*.html"):
        text = path.read_text()
        for match in re.finditer(r"<form[^>]*method=.post.[^>]*>", text, re.I):
            if "{% once %}" not in text[match.end() : match.end() + 200] and "csrf_token" not in text[match.end() : match.end() + 200]:
                wrong.append(where(path, text[: match.start()].count("\n") + 1))
    assert wrong == []


def test_only_egress_opens_connections():
    doors = re.compile(r"\b(create_connection\(|urlopen|requests\.(get|post|request)|HTTPS?Connection\(|= smtplib\.SMTP|= IMAPClient\()")
    allowed = {PACKAGE / "lib/egress.py", PACKAGE / "serving.py"}  # serving asks its own port whether it is up
    wrong = [
        f"{where(path, number)}: {line.strip()}"
        for path in FILES if path not in allowed
        for number, line in enumerate(path.read_text().splitlines(), 1) if doors.search(line)
    ]  # fmt: skip
    assert wrong == []


@pytest.mark.parametrize("path", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "docs/house.md", "docs/sources.md", "docs/install.md", "docs/person.md", "docs/security.md"])
def test_the_papers_are_there(path):
    assert (ROOT / path).stat().st_size > 200


def test_the_folder_names_are_rooms_of_the_house():
    rooms = {p.name for p in PACKAGE.iterdir() if p.is_dir() and (p / "__init__.py").exists()}
    assert rooms - set(FLOORS) <= {"migrations", *SHARED}
    assert os.path.isdir(PACKAGE / "templates")


def test_every_address_that_a_page_or_a_verb_names_is_there():
    routed = {name for name, _ in policy.routes()} | {name for name in policy.POLICY if ":" not in name}
    named = re.compile(r"""(?:{%\s*url\s+|reverse\(|redirect\()["']([\w:]+)["']""")
    wrong = []
    for path in [*PACKAGE.glob("templates/**/*.html"), *FILES]:
        for number, line in enumerate(path.read_text().splitlines(), 1):
            wrong += [f"{where(path, number)}: {name}" for name in named.findall(line) if name not in routed]
    assert wrong == []
