"""What authors read and type when the key of a question changes after people have answered it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click

from elearn.domain.corrections import Decision, Effect, KeyChange, Way

MEANINGS: Mapping[Way, str] = {
    Way.BOTH: "what was right before and what is right now",
    Way.FULL: "everybody gets the points",
    Way.NEW: "what is right now; nobody loses points",
    Way.NONE: "the answers stay as they were judged",
}
LOWERING = Decision(Way.NEW, may_lower=True)


def read_decisions(texts: Sequence[str], *, may_lower: bool) -> dict[str, Decision]:
    """`QUIZ#QUESTION=WAY` as typed, by `QUIZ#QUESTION`. Raises click.BadParameter with what would be right."""
    decisions: dict[str, Decision] = {}
    for text in texts:
        name, _, way = text.partition("=")
        if way not in list(Way) or "#" not in name:
            ways = ", ".join(Way)
            raise click.BadParameter(f"`{text}`: write QUIZ#QUESTION=WAY, where WAY is one of {ways}")
        if name in decisions:
            raise click.BadParameter(f"`{name}` is decided twice: keep one of the two")
        decisions[name] = Decision(Way(way), may_lower and way == Way.NEW)
    return decisions


def effect_line(effect: Effect) -> str:
    """`12 attempts change, 3 now pass`."""
    attempts = "1 attempt changes" if effect.changed == 1 else f"{effect.changed} attempts change"
    passing = "1 now passes" if effect.passing == 1 else f"{effect.passing} now pass"
    failing = f", {effect.failing} no longer {'passes' if effect.failing == 1 else 'pass'}" if effect.failing else ""
    return f"{attempts}, {passing}{failing}"


def print_changes(changes: Sequence[KeyChange], decisions: Mapping[str, Decision], *, err: bool) -> None:
    """For each question how many attempts there are, and the line to type for each way with what it would do."""
    for change in changes:
        asked = "1 attempt was" if change.attempts == 1 else f"{change.attempts} attempts were"
        click.echo(f"{change.name}: other answers are right now, and {asked} made before", err=err)
        lines = [
            (_command(change, Decision(way), decisions), Decision(way), meaning) for way, meaning in MEANINGS.items()
        ]
        if change.effects[LOWERING] != change.effects[Decision(Way.NEW)]:
            meaning = "what is right now, also for those who lose points by it"
            lines.insert(3, (_command(change, LOWERING, decisions), LOWERING, meaning))
        for line, decision, meaning in lines:
            click.echo(f"  {line}\n      {effect_line(change.effects[decision])}: {meaning}", err=err)


def _command(change: KeyChange, decision: Decision, decided: Mapping[str, Decision]) -> str:
    """The whole line, with what was decided about the other questions before it."""
    all_of_them = {name: other for name, other in decided.items() if name != change.name} | {change.name: decision}
    options = [f"--correct {name}={one.way}" for name, one in all_of_them.items()]
    lowering = [" --may-lower"] if any(one.may_lower for one in all_of_them.values()) else []
    return " ".join(["elearn publish", *options]) + "".join(lowering)


def print_undecided(changes: Sequence[KeyChange], decisions: Mapping[str, Decision]) -> None:
    """What stops a publish, on standard error, and how to go on."""
    print_changes(changes, decisions, err=True)
    several = " Put one --correct for each question into one line." if len(changes) > 1 else ""
    click.echo(f"Nothing was published. Type one of these lines.{several}", err=True)
