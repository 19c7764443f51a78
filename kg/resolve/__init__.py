"""Which mentions of the whole archive are one thing, and what it is called.

forms        what one spelling says about itself: short form, digits, edit distance
identity     entities -> groups of keys that are one concept each
concepts     a group -> its name, kind and labels
families     skos:broader and skos:related between concepts
decisions    what a user decides, read from a file
revise       identity and concepts as a user's decisions change them
preview      what each decision touches
roles        which roles a kind of concept can play
authors      the same normalised name is the same author
facts        everything together: ``resolve``
"""

from kg.resolve.facts import resolve

__all__ = ["resolve"]
