// What the big screen shows at each step. It must never show a name, a child's picture, or how the options stand before the reveal.
import { el, fill, shape } from "./live.js";

const KNOWN = 0.8; // eight in ten know it: the goal of actions/group_quiz_views.py

const { assets, words: told } = document.body.dataset;
const words = JSON.parse(told);
const lang = document.documentElement.lang;
const small = (name) => el("img", { src: `${assets}/pictures/drawn/small/${name}.svg`, alt: "" });
const sign = (name, label) => el("i", { className: `sign ${name}`, ...(label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" }) });

export const say = (name, ...values) => fill(words[name] ?? name, lang, ...values);

// A step offers several drawings, the fullest first; the first that fits in at the least size is taken.
export function drawings(view) {
  if (view.aside?.help) return [helpCard];
  if (view.step === "ended") return [view.is_quiet || !view.goal?.of ? thanks : ended];
  if (view.step === "reveal" && (view.is_quiet || !view.results)) return [thanks]; // a test tells nothing
  if (view.step === "prepared") return [waiting];
  if (view.is_trial) return [trial];
  if (view.step === "read") return (view.question.picture ? ["wide", "slim", ""] : [""]).map((width) => (now) => read(now, width));
  if (view.step === "discuss") return ["picture", "stem", ""].map((more) => (now) => discuss(now, more));
  if (view.step === "reveal") return REVEALS.map((has) => Object.assign((now) => reveal(now, has), { isMeagre: has.told === "one" })); // smaller letters before one explanation
  return [(now) => ask(now, true), (now) => ask(now, false)];
}

function read(view, width = "") {
  const picture = width && el("img", { className: `scene ${width}`, src: view.question.picture, alt: "" });
  return [el("div", { className: `reading ${width}` }, el("h1", {}, view.question.stem), picture), base(view, say("read"), "listen")];
}

function ask(view, hasPicture) {
  return [stem(view, hasPicture), options(view.question.options), base(view, instruction(view))];
}

function discuss(view, more) {
  const picture = el("img", { src: `${assets}/pictures/drawn/scenes/three-talk.svg`, alt: "" });
  const prompt = el("div", { className: "prompt" }, picture, el("h2", {}, view.question.discuss), sandGlass(view.aside?.sand));
  return [more && stem(view, more === "picture"), prompt, options(view.question.options), base(view, say("discuss"))];
}

function stem({ question }, hasPicture) {
  const picture = hasPicture && question.picture && el("img", { className: "scene", src: question.picture, alt: "" });
  return el("div", { className: "stem" }, el("h1", {}, question.stem), picture);
}

function options(all) {
  const tile = ({ letter, said, text, picture }) =>
    el("li", { className: "option", "data-letter": letter }, shape(letter, said), picture && el("img", { src: picture, alt: "" }), el("span", {}, text));
  return el("ul", { className: `options${all.some((one) => one.picture) ? " pictured" : ""}` }, ...all.map(tile));
}

function trial(view) {
  const letter = view.question.item.slice(-1).toUpperCase();
  const said = lang === "km" ? "កខគឃ"["ABCD".indexOf(letter)] : letter;
  return [el("div", { className: "trial", "data-letter": letter }, shape(letter, said), el("h1", {}, view.question.stem)), base(view, view.step === "read" ? say("read") : "")];
}

function instruction(view) {
  if (isOpen(view) && view.present && view.answered >= view.present) return say("thanks");
  if (view.step === "think") return view.is_quiet ? say("think_quiet") : say(view.mode === "cards" || view.mode === "team" ? "think_cards" : "think");
  return say(`${view.step}_${view.mode}`);
}

// The foot: what to do now, and how many have answered. Never who.
function base(view, text, name = "") {
  return el(
    "footer",
    { className: "base" },
    name ? sign(name) : small("lotus"),
    el("b", { className: "grow" }, text),
    isOpen(view) ? beads(view) : el("span", { className: "nth" }, say("question", view.nth, view.of)),
  );
}

const isOpen = ({ step }) => step === "round1" || step === "round2";

function beads({ answered, present }) {
  const dots = Array.from({ length: Math.max(answered, present) }, (_, nth) => el("i", { className: nth < answered ? "in" : "" }));
  const label = say("answered_long", answered, present);
  const count = el("span", { "data-round-count": answered, role: "status", "aria-label": label }, say("answered", answered, present));
  return [el("div", { className: "beads", "aria-hidden": "true" }, ...dots), count];
}

// ---- the reveal: both rounds side by side. Every explanation where they fit; else that of the better answer and of the one most chosen beside it.
const REVEALS = [
  { stem: true, told: "all" },
  { stem: false, told: "all" },
  { stem: true, told: "two" },
  { stem: false, told: "two" },
  { stem: false, told: "one" },
];

function reveal({ question, results }, has) {
  const { rows, totals, is_hidden: isHidden, care } = results;
  const hasCounts = !isHidden && totals && Math.max(...totals) > 0;
  const tell = new Set(explained(rows, has.told).map((row) => row.letter));
  const list = rows.map((row) => result(row, hasCounts ? totals : null, tell.has(row.letter)));
  const sentence = isHidden ? say("hidden") : hasCounts ? growth(results) : "";
  return [
    has.stem && el("div", { className: "stem brief" }, el("h1", {}, question.stem)),
    el("ol", { className: `results${hasCounts ? "" : " bare"}`, "data-told": has.told }, ...list),
    el(
      "div",
      { className: "closing" },
      sentence && el("p", { className: "message well growth" }, small("lotus"), el("b", {}, sentence)),
      care && el("p", { className: "message care" }, sign("leaf"), el("span", {}, care)),
    ),
  ];
}

function explained(rows, how) {
  const right = rows.find((row) => row.is_right);
  if (how === "all") return rows;
  const chosen = (row) => (row.rounds ? row.rounds[0] + row.rounds[1] : 0);
  const other = rows.filter((row) => !row.is_right && chosen(row)).sort((a, b) => chosen(b) - chosen(a))[0];
  return [right, ...(how === "two" && other ? [other] : [])];
}

function result(row, totals, hasFeedback) {
  const head = el("b", {}, row.is_right && sign("check", say("right")), row.picture && el("img", { src: row.picture, alt: "" }), el("span", {}, row.text));
  const text = el("div", { className: "text" }, head, hasFeedback && el("p", {}, row.feedback));
  return el("li", { className: `result${row.is_right ? " right" : ""}`, "data-letter": row.letter }, shape(row.letter, row.said), text, totals && bars(row, totals));
}

function bars({ rounds }, totals) {
  const most = Math.max(...totals);
  const isTwo = totals[0] > 0 && totals[1] > 0;
  const bar = (nth) =>
    totals[nth] > 0 &&
    el(
      "div",
      { className: `bar ${nth ? "two" : "one"}`, "data-round": nth + 1 },
      isTwo && el("span", {}, say(nth ? "after" : "before")),
      el(
        "div",
        {},
        el("i", { style: `--share:${rounds[nth] / most}`, className: rounds[nth] ? "" : "zero" }),
        el("b", { "data-count": rounds[nth] }, say("{0:d}", rounds[nth])),
      ),
    );
  return el("div", { className: "bars" }, bar(0), bar(1));
}

// What the group is told about itself. Nobody is blamed when the share fell.
function growth({ rows, totals, grown }) {
  const last = totals[1] || totals[0];
  const right = rows.find((row) => row.is_right).rounds[totals[1] ? 1 : 0];
  if (grown && grown.after / totals[1] > grown.before / totals[0]) {
    return totals[0] === totals[1] ? say("grown", grown.before, grown.after, grown.of) : say("grown_apart", grown.before, totals[0], grown.after, totals[1]);
  }
  return say(right / last >= KNOWN ? "known" : "learning");
}

// ---- the end, the help card, the glass
function thanks(view) {
  const line = view.is_quiet && view.step !== "ended" && el("p", {}, say("think_quiet"));
  return [el("div", { className: "calm" }, small("lotus"), el("h1", {}, say("thanks")), line)];
}

export function over() {
  return el("div", { className: "calm" }, small("lotus"), el("h1", {}, say("over")), el("p", {}, say("over_how")));
}

function waiting() {
  return [el("div", { className: "calm" }, small("lotus"), el("h1", {}, say("read")))];
}

function ended({ goal }) {
  const flowers = goal.each.map((isOpen) => (isOpen ? small("lotus") : bud()));
  flowers.forEach((one, nth) => one.setAttribute("data-flower", goal.each[nth] ? "open" : "bud"));
  const label = say("goal_each", goal.reached, goal.of - goal.reached);
  const sentence = goal.reached ? say("goal", goal.reached, goal.of) : say("goal_later");
  const bed = el("div", { className: "flowers", role: "img", "aria-label": label }, ...flowers);
  return [el("div", { className: "calm" }, el("h1", {}, sentence), bed, el("p", {}, say("close")))];
}

function drawn(tag, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function bud() {
  return drawn(
    "svg",
    { viewBox: "-60 -60 120 120", class: "bud", "aria-hidden": "true" },
    drawn("circle", { r: 60, style: "fill: var(--sand)" }),
    drawn("path", { d: "M0 20V44", style: "fill: none; stroke: var(--rice); stroke-width: 7; stroke-linecap: round" }),
    drawn("path", { d: "M0-34q22 24 12 46q-12 12-24 0q-10-22 12-46z", style: "fill: var(--lotus-light); stroke: var(--lotus); stroke-width: 4" }),
  );
}

function helpCard() {
  return [
    el("h1", {}, say("help_title")),
    el(
      "div",
      { className: "helping" },
      el("div", { className: "call" }, el("p", {}, say("help_call")), el("b", { className: "number" }, say("helpline"))),
      el(
        "div",
        { className: "adult" },
        el("img", { src: `${assets}/pictures/drawn/scenes/tell-adult.svg`, alt: "" }),
        el("div", {}, el("h2", {}, say("help_adult")), el("p", {}, say("help_adult_s"))),
      ),
    ),
    el("p", { className: "message care" }, small("lotus"), el("b", {}, say("help_line"))),
    el("p", { className: "saying" }, `${say("help_say")} `, el("b", {}, say("help_words"))),
  ];
}

function sandGlass(sand) {
  if (!sand) return null;
  const gone = Math.min(sand.seconds, Math.max(0, sand.seconds - (sand.until_ms - Date.now()) / 1000)); // drawn anew, it goes on where it was
  const upper = drawn("rect", { class: "upper", x: 20, y: 14, width: 60, height: 54 });
  const lower = drawn("rect", { class: "lower", x: 20, y: 72, width: 60, height: 54 });
  return drawn(
    "svg",
    { class: "sand", viewBox: "0 0 100 140", role: "img", "aria-label": say("sand"), style: `--seconds: ${sand.seconds}s; --gone: -${gone}s` },
    drawn("clipPath", { id: "glass" }, drawn("path", { d: "M22 14h56v18q0 20-22 38 22 18 22 38v18H22v-18q0-20 22-38-22-18-22-38z" })),
    drawn("g", { "clip-path": "url(#glass)" }, drawn("rect", { class: "empty", x: 0, y: 0, width: 100, height: 140 }), upper, lower),
    drawn("path", { class: "rim", d: "M14 10h72M14 130h72M22 14v18q0 20 22 38-22 18-22 38v18M78 14v18q0 20-22 38 22 18 22 38v18" }),
  );
}
