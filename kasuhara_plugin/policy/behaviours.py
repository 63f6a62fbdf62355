"""What a policy names: types of behaviour, reasons to suspend a talk, and measures against malicious
cases; and the clause of the shipped text that each rests on. Data; a version's own mapping is ``ClauseBasis``.

Source: the table of the policy's clauses; types without a clause there come from the ministry's
manual (厚生労働省) and rest on s4, whose examples are not exhaustive.
"""

from typing import NamedTuple


class Named(NamedTuple):
    label: str
    clause: str


BEHAVIOURS: dict[str, Named] = {
    "excessive_compensation": Named("過度な補償・返金要求", "s4-1-a"),
    "beyond_responsibility": Named("責任範囲を超えた対応の強要", "s4-1-b"),
    "special_treatment": Named("特別対応の要求", "s4-1-c"),
    "verbal_abuse": Named("威圧・恫喝・暴言・人格否定", "s4-2-a"),
    "time_restraint": Named("長時間の電話", "s4-2-b"),
    "repetition": Named("同一内容の執拗な問い合わせ", "s4-2-b"),
    "threat": Named("脅迫", "s4-2-c"),
    "obstruction": Named("業務妨害", "s4-2-c"),
    "defamation_hint": Named("誹謗中傷の示唆", "s4-2-d"),
    "defamation": Named("誹謗中傷の実行", "s4-2-d"),
    "in_person_intimidation": Named("対面での威圧的態度", "s4-2-e"),
    "refusal_to_leave": Named("居座り", "s4-2-e"),
    "violence": Named("身体的な攻撃", "s4"),
    "authority": Named("権威をふりかざす言動", "s4"),
    "offsite_restraint": Named("事業所の外での拘束", "s4"),
    "sexual_harassment": Named("性的な言動", "s4"),
    "dogeza": Named("土下座の要求", "s4"),
    "discrimination": Named("差別的な言動", "s4"),
    "privacy_invasion": Named("プライバシーの侵害", "s4"),
    "stalking": Named("つきまとい", "s4"),
    "other": Named("その他", "s4"),
}
SUSPENSION_REASONS: dict[str, Named] = {
    "abuse_continues": Named("暴言・威圧が改善されない", "s6-3-a"),
    "work_disrupted": Named("業務に著しい支障", "s6-3-b"),
    "safety_threatened": Named("安全が脅かされる", "s6-3-c"),
    "repeats_after_explanation": Named("説明の後も同じ内容が繰り返される", "s6-3-b"),
    "time_limit": Named("時間の上限に達した", "s6-3-b"),
}
MEASURES: dict[str, Named] = {
    "call_termination": Named("電話対応の打ち切り", "s6-4-a"),
    "transaction_restriction": Named("取引の制限", "s6-4-b"),
    "transaction_refusal": Named("取引のお断り", "s6-4-b"),
    "external_consultation": Named("警察や弁護士などへの相談", "s6-4-c"),
}
NAMED = BEHAVIOURS | SUSPENSION_REASONS | MEASURES
