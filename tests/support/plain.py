"""An example of a message that is made from its type, for those whose values do not matter."""

from typing import Any, TypeVar

import msgspec
from msgspec import inspect

T = TypeVar("T", bound=msgspec.Struct)


def plain(kind: type[T]) -> T | None:
    """One with every field that has no default: the least number and the shortest text allowed, else 1 and ``a``, the
    first of a choice. None where a field is of another kind: such an example is written by hand."""
    told = inspect.type_info(kind)
    assert isinstance(told, inspect.StructType), f"{kind.__name__} is no message"
    values: dict[str, Any] = {}
    for field in told.fields:
        if field.default is not msgspec.NODEFAULT or field.default_factory is not msgspec.NODEFAULT:
            continue
        values[field.name] = _value(field.type)
        if values[field.name] is None:
            return None
    return kind(**values)


def _value(kind: inspect.Type) -> Any:
    match kind:
        case inspect.BoolType():
            return True
        case inspect.IntType(ge=least):
            return 1 if least is None else max(1, least)
        case inspect.StrType(min_length=least):
            return "a" * max(1, least or 1)
        case inspect.EnumType(cls=cls):
            return next(iter(cls))
        case inspect.Metadata(type=inner):
            return _value(inner)
        case _:
            return None
