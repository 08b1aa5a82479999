"""Which page fills each field that the demonstration fills: model → name of the route → names of its fields.

A field that no page fills has no place in the demonstration: it leaves, or a page gets it.
"""

from typing import Final

PAGES: Final[dict[str, dict[str, str]]] = {
    "accounts.Provider": {"provider_settings": "name legal_name email phone shared_mailboxes"},
    "accounts.Site": {"record_create": "name street postcode place land"},
    "accounts.Team": {"record_create": "name site"},
    "accounts.User": {
        "member_create": "first_name last_name",
        "invitation": "email password",
    },
    "accounts.StaffProfile": {"own_profile": "user phone reachable picture"},
    "accounts.Membership": {
        "member_create": "user role kind site team starts_on ends_on",
        "member_person": "qualification conduct_seen_on secrecy_signed_on",
        "invitation": "joined_at",
    },
    "accounts.RoleGrant": {
        "member_create": "user role kind site team starts_on ends_on reason",
        "member_person": "qualification conduct_seen_on secrecy_signed_on",
        "role_grant_confirm": "decided_by decided_at",
    },
    "accounts.FundingBody": {"record_create": "name kind email"},
    "accounts.FunderAccess": {"reader_create": "user funding_body starts_on sees_persons"},
    "companies.Company": {
        "company_create": "name trade size chamber street postcode place land phone email",
    },
    "companies.CompanyContact": {
        "contact_create": "company role salutation first_name last_name email phone",
    },
    "cases.Lot": {"record_create": "name starts_on ends_on"},
    "cases.Measure": {
        "record_create": "lot number name model funding_body site starts_on ends_on has_pre_phase pre_phase_places"
        " uses_emaw",
    },
    "cases.MeasureProof": {"measure_proof": "measure kind"},
    "cases.MeasureYear": {"years_create": "measure number starts_on ends_on"},
    "cases.Contingent": {"contingent_add": "year funding_body part minutes"},
    "cases.Rate": {"rate_create": "lot part cents_per_hour starts_on source"},
    "cases.Trainee": {
        "admission_create": "first_name last_name birth_date gender customer_number school_leaving language street"
        " postcode place land phone email guardian_name guardian_phone",
        "admission_part": "school school_days",
        "trainee_account": "user",
    },
    "cases.Case": {
        "admission_create": "trainee eligibility reported_on team",
        "admission_part": "needs goals",
        "admission_check": "started_on",
        "case_step": "state state_before_pause planned_end_on ended_on exit_reason exit_outcome whereabouts "
        "whereabouts_remark",
    },
    "cases.Admission": {
        "admission_create": "case measure entry_on started_by started_at",
        "admission_part": "parts",
        "admission_check": "completed_at completed_by",
    },
    "cases.MeasureStay": {"admission_check": "case measure starts_on", "case_move": "ends_on"},
    "cases.ContactAssignment": {
        "admission_part": "case member starts_on",
        "contact_person_change": "reason ends_on",
    },
    "cases.ContactDeputy": {"deputy_create": "assignment member starts_on ends_on"},
    "cases.CaseStaff": {"case_team_edit": "case member starts_on", "case_team_end": "ends_on"},
    "cases.TrainingContract": {
        "admission_part": "case company trainer kind occupation occupation_name starts_on ends_on trial_ends_on",
        "contract_create": "chamber register_number signed_on part_time_percent",
        "contract_end": "notice_on ended_on end_reason break_reason",
    },
    "cases.Exam": {"exam_create": "contract kind on attempt", "exam_result": "result result_on"},
    "cases.PrePhase": {"case_step": "case starts_on planned_end_on ended_on extended_to extension_reason"},
    "cases.Suspension": {"case_step": "case starts_on expected_on ends_on reason"},
    "cases.AfterCare": {"case_step": "case starts_on training_ended_on ends_on"},
    "cases.CaseExit": {"case_step": "case on reason outcome whereabouts remark state"},
    "cases.LifeCode": {
        "life_code_create": "kind code label success is_personal official_code list_version starts_on source "
        "confidence",
    },
    "cases.LifeRule": {"life_rule_edit": "key value source confidence"},
    "cases.SupportElement": {
        "support_elements": "case module goal content starts_on ends_on minutes_per_week rhythm place staff",
    },
    "cases.Consent": {
        "admission_part": "case purpose given_on given_by",
        "consent_withdraw": "withdrawn_on",
    },
    "cases.CounsellingNote": {"note_create": "case level sealed_text"},
    "cases.CompanyStatus": {"company_status_edit": "contract sign sentence"},
    "cases.LessonGroup": {"group_create": "name module staff team room starts_on"},
    "cases.GroupMember": {"group_member_add": "group case starts_on", "group_member_end": "ends_on"},
    "cases.SessionSeries": {
        "series_create": "group case module staff rhythm weekday starts_at minutes room starts_on ends_on"
        " skip_school_holidays skip_school_blocks",
    },
    "cases.SchoolTime": {"school_times": "case weekday starts_on ends_on title"},
    "cases.StaffAbsence": {"absence_create": "member kind starts_on ends_on cover"},
    "cases.SessionOffer": {"series_create": "session member", "offer_list": "answer"},
    "cases.Session": {
        "session_create": "kind title starts_at ends_at place room company",
        "session_log": "topic result employer_present",
        "session_move": "moved_from change_reason",
        "session_cancel": "cancelled_at cancelled_by",
        "series_create": "series",
    },
    "cases.SessionStaff": {"session_create": "session member"},
    "cases.Attendance": {
        "session_create": "session case mode",
        "session_log": "outcome minutes late_minutes reason",
    },
    "cases.AttendanceProof": {"proof_take": "attendance kind typed_name drawing"},
    "cases.AttendanceSheet": {"sheet_upload": "file file_name"},
    "cases.SheetSession": {"sheet_upload": "sheet session"},
    "cases.HourGrant": {"grant_create": "case measure", "grant_agree": "state agreed_step"},
    "cases.HourGrantStep": {
        "grant_create": "grant kind side channel on letter_on starts_on ends_on tuition_minutes stabilisation_minutes"
        " total_minutes",
        "grant_counter": "number remark",
    },
    "cases.DayCode": {"day_code_create": "letters label kind official starts_on"},
    "cases.DayStatus": {"day_grid": "case on code proof_route proof_seen_on"},
    "cases.ProForma": {"pro_forma_create": "attendance reason", "pro_forma_decide": "confirmed_by"},
    "cases.MonthClose": {"month_measure": "measure month closed_by closed_at", "month_close_empty": "is_empty"},
    "cases.MonthCorrection": {
        "correction_create": "session change reason service_on before effects",
        "correction_detail": "answer state decided_by decided_at",
    },
    "cases.FormIssue": {"form_measure": "measure month reason number"},
    "cases.BillingSheet": {"billing_create": "measure month number"},
    "cases.ParticipantList": {"form_list": "measure month rows"},
    "cases.EmawMessage": {
        "emaw_create": "about_on by_letter case direction due_on expects_reply measure text type answers",
        "emaw_mark": "state sent_on",
    },
    "cases.AuditGrant": {"auditor_create": "user starts_on ends_on"},
    "cases.AuditGrantCase": {"auditor_create": "grant case"},
    "reports.Report": {
        "report_order": "type period case_ids measure case lot funding_body reason",
        "report_texts": "texts texts_by",
        "report_release": "state released_by released_at",
        "report_withdraw": "withdrawn_by withdrawn_at withdrawal_reason",
    },
    "reports.ReportSchedule": {
        "schedule_create": "type measure lot funding_body rhythm months trial_days draft_day due_day starts_on",
    },
}

