#!/usr/bin/env bash
# FFmpeg's Matroska writer keeps sound alone for half a minute and longer before a byte is on the disk, and no single option
# brings it down to a second.
#
# av 18.1.0 (PyAV, FFmpeg 8.1.2) on Python 3.11.
#
# 34 s of Opus, 230 kB, written packet by packet and not closed, as after a crash: nothing is there. The output holds 256 KiB
# before it writes at all; `flush_packets=1` writes what leaves the muxer, which keeps a cluster of up to 5 s to itself;
# `cluster_time_limit=1000` alone ends clusters into the same buffer. Both together leave less than a second to lose. With a
# picture beside the sound the buffer fills fast enough for nobody to notice.
#
# Output seen (part that is on the disk): as it is 0 %, flush_packets 93 %, cluster_time_limit 0 %, both 98 % or more
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check av==18.1.0 2> /dev/null
cat > "$folder/look.py" <<'PYTHON'
import array, math, os, sys
from fractions import Fraction

import av

SECONDS = 34
RATE = Fraction(1, 48_000)
encoder = av.CodecContext.create("libopus", "w")
encoder.sample_rate, encoder.layout, encoder.format, encoder.bit_rate, encoder.time_base = 48_000, "mono", "flt", 32_000, RATE
packets = []
for number in range(SECONDS * 50):
    wave = [0.3 * math.sin(2 * math.pi * 440 * (number * 960 + at) / 48_000) for at in range(960)]
    frame = av.AudioFrame(format="flt", layout="mono", samples=960)
    frame.planes[0].update(array.array("f", wave).tobytes())
    frame.sample_rate, frame.pts, frame.time_base = 48_000, number * 960, RATE
    packets += [(bytes(one), one.pts, one.duration) for one in encoder.encode(frame)]
of_all = sum(len(data) for data, _, _ in packets)
found = {}
for name, options in {
    "as it is": {},
    "flush_packets": {"flush_packets": "1"},
    "cluster_time_limit": {"cluster_time_limit": "1000"},
    "both": {"flush_packets": "1", "cluster_time_limit": "1000"},
}.items():
    path = os.path.join(sys.argv[1], f"{name}.mka")
    with av.open(path, "w", format="matroska", options=options) as film:
        stream = film.add_stream("libopus", rate=48_000)
        stream.layout = "mono"
        for data, pts, duration in packets:
            packet = av.Packet(data)
            packet.pts = packet.dts = pts
            packet.duration, packet.time_base, packet.stream = duration, RATE, stream
            film.mux(packet)
        found[name] = min(100, round(100 * os.path.getsize(path) / of_all))
print(", ".join(f"{name} {part} %" for name, part in found.items()))
sys.exit(not (found["as it is"] == found["cluster_time_limit"] == 0 and 80 < found["flush_packets"] < 96 < found["both"]))
PYTHON
"$folder/venv/bin/python" "$folder/look.py" "$folder" 2> /dev/null || { echo "  changed"; exit 1; }
