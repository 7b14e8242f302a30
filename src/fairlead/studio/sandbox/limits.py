"""State what one run of a learner's code may take."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """State what one run may take.

    The numbers leave room for what the lesson's code does (scikit-learn on 7,043 customers, or polars with pandas: 2 s
    of the processor and 0.6 GB of addresses on the machine where they were chosen), and a mistake reaches them soon.

    Parameters
    ----------
    cpu : seconds of the processor.
    wall : seconds by the clock, of all processes together.
    memory : bytes of addresses, of each process.
    file_size : bytes, of each file that is written.
    processes : processes and threads at the same time.
    output : bytes printed, of which more ends the run.
    report : bytes of what the grader says.
    files : open files.
    """

    cpu: int = 15
    wall: float = 60.0
    memory: int = 2_000_000_000
    file_size: int = 10_000_000
    processes: int = 32
    output: int = 100_000
    report: int = 1_000_000
    files: int = 64

    def to_dict(self) -> dict[str, float]:
        """Return the limits as plain values."""
        return asdict(self)

    @property
    def sentence(self) -> str:
        """Say the limits in a sentence."""
        return (
            f"{self.cpu} s of the processor, {self.wall:g} s by the clock, {self.memory / 1e9:g} GB of memory, "
            f"{self.output // 1000:,} kB printed"
        )