#: Fields that nobody types, in whichever model, with the reason.
BY_ITSELF: Final[dict[str, str]] = {
    "provider": "the wall behind which the page stands",
    "public_id": "a random identifier",
    "request_key": "the key of the form",
    "version": "counts the changes",
    "created_at": "the moment of saving",
    "created_by": "who is signed in",
    "entered_at": "the moment of saving",
    "entered_by": "who is signed in",
    "updated_at": "the moment of saving",
    "updated_by": "who is signed in",
    "snapshot": "counted by the program",
    "snapshot_sha256": "counted by the program",
}

#: Tables that the program writes as a trace of what people do on the pages above, with the reason.
TRACES: Final[dict[str, str]] = {
    "accounts.Invitation": "sent when somebody is given a right",
    "accounts.LogEntry": "one line per act",
    "cases.CaseEvent": "one row per change in a case's life",
    "cases.LedgerEntry": "booked from sessions",
    "cases.MonthTotal": "summed by a trigger of the bookings",
    "cases.RuleSet": "built in; the page rule_set_copy makes further ones",
    "cases.Rule": "built in; the page rule_set_copy makes further ones",
    "companies.Occupation": "the catalogue that comes with the program",
    "companies.OccupationName": "the catalogue that comes with the program",
    "companies.Postcode": "the catalogue that comes with the program",
    "jobs.Job": "work ordered by an act",
    "mail.Mail": "written by an act",
    "reports.ReportFile": "made from the report",
}

