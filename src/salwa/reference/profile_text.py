"""The text of a national marking profile (YAML): read safely, every fault with its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from salwa.domain.languages import Sentence, message
from salwa.domain.marking.profile import Profile
from salwa.domain.marking.profile_reading import profile_of
from salwa.reference.loader import load_book

DEFAULT_FILE = Path(__file__).parent / "marking_profile.yaml"
LONGEST = 100_000
DEEPEST = 12
TOO_LONG = message("The file is longer than {most} signs; a profile needs a few hundred.")
NOT_YAML = message("This is not valid YAML: {problem}.")
NO_ALIASES = message("References (& and *) are not allowed in a profile; write the value out.")
TOO_DEEP = message("The entries are nested too deeply.")
TWICE = message("The name {name} stands here twice.")
NOT_TEXT = message("The file is not text in UTF-8.")


@dataclass(frozen=True, slots=True)
class PlacedFault:
    """A fault with its line (from 1) and the place as names joined by dots."""

    line: int
    place: str
    sentence: Sentence


class UnreadableProfile(ValueError):
    """A profile that cannot be used; `faults` says every reason."""

    def __init__(self, faults: tuple[PlacedFault, ...]) -> None:
        super().__init__("; ".join(f"line {one.line}: {one.sentence.english()}" for one in faults))
        self.faults = faults


def default_text() -> str:
    """The profile shipped with Salwa, as written."""
    return DEFAULT_FILE.read_text(encoding="utf-8")


@cache
def default_profile() -> Profile:
    """The profile shipped with Salwa (version 0)."""
    return profile_from(default_text(), 0)


def profile_from(text: str, version: int) -> Profile:
    """The profile in `text`. Raises `UnreadableProfile` with every fault and its line; never anything else."""
    tree = _tree(text)
    lines: dict[tuple[str, ...], int] = {}
    twice = tuple(_walk(tree, (), lines)) if tree is not None else ()
    if twice:
        raise UnreadableProfile(twice)
    profile, faults = profile_of(_value(tree), version, load_book().types)
    if profile is None:
        raise UnreadableProfile(
            tuple(
                sorted(
                    (PlacedFault(_line(lines, one.path), ".".join(one.path), one.sentence) for one in faults),
                    key=lambda one: one.line,
                )
            )
        )
    return profile


def _tree(text: str) -> Any:
    """The file as nodes, after a look at its events: no references, not too deep, not too long."""
    import yaml  # slow start

    if len(text) > LONGEST:
        raise _refused(1, Sentence(TOO_LONG, {"most": LONGEST}))
    depth = 0
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise _refused(line, Sentence(NO_ALIASES))
            if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                depth += 1
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                depth -= 1
            if depth > DEEPEST:
                raise _refused(line, Sentence(TOO_DEEP))
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = str(getattr(error, "problem", "") or "unreadable signs").strip(".")[:200]
        raise _refused(mark.line + 1 if mark else 1, Sentence(NOT_YAML, {"problem": problem})) from None
    except RecursionError:
        raise _refused(1, Sentence(TOO_DEEP)) from None


def _value(tree: Any) -> Any:
    import yaml  # slow start

    if tree is None:
        return None
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_document(tree)
    except (yaml.YAMLError, ValueError, TypeError, OverflowError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = str(getattr(error, "problem", None) or error)[:200]
        raise _refused(mark.line + 1 if mark else 1, Sentence(NOT_YAML, {"problem": problem})) from None


def _walk(node: Any, path: tuple[str, ...], lines: dict[tuple[str, ...], int]) -> Iterator[PlacedFault]:
    """Remember the line of every entry; give names that stand twice in one place."""
    import yaml  # slow start

    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
            if name in seen:
                where = (*path, name)
                yield PlacedFault(key.start_mark.line + 1, ".".join(where), Sentence(TWICE, {"name": name[:100]}))
            seen.add(name)
            yield from _walk(value, (*path, name), lines)
            lines[(*path, name)] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            yield from _walk(value, (*path, str(place)), lines)


def _line(lines: dict[tuple[str, ...], int], path: tuple[str, ...]) -> int:
    """The line of the place, or of the nearest place around it that the file has."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _refused(line: int, sentence: Sentence) -> UnreadableProfile:
    return UnreadableProfile((PlacedFault(line, "", sentence),))
