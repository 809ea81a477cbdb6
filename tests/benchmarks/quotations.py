"""How well quotations and their speakers are found, and the weights that find them.

    .venv/bin/python tests/benchmarks/quotations.py score FOLDER
    .venv/bin/python tests/benchmarks/quotations.py cross FOLDER
    .venv/bin/python tests/benchmarks/quotations.py fit FOLDER

FOLDER holds texts with their quotations, one JSON object a line, in files named *.jsonl, and the
scorer score.py. `score` prints the figures of the program as it is. `cross` fits on two thirds
and scores on the third left out, three times over: what texts not seen before would have.
`fit` fits on all and writes annotations/quotations/weights.json. Fitting takes a few minutes.
"""

import argparse
import importlib.util
import json
import math
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from annotations.quotations import attribution, speech  # noqa: E402
from annotations.quotations.attribution import attribute, pronouns_of  # noqa: E402
from annotations.quotations.clues import Clues, View, candidates, place_of  # noqa: E402
from annotations.quotations.german import GERMAN  # noqa: E402
from annotations.quotations.mentions import Kind  # noqa: E402
from annotations.quotations.narrative import Narrative, narrate  # noqa: E402
from annotations.quotations.quotation_marks import read_marks  # noqa: E402
from annotations.quotations.scene import Scene, scene_of  # noqa: E402
from annotations.quotations.speech import Judge  # noqa: E402

WEIGHTS = ROOT / "annotations" / "quotations" / "weights.json"
KINDS = ("direct", "mixed")
SMALL, WEIGHT_OF_SMALL = 50, 3.0
"""A set of fewer articles than this weighs more, so that it counts at all."""
FOLDS = 3
SPEECH_DECAY = {"en": 2.0, "de": 0.5}
SPEECH_LEAST, SPEECH_ROUNDS = 0.1, 30
SPEAKER_DECAY, SPEAKER_LEAST, SPEAKER_ROUNDS = 1.0, 0.05, 20
FEWEST_OF_SPEAKER_SIGN = 8
TOWARDS_SPEECH = {"en": 0.1, "de": 0.2}
"""Added to the constant: to leave out what was said is the worse mistake."""
STEP = 0.15

Row = dict[str, Any]
Weights = dict[str, float]


@dataclass(frozen=True, slots=True)
class Choice:
    """The signs of several of which some are right; how much it weighs in the fit."""

    signs: list[list[str]]
    right: list[bool]
    weight: float


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=("score", "cross", "fit"))
    parser.add_argument("folder", type=Path)
    options = parser.parse_args(arguments)
    scorer = load_scorer(options.folder)
    sets = load_sets(options.folder)
    if options.what == "cross":
        show(scorer, sets, cross(scorer, sets))
        return
    if options.what == "fit":
        weights = fit(scorer, [(rows, weight_of(rows)) for rows in sets.values()])
        written = {
            "speech": {name: dict(sorted(weights[name].items())) for name in ("en", "de")},
            "speaker": dict(sorted(weights["speaker"].items())),
        }
        WEIGHTS.write_text(json.dumps(written, ensure_ascii=False, indent=0) + "\n", "utf-8")
        use(weights)
    begun = time.process_time()
    found = {name: predict(rows) for name, rows in sets.items()}
    seconds = time.process_time() - begun
    show(scorer, sets, {key: value for one in found.values() for key, value in one.items()})
    words = sum(len(row["text"].split()) for rows in sets.values() for row in rows)
    print(f"{words / 800 / seconds:,.0f} articles of 800 words in a second")


