"""The interactive page: one self-contained HTML file that asks nothing of any network.

    part       which papers, concepts and authors are on the page, and which of them at first sight
    layout     where the papers stand (numbers only); satellites, territory: what stands around them
    atlas      the whole map: layout, satellites and territory of a part
    payload    the pyvis network and the columns of data that the script reads
    render     the template, the policy, the file's text

Beside them lie the template, the script, the style, and what the kinds of nodes and edges look like.
"""

from kg.export.page.render import render_page

__all__ = ["render_page"]
