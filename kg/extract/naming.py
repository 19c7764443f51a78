"""Features of what a group is called: its spelling, the rules that found it, and what is known of its names.

They depend on nothing else in the paper, so that one name is looked at once for a whole archive.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby

from kg import names
from kg.extract.archive import Counts
from kg.extract.evidence import Evidence, Tally
from kg.extract.merge import Group, looks_named
from kg.extract.remembered import Remembered
from kg.extract.spelling import name_key
from kg.extract.vocabulary import affinity
from kg.model import Kind, Term

_KINDS = tuple(Kind)
_LIMITS = (0, 1, 2, 3, 5, 8, 15, 30, 60, 120, 300)


def of_names(group: Group, evidence: Evidence) -> list[str]:
    """The features of a group's names as wholes; those of their words are apart (``words`` and ``of_word``).

    Each of the functions that make them depends on its arguments alone, so that what they weigh can be remembered.
    """
    term = evidence.terms.get(group.concept) if group.concept else None
    counts, tally = known(group, evidence)
    found = [
        *of_rules(group.rules),
        *of_count(len(group.names), languages(group.names)),
        *of_spelling(main_name(group)),
        *(sign for link in group.links for sign in of_link(link)),
        *(sign for form in forms(group) for sign in of_ends(form)),
        *of_term(term, evidence),
        *of_counts(counts),
        *of_tally(tally),
    ]
    for form in resembling(group):
        found += affinity(form, evidence.vocabulary)
    return found


def words(group: Group) -> list[str]:
    """The words of a group's names in small letters, each once."""
    return list(dict.fromkeys([word for form in forms(group) for word in split(form)]))


def split(form: str) -> list[str]:
    """The words of a name in small letters; hyphens part them."""
    return form.lower().replace("-", " ").split()


def of_word(word: str) -> list[str]:
    """The features of one word: itself, and the three and four letters that follow each other in a Latin one."""
    if names.language(word) == "ko":
        return [f"w={word}"]
    bounded = f"^{word}$"
    threes = [f"g={bounded[at : at + 3]}" for at in range(len(bounded) - 2)]
    return [f"w={word}", *threes, *(f"g={bounded[at : at + 4]}" for at in range(len(bounded) - 3))]


def forms(group: Group) -> tuple[str, ...]:
    """The names whose spelling is looked at."""
    return (*group.names[:4], *group.english[:1])


def resembling(group: Group) -> tuple[str, ...]:
    """The names that are held against the names of the lexicon."""
    return (*group.names[:2], *group.english[:1])


def languages(texts: Iterable[str]) -> str:
    """The languages of names, as one word."""
    return "".join(sorted({names.language(text) for text in texts}))


def main_name(group: Group, term: Term | None = None) -> str:
    """The name to show: the lexicon's, else the longest-lived English one (a long form before its acronym)."""
    if term is not None:
        return term.name
    english = [name for name in group.names if names.language(name) == "en"]
    if english and {"acronym"} & set(group.links):
        return max(english, key=lambda name: (len(name.split()), len(name)))
    if english:
        return english[0]
    return group.english[0] if group.english else group.names[0]


def shape(text: str) -> str:
    """Letter classes with repetitions squeezed, at most eight: "GPT-4o" -> "A-9a"."""
    if "  " in text:
        return _squeezed(text)[:8]
    return " ".join([_SHAPES[word] for word in text.split(" ")])[:8]


def _squeezed(text: str) -> str:
    return "".join([sign for sign, _ in groupby(map(_sign, text))])


_SHAPES = Remembered(_squeezed)


def _sign(char: str) -> str:
    if "a" <= char <= "z":
        return "a"
    if "A" <= char <= "Z":
        return "A"
    if "가" <= char <= "힣":
        return "가"
    return "9" if char.isdecimal() else char


def bucket(count: int) -> str:
    """A count, the coarser the larger."""
    for limit in _LIMITS:
        if count <= limit:
            return str(limit)
    return "more"


def of_rules(rules: Collection[str]) -> list[str]:
    """Which rules found it, each and together, and how many they are."""
    ordered = sorted(rules)
    return [*(f"rule={rule}" for rule in ordered), "rules=" + "+".join(ordered), f"agree={min(len(ordered), 5)}"]


def of_count(count: int, tongues: str) -> list[str]:
    """How many names it has, in which ``languages``."""
    return [f"forms={min(count, 4)}", f"languages={tongues}"]


def of_spelling(name: str) -> list[str]:
    """How its main name is built."""
    return of_build(*build(name))


