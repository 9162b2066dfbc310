#!/usr/bin/env bash
# tests/api-fuzz.sh [SECONDS [EXAMPLES [PERSON…]]]
# Calls the API of a demonstration by its own document (schemathesis), with a key of
# each role, and fails on any answer of 500 or more and on any answer that the document
# does not name. SECONDS is how long a role may take, 75 if not given; an administrator
# takes as long again. EXAMPLES is how many calls of each kind are made up, 10 if not
# given; PERSON who of the demonstration calls, by default one of each role.
#
# LUOSHI names the program, by default the one that the tests have built;
# SCHEMATHESIS_PROGRAM that of schemathesis, by default the one on the path.

set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-75} examples=${2:-10}
people=("${@:3}")
[ ${#people[@]} != 0 ] || people=(admin ducha shenhe shangwu zhujian xianzhang daibiao)
luoshi=${LUOSHI:-${CARGO_TARGET_DIR:-$PWD/target}/debug/luoshi}
schemathesis=${SCHEMATHESIS_PROGRAM:-schemathesis}

folder=$(mktemp -d)
server=
finish() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$folder"
}
trap finish EXIT

"$luoshi" serve --demo --port 0 >"$folder/out" 2>"$folder/log" &
server=$!
for _ in $(seq 300); do
    grep -q http:// "$folder/log" && break
    kill -0 "$server" 2>/dev/null || break
    sleep 0.2
done
site=$(grep -o 'http://[0-9.:]*' "$folder/log" | head -n 1) || {
    cat "$folder/log" >&2
    exit 1
}

page() { # PATH FIELD=VALUE…
    local path=$1 fields=()
    shift
    for field in "$@"; do fields+=(--data-urlencode "$field"); done
    curl -sS --max-time 30 -b "$folder/jar" -c "$folder/jar" "${fields[@]}" "$site$path"
}

password=$(page /login | grep -o '<code>[^<]*</code>' | head -n 1 | sed 's/<[^>]*>//g')
page /login person=admin "password=$password" >/dev/null

key() { # PERSON SCOPE…
    local person=$1 csrf fields=()
    shift
    for scope in "$@"; do fields+=("scope=$scope"); done
    csrf=$(page /admin/tokens | grep -o 'name="csrf" value="[^"]*"' | head -n 1 | sed 's/.*value="//;s/"//')
    page /admin/tokens "csrf=$csrf" "name=fuzz-$person" "person=$person" "${fields[@]}" |
        grep -o 'luoshi_[0-9a-f]\{64\}' | head -n 1
}

# Keys are made before anything is called: the calls of an administrator change people.
declare -A keys
for person in "${people[@]}"; do
    scopes=(read write)
    [ "$person" != admin ] || scopes+=(admin)
    keys[$person]=$(key "$person" "${scopes[@]}")
done

fuzz() { # PERSON
    # Slower than the limit of calls a minute; else 429 hides what is behind it.
    cd "$folder" && "$schemathesis" run "$site/api/v1/openapi.json" --header "Authorization: Bearer ${keys[$1]}" \
        --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance \
        --rate-limit 1100/m --max-time "$seconds" --max-examples "$examples" --phases coverage,fuzzing \
        --generation-database none --continue-on-failure --warnings off --no-color >"$folder/$1.txt" 2>&1
}

# Each key has a limit of its own, so people call side by side; an administrator comes
# last, because what they call changes people.
failed=0
tell() { # PERSON CODE
    echo "==> $1"
    if [ "$2" = 0 ]; then
        grep -A 2 '^Test cases' "$folder/$1.txt"
    else
        failed=1
        cat "$folder/$1.txt"
    fi
}
declare -A running
for person in "${people[@]}"; do
    [ "$person" != admin ] || continue
    (fuzz "$person") &
    running[$person]=$!
done
for person in "${!running[@]}"; do
    code=0
    wait "${running[$person]}" || code=$?
    tell "$person" "$code"
done
if [ -n "${keys[admin]:-}" ]; then
    code=0
    (fuzz admin) || code=$?
    tell admin "$code"
fi
kill -0 "$server" 2>/dev/null || {
    echo "the server ended" >&2
    cat "$folder/log" >&2
    exit 1
}
exit "$failed"
