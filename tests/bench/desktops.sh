#!/bin/bash
# The window on a desktop of today, without a screen: dbus-run-session -- bash tests/bench/desktops.sh sway|kwin|gnome FOLDER
#
# As an ordinary user of Debian 13 in whose source folder `make run` has been called once; docs/desktops.md names the
# packages. Starts PipeWire and the compositor, hosts a meeting with a fake camera, and writes into FOLDER what the
# terminal got, the log, the compositor's own words, and a picture of the desktop (sway, gnome). With sway it also tells
# whether the desktop goes idle before the meeting and in it; with GNOME desktop_files.py chooses a file in its dialog,
# and desktop_screens.py shares its screen by its own dialog. Then desktop_sound.py: who is heard in a call, also after the sound server started anew, and devices that come and go.
# Status 0 if the window was in its meeting, the terminal got nothing, the file came, and sound was as it should be.
set -u
desktop=${1:?sway, kwin or gnome}
folder=$(realpath "${2:?a folder}")
cd "$(dirname "$0")/../.." || exit 2
mkdir -p "$folder"
XDG_RUNTIME_DIR=$(mktemp -d)
export XDG_RUNTIME_DIR XDG_SESSION_TYPE=wayland LANG=C.UTF-8
unset DISPLAY WAYLAND_DISPLAY QT_QPA_PLATFORM
started=()
trap 'kill "${started[@]}" 2>/dev/null; wait 2>/dev/null; fusermount3 -uq "$XDG_RUNTIME_DIR/doc" 2>/dev/null; rm -rf "$XDG_RUNTIME_DIR"' EXIT

start() { # NAME COMMAND…
  local name=$1
  shift
  "$@" >"$folder/$name.txt" 2>&1 &
  started+=($!)
}

until_true() { # SECONDS COMMAND…
  local left=$((5 * $1))
  shift
  until "$@" >/dev/null 2>&1; do
    ((left-- > 0)) || return 1
    sleep 0.2
  done
}

has_socket() { ls "$XDG_RUNTIME_DIR"/wayland-? >/dev/null 2>&1; }

for part in pipewire wireplumber pipewire-pulse; do
  start "$part" "$part"
done
sound_server=("${started[@]}")
case $desktop in
  sway)
    export XDG_CURRENT_DESKTOP=sway WLR_BACKENDS=headless WLR_LIBINPUT_NO_DEVICES=1 WLR_RENDERER=pixman
    printf 'output HEADLESS-1 resolution 1366x768\nxwayland disable\n' >"$folder/sway.conf"
    start compositor sway -c "$folder/sway.conf"
    ;;
  kwin)
    export XDG_CURRENT_DESKTOP=KDE
    start compositor kwin_wayland --virtual --no-lockscreen --width 1366 --height 768
    ;;
  gnome)
    export XDG_CURRENT_DESKTOP=GNOME
    start compositor gnome-shell --headless --no-x11 --virtual-monitor 1366x768 --unsafe-mode
    until_true 90 grep -q "GNOME Shell started" "$folder/compositor.txt"
    ;;
esac
until_true 20 has_socket || {
  echo "$desktop did not start: $folder/compositor.txt"
  exit 1
}
WAYLAND_DISPLAY=$(basename "$(find "$XDG_RUNTIME_DIR" -name 'wayland-?' | head -1)")
export WAYLAND_DISPLAY
# As every desktop does: what the session bus starts, such as the portal with its dialogs, has to find the compositor.
dbus-update-activation-environment WAYLAND_DISPLAY XDG_CURRENT_DESKTOP XDG_RUNTIME_DIR XDG_SESSION_TYPE

if [ "$desktop" = sway ]; then
  SWAYSOCK=$(find "$XDG_RUNTIME_DIR" -name 'sway-ipc*' | head -1)
  export SWAYSOCK
  start idle swayidle timeout 3 "echo idle >>'$folder/idle'" resume "echo awake >>'$folder/idle'"
  rm -f "$folder/idle"
  sleep 5
  echo "before the meeting: $(tr '\n' ' ' <"$folder/idle" 2>/dev/null)"
fi

data=$folder/data
rm -rf "$data"
begun=$SECONDS
MEETDESK_DATA=$data MEETDESK_DISCOVERY=off \
  .venv/bin/python -m meetdesk --engine-flags=--use-fake-device-for-media-stream host --name Mira --title Plans --port 0 --json >"$folder/meeting.json" 2>"$folder/terminal.txt" &
app=$!
started+=($app)
in_meeting=no
until_true 90 grep -q " connected" "$data/log/meetdesk.log" && in_meeting="after $((SECONDS - begun)) s"
echo "the window in its meeting: $in_meeting"
sleep 6
case $desktop in
  sway)
    echo "in the meeting: $(tr '\n' ' ' <"$folder/idle")"
    grim "$folder/desktop.png"
    ;;
  gnome)
    gdbus call --session --dest org.gnome.Shell --object-path /org/gnome/Shell/Screenshot \
      --method org.gnome.Shell.Screenshot.Screenshot false false "$folder/desktop.png"
    ;;
esac
kill "$app"
wait "$app"
echo "its end: status $?"
grep -E "opens on|portal|awake" "$data/log/meetdesk.log" | cut -d' ' -f 5-
echo "lines on the terminal: $(wc -l <"$folder/terminal.txt")"
files=0 screens=0
if [ "$desktop" = gnome ]; then
  rm -rf "$folder/files-data"
  mkdir "$folder/files-data"
  .venv/bin/python -m tests.bench.desktop_files "$folder"
  files=$?
  .venv/bin/python -m tests.bench.desktop_screens "$folder/screens"
  screens=$?
fi
kill "${sound_server[@]}" 2>/dev/null # the next part has its own, to end it again and again
wait "${sound_server[@]}"
rm -rf "$folder/sound-data"
mkdir "$folder/sound-data"
.venv/bin/python -m tests.bench.desktop_sound "$folder"
sound=$?
[ "$in_meeting" != no ] && [ ! -s "$folder/terminal.txt" ] && [ "$files" = 0 ] && [ "$screens" = 0 ] && [ "$sound" = 0 ]
