"""Who stands in the form: as written down with an issued version, else as stored now."""

from collections.abc import Iterable, Mapping

from cases.months.contingent_form.figures import Overview, PersonName
from cases.people.models import Case


def name_of(case: Case) -> PersonName:
    """Return what the form says of a person now."""
    trainee = case.trainee
    return PersonName(
        case=str(case.public_id),
        last_name=trainee.last_name,
        first_name=trainee.first_name,
        customer_number=trainee.customer_number,
        birth_date=trainee.birth_date.isoformat() if trainee.birth_date else "",
    )


def frozen_names(overview: Overview) -> tuple[PersonName, ...]:
    """Return everybody of the form as stored now, in the form's order: to be kept with the version."""
    cases = Case.objects.filter(public_id__in=[person.case for person in overview.people]).select_related("trainee")
    found = {str(case.public_id): name_of(case) for case in cases}
    return tuple(found[person.case] for person in overview.people if person.case in found)


def names_in(overviews: Iterable[Overview], visible: Mapping[str, Case]) -> dict[str, PersonName]:
    """Return the names of those whom the reader may see, by public id; kept names go before those of now."""
    kept = {name.case: name for overview in overviews for name in overview.names}
    return {key: kept.get(key) or name_of(case) for key, case in visible.items()}
