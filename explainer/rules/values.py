"""Plain values: what a rules file is made of before it has types, and how large it may be.

They are apart from the parser so that whoever reads the released guide need not import YAML.
"""

from collections.abc import Callable
from typing import Any, Final

LIMIT: Final = 16 * 1024 * 1024  # bytes; the shipped guide has about 400,000

Value = Any  # a string, None, a list of values, or a dict from strings to values
Watch = Callable[[float], None]  # called with the fraction of the work done, from 0 to 1
