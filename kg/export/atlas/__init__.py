"""The map of a whole archive as one offline file, ``atlas.html``: everything, drawn in levels of detail on a canvas.

``contents`` chooses and numbers what is on the map, ``columns`` packs it, ``render`` makes the page of it, ``topics``
tells its regions; ``js/`` has the viewer as ES modules (``bundle`` joins them into the one script of the page).
"""

from kg.export.atlas.render import draw_atlas, render_atlas

__all__ = ["draw_atlas", "render_atlas"]
