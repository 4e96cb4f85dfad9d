"""Which rows are new, changed or the same, and why others are refused: each question one statement over all rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models

from gis_core.access.visible import Visibility, visible
from gis_core.features.index_spec import spec_of
from gis_core.pure.refusal import Refused
from importers import lines, match
from importers.json_text import dumps
from importers.relation import GEOM, Relation, literal, quoted, same_shape
from importers.staging import as_json
from layers.bound import BoundRegister
from layers.engine import holders

REFUSE_AT_ONCE = 5_000
#: A tenth of a metre: a point of a name within it is the same place.
NEAR = "1e-6"
LIVE = "r.verdict IN ('new', 'changed')"
NEW = "r.verdict = 'new'"
#: Digits typed in Thai, capitals and stray spaces do not make another code. In the order of bytes, which is all that
#: equality needs, sorting takes a third of the time; so does a text that has no letter beyond ASCII to translate.
FOLD = (
    'CASE WHEN octet_length({0}::text) = length({0}::text) THEN lower(btrim({0}::text) COLLATE "C")'
    " ELSE translate(lower(btrim({0}::text) COLLATE \"C\"), '๐๑๒๓๔๕๖๗๘๙', '0123456789') END"
)


class Judging:
    """The set-based steps, each of which may be begun again."""

    def __init__(self, relation: Relation, keys: Sequence[Sequence[str]]) -> None:
        self.relation, self.keys = relation, keys
        self.register: BoundRegister = relation.register
        self.user = relation.user

    def start(self, again: bool = True) -> None:
        """Forget an earlier judgement; rows with unreadable cells stay refused, and unless they are to be judged
        `again`, all that were refused with their lines.
        """
        judged = "(r.reasons IS NOT NULL OR r.version IS NOT NULL OR r.verdict NOT IN ('new', 'refused', 'left'))"
        self.relation.run(
            f"""UPDATE importers_stagedrow r SET reasons = NULL, differs = NULL, version = NULL, head = NULL,
                record_uid = CASE WHEN r.version IS NULL THEN r.record_uid ELSE gis_uuid() END,
                verdict = CASE WHEN r.faults IS NULL THEN 'new' ELSE 'refused' END
            WHERE {self.relation.mine} AND r.verdict <> 'left' AND {judged}
                AND (%(again)s OR r.verdict <> 'refused' AND NOT EXISTS (SELECT 1 FROM importers_stagedrow h
                    WHERE h.batch_id = r.batch_id AND h.row_no = r.head AND h.verdict = 'refused'))""",
            again=again,
        )

    def all(self) -> None:
        """Everything but the register's own checks."""
        for keys in self.keys:
            self.match(keys)
        self.unknown_numbers()
        self.compare()
        self.twins_in_file()
        lines.compare(self.relation)
        self.required()
        self.unique()
        self.rights()

    # -- refusing ------------------------------------------------------------------------------------------------------
    def refuse(self, found: Iterable[tuple[int, Refused]]) -> int:
        """Write refusals by row number; returns how many there were."""
        found, total = iter(found), 0
        while piece := list(islice(found, REFUSE_AT_ONCE)):
            total += len(piece)
            self.relation.run(
                """UPDATE importers_stagedrow r SET verdict = 'refused', reasons = coalesce(r.reasons, '[]') || x.why
                FROM (SELECT row_no, jsonb_agg(why) AS why
                    FROM unnest(%(numbers)s::integer[], %(whys)s::jsonb[]) u(row_no, why) GROUP BY row_no) x
                WHERE r.batch_id = %(batch)s AND r.row_no = x.row_no""",
                numbers=[row_no for row_no, _ in piece],
                whys=[dumps(as_json(refused)).decode() for _, refused in piece],
            )
        return total

    def _refuse_where(self, select: str, refused: Refused, **more: Any) -> None:
        """The same refusal for every row_no that `select` gives."""
        self._refuse_rows(f"r.row_no IN ({select})", refused, **more)

    def _refuse_rows(self, where: str, refused: Refused, **more: Any) -> None:
        """The same refusal for every row `r` of which `where` holds."""
        self.relation.run(
            f"""UPDATE importers_stagedrow r SET verdict = 'refused',
                reasons = coalesce(r.reasons, '[]') || %(why)s::jsonb
            WHERE {self.relation.mine} AND {where}""",
            why=dumps([as_json(refused)]).decode(),
            **more,
        )

    # -- known records -------------------------------------------------------------------------------------------------
    def match(self, keys: Sequence[str]) -> None:
        """Rows whose `keys` name a record of the register take its identity and version. Two records of that name
        refuse the row; one out of the user's reach is refused as if it were not there.
        """
        tests = [self._key_test(name) for name in keys] + (["t.id = w.record_id"] if self._word(keys) else [])
        given = " AND ".join(self._key_given(name) for name in keys)
        may, params = self._reach("change")
        where = " AND ".join(f"t.{quoted(k)} = %(w_{k})s" for k in self.register.declared.where if "__" not in k)
        params |= {f"w_{k}": v for k, v in self.register.declared.where.items()}
        rows = self.relation.rows(f"{NEW} AND r.version IS NULL AND {given}")
        found = f"""SELECT r.row_no, (array_agg(t.id))[1] AS id, count(DISTINCT t.id) AS hits, bool_and({may}) AS may
            FROM (SELECT r.row_no, r."values", r.geom {rows}) r {self._candidates(keys)}
            JOIN {self.relation.table} t ON {" AND ".join(tests)} {"WHERE " + where if where else ""}
            GROUP BY r.row_no"""
        refused = {
            "x.hits > 1": Refused("AMBIGUOUS", "ตรงกับระเบียนมากกว่าหนึ่งรายการในทะเบียน เพิ่มรหัสอ้างอิงให้ชี้ได้รายการเดียว"),
            "NOT x.may": Refused("NO_RIGHT", "มีรายการนี้ในทะเบียนแล้ว และบัญชีนี้ไม่มีสิทธิแก้ไข"),
        }
        self.relation.run(
            f"""WITH found AS ({found})
            UPDATE importers_stagedrow r SET record_uid = f.uid, version = f.version,
                verdict = CASE WHEN x.hits > 1 OR NOT x.may THEN 'refused' ELSE 'changed' END,
                reasons = CASE WHEN x.hits > 1 THEN %(many)s::jsonb WHEN NOT x.may THEN %(shut)s::jsonb END
            FROM found x JOIN gis_feature f ON f.layer_id = %(layer)s AND f.record_id = x.id
            WHERE r.batch_id = %(batch)s AND r.row_no = x.row_no""",
            many=dumps([as_json(refused["x.hits > 1"])]).decode(),
            shut=dumps([as_json(refused["NOT x.may"])]).decode(),
            layer=self.register.layer_id,
            **params,
        )

    def _word(self, keys: Sequence[str]) -> str | None:
        """The key by whose words records are searched, unless a surer one leads to them. What is the same to FOLD is
        the same word.
        """
        if {GEOM, match.UID} & set(keys):
            return None
        searched = spec_of(self.register.model).search
        return next((name for name in keys if self._is_text(name) and name in searched), None)

    def _candidates(self, keys: Sequence[str]) -> str:
        """Join to the few records with the word of a row, so that no other record is read, however many there are."""
        name = self._word(keys)
        if name is None:
            return ""
        words = "gis_search_personal" if spec_of(self.register.model).is_personal else "gis_search"
        return f"""CROSS JOIN LATERAL (SELECT w.record_id FROM {words} w WHERE w.layer_id = {self.register.layer_id:d}
            AND w.folded = thai_fold(r."values"->>{literal(self.relation.fields[name].column)}) OFFSET 0) w"""

    def _key_given(self, name: str) -> str:
        if name == GEOM:
            return "r.geom IS NOT NULL"
        column = name if name in (match.UID, match.REGISTER_NO) else self.relation.fields[name].column
        return f'r."values" ? {literal(column)}'

    def _key_test(self, name: str) -> str:
        if name == GEOM:
            return f"(t.geom && ST_Expand(r.geom, {NEAR}) AND {self._same_place()})"
        if name == match.UID:
            return "t.uid = (r.\"values\"->>'uid')::uuid"
        if name == match.REGISTER_NO:
            return f"{FOLD.format('t.register_no')} = " + FOLD.format("(r.\"values\"->>'register_no')")
        field = self.relation.fields[name]
        column = f"t.{quoted(field.column)}"
        if self._is_text(name):
            return f"{FOLD.format(column)} = " + FOLD.format(f'(r."values"->>{literal(field.column)})')
        return f"{column} = {self.relation.given(name)}"

    def _is_text(self, name: str) -> bool:
        return isinstance(self.relation.fields.get(name), models.CharField | models.TextField)

    def _same_place(self) -> str:
        if self.register.geometry_kind == "point":
            return f"ST_DWithin(t.geom, r.geom, {NEAR})"
        return same_shape("r.geom", "t.geom")

    def unknown_numbers(self) -> None:
        """A register number is given by the register; one that it does not know cannot be kept."""
        if not any(match.REGISTER_NO in keys for keys in self.keys) or not self.register.declared.number:
            return
        text = (
            "ไม่มีเลขทะเบียนนี้ในทะเบียน: ตรวจเลข หรือหากเป็นรายการใหม่ ให้กลับไปขั้นจับคู่คอลัมน์ เลือกไม่นำเข้าเลขทะเบียน ระบบจะออกเลขใหม่ให้"
        )
        refused = Refused("NUMBER_UNKNOWN", text, "", "register_no")
        self._refuse_rows(NEW + """ AND r."values" ? 'register_no'""", refused)

    def compare(self) -> None:
        """What a known record's row would change; nothing makes it the same."""
        parts = []
        key_texts = {name for keys in self.keys for name in keys if self._is_text(name)}
        for name in self.relation.writes:
            if name in self.relation.for_new:
                continue
            column = f"t.{quoted(self.relation.fields[name].column)}"
            given = self.relation.given(name)
            if name == GEOM:
                differs = f"r.geom IS NOT NULL AND ({column} IS NULL OR NOT {same_shape('r.geom', column)})"
            else:
                one, other = (FOLD.format(given), FOLD.format(column)) if name in key_texts else (given, column)
                differs = f"{given} IS NOT NULL AND {one} IS DISTINCT FROM {other}"
            parts.append(f"CASE WHEN {differs} THEN {literal(name)} END")
        if not parts:
            parts = ["NULL"]
        self.relation.run(
            f"""UPDATE importers_stagedrow r SET differs = x.differs,
                verdict = CASE WHEN x.differs = '{{}}' THEN 'same' ELSE 'changed' END
            FROM (SELECT r.row_no, array_remove(ARRAY[{", ".join(parts)}]::text[], NULL) AS differs
                FROM importers_stagedrow r JOIN {self.relation.table} t ON t.uid = r.record_uid
                WHERE {self.relation.mine} AND r.verdict = 'changed') x
            WHERE r.batch_id = %(batch)s AND r.row_no = x.row_no"""
        )

    def twins_in_file(self) -> None:
        """Of rows that speak of the same record, or of the same new one, the first stands."""
        known = "r.version IS NOT NULL AND r.verdict IN ('changed', 'same')"
        self._refuse_twins("r.record_uid", known, "พูดถึงระเบียนเดียวกัน")
        for keys in self.keys:
            if not {match.UID, match.REGISTER_NO, GEOM} & set(keys):
                columns = ", ".join(self._folded_key(name) for name in keys)
                self._refuse_twins(columns, f"{NEW} AND " + " AND ".join(self._key_given(name) for name in keys), "ซ้ำ")

    def _folded_key(self, name: str) -> str:
        return FOLD.format(f'(r."values"->>{literal(self.relation.fields[name].column)})')

    def _refuse_twins(self, columns: str, where: str, what: str) -> None:
        """All rows of the round are looked at, also when only some are judged: of a pair that one is refused."""
        select = f"""SELECT r.row_no, first_value(r.row_no) OVER (PARTITION BY {columns} ORDER BY r.row_no) AS first
            FROM importers_stagedrow r WHERE r.batch_id = %(batch)s AND r.round = %(round)s AND {where}"""
        pairs = self.relation.ask(f"SELECT y.row_no, y.first FROM ({select}) y WHERE y.row_no > y.first")
        twins = self._twins(pairs)
        if self.relation.lines:
            keys = {name for keys in self.keys for name in keys}
            self.refuse(lines.join(self.relation, twins, keys))
            return
        text = f"{what}กับแถวที่ {{}} ของไฟล์เดียวกัน นำเข้าได้แถวเดียว"
        self.refuse((row_no, Refused("TWICE", text.format(other))) for row_no, other in twins)

    def _twins(self, pairs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """(row that gives way, row that stands)"""
        only = self.relation.only
        for later, first in pairs:
            row_no, other = (first, later) if only is not None and first in only else (later, first)
            if only is None or row_no in only:
                yield row_no, other

    # -- what a form would refuse --------------------------------------------------------------------------------------
    def required(self) -> None:
        """New records without a column they must have, or without a shape."""
        needed = {
            field.column: Refused("REQUIRED", f"{field.verbose_name}: ต้องกรอก", "", name)
            for name, field in self.relation.fields.items()
            if name in self.register.by_name
            and self.register.by_name[name].required
            and name not in self.register.declared.where
        }
        lacking = 'ARRAY(SELECT c FROM unnest(%(needed)s::text[]) c WHERE NOT r."values" ? c)'
        rows = self.relation.rows(NEW + ' AND NOT r."values" ?& %(needed)s::text[]')
        found = self.relation.ask(f"SELECT r.row_no, {lacking} {rows}", needed=list(needed))
        self.refuse((row_no, needed[column]) for row_no, columns in found for column in columns)
        if self.register.has_geometry and not self.relation.fields[GEOM].null:
            refused = Refused("BAD_GEOM", "ไม่มีรูปแผนที่ในไฟล์ วาดรูปให้แถวนี้", "", GEOM)
            self._refuse_rows(f"{NEW} AND r.geom IS NULL", refused)

    def unique(self) -> None:
        """Values of which the register holds one only: against the register, then inside the file."""
        for name, columns, condition in holders.unique_sets(self.register):
            if not set(columns) & set(self.relation.writes) or list(columns) in [list(k) for k in self.keys]:
                continue
            refused = self._declared(name, columns)
            records = self.relation.as_records(LIVE).sql
            where, params = self._condition(condition)
            names = [quoted(self.relation.fields[c].column) for c in columns]
            same = " AND ".join(f"s.{n} = t.{n}" for n in names)
            stored = f"{self.relation.table} t"
            mine = f"(SELECT * FROM ({records}) {self.relation.table} {where})"
            theirs = f"(SELECT * FROM {self.relation.table} {where})" if where else stored.removesuffix(" t")
            self.refuse(self._taken(f"{mine} s JOIN {theirs} t ON {same} AND t.uid <> s.uid", columns, refused, params))
            first = f"first_value(s.row_no) OVER (PARTITION BY {', '.join('s.' + n for n in names)} ORDER BY s.row_no)"
            given = " AND ".join(f"s.{n} IS NOT NULL" for n in names)
            select = f"SELECT s.row_no, {first} AS first FROM {mine} s WHERE {given}"
            found = self.relation.ask(f"SELECT y.row_no, y.first FROM ({select}) y WHERE y.row_no > y.first", **params)
            text = f"{refused.thai} (ซ้ำกับแถวที่ {{}} ของไฟล์เดียวกัน)"
            self.refuse((no, Refused(refused.code, text.format(first), "", refused.field)) for no, first in found)

    def _taken(
        self, joined: str, columns: Sequence[str], refused: Refused, params: Mapping[str, Any]
    ) -> Iterator[tuple[int, Refused]]:
        """The refusal of each row whose value a record of the register has, named to who may see it."""
        seen, reach = self._reach("view")
        is_open = "true" if holders.are_open(self.register, columns, self.user) else "false"
        rows = self.relation.ask(
            f"""SELECT x.row_no, x.uid, f.title FROM (
                SELECT DISTINCT ON (s.row_no) s.row_no, CASE WHEN {is_open} AND ({seen}) THEN t.uid END AS uid
                FROM {joined} ORDER BY s.row_no) x
            LEFT JOIN gis_feature f ON f.uid = x.uid""",
            **params,
            **reach,
        )
        for row_no, uid, title in rows:
            yield row_no, holders.by(refused, self.register, uid, title or "") if uid else refused

    def _condition(self, condition: models.Q | None) -> tuple[str, dict[str, Any]]:
        """A constraint's condition as SQL that reads the columns of a relation called like the table."""
        if condition is None:
            return "", {}
        query = self.register.model._default_manager.filter(condition).values("pk").query
        sql, values = query.get_compiler(connection=connection).as_sql()
        where = sql.partition(" WHERE ")[2]
        keys = [f"c_{n}" for n in range(len(values))]
        return "WHERE " + where % tuple(f"%({key})s" for key in keys), dict(zip(keys, values, strict=True))

    def _declared(self, name: str, columns: Sequence[str]) -> Refused:
        errors = self.register.declared.errors
        if name in errors:
            code, thai = errors[name]
            return Refused(code, thai, "", columns[0])
        labels = ", ".join(str(self.relation.fields[c].verbose_name) for c in columns)
        return Refused("UNIQUE", f"{labels}: มีอยู่แล้วในทะเบียน", "", columns[0])

    # -- rights --------------------------------------------------------------------------------------------------------
    def rights(self) -> None:
        """What this user may not write: new records outside his area or unit, known ones taken out of it."""
        for action, where in (("add", NEW), ("change", "r.verdict = 'changed'")):
            seen = visible(self.register, self.user, action)
            if seen.everything:
                continue
            if seen.nothing:
                refused = Refused("NO_RIGHT", f"บัญชีนี้ไม่มีสิทธิ{'เพิ่ม' if action == 'add' else 'แก้ไข'}{self.register.thai}")
                self._refuse_rows(where, refused)
            elif self.register.has_geometry:
                inside, params = seen.sql("s", f"may_{action}")
                select = f"SELECT s.row_no FROM ({self.relation.as_records(where).sql}) s WHERE ({inside}) IS NOT TRUE"
                refused = Refused("OUT_OF_AREA", "ระเบียนอยู่นอกพื้นที่หรือหน่วยงานที่รับผิดชอบ", "", GEOM)
                self._refuse_where(select, refused, **params)

    def _reach(self, action: str) -> tuple[str, dict[str, Any]]:
        seen: Visibility = visible(self.register, self.user, action)
        return seen.sql("t", "reach")

    def counts(self) -> Iterator[tuple[str, int]]:
        """(verdict, rows) of the whole batch."""
        yield from self.relation.ask(
            "SELECT verdict, count(*) FROM importers_stagedrow WHERE batch_id = %(batch)s GROUP BY verdict"
        )
