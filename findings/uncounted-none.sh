#!/usr/bin/env bash
# PySide6 6.12.0 on CPython 3.11: a call that returns nothing hands out None without counting the reference, and a
# signal's emit() hands out True so. Each call takes one reference away; a process that has none left is ended by the
# interpreter ("deallocating True or False", "deallocating None"). 6.11.1 counts, and from Python 3.12 on these objects
# are immortal (PEP 683).
# Seen (Python 3.11.7, Debian 12): "6.12.0 None -1000 True -1000", "6.11.1 None 0 True 0".
set -euo pipefail
python=${PYTHON:-python3.11}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/count.py" <<'P'
import sys
import PySide6
from PySide6.QtCore import QObject, Signal

class Speaker(QObject):
    said = Signal()

kept = []

def lost(constant, call, times=1000):
    kept.append([constant] * 100_000)  # enough of them until the end
    before = sys.getrefcount(constant)
    for _ in range(times):
        call()
    return round((sys.getrefcount(constant) - before) / times) * times

speaker = Speaker()
print(PySide6.__version__, "None", lost(None, lambda: speaker.setObjectName("a")), "True", lost(True, speaker.said.emit))
sys.stdout.flush()
__import__("os")._exit(0)
P
status=0
for expected in "6.12.0 None -1000 True -1000" "6.11.1 None 0 True 0"; do
    version=${expected%% *}
    "$python" -m venv "$folder/$version"
    "$folder/$version/bin/pip" install --quiet --disable-pip-version-check "PySide6-Essentials==$version" 2> /dev/null
    seen=$("$folder/$version/bin/python" "$folder/count.py")
    echo "$seen"
    [ "$seen" = "$expected" ] || { echo "  changed; before: $expected"; status=1; }
done
exit $status
