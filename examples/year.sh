#!/usr/bin/env bash
# Plays a year on the ledger of one report, with a fixed clock: items are signed,
# late, extended, returned, suspended, sent back, withdrawn and cleared. At the end
# come the statistics and the verification.
#
#   examples/year.sh REPORT [FOLDER]
#
# LUOSHI names the program (default: target/release/luoshi). The ledger is made in
# FOLDER, by default a fresh one; LUOSHI_DB=postgres://… plays on PostgreSQL.

set -euo pipefail

report=$(realpath "${1:?usage: examples/year.sh REPORT [FOLDER]}")
here=$(cd "$(dirname "$0")/.." && pwd)
luoshi=$(realpath "${LUOSHI:-$here/target/release/luoshi}")
folder=${2:-$(mktemp -d)}
mkdir -p "$folder"
cd "$folder"
export LUOSHI_DB=${LUOSHI_DB:-year.db} LANG=${LANG:-zh_CN.UTF-8}

at() { # TIME COMMAND…: the clock shows TIME in Beijing
    LUOSHI_NOW=$1 "$luoshi" "${@:2}"
}

act() { # TIME ROLE ITEM ACT…: an act by somebody of that role
    local time=$1 role=$2 item=$3
    shift 3
    local who=(--as "$role" --role "$role")
    case $role in
        clerk) who=(--as 经办人 --role clerk --agency "${lead[$item]}") ;;
        office) who=(--as 督查员 --role supervisor) ;;
        office2) who=(--as 督查室主任 --role supervisor) ;;
        leader) who=(--as 分管领导 --role leader) ;;
        reviewer) who=(--as 审核人 --role reviewer) ;;
    esac
    at "$time" act "$item" "$@" "${who[@]}" >>acts.log
}

# The first document that is a report gives place and year.
first=$("$luoshi" read "$report" --format jsonl | python3 -c '
import json, sys
for line in sys.stdin:
    for document in json.loads(line)["documents"]:
        if document["kind"] == "work_report" and document["year"]:
            region = document["region"] or {"name": "某地", "level": "county"}
            print(document["year"], region["name"], region["level"])
            sys.exit()
')
read -r year place level <<<"$first"

at "$year-01-08T09:00" init --place "$place" --level "$level"
at "$year-01-08T09:10" import "$report"
rows=$(at "$year-01-08T09:10" draft list --json | python3 -c '
import json, sys
for report in json.load(sys.stdin):
    print(report["id"])
')
while read -r id; do
    at "$year-01-08T09:20" agency add --from "$id"
    at "$year-01-08T09:30" draft confirm "$id" all
    at "$year-01-08T10:00" publish "$id" --not-secret
done <<<"$rows"

declare -A lead
items=()
while IFS=$'\t' read -r id agency; do
    items+=("$id")
    lead[$id]=$agency
done < <(at "$year-01-08T10:10" item list --sort number --limit 5000 --json | python3 -c '
import json, sys
for item in json.load(sys.stdin)["items"]:
    print(item["id"], item["lead"], sep="\t")
')

echo "现场核查记录：已完成。" >proof.txt

# What becomes of an item is decided by its place in the list: one in ten each.
for index in "${!items[@]}"; do
    item=${items[$index]}
    case $((index % 10)) in
        0) life=never ;;      # nobody signs
        1) life=returned ;;   # not our duty; another agency takes it
        2) life=extended ;;   # asked in time, refused once, granted once
        3) life=suspended ;;  # stands still for a month
        4) life=sent-back ;;  # the first closing is not good enough
        5) life=late ;;       # closed after its date
        6) life=withdrawn ;;
        7) life=stuck ;;      # reports progress, never closes
        *) life=cleared ;;
    esac
    echo "$item $life" >>lives.txt
    [ $life != never ] || continue
    if [ $life = returned ]; then
        act "$year-01-08T11:00" clerk "$item" ask-return --basis 不属本单位职责
        act "$year-01-08T15:00" office "$item" grant return --to "${lead[${items[$(((index + 1) % ${#items[@]}))]}]}" --reason 按职责调整 || {
            act "$year-01-08T15:00" office "$item" refuse return --reason 职责清楚
        }
        lead[$item]=$(at "$year-01-08T15:10" item show "$item" --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["item"]["content"]["lead"])')
    fi
    act "$year-01-09T09:00" clerk "$item" sign
    act "$year-01-09T10:00" clerk "$item" deploy 已开会部署 --handler 经办人
    act "$year-01-12T10:00" clerk "$item" feed-back 已制定方案，责任到人
    if [ $life = withdrawn ]; then
        act "$year-02-20T10:00" office "$item" withdraw --reason 政策调整，不再实施
    fi
done

# Closed with evidence, reviewed by somebody else, struck off.
settle() { # ITEM DAY
    act "$2T09:00" clerk "$1" attach proof.txt
    act "$2T10:00" clerk "$1" ask-closing --conclusion 任务已完成
    act "$2T15:00" reviewer "$1" accept-closing --grade 良 --conclusion 现场核查属实
    act "$2T16:00" office2 "$1" clear
    settled[$1]=1
}

month_of() { # ITEM LIFE MONTH: what a month brings for an item
    local item=$1 life=$2 month=$3 day=$year-$3
    case $life-$month in
        never-* | withdrawn-*) ;;
        suspended-04)
            act "$day-10T09:00" clerk "$item" ask-suspension --reason 等待上级批复
            act "$day-10T15:00" office "$item" grant suspension
            ;;
        suspended-05) act "$day-12T09:00" office "$item" resume --reason 批复已到 ;;
        extended-02 | extended-03)
            # One whose date is over by then is refused, and the year goes on.
            act "$day-05T09:00" clerk "$item" ask-extension --due "$((year + 1))-03-20" \
                --reason 冬季不能施工 --progress 已完成六成 2>>refused.log || return 0
            if [ "$month" = 02 ]; then
                act "$day-06T09:00" office "$item" refuse extension --reason 理由不足
            else
                act "$day-06T09:00" office "$item" grant extension
            fi
            ;;
        sent-back-06)
            act "$day-10T09:00" clerk "$item" attach proof.txt
            act "$day-10T10:00" clerk "$item" ask-closing --conclusion 已完成
            act "$day-12T10:00" reviewer "$item" send-back --reason 佐证不足
            ;;
        late-05) act "$day-06T09:00" leader "$item" direct 加快进度，每月报告 ;;
        cleared-06 | sent-back-07 | returned-09 | suspended-11 | extended-11) settle "$item" "$day-20" ;;
        *) act "$day-27T16:00" clerk "$item" report "${month}月工作按计划推进" --next 继续推进 ;;
    esac
}

declare -A settled
at "$year-01-31T09:00" sweep --json >sweep-01.json
for month in 02 03 04 05 06 07 08 09 10 11 12; do
    while read -r item life <&3; do
        [ -n "${settled[$item]:-}" ] || month_of "$item" "$life" "$month"
    done 3<lives.txt
    at "$year-$month-28T18:00" sweep --json >"sweep-$month.json"
done
while read -r item life <&3; do
    [ "$life" != late ] || settle "$item" "$((year + 1))-01-15"
done 3<lives.txt
at "$((year + 1))-01-20T09:00" sweep --json >sweep-end.json
at "$((year + 1))-01-20T09:00" sweep --json >sweep-again.json

end=$((year + 1))-01-20T10:00
echo "== acts: $(wc -l <acts.log)"
at "$end" stats --from "$year-01-01"
at "$end" db checkpoint | tee checkpoints.txt
at "$end" verify --checkpoints checkpoints.txt
at "$end" db rebuild
at "$end" verify
