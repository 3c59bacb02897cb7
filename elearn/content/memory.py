"""What was worked out before and still holds: a step is done again only when something that it was given is another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar, cast

from elearn.content.diagnostics import Diagnostic, Findings

Result = TypeVar("Result")
Name = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Step:
    given: tuple[object, ...]
    result: object
    found: dict[Diagnostic, None]


@dataclass(slots=True)
class Memory:
    """The last result of every step of reading a tree, with what was found wrong on the way.

    A step has a kind and the place that it is about, and must depend on nothing but what it is given; nobody changes
    a result afterwards. Then a run with a memory and one without have equal results: there is no third way through
    the code. Nothing is written to disk, and of each step one result is kept.
    """

    made: Counter[str] = field(default_factory=Counter)
    _steps: dict[Name, _Step] = field(default_factory=dict)
    _used: set[Name] = field(default_factory=set)

    def begin(self) -> None:
        """A new run: `made` counts from zero how often each kind of step is done, instead of recalled."""
        self.made.clear()
        self._used.clear()

    def end(self) -> None:
        """Forgets what the run since `begin` did not ask for: files that are gone.

        Kinds of steps of which it asked for none are let be: a check makes no pages, and the pages of the last
        compilation may be asked for again. Another thread may be asking for a page at the same time.
        """
        kinds = {kind for kind, _ in self._used}
        for name in list(self._steps):
            if name[0] in kinds and name not in self._used:
                self._steps.pop(name, None)

    def forget(self) -> None:
        """Lets go of everything: at once, and not when the collector finds that it goes round in circles."""
        self._steps.clear()

    def recall(
        self,
        name: Name,
        given: tuple[object, ...],
        make: Callable[[Findings], Result],
        findings: Findings,
    ) -> Result:
        """The result of a step for what is `given`, compared by value; `make` is called when the last time it was
        given something else. `findings` gets what the step found, now or then."""
        step = self._steps.get(name)
        self._used.add(name)
        if step is None or step.given != given:
            own = Findings()
            step = _Step(given, make(own), own.found)
            self._steps[name] = step
            self.made[name[0]] += 1
        if step.found:
            findings.found.update(step.found)
        return cast("Result", step.result)