#: Single fields that the program fills, with the reason.
DERIVED: Final[dict[str, str]] = {
    "accounts.Provider.is_demo": "marks the demonstration, which no page can make",
    "accounts.User.date_joined": "the moment of the invitation",
    "accounts.User.is_invited": "until the invitation is accepted",
    "accounts.User.last_login": "the moment of signing in",
    "accounts.User.last_provider": "where somebody last worked",
    "accounts.RoleGrant.asked_by": "who is signed in",
    "accounts.RoleGrant.asked_at": "the moment of saving",
    "accounts.RoleGrant.state": "alone before the first case, else decided by a second person",
    "cases.AttendanceProof.at": "the moment of signing",
    "cases.AttendanceProof.taken_by": "who is signed in",
    "cases.AttendanceSheet.sha256": "counted from the file",
    "cases.AttendanceSheet.uploaded_at": "the moment of saving",
    "cases.AttendanceSheet.uploaded_by": "who is signed in",
    "cases.CompanyStatus.set_at": "the moment of saving",
    "cases.CompanyStatus.set_by": "who is signed in",
    "cases.Consent.recorded_by": "who is signed in",
    "cases.Consent.text_version": "the text in use",
    "cases.CounsellingNote.author": "who is signed in",
    "cases.CounsellingNote.written_at": "the moment of saving",
    "cases.EmawMessage.occasion": "what made the message due",
    "cases.EmawMessage.occasion_key": "what made the message due",
    "cases.EmawMessage.interface_version": "the version in use",
    "cases.MonthCorrection.requested_at": "the moment of saving",
    "cases.MonthCorrection.requested_by": "who is signed in",
    "cases.MonthCorrection.session_key": "the session's identifier, kept",
    "cases.ParticipantList.received_at": "the moment of saving",
    "cases.ParticipantList.received_by": "who is signed in",
    "cases.ProForma.requested_at": "the moment of saving",
    "cases.ProForma.requested_by": "who is signed in",
    "cases.ProForma.confirmed_at": "the moment of the decision",
    "cases.Session.documented_at": "the moment of saving",
    "cases.Session.documented_by": "who is signed in",
    "cases.SessionOffer.offered_at": "the moment of planning",
    "cases.SessionOffer.answered_at": "the moment of the answer",
    "reports.Report.data_as_of": "the moment of counting",
    "reports.Report.number": "counts the versions of a report",
    "reports.Report.job": "the work ordered with it",
}
