"""The spatial statements of this system."""

from __future__ import annotations

from pathlib import Path

from layers.engine.statements import Statements

ask = Statements(Path(__file__).parent).ask
