from django.db import migrations

from cases.people.life.dates import last_day


def _enter(schema_editor, provider_id):
    schema_editor.execute("SELECT set_config('asa.provider', %s, true)", [str(provider_id)])


def _last_change(events, case, after):
    """Return the day on which the case last came into a state, or its entry."""
    event = events.filter(case=case, kind="state", details__after=after).order_by("-on", "-id").first()
    return event.on if event else case.started_on


def give_dates(apps, schema_editor):
    """Key whereabouts that were free text, and date the Vorphase and the rest of cases that are in them."""
    Case, CaseEvent = apps.get_model("cases", "Case"), apps.get_model("cases", "CaseEvent")
    PrePhase, Suspension = apps.get_model("cases", "PrePhase"), apps.get_model("cases", "Suspension")
    for provider in apps.get_model("accounts", "Provider").objects.all():
        _enter(schema_editor, provider.pk)
        Case.objects.filter(provider=provider, whereabouts="").exclude(whereabouts_remark="").update(whereabouts="other")
        for case in Case.objects.filter(provider=provider, state__in=["pre_phase", "suspended"]):
            if "pre_phase" in (case.state, case.state_before_pause):
                begun = _last_change(CaseEvent.objects, case, "pre_phase")
                PrePhase.objects.create(
                    provider=provider, case=case, starts_on=begun, planned_end_on=last_day(begun, 6)
                )
            if case.state == "suspended":
                begun = _last_change(CaseEvent.objects, case, "suspended")
                Suspension.objects.create(provider=provider, case=case, starts_on=begun, reason="nicht angegeben")
    schema_editor.execute("SELECT set_config('asa.provider', '', true)")


class Migration(migrations.Migration):
    dependencies = [("cases", "0017_life_of_a_case")]

    operations = [migrations.RunPython(give_dates, migrations.RunPython.noop)]
