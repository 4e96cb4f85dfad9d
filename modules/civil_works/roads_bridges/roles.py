"""Who may do what in this system, as words for grants."""

OFFICE = (
    "counter_clerk officer inspector engineer surveyor planner division_head finance_head procurement_officer"
    " clerk_chief executive council_secretary auditor"
)
KEEPERS = "engineer surveyor"
FIELD = "engineer surveyor inspector"
EXPORTERS = "engineer surveyor planner division_head executive auditor"
SIGNERS = ("executive",)
