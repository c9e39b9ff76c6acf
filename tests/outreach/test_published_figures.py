"""What is published of the checker stays true: floors a little below the figures in docs/checker.md, so that a step back is seen."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOORS = {"written": 0.97, "more_f": 0.97, "held_out": 0.91, "held_out_2": 0.91}


@pytest.fixture(scope="module")
def bench():
    spec = importlib.util.spec_from_file_location("bench_letters", ROOT / "bench/letters.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", FLOORS)
def test_the_checker_reads_labelled_letters_as_well_as_published(bench, name):
    found = bench.measured(bench.read(bench.SETS[name]))
    assert found["macro_f1"] >= FLOORS[name]
    assert found["macro_f1"] > found["macro_f1_of_key_words"] + 0.2


def test_the_measure_falls_when_every_answer_is_turned_round(bench, monkeypatch):
    """The control."""
    real = bench.labels

    def turned(*letter):
        return {name: not value if isinstance(value, bool) else value for name, value in real(*letter).items()}

    monkeypatch.setattr(bench, "labels", turned)
    assert bench.measured(bench.read(bench.SETS["written"]))["macro_f1"] < 0.1