def build(name: str) -> tuple[str, bool, int, int]:
    """The shape of a name, whether it looks like a proper one, its words, and its length in fours of letters."""
    return shape(name), looks_named(name), min(name.count(" ") + 1, 6), min(len(name) // 4, 8)


def of_build(form: str, named: bool, size: int, length: int) -> list[str]:  # noqa: FBT001 what ``build`` says
    """The features of a ``build``."""
    return [f"shape={form}", f"named={named}", f"words={size}", f"length={length}"]


def of_link(link: str) -> list[str]:
    """A rule that joined different names."""
    return [f"link={link}"]


def of_ends(form: str) -> list[str]:
    """How one of its names begins and ends."""
    parts = split(form)
    if not parts:
        return []
    pair = of_last_two(parts[-2], parts[-1]) if len(parts) > 1 else []
    return [*of_last(parts[-1]), *of_first(parts[0]), *pair, *(of_korean(form) if names.language(form) == "ko" else ())]


def of_first(word: str) -> list[str]:
    """The first word of a name."""
    return [f"first={word}"]


def of_last(word: str) -> list[str]:
    """The last word of a name."""
    return [f"last={word.rstrip('s')}"]


def of_last_two(before: str, word: str) -> list[str]:
    """The last two words of a name."""
    return [f"last2={before} {word}"]


def of_korean(form: str) -> list[str]:
    """The first and last syllables of a Korean name."""
    return [f"kend={form[-1]}", f"kend2={form[-2:]}", f"kbeg2={form[:2]}"]


def of_term(term: Term | None, evidence: Evidence) -> list[str]:
    """The lexicon's concept."""
    if term is None:
        return ["lex=none"]
    found = [
        f"{'learned' if term.slug in evidence.learned else 'lex'}={term.kind}",
        f"lex:labels={min(len(term.names), 4)}",
    ]
    return [*found, f"lex:broader={term.broader[0]}"] if term.broader else found


def known(group: Group, evidence: Evidence) -> tuple[Counts | None, Tally | None]:
    """What the archive and the annotators say of the group's names: of the one that they say most of."""
    term = evidence.terms.get(group.concept) if group.concept else None
    if term is None and len(group.names) == 1 and not group.english:
        key = name_key(group.names[0])
        return evidence.archive.terms.get(key), evidence.tallies.get(key)
    keys = [name_key(name) for name in (*group.names, *group.english, *((term.name,) if term else ()))]
    counts = [row for key in keys if (row := evidence.archive.terms.get(key)) is not None]
    tallies = [tally for key in keys if (tally := evidence.tallies.get(key)) is not None]
    return max(counts, default=None), max(tallies, key=_weight, default=None)


def _weight(tally: Tally) -> tuple[int, Tally]:
    return tally.core + tally.optional + tally.spurious, tally


def of_counts(best: Counts | None) -> Iterator[str]:
    """In how many papers of the archive the name stands, and how."""
    if best is None:
        yield "df=0"
        return
    yield f"df={bucket(best.papers)}"
    yield f"title-df={bucket(best.titles)}"
    yield f"title-share={min(best.titles * 10 // best.papers, 5)}"
    yield f"gloss-share={min(best.glosses * 10 // best.papers, 5)}"
    total = sum(best.heads)
    if total:
        top = max(range(len(_KINDS)), key=lambda i: best.heads[i])
        yield f"head-kind={_KINDS[top]}"
        yield f"head-kind={_KINDS[top]}:{min(best.heads[top] * 4 // best.papers, 3)}"
        for index, number in enumerate(best.heads):
            if number:
                yield f"head-seen={_KINDS[index]}"
    yield f"head-share={min(total * 10 // best.papers, 6)}"


def of_tally(tally: Tally | None) -> Iterator[str]:
    """What annotators of other papers made of the name."""
    if tally is None:
        yield "seen=0"
        return
    kept, dropped = tally.core, tally.spurious
    yield f"seen={bucket(kept + dropped + tally.optional)}"
    yield f"seen-ratio={round(4 * (kept + 0.5) / (kept + dropped + 1))}:{min(kept + dropped, 4)}"
    if tally.optional:
        yield f"seen-optional={bucket(tally.optional)}"
    if any(tally.kinds):
        top = max(range(6), key=lambda i: tally.kinds[i])
        yield f"seen-kind={top}"
        yield f"seen-kind={top}:{min(3, tally.kinds[top])}"
    if any(tally.roles):
        top = max(range(6), key=lambda i: tally.roles[i])
        yield f"seen-role={top}"
        yield f"seen-role={top}:{min(3, tally.roles[top])}"
