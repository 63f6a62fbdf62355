"""A large shop: 1,000,000 customers, 100,000 flags in every status, 200,000 refusals.

Plain SQL for PostgreSQL, because the acts themselves would take an hour; what it leaves is what
they would have left.
"""

from collections.abc import Sequence

from django.db import connection, transaction

CUSTOMERS, FLAGS, REFUSALS = 1_000_000, 100_000, 200_000
RARE = "纐纈"  # the family name of 31 customers
FAMILIES = (
    "佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤", "吉田", "山田",
    "佐々木", "山口", "松本", "井上", "木村", "林", "斎藤", "清水", "山崎", "森", "池田", "橋本",
    "阿部", "石川", "山下", "中島", "石井", "小川", "前田", "岡田", "長谷川", "藤田", "後藤",
    "近藤", "村上", "遠藤", "青木", "坂本",
)  # fmt: skip
GIVEN = (
    "一郎", "花子", "健太", "美咲", "翔太", "陽子", "大輔", "恵子", "拓也", "直美", "和也", "由美",
    "誠", "明美", "剛", "真由美", "隆", "久美子", "浩", "裕子", "修", "幸子", "学", "智子", "豊",
    "麻衣", "亮", "彩", "涼", "香織", "航", "優子", "蓮", "結衣", "湊", "葵", "樹", "陽菜", "悠真",
    "凛",
)  # fmt: skip
TRADES = (
    "株式会社つばめ商事", "有限会社みどり工務店", "さくら歯科医院", "あおば印刷株式会社",
    "ひかり製作所", "すみれ書店", "かもめ運輸株式会社", "もみじ食品",
)  # fmt: skip
LOGINS = (
    "ichiro", "hanako", "kenta", "misaki", "shota", "yoko", "daisuke", "keiko", "takuya", "naomi",
)  # fmt: skip
HOSTS = (
    *["gmail.example"] * 8, *["yahoo.example"] * 5, *["docomo.example"] * 4,
    "icloud.example", "ezweb.example", "softbank.example",
)  # fmt: skip
STAFF = [f"担当{number}" for number in range(1, 21)]


def pick(values: Sequence[str], salt: int) -> str:
    """SQL for one of the values, by the row's number and the salt."""
    listed = ", ".join(f"'{value}'" for value in values)
    return f"(ARRAY[{listed}])[1 + abs(hashint4(n * 7 + {salt})::bigint) % {len(values)}]"


CUSTOMER_ROWS = f"""
INSERT INTO kasuhara_plugin_customer
  (id, name, name_key, organisation, party_type, merged_into_id, search_key, created_at)
SELECT n, family || ' ' || given, family || given,
  CASE WHEN n % 10 = 3 THEN trade ELSE '' END,
  CASE WHEN n % 10 = 3 THEN 'company' WHEN n % 20 = 4 THEN 'unknown' ELSE 'individual' END,
  CASE WHEN n % 100 = 50 THEN n - 1 END, '',
  now() - interval '5 years' * (1 - n / {CUSTOMERS}.0)
FROM (
  SELECT n, CASE WHEN n % 32000 = 7 THEN '{RARE}' ELSE {pick(FAMILIES, 1)} END AS family,
    {pick(GIVEN, 2)} AS given, {pick(TRADES, 3)} AS trade
  FROM generate_series(1, {CUSTOMERS}) n
) people"""

EMAIL_ROWS = f"""
INSERT INTO kasuhara_plugin_identifier
  (customer_id, kind, value, key, recorded_at, exempter_key, exempter_name, exemption_reason)
SELECT n, 'email', address, address, now(), '', '', ''
FROM (SELECT n, {pick(LOGINS, 4)} || n || '@' || {pick(HOSTS, 5)} AS address
  FROM generate_series(1, {CUSTOMERS}) n WHERE n % 20 <> 0) mails"""

PHONE_ROWS = f"""
INSERT INTO kasuhara_plugin_identifier
  (customer_id, kind, value, key, recorded_at, exempter_key, exempter_name, exemption_reason)
SELECT n, 'phone', '090-' || substr(digits, 1, 4) || '-' || substr(digits, 5), '+8190' || digits,
  now(), '', '', ''
FROM (SELECT n, lpad((abs(hashint4(n)::bigint) % 100000000)::text, 8, '0') AS digits
  FROM generate_series(1, {CUSTOMERS}) n WHERE n % 5 < 3) phones"""

