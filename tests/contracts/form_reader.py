"""Reads the record's form out of a page as a browser would send it back."""

from __future__ import annotations

from html.parser import HTMLParser

UNSENT = ("checkbox", "radio")


class FormReader(HTMLParser):
    """`found` holds the values of the inputs of the form with the class record-form, templates left out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.is_inside = False
        self.templates = 0
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.is_inside = "record-form" in given.get("class", "")
        self.templates += tag == "template"
        if self.is_inside and not self.templates:
            self._take(tag, given)

    def _take(self, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if tag == "input" and name and (given.get("type") not in UNSENT or "checked" in given):
            self.found[name] = given.get("value", "")
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in given:
            self.found[self.select] = given.get("value", "")
        elif tag == "textarea":
            self.area = name
            self.found[name] = ""

    def handle_endtag(self, tag: str) -> None:
        self.templates -= tag == "template"
        self.select = "" if tag == "select" else self.select
        self.area = "" if tag == "textarea" else self.area

    def handle_data(self, data: str) -> None:
        if self.area:
            self.found[self.area] += data
