// The end of a question for the facilitator: both rounds side by side, and what to say about every option. Counts, never who.

import { digits, el, shape } from "./live.js";

export function results(page) {
  const { w } = page;
  const { rows, totals, is_hidden: isHidden, grown, care } = page.view.results;
  const rounds = isHidden || !totals ? [] : [0, 1].filter((nth) => totals[nth]);
  const names = rounds.map((nth) => w(nth ? "step_round2" : "step_round1"));
  return [
    el(
      "section",
      { className: "card sheet reveal", "data-key": "reveal" },
      isHidden && el("p", { className: "message" }, w("results_hidden")),
      el(
        "table",
        { ariaLabel: w(rounds.length > 1 ? "results" : "results_one") },
        el("thead", {}, el("tr", {}, el("th", { scope: "col" }, w("option")), names.map((name) => el("th", { scope: "col", className: "count" }, name)), el("th", { scope: "col" }, w("why")))),
        el("tbody", {}, rows.map((row) => line(page, row, rounds, totals, names))),
      ),
      grown && el("p", { className: grown.after > grown.before ? "grown" : "" }, w("grown", grown.before, grown.after, grown.of)),
    ),
    care && el("p", { className: "message care", "data-key": "care" }, el("b", {}, care)),
  ].filter(Boolean);
}

function line(page, row, rounds, totals, names) {
  const { lang, w } = page;
  const count = (nth) => {
    const bar = el("i", { className: nth ? "bar second" : "bar", style: `width: ${Math.round((100 * row.rounds[nth]) / totals[nth])}%` });
    return el("td", { className: "count", "data-label": names[rounds.indexOf(nth)] }, el("b", {}, digits(row.rounds[nth], lang)), el("span", { className: "track", ariaHidden: "true" }, bar));
  };
  return el(
    "tr",
    { className: row.is_right ? "right" : "", "data-key": row.letter },
    el("th", { scope: "row" }, el("span", { className: "option" }, shape(row.letter, row.said), el("span", {}, row.text, row.is_right && el("span", { className: "chip rice" }, el("i", { className: "sign check", ariaHidden: "true" }), w("better"))))),
    row.rounds && rounds.map(count),
    el("td", { className: "why" }, row.feedback, " ", el("button", { type: "button", className: "button tight listen", "data-say": row.feedback, ariaLabel: `${w("listen")}: ${row.feedback}` }, el("i", { className: "sign listen", ariaHidden: "true" }))),
  );
}