def load_scorer(folder: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def load_sets(folder: Path) -> dict[str, list[Row]]:
    return {
        path.stem: [json.loads(line) for line in path.open(encoding="utf-8") if line.strip()]
        for path in sorted(folder.glob("*.jsonl"))
    }


def weight_of(rows: Sequence[Row]) -> float:
    return WEIGHT_OF_SMALL if len(rows) < SMALL else 1.0


def predict(rows: Iterable[Row]) -> dict[str, list[Row]]:
    return {
        row["id"]: [
            {
                "start": one.quotation.start,
                "end": one.quotation.end,
                "speaker": one.speaker,
                "speaker_start": one.mention_start,
                "speaker_end": one.mention_end,
            }
            for one in attribute(row["text"])
        ]
        for row in rows
    }


def show(scorer: ModuleType, sets: dict[str, list[Row]], found: dict[str, list[Row]]) -> None:
    for name, rows in sets.items():
        scorer.show(scorer.score(rows, found, set(KINDS)), name)


def cross(scorer: ModuleType, sets: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Return what is found in each text by weights that were fitted without it."""
    shuffled = {name: random.Random(5).sample(rows, len(rows)) for name, rows in sets.items()}
    found: dict[str, list[Row]] = {}
    for fold in range(FOLDS):
        learned = [
            ([row for n, row in enumerate(rows) if n % FOLDS != fold], weight_of(rows))
            for rows in shuffled.values()
        ]
        use(fit(scorer, learned))
        for rows in shuffled.values():
            found |= predict(rows[fold::FOLDS])
    return found


def use(weights: dict[str, Weights]) -> None:
    """Let the program weigh with `weights` in place of those that it was started with."""
    for name in ("en", "de"):
        speech.SPEECH[name] = weights[name]
    attribution.SPEAKER.clear()
    attribution.SPEAKER.update(weights["speaker"])


def fit(scorer: ModuleType, sets: Sequence[tuple[Sequence[Row], float]]) -> dict[str, Weights]:
    judged: dict[str, list[Choice]] = {"en": [], "de": []}
    said: list[Choice] = []
    for rows, weight in sets:
        for row in rows:
            told = narrate(row["text"], [it for it in read_marks(row["text"]) if it.level == 0])
            judged["de" if told.known is GERMAN else "en"] += _judged(scorer, row, told, weight)
            said += _said(scorer, row, told, weight)
    weights = {name: fit_speech(choices, SPEECH_DECAY[name]) for name, choices in judged.items()}
    for name, more in TOWARDS_SPEECH.items():
        weights[name][""] = round(weights[name].get("", 0.0) + more, 1)
    return weights | {"speaker": fit_speaker(said)}


# -- what there is to learn from


def _spans(scorer: ModuleType, row: Row, *, wanted: bool) -> list[tuple[Row, tuple[int, int]]]:
    return [
        (quote, scorer.strip(row["text"], quote["start"], quote["end"]))
        for quote in row["quotes"]
        if (quote["kind"] in KINDS) == wanted
    ]


def _judged(scorer: ModuleType, row: Row, told: Narrative, weight: float) -> Iterator[Choice]:
    """Yield each quotation of a text as a choice between speech and nothing said."""
    judge = Judge(told)
    wanted, neutral = (_spans(scorer, row, wanted=wanted) for wanted in (True, False))
    for number, one in enumerate(told.quotations):
        span = scorer.strip(told.text, one.start, one.end)
        if any(scorer.iou(span, other) >= 0.5 for _, other in neutral):
            continue
        right = any(scorer.iou(span, other) >= 0.5 for _, other in wanted)
        signs = list(judge.signs(told.token_of[number]))
        yield Choice([signs, []], [right, not right], weight)


def _said(scorer: ModuleType, row: Row, told: Narrative, weight: float) -> Iterator[Choice]:
    """Yield each quotation whose speaker is known as a choice between mentions."""
    scene = scene_of(told)
    pronouns_of(scene)
    wanted = _spans(scorer, row, wanted=True)
    previous: int | None = None
    for number, one in enumerate(told.quotations):
        span = scorer.strip(told.text, one.start, one.end)
        quote = next((it for it, other in wanted if scorer.iou(span, other) >= 0.8), None)
        if quote is None or quote.get("speaker_start") is None:
            continue
        view = View(scene, place_of(scene, number), previous)
        several = candidates(view)
        right = _right(scorer, scene, quote, several)
        if any(right):
            state = view.state
            signs = [list(Clues(view, index).signs(state)) for index in several]
            yield Choice(signs, right, weight)
        named = [i for i in range(len(scene.mentions)) if _overlaps(scene, i, quote)]
        previous = named[-1] if named else previous


def _overlaps(scene: Scene, index: int, quote: Row) -> bool:
    told, mention = scene.told, scene.mentions[index]
    return (
        told.starts[mention.first] < quote["speaker_end"]
        and told.ends[mention.last - 1] > quote["speaker_start"]
    )


def _right(scorer: ModuleType, scene: Scene, quote: Row, several: list[int]) -> list[bool]:
    """Which of several mentions are the speaker: the one told, and others of the same name."""
    told = [_overlaps(scene, index, quote) for index in several]
    named = any(
        it and scene.mentions[index].kind is Kind.NAME
        for it, index in zip(told, several, strict=True)
    )
    if not named or scorer.gclass(quote) != "named":
        return told
    name = quote.get("speaker_name") or quote["speaker_mention"]
    return [
        it or _is_named(scorer, scene, index, name) for it, index in zip(told, several, strict=True)
    ]


def _is_named(scorer: ModuleType, scene: Scene, index: int, name: str) -> bool:
    person = scene.persons[index]
    if person < 0 or scene.mentions[index].kind is not Kind.NAME:
        return False
    return scorer.same_name(scene.people[person].full_name, name)


# -- the fit


def fit_speech(choices: Sequence[Choice], decay: float) -> Weights:
    found = descend(choices, decay, SPEECH_ROUNDS, fewest=1)
    return {it: round(value, 1) for it, value in found.items() if abs(value) >= SPEECH_LEAST}


def fit_speaker(choices: Sequence[Choice]) -> Weights:
    found = descend(choices, SPEAKER_DECAY, SPEAKER_ROUNDS, fewest=FEWEST_OF_SPEAKER_SIGN)
    return {it: round(value, 1) for it, value in found.items() if abs(value) >= SPEAKER_LEAST}


def descend(choices: Sequence[Choice], decay: float, rounds: int, *, fewest: int) -> Weights:
    """Return the weights of a conditional logit: stochastic descent with steps as in AdaGrad.

    `decay` is the strength of the pull towards 0; signs with fewer than `fewest` are left out.
    """
    counts = Counter(sign for one in choices for signs in one.signs for sign in signs)
    numbers = {sign: n for n, sign in enumerate(it for it, n in counts.items() if n >= fewest)}
    rows = [
        ([[numbers[it] for it in signs if it in numbers] for signs in one.signs], one)
        for one in choices
    ]
    seen = Counter(n for several, _ in rows for n in {it for signs in several for it in signs})
    pull = [decay / seen[n] for n in range(len(numbers))]
    weights, squares = [0.0] * len(numbers), [1e-6] * len(numbers)
    chance = random.Random(1)
    for number in range(rounds):
        chance.shuffle(rows)
        step = STEP * (1 - number / rounds)
        for several, one in rows:
            slopes = _slopes(several, one, weights)
            for n, slope in slopes.items():
                full = slope + pull[n] * weights[n]
                squares[n] += full * full
                weights[n] -= step * full / math.sqrt(squares[n])
    return {sign: weights[n] for sign, n in numbers.items()}


def _slopes(several: list[list[int]], one: Choice, weights: list[float]) -> dict[int, float]:
    """The slope of the loss of one choice, for each sign that it has."""
    scores = [sum([weights[n] for n in signs]) for signs in several]
    highest = max(scores)
    shares = [math.exp(score - highest) for score in scores]
    whole = sum(shares)
    rights = sum(share for share, it in zip(shares, one.right, strict=True) if it) or 1e-300
    slopes: dict[int, float] = {}
    for signs, share, right in zip(several, shares, one.right, strict=True):
        slope = one.weight * (share / whole - (share / rights if right else 0.0))
        for n in signs:
            slopes[n] = slopes.get(n, 0.0) + slope
    return slopes


if __name__ == "__main__":
    main(sys.argv[1:])
