#!/usr/bin/env bash
# SQLite 3.40 (3.40.0 in pysqlite3-binary 0.5.0; 3.40.1 is Debian 12's): the documentation of FTS5's trigram tokenizer says
# that LIKE with a pattern shorter than three characters reads the whole table. With one or two Chinese characters, which
# are three bytes or more, it goes to the index all the same, and finds nothing; two ASCII letters are found. A plus before
# the column keeps it from the index. MATCH finds nothing shorter than three characters in any version, as documented, so
# the usual Chinese word of two is found by neither. 3.43.1 (pysqlite3-binary 0.5.2.post1) reads the whole table.
# Seen (Python 3.11.7, Debian 12): "3.40.0 budget 0 budget+ 1 ab 1", "3.43.1 budget 1 budget+ 1 ab 1".
set -euo pipefail
python=${PYTHON:-python3.11}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/like.py" <<'P'
from pysqlite3 import dbapi2 as sqlite3

database = sqlite3.connect(":memory:")
database.execute("CREATE VIRTUAL TABLE said USING fts5(text, tokenize = 'trigram')")
database.execute("INSERT INTO said VALUES ('\u6211\u4eec\u660e\u5929\u8ba8\u8bba\u9884\u7b97 ab')")

def found(column, word):
    return database.execute(f"SELECT count(*) FROM said WHERE {column} LIKE '%{word}%'").fetchone()[0]

budget = "\u9884\u7b97"
print(sqlite3.sqlite_version, "budget", found("text", budget), "budget+", found("+text", budget), "ab", found("text", "ab"))
P
status=0
for expected in "0.5.0 3.40.0 budget 0 budget+ 1 ab 1" "0.5.2.post1 3.43.1 budget 1 budget+ 1 ab 1"; do
    version=${expected%% *}
    "$python" -m venv "$folder/$version"
    "$folder/$version/bin/pip" install --quiet --disable-pip-version-check "pysqlite3-binary==$version" 2> /dev/null
    seen="$version $("$folder/$version/bin/python" "$folder/like.py")"
    echo "$seen"
    [ "$seen" = "$expected" ] || { echo "  changed; before: $expected"; status=1; }
done
exit $status
