"""What each message of a host is made of, for the window, which looks at it before it believes a word: ``shapes.ts``,
by ``python -m meetdesk.wire.typescript``.

A host is another computer. What no host of this version says is refused as a whole; fields and messages that are not
known here are skipped.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from msgspec import inspect

from meetdesk.core.errors import ErrorCode

TARGET = Path(__file__).parents[2] / "ui" / "src" / "wire" / "shapes.ts"
_SAID = """/**
 * A shape is the name of one: `number`, `text`, `truth`, `nothing`, or of a struct; `[shape]` for a list,
 * `{ each: shape }` for what is found by a name, `{ any: [shape, …] }` for one of several, `{ of: [word, …] }` for one
 * of these words. A struct is its fields: `name?` may be left out, and `'=…'` is that very word.
 */
export type Shape = string | readonly [Shape] | { each: Shape } | { any: readonly Shape[] } | { of: readonly string[] }
"""
_WORDS_TO_COME = (ErrorCode,)
"""More of these come without another version of the protocol."""


def generate(head: str, infos: Iterable[inspect.Type], is_sent_whole: Callable[[inspect.StructType], bool]) -> str:
    """The whole TypeScript file; ``head``: its first line. ``infos``: of all that the messages are made of."""
    rows = {
        info.cls.__name__: _struct(info, whole=is_sent_whole(info))
        for info in infos
        if isinstance(info, inspect.StructType)
    }
    body = "".join(f"  {name}: {{ {rows[name]} }},\n" for name in sorted(rows))
    return f"{head}\n{_SAID}\nexport const SHAPES: Record<string, Record<string, Shape>> = {{\n{body}}}\n"


def _struct(info: inspect.StructType, *, whole: bool) -> str:
    fields = [] if info.tag_field is None else [f"{info.tag_field}: '={info.tag}'"]
    for field in info.fields:
        name = field.encode_name if whole or field.required else f"'{field.encode_name}?'"
        fields.append(f"{name}: {_shape(field.type)}")
    return ", ".join(fields)


def _shape(info: inspect.Type) -> str:  # noqa: PLR0911 (one line per kind of type)
    match info:
        case inspect.BoolType():
            return "'truth'"
        case inspect.IntType() | inspect.FloatType():
            return "'number'"
        case inspect.StrType() | inspect.BytesType():
            return "'text'"
        case inspect.NoneType():
            return "'nothing'"
        case inspect.EnumType(cls=cls):
            words: list[Any] = [member.value for member in cls]
            return "'text'" if cls in _WORDS_TO_COME else f"{{ of: {words!r} }}"
        case inspect.StructType(cls=cls):
            return f"'{cls.__name__}'"
        case inspect.VarTupleType(item_type=item):
            return f"[{_shape(item)}]"
        case inspect.DictType(value_type=value):
            return f"{{ each: {_shape(value)} }}"
        case inspect.UnionType(types=types):
            return f"{{ any: [{', '.join(_shape(part) for part in types)}] }}"
        case _:
            raise TypeError(f"no shape for {info!r}: teach meetdesk.wire.shapes about it")
