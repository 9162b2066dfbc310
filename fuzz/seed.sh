#!/bin/sh
# Fills fuzz/corpus/ with slices of the sample reports and with the fixtures of
# luoshi-source. Run from anywhere; needs nothing but POSIX tools.
set -eu
cd "$(dirname "$0")"
for target in extract_never_panics spans_are_exact fold_is_idempotent; do
    mkdir -p "corpus/$target"
    for report in ../examples/*.txt; do
        name=$(basename "$report" .txt)
        # Paragraphs, three at a time: small inputs mutate best.
        awk -v out="corpus/$target/$name" '
            NF { n++; part = int((n - 1) / 3); print > (out "-" part ".txt") }
        ' "$report"
    done
    cp ../crates/luoshi-source/tests/fixtures/report.txt "corpus/$target/"
done
mkdir -p corpus/source_never_panics
cp ../crates/luoshi-source/tests/fixtures/*.docx ../crates/luoshi-source/tests/fixtures/*.pdf \
    ../crates/luoshi-source/tests/fixtures/*.xlsx ../crates/luoshi-source/tests/fixtures/*.txt \
    ../examples/*.html ../examples/*.docx corpus/source_never_panics/
