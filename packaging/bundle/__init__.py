"""Makes the installable app: frozen by PyInstaller, slimmed, with licences and bill of materials, and packed.

Runs in the virtual environment, started by ``packaging/dev.py package``.
"""
