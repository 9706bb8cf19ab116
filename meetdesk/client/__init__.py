"""A participant in Python, over the product's own protocol, without a window.

``channel``: one WebSocket. ``opening``: the channels of an admitted participant. ``participant``: its life in the
meeting. ``link``, ``clock`` and ``frames`` are pure: when to beat and to come back, the host's clock, the numbering of
own frames. ``files``: a file up or down.
"""
