"""What is wrong about the arguments of a command, in one Thai sentence that says what to type instead."""

from __future__ import annotations

import re
import sys
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser

#: What the library says -> what people read, with the parts in brackets for the braces.
SENTENCES = (
    (r"unrecognized arguments: (.+)", "ไม่รู้จัก {} ลบออกหรือแก้ให้ถูก (ชื่อไฟล์ที่มีเว้นวรรคต้องอยู่ในเครื่องหมายคำพูด)"),
    (r"argument (\S+): expected one argument", "ตัวเลือก {} ต้องมีค่าตามหลัง"),
    (r"argument (\S+): ignored explicit argument .+", "ตัวเลือก {} ไม่รับค่า ลบค่าที่ตามหลังออก"),
    (r"argument (\S+): invalid .*", "ค่าของตัวเลือก {} ไม่ถูกต้อง"),
    (r"argument (\S+): (.+)", "ตัวเลือก {}: {}"),
)


def thai(message: str) -> str:
    """A message of the library in Thai; one that is not known stays as it is."""
    for pattern, sentence in SENTENCES:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return sentence.format(*found.groups())
    return message


class ThaiCommand(BaseCommand):
    """A command that ends in sentences, as people call it: `typed`."""

    typed = ""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """An option is typed whole: a shortened one may mean another after the next version."""
        parser = super().create_parser(prog_name, subcommand, allow_abbrev=False, **kwargs)
        parser.prog = self.typed
        parser.error = self._refuse  # type: ignore[method-assign]
        return parser

    def _refuse(self, message: str) -> NoReturn:
        told = f"{thai(message)}\nดูตัวเลือกทั้งหมด: {self.typed} --help"
        if getattr(self, "_called_from_command_line", False):
            self._end(told, 2)
        raise CommandError(told)

    def execute(self, *args: Any, **options: Any) -> Any:
        """The name of a class before a sentence tells nobody anything."""
        try:
            return super().execute(*args, **options)
        except CommandError as error:
            if options.get("traceback") or not getattr(self, "_called_from_command_line", False):
                raise
            self._end(str(error), error.returncode)

    def _end(self, told: str, code: int) -> NoReturn:
        self.stderr.write(told)
        sys.exit(code)
