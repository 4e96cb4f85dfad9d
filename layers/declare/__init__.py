"""The vocabulary of declarations. Frozen data and references to functions; no Django, no database, no clock."""

from layers.declare.access import Grant
from layers.declare.coverage import Coverage, Divide, Figures, Merge, Past, Proposal, Succession
from layers.declare.documents import Annex, Document
from layers.declare.draft import Draft, TransitionDraft
from layers.declare.imports import XY, BulkRows, ByDrafts, ImportMap, InBulk, LinesMap
from layers.declare.rates import Rates, UsedRates
from layers.declare.register import Action, Lines, Link, Page, Panel, Picks, Register, Start
from layers.declare.reports import CountBy, Kpi, Parameter, Report, SpatialQuery, SumBy
from layers.declare.symbology import (
    ByRange,
    ByValue,
    Circle,
    Edged,
    Fill,
    Hatch,
    Hatched,
    Label,
    Layer,
    Line,
    OnSheet,
    PointSymbol,
    SheetText,
    Theme,
    Triangle,
)
from layers.declare.system import System
from layers.declare.workflow import Days, Transition, Workflow, WorkingDays
from layers.declare.year_map import YearMap

__all__ = [
    "XY",
    "Action",
    "Annex",
    "BulkRows",
    "ByDrafts",
    "ByRange",
    "ByValue",
    "Circle",
    "CountBy",
    "Coverage",
    "Days",
    "Divide",
    "Document",
    "Draft",
    "Edged",
    "Figures",
    "Fill",
    "Grant",
    "Hatch",
    "Hatched",
    "ImportMap",
    "InBulk",
    "Kpi",
    "Label",
    "Layer",
    "Line",
    "Lines",
    "LinesMap",
    "Link",
    "Merge",
    "OnSheet",
    "Page",
    "Panel",
    "Parameter",
    "Past",
    "Picks",
    "PointSymbol",
    "Proposal",
    "Rates",
    "Register",
    "Report",
    "SheetText",
    "SpatialQuery",
    "Start",
    "Succession",
    "SumBy",
    "System",
    "Theme",
    "Transition",
    "TransitionDraft",
    "Triangle",
    "UsedRates",
    "Workflow",
    "WorkingDays",
    "YearMap",
]
