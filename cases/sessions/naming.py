"""What the people of one session are called in its sentences."""

from collections import Counter
from collections.abc import Iterable

from cases.people.models import Case


def called(cases: Iterable[Case]) -> dict[int, str]:
    """Return each trainee's name by key: the first name, the full one where it would mean two of them. No query."""
    trainees = {case.trainee_id: case.trainee for case in cases}
    count = Counter(trainee.first_name for trainee in trainees.values())
    return {pk: who.full_name if count[who.first_name] > 1 else who.first_name for pk, who in trainees.items()}
