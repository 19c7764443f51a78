"""Query strings, forms and bodies, checked: what cannot be used is refused by name."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect

from kg.web.problems import ProblemError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from starlette.requests import Request

_MOST_FIELDS: Final = 1000
_BODY_SECONDS: Final = 20.0


class Parameters:
    """Names with their values, in the order given."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            self._values.setdefault(name, []).append(value)

    @classmethod
    def of_query(cls, request: Request) -> Parameters:
        """Those of the URL."""
        return cls(_pairs(request.scope["query_string"], "the query string"))

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def __bool__(self) -> bool:
        return bool(self._values)

    def items(self) -> Iterable[tuple[str, str]]:
        """Each name with its only value.

        Raises:
            ProblemError: a name is given twice.
        """
        return [(name, self.one(name)) for name in self._values]

    def all(self, name: str) -> tuple[str, ...]:
        """The values of a name, () if it is not given."""
        return tuple(self._values.get(name, ()))

    def one(self, name: str, default: str = "") -> str:
        """The only value of a name.

        Raises:
            ProblemError: it is given twice.
        """
        values = self._values.get(name, [default])
        if len(values) > 1:
            raise ProblemError(400, f"{name} is given {len(values)} times: give it once")
        return values[0]

    def text(self, name: str, *, most: int) -> str:
        """The only value of a name that must be given: more than spaces, at most so many characters."""
        return _text(name, self.one(name), most)

    def count(self, name: str, default: int, *, most: int) -> int:
        """A whole number from 1 to ``most``."""
        return _count(name, self.one(name, str(default)), most)

    def allow(self, *names: str) -> None:
        """Refuse any other name.

        Raises:
            ProblemError: there is one, which is told.
        """
        unknown = sorted(set(self._values) - set(names))
        if unknown:
            known = ", ".join(names) or "none"
            raise ProblemError(400, f"no parameter {_short(unknown[0])} is known here (known: {known})")


def choice(name: str, values: Iterable[str], known: Collection[str]) -> tuple[str, ...]:
    """Values that must be among those known."""
    given = tuple(values)
    wrong = next((value for value in given if value not in known), None)
    if wrong is not None:
        raise ProblemError(400, f"{name} must be one of {', '.join(known)}, not {_short(wrong)}")
    return given


async def body(request: Request) -> bytes:
    """The body, which must come in a bearable time.

    Raises:
        ProblemError: it does not.
    """
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            return await request.body()
    except TimeoutError:
        raise ProblemError(408, "the body did not come in time") from None
    except ClientDisconnect:
        raise ProblemError(400, "the body ended too early") from None


async def form(request: Request) -> Parameters:
    """The parameters of a body that is a form."""
    return Parameters(_pairs(await body(request), "the form"))


async def members(request: Request, *names: str) -> dict[str, Any]:
    """A body that is a JSON object with no other members than these.

    Raises:
        ProblemError: it is not.
    """
    media = media_type(request)
    if media != "application/json":
        raise ProblemError(415, "the body must be application/json")
    try:
        found = json.loads(utf8(await body(request)))
    except (ValueError, RecursionError) as error:
        raise ProblemError(400, f"the body is not JSON: {error}") from None
    if not isinstance(found, dict):
        raise ProblemError(400, "the body must be a JSON object")
    unknown = sorted(set(found) - set(names))
    if unknown:
        raise ProblemError(400, f"no member {_short(unknown[0])} is known here (known: {', '.join(names)})")
    return found


def texts(name: str, value: object, *, count: int, most: int) -> tuple[str, ...]:
    """A JSON value that must be an array of at most so many texts of at most so many characters."""
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ProblemError(400, f"{name} must be an array of strings")
    return several(name, value, count=count, most=most)


def several(name: str, values: Collection[str], *, count: int, most: int) -> tuple[str, ...]:
    """At most so many texts of at most so many characters."""
    if len(values) > count:
        raise ProblemError(400, f"{name} takes at most {count} values")
    return tuple(_text(name, value, most) for value in values)


def member_text(name: str, value: object, *, most: int) -> str:
    """A JSON value that must be a text of at most so many characters."""
    if not isinstance(value, str):
        raise ProblemError(400, f"{name} must be a string")
    return _text(name, value, most)


def member_count(name: str, value: object, *, most: int) -> int:
    """A JSON value that must be a whole number from 1 to ``most``."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    if isinstance(value, float) and value.is_integer():  # 10.0 is a whole number in JSON
        value, whole = int(value), True
    if not whole:
        raise ProblemError(400, f"{name} must be a whole number")
    return _count(name, str(value), most)


def media_type(request: Request) -> str:
    """The media type of the body, without parameters, "" if there is none.

    Raises:
        ProblemError: it has another charset than UTF-8.
    """
    media, _, rest = request.headers.get("content-type", "").lower().partition(";")
    for parameter in rest.split(";"):
        name, _, value = parameter.strip().partition("=")
        if name == "charset" and value.strip("\"' ") not in {"utf-8", "utf8"}:
            raise ProblemError(415, "the body must be in UTF-8")
    return media.strip()


def utf8(data: bytes) -> str:
    """Text from a body.

    Raises:
        ProblemError: it is not UTF-8.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProblemError(400, f"the body is not UTF-8 (byte {error.start + 1})") from None


def _pairs(data: bytes, place: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(data.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except UnicodeDecodeError:
        raise ProblemError(400, f"{place} is not UTF-8") from None
    except ValueError:
        raise ProblemError(400, f"{place} has more than {_MOST_FIELDS} fields") from None


def _text(name: str, value: str, most: int) -> str:
    if not value.strip():
        raise ProblemError(400, f"{name} is missing or empty")
    if len(value) > most:
        raise ProblemError(400, f"{name} has more than {most} characters")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ProblemError(400, f"{name} holds half a character (a lone surrogate)") from None
    return value


def _count(name: str, value: str, most: int) -> int:
    if not value.isascii() or not value.isdecimal() or len(value) > 9 or not 1 <= int(value) <= most:
        raise ProblemError(400, f"{name} must be a whole number from 1 to {most}, not {_short(value)}")
    return int(value)


def _short(text: str) -> str:
    return repr(text if len(text) <= 50 else text[:50] + "…")
