"""What a spelling says about itself, without looking at any other paper."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib import resources

from kg import names

_WORDS = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\d+")
_SHORT = re.compile(r"[^\W\d_](?:[^\W_]|[-./+*&²³]){1,9}")
_HEAD = re.compile(
    r"(?P<bare>\S+)(?:\s+|-)(?:data\s?sets?|benchmarks?|models?|frameworks?|데이터\s?셋|데이터\s?세트|벤치마크|모델|프레임워크)",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?P<stem>.+?)[\s-]+(?:data\s?sets?|benchmarks?|models?|frameworks?|metrics?|scores?|systems?|methods?|algorithms?)",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    r"(?:[x×*,.:/\s~-]|\d|\^)*\d(?:[\s-]?(?:[kmbtdx×%]|[kmgt]b|k?hz|fps|db|px|m|bits?|st|nd|rd|th)[²2]?)?",
    re.IGNORECASE,
)
_GIVEN = re.compile(r"\d|[^\W\d_][A-Z]")
_PARTICLE = re.compile(
    r"(?P<stem>.*[가-힣]{2}|.*[^\W_][\s-]?[가-힣])(?:에서의|에서는|에서|에게|에는|으로|을|를|에|의|는)"
)
_POINTING = re.compile(r"(?:동일|동일한|기존|최신|새로운|다른|해당|여러|다양한)\s+\S.*")
_PLURAL = re.compile(
    r"(?:(?P<y>[^\W\d_]{3,})ies|(?P<es>[^\W\d_]{2,}(?:s|x|z|ch|sh))es|(?P<s>[^\W_]{2,}[^\W_s]|(?<=[A-Z/])[A-Z])s)\Z"
)
_NUMBERED = re.compile(r"v(\d)")
_GAP = re.compile(r"(?:(?<!\d)-|-(?!\d))(?!s\Z)")
_STEM, _SHORT_ENDING, _LONG_ENDING = 4, 3, 5
"""Words that begin alike are one word if so many letters agree at least and so many follow at most."""
_WORD_LENGTH = 5
"""A run of so many letters inside a longer name is taken for a word of it."""


@cache
def common_nouns() -> frozenset[str]:
    """Nouns that name no particular thing (``common_nouns.txt``)."""
    text = resources.files(__package__).joinpath("common_nouns.txt").read_text("utf-8")
    return frozenset(text.split())


@lru_cache(maxsize=1 << 17)
def slug(text: str) -> str:
    """``names.slug``, remembered: resolution asks for the same spellings again and again."""
    return names.slug(text)


@lru_cache(maxsize=1 << 17)
def key(text: str) -> str:
    """``names.key``, remembered."""
    return names.slug_key(slug(text))


@lru_cache(maxsize=1 << 17)
def compact(name: str) -> str:
    """The name without case, spaces and hyphens, but with every s, unlike its key.

    A gap between two digits counts, and one before a last S ("Agent S" is not "agents").
    """
    return _GAP.sub("", slug(name))


def version(name: str) -> tuple[str, ...]:
    """The parts of a numbered name, those after the first in any order: "Claude 3.7 Sonnet", "Claude Sonnet 3.7".

    Nothing for a name that has no number, or fewer than three parts.
    """
    folded = names.fold(name.strip())
    if not any(map(str.isdigit, folded)):
        return ()
    first, *rest = re.split(r"[\s_-]+", folded)
    if len(rest) < 2 or not any(part[:1].isdigit() or _NUMBERED.match(part) for part in rest):
        return ()
    return (first, *sorted(_NUMBERED.sub(r"\1", part) for part in rest))


def singulars(name: str) -> tuple[str, ...]:
    """``compact`` of what a name may be the plural of: "diffusion policies" -> "diffusionpolicy", "losses" -> "loss".

    Only a guess, so that one of them has to be a name somebody writes. A capital S is a letter of the name ("CLIP-S",
    "RMS"), not an ending.
    """
    bare = name.strip()
    match = _PLURAL.search(bare) if bare.endswith("s") else None
    if match is None:
        return ()
    stem = bare[: match.start()]
    return tuple(
        compact(f"{stem}{match[ending]}{rest}")
        for ending, rest in (("y", "y"), ("es", ""), ("es", "e"), ("s", ""))
        if match[ending] is not None
    )


def digits(name: str) -> tuple[str, ...]:
    """The numbers in a name, in order: they tell versions and sizes apart."""
    return tuple(_DIGITS.findall(name))


@lru_cache(maxsize=1 << 17)
def is_short(name: str) -> bool:
    """Whether the name looks like an acronym: one word of at most ten signs with two capitals or more."""
    return bool(_SHORT.fullmatch(name)) and sum(char.isupper() for char in name) >= 2


@lru_cache(maxsize=1 << 17)
def abbreviates(short: str, long: str) -> bool:
    """Whether ``short`` can be read off ``long``: its letters in order, the first one beginning the long form.

    This is the check of Schwartz & Hearst, "A simple algorithm for identifying abbreviation definitions in
    biomedical text" (PSB 2003), run from the right: every letter matches the rightmost place still free and
    the first letter must begin a word. Stricter than theirs, at least half of the letters have to be those
    with which its words begin: "CNN" is not "convolutional layer".
    """
    if not is_short(short) or short in long or names.language(long) != "en" or len(long) <= len(short) + 2:
        return False
    if len(_WORDS.findall(long)) <= len(_WORDS.findall(short)):
        return False
    wanted = _letters(short)
    text = names.fold(long)
    place = len(text)
    for index in range(len(wanted) - 1, -1, -1):
        place = text.rfind(wanted[index], 0, place)
        while index == 0 and place > 0 and text[place - 1].isalnum():
            place = text.rfind(wanted[index], 0, place)
        if place < 0:
            return False
    return 2 * _in_order(wanted, initials(long)) >= len(wanted)


def _letters(acronym: str) -> list[str]:
    """What an acronym consists of, a plural s left out ("VLMs", but not "TTS")."""
    return [char for char in names.fold(acronym.removesuffix("s")) if char.isalnum()]


def _in_order(letters: Sequence[str], others: Sequence[str]) -> int:
    """The length of the longest common subsequence."""
    row = [0] * (len(others) + 1)
    for letter in letters:
        previous = 0
        for index, other in enumerate(others, start=1):
            previous, row[index] = row[index], previous + 1 if letter == other else max(row[index], row[index - 1])
    return row[-1]


def bare(name: str) -> str | None:
    """A proper name without the noun that says what it is: "GSM8K 데이터셋" -> "GSM8K"; None if there is none.

    Only a single word with a digit or a second capital counts: "reward model" is not "reward".
    """
    match = _HEAD.fullmatch(name.strip())
    if match is None:
        return None
    word = match["bare"]
    proper = any(char.isdigit() for char in word) or any(char.isupper() for char in word[1:])
    return word if proper else None


def is_generic(name: str) -> bool:
    """Whether a Korean label is too common or too short to say by itself which thing is meant."""
    joined = slug(name).replace("-", "")
    return names.language(name) == "ko" and (len(joined) < 3 or joined in common_nouns())


def is_common(name: str) -> bool:
    """Whether a label is a plain noun such as "모델" or "benchmark", which names nothing."""
    return slug(name).replace("-", "") in common_nouns()


def is_measure(name: str) -> bool:
    """Whether a name is only a number, a size or a resolution: "600k", "256x256", "1.5B"."""
    return bool(_MEASURE.fullmatch(name.strip()))


def points(name: str) -> bool:
    """Whether a Korean phrase points at something instead of naming it: "동일 모델", the same model."""
    return names.language(name) == "ko" and bool(_POINTING.fullmatch(name.strip()))


def is_proper(name: str) -> bool:
    """Whether a name looks like a given one: a digit, or a capital right after a letter ("Mentor-KD", "sLLM")."""
    return bool(_GIVEN.search(name))


def without_particle(name: str) -> str | None:
    """A Korean name without the particle glued to it: "Q-값에" -> "Q-값"; None if it ends in none.

    Only a guess: many nouns end like that, so the stem has to be a name somebody writes. Particles with which too many
    nouns end (도, 이, 가, 로) are left alone: 정확도 is not 정확.
    """
    match = _PARTICLE.fullmatch(name.strip())
    return match["stem"] if match else None


def varies(name: str, known: Sequence[str]) -> bool:
    """Whether a Latin name only writes one of the known labels in another way: an acronym, another ending, a slip
    of the pen, or with the noun that says what it is.
    """
    match = _TAIL.fullmatch(name.strip())
    same = {key(name), key(name.removesuffix("s")), key(match["stem"] if match else name)}
    joined = {compact(name), *singulars(name)}
    return any(
        key(label) in same
        or compact(label) in joined
        or any(test(name, label) or test(label, name) for test in (abbreviates, clips, akin, near))
        for label in known
    )


def clips(short: str, long: str) -> bool:
    """Whether some hyphened parts of a name are cut down to their capitals: "SF-LLaVA" of "SlowFast-LLaVA"."""
    parts, wholes = short.split("-"), long.split("-")
    return len(parts) == len(wholes) > 1 and all(
        part == whole or (len(part) > 1 and part == "".join(filter(str.isupper, whole)))
        for part, whole in zip(parts, wholes, strict=True)
    )


def is_part(name: str, known: Sequence[str]) -> bool:
    """Whether a name is some of the words of a known label: "distillation" of "knowledge distillation"."""
    inner = key(name)
    return any(_within(name, label) or (len(inner) >= _WORD_LENGTH and inner in key(label)) for label in known)


def adds(name: str, known: Sequence[str]) -> bool:
    """Whether a name adds words or letters to a known label: "Asymmetric LoRA", "pDPO", but not "LoRA model"."""
    match = _TAIL.fullmatch(name.strip())
    stem = match["stem"] if match else name
    if {key(stem), key(stem.removesuffix("s"))} & {key(label) for label in known}:
        return False
    return any(_within(label, stem) or (is_short(label) and label in stem) for label in known)


def _within(one: str, other: str) -> bool:
    inner, outer = (f"-{'-'.join(map(key, slug(text).split('-')))}-" for text in (one, other))
    return len(inner) > 2 and inner in outer and inner != outer


def spells(short: str, long: str) -> bool:
    """Whether an acronym stands for all of a long form, from its first word to its last.

    "large language model agent" is more than LLM, and so is "multimodal large language model".
    """
    if not abbreviates(short, long) or initials(long)[:1] != initials(short[:1]):
        return False
    letters = _letters(short)
    return _in_order(letters, initials(long)[:-1]) < len(letters)


def ends(text: str, long: str, acronym: str) -> bool:
    """Whether a text is the end of a long form that the acronym is made of, word by word."""
    if tuple(_letters(acronym)) != initials(long):
        return False
    whole = compact(long)
    return any(whole.endswith(end) and whole != end for end in (compact(text), *singulars(text)))


@lru_cache(maxsize=1 << 17)
def initials(name: str) -> tuple[str, ...]:
    return tuple(word[0] for word in _WORDS.findall(names.fold(name)))


def near(one: str, other: str) -> bool:
    """Whether two long forms differ like a misspelling: at most two edits, the same initials and numbers."""
    left, right = names.fold(one), names.fold(other)
    if min(len(left), len(right)) < 10 or abs(len(left) - len(right)) > 2:
        return False
    if digits(one) != digits(other) or initials(one) != initials(other):
        return False
    return edits(left, right) <= 2


def akin(one: str, other: str) -> bool:
    """Whether two long forms have the same words up to their endings: "low-rank adaptor", "Low-Rank Adaptation"."""
    left, right = (_WORDS.findall(names.fold(text)) for text in (one, other))
    return len(left) == len(right) > 1 and all(_differ_in_endings(a, b) for a, b in zip(left, right, strict=True))


def _differ_in_endings(one: str, other: str) -> bool:
    """Whether two words differ in short endings only: "adaptor", "adaptation", but not "multimodal", "multitask".

    British and American spelling ("optimisation") do not count.
    """
    left, right = sorted((one.replace("s", "z"), other.replace("s", "z")), key=len)
    same = next((place for place, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), len(left))
    short, long = sorted((len(left) - same, len(right) - same))
    return left == right or (same >= _STEM and short <= _SHORT_ENDING and long <= min(_LONG_ENDING, same))


def edits(left: str, right: str) -> int:
    """The Levenshtein distance (Wagner & Fischer 1974)."""
    row = list(range(len(right) + 1))
    for i, char in enumerate(left, start=1):
        previous, row[0] = row[0], i
        for j, other in enumerate(right, start=1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (char != other))
    return row[-1]
