"""Screens and windows of a Wayland desktop, which the engine cannot capture there.

The desktop's portal asks the person (``cast``), PipeWire gives the pictures (``libpipewire``, ``pods``, ``reader``),
they become I420 (``i420``, ``picture``), and ``share`` joins these from the question to the end. ``offer`` knows what
this desktop can do at all. ``playing`` and ``mix`` are the sound: of all programs but this one, on X11, too.
"""
