#!/usr/bin/env bash
# SQLite 3.51.1 (FTS5, as in the package pysqlite3-binary 0.5.4.post2): PRAGMA secure_delete = ON overwrites the rows that
# are deleted from a table, but words of rows deleted from a full-text index stay readable in the file: a deletion is an
# entry of the index too, written beside the old ones until they happen to be merged. Only the index's own option
# 'secure-delete' (FTS5 from 3.42 on) or its command 'optimize' takes them out.
# Seen (Python 3.11.7, Debian 12): "table 0, index 11, index with its own option 0"; SQLite 3.40.1 of Debian 12 the same,
# but for the option, which it does not know.
set -euo pipefail
python=${PYTHON:-python3.11}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "pysqlite3-binary==0.5.4.post2" 2> /dev/null
cat > "$folder/words.py" <<'P'
import sys
from pathlib import Path
from pysqlite3 import dbapi2 as sqlite3

WORD = "quokka"

def left(name, create, option=""):
    """How often the word is in the file after every row that had it was deleted."""
    file = Path(sys.argv[1]) / name
    database = sqlite3.connect(file, isolation_level=None)
    database.execute("PRAGMA secure_delete = ON")
    database.execute(create)
    if option:
        database.execute(option)
    for number in range(200):
        database.execute("INSERT INTO said VALUES (?)", (f"hello {WORD}{number}",))
    assert file.read_bytes().count(WORD.encode()) > 0
    database.execute("DELETE FROM said WHERE rowid < 150")
    database.execute("DELETE FROM said")
    assert database.execute("SELECT count(*) FROM said").fetchone() == (0,)
    database.close()
    return file.read_bytes().count(WORD.encode())

table = left("table", "CREATE TABLE said (text)")
index = left("index", "CREATE VIRTUAL TABLE said USING fts5(text)")
option = left("option", "CREATE VIRTUAL TABLE said USING fts5(text)", "INSERT INTO said (said, rank) VALUES ('secure-delete', 1)")
print(f"{sqlite3.sqlite_version}: table {table}, index {index}, index with its own option {option}")
sys.exit(not (table == 0 and index > 0 and option == 0))
P
"$folder/venv/bin/python" "$folder/words.py" "$folder" || { echo "  changed"; exit 1; }
