"""Which keys are one thing."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Groups:
    """Which keys are one thing: a disjoint-set forest whose roots do not depend on the order of input."""

    terms: dict[str, str]
    """Key -> slug of the lexicon concept that owns it."""
    papers: dict[str, frozenset[str]]
    """Anchor -> the papers with an entity of that anchor."""
    _parent: dict[str, str] = field(default_factory=dict)

    def find(self, key: str) -> str:
        while (parent := self._parent.get(key, key)) != key:
            key = parent
        return key

    def join(self, key: str, other: str, *, distinct: bool = False) -> bool:
        """Unite two groups; refuse if each has a lexicon concept, or (``distinct``) one paper names both."""
        left, right = self.find(key), self.find(other)
        if left == right:
            return True
        if left in self.terms and right in self.terms:
            return False
        if distinct and self.papers.get(left, frozenset()) & self.papers.get(right, frozenset()):
            return False
        root, child = sorted((left, right), key=self._rank)
        self._parent[child] = root
        self.papers[root] = self.papers.get(root, frozenset()) | self.papers.get(child, frozenset())
        return True

    def part(self, key: str, root: str, rest: str) -> Groups:
        """A copy in which a key of the group ``root`` is a group of its own, and ``rest`` the root of the others."""
        parent = {each: self.find(each) for each in self._parent}
        parent |= {each: rest for each, old in parent.items() if old == root} | {root: rest}
        terms, papers = dict(self.terms), dict(self.papers)
        if root in terms:
            terms[rest] = terms.pop(root)
        papers[rest] = papers.pop(root, frozenset())
        return Groups(terms, papers, {each: above for each, above in parent.items() if each not in (key, rest)})

    def _rank(self, key: str) -> tuple[bool, int, str]:
        return key not in self.terms, -len(self.papers.get(key, ())), key