SEARCH_KEYS = """
UPDATE kasuhara_plugin_customer SET search_key = said.text FROM (
  SELECT member.id, string_agg(line, E'\\n' ORDER BY of.id, place) AS text
  FROM kasuhara_plugin_customer member
  JOIN kasuhara_plugin_customer of
    ON coalesce(of.merged_into_id, of.id) = coalesce(member.merged_into_id, member.id)
  JOIN LATERAL (
    SELECT of.name_key AS line, 1 AS place
    UNION ALL SELECT lower(of.organisation), 2 WHERE of.organisation <> ''
    UNION ALL SELECT CASE kind WHEN 'email' THEN key
        ELSE substr(key, 2) || E'\\n0' || substr(key, 4) END, 3
      FROM kasuhara_plugin_identifier WHERE customer_id = of.id
  ) lines ON true
  GROUP BY member.id
) said WHERE said.id = kasuhara_plugin_customer.id"""

# Of a thousand flags: 100 要注意, 3 waiting, 10 urgent, 40 rejected, 250 lifted, 150 expired.
KINDS = f"""
  SELECT n, n % 1000 AS place, 1 + (n * 7919::bigint) % {CUSTOMERS} AS customer,
    now() - interval '4 years' * (1 - n / {FLAGS}.0) AS at
  FROM generate_series(1, {FLAGS}) n"""
FLAG_ROWS = f"""
INSERT INTO kasuhara_plugin_accountflag
  (id, customer_id, level, scopes, reason, customer_message, clauses, evidence, notify, lapses_at,
   starts_at, until, review_on, proposer_key, proposer_name, proposed_at)
SELECT n, customer,
  CASE WHEN place < 100 THEN 'watch' WHEN n % 10 = 1 THEN 'refuse' ELSE 'limit' END,
  CASE WHEN place < 100 OR n % 10 = 1 THEN '[]'::jsonb WHEN n % 3 = 0 THEN '["quote"]'
    ELSE '["order", "reorder"]' END,
  '電話での暴言が続いたため', '恐れ入りますが、当面のお取引を控えさせていただきます。',
  '["s6-4-b"]', '[]', true, CASE WHEN place BETWEEN 103 AND 112 THEN at + interval '1 day' END, at,
  CASE WHEN place BETWEEN 403 AND 552 THEN least(at::date + 30, current_date - 1)
    WHEN n % 500 = 0 THEN current_date + 7 END,
  CASE WHEN n % 200 = 9 THEN current_date - 3 ELSE current_date + 10 + n % 80 END,
  'staff-' || 1 + n % {len(STAFF)}, {pick(STAFF, 6)}, at
FROM ({KINDS}) flags"""


def decisions(act: str, actor: str, where: str) -> str:
    return f"""
INSERT INTO kasuhara_plugin_flagdecision
  (flag_id, act, rule, actor_key, actor_name, proposer_key, amender_key, approver_key, reason,
   content, at)
SELECT n, '{act}', 'two', '{actor}', '上長', 'staff-' || 1 + n % {len(STAFF)}, '', '', '記録のとおり',
  '{{}}', at FROM ({KINDS}) flags WHERE {where}"""


DECISION_ROWS = (
    decisions("proposed", "x", "true"),
    decisions("approved", "lead", "place BETWEEN 113 AND 949"),
    decisions("rejected", "lead", "place BETWEEN 950 AND 989"),
    decisions("approved", "lead", "place BETWEEN 990 AND 999"),
    decisions("lifted", "lead", "place BETWEEN 650 AND 899"),
    decisions("appealed", "owner", "place BETWEEN 990 AND 999"),
    decisions("appeal_denied", "third", "place BETWEEN 992 AND 999"),
)

REFUSAL_ROWS = f"""
INSERT INTO kasuhara_plugin_refusal
  (reference, at, scope, door, flag_id, proven, actor_key, actor_name)
SELECT 'R-' || substr(code, 1, 4) || '-' || substr(code, 5, 4) || '-' || substr(code, 9, 1),
  now() - interval '3 years' * (1 - n / {REFUSALS}.0),
  {pick(["order", "order", "order", "reorder", "quote"], 8)}, '/shop/meishi/order/',
  1 + (n * 31::bigint) % {FLAGS}, n % 3 = 0, '', ''
FROM (SELECT n, upper(translate(lpad(to_hex(n * 68718::bigint), 9, '0'), '01aeio', 'wxyzkm'))
  AS code FROM generate_series(1, {REFUSALS}) n) codes"""

SEQUENCES = ["customer", "identifier", "accountflag", "flagdecision", "refusal"]


def fill() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for rows in (CUSTOMER_ROWS, EMAIL_ROWS, PHONE_ROWS, SEARCH_KEYS, FLAG_ROWS):
            cursor.execute(rows)
        for rows in (*DECISION_ROWS, REFUSAL_ROWS):
            cursor.execute(rows)
        for name in SEQUENCES:
            table = f"kasuhara_plugin_{name}"
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
            )
    with (
        connection.cursor() as cursor
    ):  # the rows as an old table has them, without our UPDATE's gaps
        cursor.execute("VACUUM FULL kasuhara_plugin_customer")
        cursor.execute("VACUUM (FREEZE, ANALYZE)")
