"""Questions to typed rows: nothing here prints.

guard     refuses updates and SERVICE before a query is parsed
sparql    SELECT, ASK, CONSTRUCT, DESCRIBE -> Answer
limit     the same in a process that is killed when its time is up
nodes     what the store says of a thing: kind, label, names; from what a user typed to the thing
search    papers, authors and concepts by name
show      one thing with what it is connected to
related   related papers with reasons
evidence  the sentences of a paper that name a concept
weigh     what a connection between two things is worth
census    who is named together with whom, and how much more often than by chance
similar   concepts that are used in the same company
gaps      methods and tasks that nobody has combined, though both are rising
path      the strongest chains between two things; reasons puts their steps into words
stats     counts
validate  SHACL, in plain words
evaluate  precision, recall and F1 against gold annotations
"""
