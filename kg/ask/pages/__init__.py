"""What a page of one thing shows: its facts, and sections that are each the answer of one SPARQL query.

sections  a query of ``queries/`` for one thing, its rows, and the text that gives them anywhere
sheets    the sections of each kind of thing
firsts    which concepts a day is the first to name
topics    the regions of the map, as the build tells them
trends    what rises and fades, and the counts behind it
tasks     what a server asks of a worker for its pages
"""
