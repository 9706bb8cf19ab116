"""How large the built UI is."""

import gzip
from pathlib import Path

import pytest
from devtools import bundle_size  # type: ignore[import-not-found]
from devtools.places import UI_BUILT  # type: ignore[import-not-found]


def test_a_page_s_size_is_of_what_it_names_and_of_what_that_names(tmp_path: Path) -> None:
    assets = tmp_path / "assets"
    assets.mkdir()
    content = {
        "index.html": '<script src="./assets/a-1.js"></script>',
        "guest.html": '<script src="./assets/c-1.js"></script>',
        "assets/a-1.js": 'new Worker("b-1.js"); location = "guest.html"',
        "assets/b-1.js": "x" * 5_000 + 'import "a-1.js"; load("d.wasm")',
        "assets/c-1.js": "1",
        "assets/d.wasm": "b-1.js",
    }
    for name, text in content.items():
        (tmp_path / name).write_text(text)

    def size(*names: str) -> tuple[int, int]:
        texts = [content[name].encode() for name in names]
        return sum(map(len, texts)), sum(len(gzip.compress(text)) for text in texts)

    guest, index = bundle_size.page_sizes(tmp_path)
    assert (guest.page, index.page) == ("guest.html", "index.html")
    assert guest.start == guest.whole == size("guest.html", "assets/c-1.js")
    assert index.start == size("index.html", "assets/a-1.js")
    assert index.whole == size("index.html", "assets/a-1.js", "assets/b-1.js", "assets/d.wasm")
    assert "index.html" in bundle_size.report(tmp_path)


@pytest.mark.skipif(not (UI_BUILT / "index.html").exists(), reason="not run: the UI is not built")
def test_no_page_needs_too_much_to_start() -> None:
    sizes = bundle_size.page_sizes(UI_BUILT)
    assert {size.page for size in sizes} >= {"index.html", "guest.html"}
    assert [size for size in sizes if size.start.gzip > bundle_size.START_LIMIT] == []
