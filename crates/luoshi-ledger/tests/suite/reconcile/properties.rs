//! What must hold for every pair of texts.

use luoshi_ledger::reconcile::{Account, Verdict, reconcile};
use proptest::prelude::*;

use super::report;
use super::scenarios::text;

/// A sentence put together from the pieces of the genre.
fn sentence() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "地区生产总值",
        "固定资产投资",
        "改造老旧小区",
        "总投资6.8亿元的",
        "槐汀风电项目",
        "增长",
        "下降",
        "达到",
        "控制在",
        "7%",
        "6%—7%",
        "24个",
        "8500万元",
        "0",
        "左右",
        "以上",
        "以内",
        "，",
        "；",
        "。",
        "、",
        "一是",
        "二是",
        "民生实事：",
        "年底前",
        "建成",
        "推迟",
        "与经济增长同步",
        "两位数",
        "继续下降",
        "全国",
        "雁陂镇",
        "〔2〕",
        "“",
        "”",
        "霁川",
        "𠮷",
        "５．２％",
        "到2027年",
        "由11户减到5户",
        "79228162514264337593543950335",
        "万亿元",
        "0.0000000000000000000000000001%",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_two_texts_are_reconciled_the_same_way_twice(promise in sentence(), result in sentence()) {
        let earlier = text("霁川县", 2024, "", &promise);
        let later = text("霁川县", 2025, &result, "");
        let (a, b) = (report(&earlier), report(&later));
        let accounts = [
            Account { report: "a", text: &earlier, document: &a },
            Account { report: "b", text: &later, document: &b },
        ];
        let first = reconcile(&accounts[0], &accounts[1]);
        prop_assert_eq!(&first, &reconcile(&accounts[0], &accounts[1]));
        for row in &first.rows {
            let found = row.counterpart.iter().chain(row.parts.iter().filter_map(|p| p.found.as_ref()));
            for passage in found {
                prop_assert_eq!(later.get(passage.start as usize..passage.end as usize), Some(passage.quote.as_str()));
            }
            let known = matches!(row.verdict, Verdict::Met | Verdict::Missed | Verdict::Partly);
            prop_assert!(!known || row.counterpart.is_some(), "{:?}", row);
        }
        let tally = first.tally(None);
        prop_assert_eq!(tally.known() + tally.no_data + tally.not_due, tally.promised);
    }
}
