"""Features of what a group is called: its spelling, the rules that found it, and what is known of its names.

They depend on nothing else in the paper, so that one name is looked at once for a whole archive.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg import names
from kg.extract.evidence import Evidence, Tally
from kg.extract.merge import Group, looks_named
from kg.extract.spelling import name_key
from kg.extract.vocabulary import affinity
from kg.model import Kind, Term

_KINDS = tuple(Kind)
_LIMITS = (0, 1, 2, 3, 5, 8, 15, 30, 60, 120, 300)


def of_names(group: Group, evidence: Evidence) -> list[str]:
    """The features of a group's names as wholes; those of their words are apart (``words`` and ``of_word``)."""
    found = _form(group)
    found += _known(group, evidence)
    for form in (*group.names[:2], *group.english[:1]):
        found += affinity(form, evidence.vocabulary)
    return found


def words(group: Group) -> list[str]:
    """The words of a group's names in small letters, each once."""
    return list(dict.fromkeys(word for form in _forms(group) for word in form.lower().replace("-", " ").split()))


def of_word(word: str) -> list[str]:
    """The features of one word: itself, and the three and four letters that follow each other in a Latin one."""
    if names.language(word) == "ko":
        return [f"w={word}"]
    bounded = f"^{word}$"
    threes = [f"g={bounded[at : at + 3]}" for at in range(len(bounded) - 2)]
    return [f"w={word}", *threes, *(f"g={bounded[at : at + 4]}" for at in range(len(bounded) - 3))]


def _forms(group: Group) -> tuple[str, ...]:
    """The names whose spelling is looked at."""
    return (*group.names[:4], *group.english[:1])


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
    out: list[str] = []
    for char in text:
        sign = _sign(char)
        if not out or out[-1] != sign:
            out.append(sign)
            if len(out) == 8:
                break
    return "".join(out)


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


def _form(group: Group) -> list[str]:
    rules = sorted(group.rules)
    name = main_name(group)
    found = [f"rule={rule}" for rule in rules]
    found += [
        "rules=" + "+".join(rules),
        f"agree={min(len(rules), 5)}",
        f"forms={min(len(group.names), 4)}",
        f"shape={shape(name)}",
        f"named={looks_named(name)}",
        f"words={min(name.count(' ') + 1, 6)}",
        f"length={min(len(name) // 4, 8)}",
        "languages=" + "".join(sorted({names.language(form) for form in group.names})),
    ]
    found += [f"link={link}" for link in group.links]
    for form in _forms(group):
        found += _ends(form)
    return found


def _ends(form: str) -> list[str]:
    parts = form.lower().replace("-", " ").split()
    if not parts:
        return []
    found = [f"last={parts[-1].rstrip('s')}", f"first={parts[0]}"]
    if len(parts) > 1:
        found.append(f"last2={parts[-2]} {parts[-1]}")
    if names.language(form) == "ko":
        found += [f"kend={form[-1]}", f"kend2={form[-2:]}", f"kbeg2={form[:2]}"]
    return found


def _known(group: Group, evidence: Evidence) -> Iterator[str]:
    term = evidence.terms.get(group.concept) if group.concept else None
    if term is None:
        yield "lex=none"
    else:
        yield f"{'learned' if term.slug in evidence.learned else 'lex'}={term.kind}"
        yield f"lex:labels={min(len(term.names), 4)}"
        if term.broader:
            yield f"lex:broader={term.broader[0]}"
    keys = sorted({name_key(name) for name in (*group.names, *group.english, *((term.name,) if term else ()))})
    yield from _counted(keys, evidence)
    yield from _tallied([evidence.tallies[key] for key in keys if key in evidence.tallies])


def _counted(keys: Sequence[str], evidence: Evidence) -> Iterator[str]:
    counts = [evidence.archive.terms[key] for key in keys if key in evidence.archive.terms]
    if not counts:
        yield "df=0"
        return
    best = max(counts)
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


def _tallied(tallies: Sequence[Tally]) -> Iterator[str]:
    if not tallies:
        yield "seen=0"
        return
    tally = max(tallies, key=lambda t: (t.core + t.optional + t.spurious, t))
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
