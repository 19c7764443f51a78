"""Questions to typed rows: nothing here prints.

guard     refuses updates and SERVICE before a query is parsed
sparql    SELECT, ASK, CONSTRUCT, DESCRIBE -> Answer
spelled   a named query with its values written into it
vocabulary  the prefixes, classes and properties that a query can use
written   what was found as bytes, in every format, cut at a limit
limit     a question in a process that is killed when its time is up
worker    such a process: what it is told, what it may have, what it says
pool      a few workers that stay warm, for a server
tasks     what a server asks of a worker
cited     answers with their sources, for agents
held      what was found in the store that a worker holds open
nodes     what the store says of a thing: kind, label, names; from what a user typed to the thing
search    papers, authors and concepts by name
lookup    which names a few letters can mean, while somebody types
reported  reported numbers by what they are about
show      one thing with what it is connected to
describe  one thing as triples
values    answers as values for JSON
related   related papers with reasons
evidence  the sentences of a paper that name a concept
weigh     what a connection between two things is worth
census    who is named together with whom, and how much more often than by chance
similar   concepts that are used in the same company
gaps      methods and tasks that nobody has combined, though both are rising
path      the strongest chains between two things; reasons puts their steps into words
pages     what a page of one thing shows, each section with its query; trends
stats     counts
validate  SHACL, in plain words
evaluate  precision, recall and F1 against gold annotations
"""
