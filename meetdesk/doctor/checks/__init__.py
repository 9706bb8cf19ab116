"""The checks. Each file has ``judge``, pure, from what was seen to findings, and ``check``, which looks and judges."""
