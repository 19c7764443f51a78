"""How near two papers are, and why: concepts by role, wording, topics and authors, each a voice in one sum.

profile   what the score knows of a paper
wording   the terms of a text: words and their beginnings, in Korean and English
shown     terms as they are shown
topics    what a text is about, by a small model that ships with the package
vectors   profiles -> one vector of whole numbers a paper; the score of two papers is their dot product
nearest   the best partners of one vector, in plain Python: a command that asks needs no numpy
links     the best partners of every paper, the same ones, with numpy
"""
