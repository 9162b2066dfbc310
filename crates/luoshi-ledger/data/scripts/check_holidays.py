"""Compares the days of data/holidays with those of two published packages.

Needs chinesecalendar (PyPI, MIT) on the path and the unpacked npm package
chinese-days (MIT): python3 check_holidays.py PATH/chinese-days.json

Prints each day on which the packages and our files differ on whether it is
worked, and exits with 1 if there is one. Nothing is written.
"""

import csv
import datetime
import json
import pathlib
import sys

from chinese_calendar.constants import holidays, workdays

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "holidays"
FIRST, LAST = datetime.date(2016, 1, 1), datetime.date(2026, 12, 31)


def ours():
    """Reads our files; a later notice overrides an earlier one."""
    order = {}
    with open(FOLDER / "notices.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            order[row["number"]] = row["issued_on"]
    rows = []
    for path in FOLDER.glob("20*.csv"):
        with open(path, encoding="utf-8") as file:
            rows.extend(csv.DictReader(file))
    rows.sort(key=lambda row: order[row["notice"]])
    return {datetime.date.fromisoformat(row["date"]): row["kind"] == "work" for row in rows}


def main():
    our = ours()
    with open(sys.argv[1], encoding="utf-8") as file:
        npm = json.load(file)
    differ = 0
    day = FIRST
    while day <= LAST:
        plain = day.weekday() < 5
        works = {
            "ours": our.get(day, plain),
            "chinesecalendar": day in workdays or (plain and day not in holidays),
            "chinese-days": str(day) in npm["workdays"] or (plain and str(day) not in npm["holidays"]),
        }
        if len(set(works.values())) > 1:
            differ += 1
            print(day, works)
        day += datetime.timedelta(days=1)
    print(f"{differ} days differ")
    sys.exit(differ > 0)


main()
