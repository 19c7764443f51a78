"""Which of several names that overlap is kept."""

from types import SimpleNamespace

from kg.extract.decide import choose


def chosen(*named, threshold=0.4):
    """The indices and places kept of names, each given as its probability and its places."""
    groups = [SimpleNamespace(places=dict.fromkeys(places, ("rule",))) for _, *places in named]
    return dict(choose(groups, [probability for probability, *_ in named], threshold=threshold))


def test_a_place_goes_to_the_likelier_name():
    assert chosen((0.9, (0, 8)), (0.6, (4, 12))) == {0: [(0, 8)]}
    assert chosen((0.3, (0, 8)), (0.6, (4, 12))) == {1: [(4, 12)]}
    assert chosen((0.3, (0, 8))) == {}


def test_a_longer_name_that_is_nearly_as_likely_leaves_the_shorter_one_its_other_places():
    assert chosen((0.96, (0, 8), (40, 48)), (0.85, (0, 20))) == {0: [(40, 48)], 1: [(0, 20)]}
    assert chosen((0.96, (0, 8), (40, 48)), (0.6, (0, 20))) == {0: [(0, 8), (40, 48)]}


def test_of_equals_the_longest_is_kept():
    assert chosen((0.8, (0, 8)), (0.8, (0, 20))) == {1: [(0, 20)]}
