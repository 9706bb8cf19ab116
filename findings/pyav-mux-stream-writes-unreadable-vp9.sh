#!/usr/bin/env bash
# PyAV: VP9 packets put into an MP4 by add_mux_stream() make, without an error, a file that nothing reads; the same packets by
# add_stream_from_template() make a good one.
#
# av 18.1.0 (PyAV, FFmpeg 8.1.2) on Python 3.11.
#
# add_mux_stream() is documented for packets that come encoded. In MP4, VP9 needs a configuration box (vpcC: profile, level,
# depth of colour) that FFmpeg makes from the stream's parameters; with codec, size and rate alone the box is written with
# nothing in it, muxing and closing succeed, and already PyAV's own reader says "Invalid data found".
#
# Output seen:
#   add_mux_stream: vpcC of 0 bytes, InvalidDataError
#   add_stream_from_template: vpcC of 12 bytes, 60 pictures
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check av==18.1.0 2> /dev/null
cat > "$folder/look.py" <<'PYTHON'
import io, sys

import av

webm = io.BytesIO()
with av.open(webm, "w", format="webm") as film:
    stream = film.add_stream("libvpx-vp9", rate=30)
    stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
    for number in range(60):
        frame = av.VideoFrame(320, 180, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes([3 * number]) * plane.buffer_size)
        frame.pts = number
        film.mux(stream.encode(frame))
    film.mux(stream.encode(None))

found = {}
for way in ("add_mux_stream", "add_stream_from_template"):
    mp4 = io.BytesIO()
    with av.open(io.BytesIO(webm.getvalue())) as source, av.open(mp4, "w", format="mp4") as film:
        if way == "add_mux_stream":
            stream = film.add_mux_stream("vp9", rate=30, width=320, height=180)
        else:
            stream = film.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                film.mux(packet)
    data = mp4.getvalue()
    at = data.index(b"vpcC")
    box = int.from_bytes(data[at - 4 : at], "big") - 8
    try:
        with av.open(io.BytesIO(data)) as film:
            read = f"{sum(1 for _ in film.decode(video=0))} pictures"
    except av.error.InvalidDataError as error:
        read = type(error).__name__
    found[way] = (box, read)
    print(f"{way}: vpcC of {box} bytes, {read}")
sys.exit(found != {"add_mux_stream": (0, "InvalidDataError"), "add_stream_from_template": (12, "60 pictures")})
PYTHON
"$folder/venv/bin/python" "$folder/look.py" 2> /dev/null || { echo "  changed"; exit 1; }
