"""Questions to the register of people."""

from __future__ import annotations

from gis_core.parties.models import Person


def entries_of(person: Person) -> set[int]:
    """Ids of every entry of one human, whichever of them is given: entries that are `same_as` each other, over any
    number of steps and also when somebody joined them in a ring.
    """
    known = {person.pk}
    while person.same_as_id and person.same_as_id not in known:
        person = Person.objects.get(pk=person.same_as_id)
        known.add(person.pk)
    new = known
    while new:
        new = set(Person.objects.filter(same_as__in=new).values_list("pk", flat=True)) - known
        known = known | new
    return known
