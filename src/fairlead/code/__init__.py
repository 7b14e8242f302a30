"""Give the identity of a task's code: a digest that changes when something that can change its result does.

The digest covers a function and, transitively, the project's own helpers, classes and constants that it uses.
What a name stands for is read from the live objects, after the pipeline file was imported: a constant that
is computed at import counts with its value, a decorated function with its wrapper. What a function *says* is
read from its source as a normalised syntax tree: comments, layout, docstrings, line numbers do not count.

Three laws:

- A change of code that can change the result changes the digest. Where that cannot be known,
  `CodeDigest.unknown` names the reason, and the caller must not reuse results.
- The digest is the same in every process: no hash order, no memory address, no path of the project's folder.
- The code that runs is the code that is digested: a file edited after its import no longer compiles to the
  code in memory, and then the bytecode in memory is digested instead.

Known limits: libraries count by name only (their versions are declared elsewhere). Data that the code reads
by itself does not count, nor does what methods change in objects while tasks run. A class edited on disk
between import and digest counts by its attributes and methods.

Read in this order: `reader` (the way in), `bytecode` and `source` (what code says), `trace` (what one digest
has found), `values` (what a value is), `names` (what a name stands for), `pieces` (all about a function).
"""

from fairlead.code.reader import CodeDigest, CodeReader

__all__ = ["CodeDigest", "CodeReader"]
