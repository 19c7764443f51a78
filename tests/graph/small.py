"""A small made-up archive as Facts: six papers, two digests, everything that the graph can hold."""

from kg.model import (
    Author,
    Concept,
    Digest,
    Entry,
    Facts,
    Kind,
    Mention,
    Name,
    Result,
    ResultKind,
    Role,
    Section,
    Statement,
    merge_digests,
)

HOSTILE = 'M$^{2}$Net: <img src=x onerror=alert(1)> ]]> & "quotes" \x07\ud83d \\ end'
ODD_URL = "https://example.org/a b/<논문>?q=[1]&r=50%#x#y"


def entry(identifier, title, authors, *, position=1, votes=3, url=""):
    label = title.replace("$^{2}$", "²")
    sections = (Section("title", label), Section("body", f"{label}은 새로운 방법입니다."))
    return Entry(
        identifier=identifier,
        url=url or f"https://arxiv.org/abs/{identifier}",
        title=title,
        position=position,
        votes=votes,
        authors=authors,
        sections=sections,
    )


FIRST = Digest(
    "2025-02-04",
    "Daily Papers (2025-02-04)",
    (
        entry("2502.00001", "FastKV: Small Caches", ("Ann Able", "Bob Baker", "Cy Cole", "Dee Dunn"), votes=14),
        entry("2502.00002", "ChunkKV: Smaller Caches", ("Ann Able", "Bob Baker", "Cy Cole", "Eve Ely"), position=2),
        entry("2502.00003", "Video Everything", ("Fay Fox",), position=3, votes=None),
    ),
    sha256="a" * 64,
)
SECOND = Digest(
    "2025-02-05",
    "Daily Papers (2025-02-05)",
    (
        entry("2502.00001", "FastKV: Small Caches", ("Ann Able", "Bob Baker", "Cy Cole", "Dee Dunn"), votes=20),
        entry("2502.00004", "동영상 생성의 새 길", ("Fay Fox", "Gus Gray"), position=2, votes=0),
        entry(ODD_URL, HOSTILE, (), position=3, votes=1, url=ODD_URL),
        entry("2502.00006", "A Team of Many", tuple(f"Person {number:03}" for number in range(60)), position=4),
    ),
    sha256="b" * 64,
)

PAPERS = ("2502.00001", "2502.00002", "2502.00003", "2502.00004", ODD_URL, "2502.00006")


def slug(name):
    return name.lower().replace(" ", "-")


CONCEPTS = (
    Concept("accuracy", "Accuracy", Kind.METRIC, (Name("정확도", "ko"),)),
    Concept("fastkv", "FastKV", Kind.METHOD, broader=("kv-cache",)),
    Concept("gsm8k", "GSM8K", Kind.BENCHMARK, (Name("GSM-8K"), Name("GSM8K"))),
    Concept("kv-cache", "KV Cache", Kind.METHOD, (Name("KV 캐시", "ko"), Name("KV Cahce", "en", garbled=True))),
    Concept(
        "kv-cache-compression",
        "KV Cache Compression",
        Kind.TASK,
        (Name("KV 캐시 압축", "ko"), Name("KV 캐시 압축", "ko", garbled=True)),
        related=("kv-cache",),
    ),
    Concept("llm", "LLM", Kind.MODEL, (Name("Large Language Model"),)),
    Concept("video-generation", "Video Generation", Kind.TASK),
)

STATEMENTS = (
    Statement("2502.00001", "fastkv", (Role.INTRODUCES,), 0.98765),
    Statement("2502.00001", "kv-cache-compression", (Role.ADDRESSES, Role.USES), 0.9),
    Statement("2502.00001", "llm", (), 0.5),
    Statement("2502.00001", "accuracy", (Role.MEASURES,), 0.8),
    Statement("2502.00001", "gsm8k", (Role.EVALUATES_ON,), 0.8),
    Statement("2502.00002", "kv-cache-compression", (Role.ADDRESSES,), 0.9),
    Statement("2502.00002", "fastkv", (Role.COMPARES_WITH,), 0.7),
    Statement("2502.00002", "llm", (Role.USES,), 0.5),
    Statement("2502.00003", "video-generation", (Role.ADDRESSES,), 0.9),
    Statement("2502.00003", "llm", (Role.USES,), 0.5),
    Statement("2502.00004", "video-generation", (Role.ADDRESSES,), 0.9),
    Statement("2502.00004", "accuracy", (Role.MEASURES,), 0.9),
    Statement("2502.00004", "llm", (), 0.5),
    Statement(ODD_URL, "llm", (Role.USES,), 0.5),
)

RESULTS = (
    Result("2502.00001", 1, "2", "x", ResultKind.IMPROVEMENT, "2.00배", "fastkv", "accuracy", "gsm8k", "kv-cache"),
    Result("2502.00001", 2, "93.5", "%", ResultKind.ABSOLUTE, "93.5%", "fastkv"),
    Result("2502.00004", 1, "-0.000001", "", ResultKind.COST, "a cost of -0.000001"),
)

MENTIONS = (
    Mention("2502.00001", "title", 0, 6, "FastKV", "fastkv", "title-colon", 0.95),
    Mention(ODD_URL, "body", 0, 3, "M\x07<", "llm", "lexicon", 1.0),
)


def facts(digests=(FIRST, SECOND)):
    papers = merge_digests(digests)
    authors = sorted({name for paper in papers for name in paper.authors})
    return Facts(
        digests=tuple(sorted(digests)),
        papers=papers,
        authors=tuple(Author(slug(name), name) for name in authors),
        authorship=tuple((paper.identifier, tuple(map(slug, paper.authors))) for paper in papers),
        concepts=CONCEPTS,
        statements=tuple(sorted(STATEMENTS)),
        results=tuple(sorted(RESULTS)),
        mentions=tuple(sorted(MENTIONS)),
        doubts=(("2502.00004", "The summary seems to be about another paper."),),
    )
