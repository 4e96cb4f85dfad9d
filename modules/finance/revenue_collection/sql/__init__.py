"""The set-based statements of this system."""

from __future__ import annotations

from pathlib import Path

from layers.engine.statements import Statements

statements = Statements(Path(__file__).parent)
ask, finds = statements.ask, statements.finds
