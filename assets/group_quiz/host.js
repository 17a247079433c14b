// The facilitator's page of a group quiz: where the session stands, what to do now, how it goes on. It must never show what a child answered.
// Everything is drawn from the newest view of the stream; every verb is a post, and the server alone decides.

import { camera } from "./camera.js";
import { el, fill, listen, post, redraw, shape } from "./live.js";
import { results } from "./reveal.js";
import { counted, missed, seatPanel, seats } from "./seats.js";
import { way, ways, WAYS } from "./ways.js";
import { watch } from "../looks/idle.js";
import "../looks/plain.js"; // reading aloud

const SEAT_MINUTES = 30; // as long as a facilitator's seat may be left alone; the server has the last word
const SAND_SECONDS = 60; // a calm minute, asked for and never by itself
const CALM_MS = 700; // a Space that was meant for the step before must not skip what has just been revealed
const ROUNDS = ["round1", "round2"];

const { api, assets, session, words } = document.body.dataset;
const { lang } = document.documentElement;
const said = JSON.parse(words);
const w = (name, ...values) => fill(said[name], lang, ...values);

const top = el("header", { className: "frame" });
const main = document.getElementById("host");
const heard = el("p", { className: "sr", role: "status" });
const dialog = el("dialog", { onclose: () => (page.asked = null) });
main.before(top);
document.body.append(heard, dialog);

// What the parts of this page share. `busy` holds what was sent and is not answered yet; `asked` is what the dialog shows.
const page = {
  view: null,
  isAway: false,
  busy: new Set(),
  moving: null,
  asked: null,
  note: "",
  isListOpen: null,
  lang,
  assets,
  api,
  w,
  get isOpen() {
    return ROUNDS.includes(page.view.step);
  },
  name: (seat) => seat.name || w("team", seat.card ?? Number(seat.seat.split("-")[1])),
  draw,
  ask,
  // A button that shows at once that it was pressed. `key` names what it sends.
  button(props, ...children) {
    const { key, className = "", ...rest } = props;
    const isBusy = page.busy.has(key) || (key && key === page.moving);
    return el("button", { type: "button", className: `button ${className}${isBusy ? " busy" : ""}`, "aria-busy": isBusy ? "true" : null, ...rest }, ...children);
  },
  async send(verb, body = {}, key = verb) {
    if (page.busy.has(key)) return { status: 0, body: {} };
    page.busy.add(key);
    draw();
    const reply = await post(`${api}/${verb}`, body);
    page.busy.delete(key);
    if (reply.status === 401) return leave();
    page.say(reply.status < 400 || reply.status === 409 ? "" : w(reply.body.why in said ? reply.body.why : "not_kept"));
    return reply;
  },
  say(text) {
    page.note = text;
    draw();
  },
  // Before a child has the keys this page hears nothing more: the seat ends, and that is no reason to ask for the PIN.
  async passRound() {
    stopListening();
    const { status, body } = await page.send("keyboard");
    if (status === 200) location.replace(body.go);
    else begin();
  },
};
const lens = camera(page);

let stopListening = () => {};
let shownAt = 0;
let filling; // the sand-glass is drawn again each second

function begin() {
  stopListening = listen(`${api}/host?lang=${lang}`, onView, (state) => {
    if (state === "over") return leave();
    page.isAway = state === "away";
    draw();
  });
}

function onView(view) {
  const was = page.view;
  page.view = view;
  const isNew = !was || was.step !== view.step || was.question?.item !== view.question?.item;
  if (was?.version !== view.version) page.moving = null;
  if (isNew) {
    shownAt = performance.now();
    page.note = "";
    page.isListOpen = null;
  }
  lens.follow(was, view);
  draw();
  if ((isNew || was.mode !== view.mode) && view.mode === "hands" && page.isOpen) main.querySelector("[data-count=A]")?.focus();
}

function leave() {
  stopListening();
  lens.stop();
  location.replace("/door?adult=facilitator&then=group_quiz");
  return { status: 0, body: {} };
}

async function move(name) {
  if (page.moving || !page.view.moves.includes(name)) return;
  const { version } = page.view;
  page.moving = `move ${name}`;
  const { status } = await page.send("move", { version, move: name });
  if (status !== 200 || page.view.version !== version) page.moving = null;
  draw();
}

const aside = (body) => page.send("aside", body, Object.keys(body)[0]);
const help = (isOn) => aside({ help: isOn });
const sand = () => aside({ sand: page.view.aside.sand ? 0 : SAND_SECONDS });

function ask(what) {
  page.asked = what;
  draw();
  if (!dialog.open) dialog.showModal();
}

// ---- drawing -----------------------------------------------------------------------------------------------------

function draw() {
  const { view } = page;
  if (!view) return;
  document.body.dataset.step = view.step;
  document.body.dataset.version = view.version;
  document.body.dataset.mode = view.mode;
  redraw(top, el("header", { className: "frame" }, ...head(view)));
  redraw(main, el("main", { id: "host", tabIndex: -1 }, ...(view.step === "ended" ? ended(view) : standing(view))));
  lens.attach(main);
  const answered = page.isOpen ? counted(page) : "";
  if (heard.textContent !== answered) heard.textContent = answered;
  if (page.asked) redraw(dialog, el("dialog", { open: dialog.open }, ...page.asked(close)));
}

const close = () => dialog.close();

function head(view) {
  const small = (props, sign, text) => page.button({ className: `tight ${props.className ?? ""}`, ...props }, el("i", { className: `sign ${sign}`, ariaHidden: "true" }), el("span", {}, text));
  const link = (props, sign, text) => el("a", { className: "button tight", ariaLabel: text, title: text, ...props }, el("i", { className: `sign ${sign}`, ariaHidden: "true" }), el("span", {}, text));
  const other = (code, name) => el("a", { className: code === lang ? "on" : "", lang: code, href: `/group_quiz?session=${session}&lang=${code}`, "aria-current": code === lang ? "true" : null }, name);
  return [
    el("img", { src: view.circle.picture, alt: "", className: "circle" }),
    el("div", { className: "what" }, el("h1", {}, view.title), el("p", {}, `${w("app")} · `, view.step === "ended" ? view.circle.name : w("where", view.circle.name, view.nth, view.of))),
    el("span", { className: "grow" }),
    link({ href: `/group_quiz/projector?session=${session}&lang=${lang}`, target: "group_quiz_projector", "data-projector": "" }, "screen", w("big_screen")),
    link({ href: "/?page=group_quiz", title: w("back_why") }, "back", w("back")),
    view.step !== "ended" && small({ "data-end": "", onclick: () => ask(endPanel) }, "stop", w("end")),
    el("div", { className: "language", role: "group", ariaLabel: w("language") }, other("km", "ខ្មែរ"), other("en", "EN")),
    page.button({ className: "help", key: "help", "data-help": "", "aria-pressed": String(view.aside.help), onclick: () => help(!view.aside.help) }, el("i", { className: "sign help", ariaHidden: "true" }), el("span", {}, w("help"))),
  ];
}

function standing(view) {
  return [
    page.isAway && el("p", { className: "message again", "data-key": "away", role: "status" }, w("away")),
    view.aside.help && helpPanel(),
    stepper(view),
    el(
      "div",
      { className: "two" },
      el("div", { className: "stack", "data-key": "left" }, doNow(view), question(view), ...(view.step === "reveal" ? results(page) : [way(page, lens)])),
      el("div", { className: "stack side", "data-key": "right" }, ways(page), seats(page), missed(page)),
    ),
    actions(view),
  ];
}

function stepper(view) {
  const at = view.steps.indexOf(view.step);
  const step = (name, nth) =>
    el(
      "li",
      { className: nth < at ? "done" : nth === at ? "now" : "", "aria-current": nth === at ? "step" : null },
      nth < at ? el("i", { className: "sign check", role: "img", ariaLabel: w("done") }) : el("b", {}, fill("{0:d}", lang, nth + 1)),
      w(`step_${name}`),
    );
  return el("ol", { className: "stepper", ariaLabel: w("steps"), "data-key": "steps" }, view.steps.map(step));
}

const sayable = (text) => el("button", { type: "button", className: "button tight listen", "data-say": text, ariaLabel: `${w("listen")}: ${text}` }, el("i", { className: "sign listen", ariaHidden: "true" }));

// One sentence: what the facilitator does in this step.
function doNow(view) {
  const { step, mode, question: asked } = view;
  const now = ROUNDS.includes(step) ? w(`do_${mode}`) : view.is_trial ? w("do_trial") : w(`do_${step}`);
  const text = step === "round2" ? w("do_again", now) : now;
  return el(
    "div",
    { className: "now", "data-key": "now" },
    el("p", {}, text),
    step === "discuss" && el("p", { className: "prompt" }, `${lang === "km" ? "«" : "“"}${asked.discuss}${lang === "km" ? "»" : "”"}`, sayable(asked.discuss)),
    asked.is_sensitive && el("p", { className: "small" }, w("sensitive")),
    view.note && el("p", { className: "message care", "data-note": "" }, el("span", {}, el("b", {}, w("note_say")), ` ${lang === "km" ? "«" : "“"}${view.note}${lang === "km" ? "»" : "”"} `, w("note_rest"))),
  );
}

function question(view) {
  const { question: asked } = view;
  const option = (one) =>
    el("li", {}, shape(one.letter, one.said), one.picture && el("img", { src: one.picture, alt: "" }), one.text && el("span", { className: "grow" }, one.text), one.text && sayable(one.text));
  const options = asked.options.length ? el("ul", { className: view.is_trial ? "letters" : "" }, asked.options.map(option)) : el("p", { className: "muted small" }, w("options_later"));
  return el(
    "section",
    { className: "card sheet asked", "data-key": "asked" },
    el("div", { className: "stem" }, el("h2", {}, asked.stem), sayable(asked.stem)),
    asked.picture && el("img", { src: asked.picture, alt: "" }),
    view.step !== "reveal" && options,
  );
}

// The share is the facilitator's alone: children who see it follow the crowd instead of their reasons.
function shareBox({ share, step, answered, present }) {
  if (!share) return null;
  const isEarly = step === "round1" && answered < present / 2;
  const text = share.is_hidden ? w("share_hidden") : [w("share", share.right, share.answered), isEarly ? w("advice_wait") : share.advice ? w(`advice_${share.advice}`) : ""].join(" ");
  return el(
    "section",
    { className: "advice", "data-key": "share", "data-advice": share.advice ?? "", title: share.advice ? w("rule") : "" },
    el("span", { className: "small" }, w("only_you")),
    el("b", {}, text),
  );
}

// The usual way first; when most know it already, showing comes first.
function inOrder(view) {
  const isKnown = view.share?.advice === "go_on" && view.moves.includes("reveal");
  return isKnown ? ["reveal", ...view.moves.filter((one) => one !== "reveal")] : view.moves;
}

const VERDICTS = { clear: "thumb", again: "again" };

function actions(view) {
  const [first, ...others] = inOrder(view);
  const isBare = page.isOpen && !view.answered; // taking answers comes before going on
  const isLast = view.nth === view.of;
  const label = (name) => w(name === "next" && isLast ? "move_finish" : name === "discuss" && view.share?.advice === "explain" ? "move_explain" : `move_${name}`);
  const go = (name) => (event) => event.detail < 2 && move(name); // the second half of a double click means nothing
  const { sand: glass } = view.aside;
  const judge = (verdict) =>
    page.button(
      { key: `judge ${verdict}`, "data-judge": verdict, "aria-pressed": String(view.judged === verdict), className: view.judged === verdict ? "chosen" : "", onclick: () => page.send("judge", { verdict }, `judge ${verdict}`) },
      el("i", { className: `sign ${VERDICTS[verdict]}`, ariaHidden: "true" }),
      w(`judge_${verdict}`),
    );
  return el(
    "div",
    { className: "actions", "data-key": "actions" },
    shareBox(view),
    first && page.button({ key: `move ${first}`, "data-key": "first", "data-move": first, className: isBare ? "big" : "big go", onclick: go(first) }, label(first), el("i", { className: "sign next", ariaHidden: "true" })),
    others.map((name) => page.button({ key: `move ${name}`, "data-key": name, "data-move": name, onclick: go(name) }, label(name))),
    view.step === "reveal" && el("span", { className: "row", "data-key": "judge", role: "group", ariaLabel: w("judge") }, judge("clear"), judge("again")),
    el("p", { className: "note", "data-key": "note", role: "status" }, page.note),
    glass && sandGlass(glass),
    ["think", "discuss"].includes(view.step) && page.button({ key: "sand", "data-key": "sand", "data-sand": "", className: "tight", onclick: sand }, w(glass ? "sand_stop" : "sand")),
    page.button({ "data-key": "keys", "data-keys": "", className: "tight", onclick: () => ask(keysPanel) }, el("kbd", {}, "?"), w("keys")),
  );
}

// It fills; no number ticks.
function sandGlass({ until_ms, seconds }) {
  const left = Math.max(0, Math.min(1, (until_ms - Date.now()) / 1000 / seconds));
  clearTimeout(filling);
  if (left) filling = setTimeout(draw, 1000);
  const level = Math.round(26 * (1 - left));
  const path = (d, fill) => `<path d="${d}" fill="${fill}"/>`;
  const glass = el("span", { className: "glass", "data-key": "glass", role: "img", ariaLabel: w("sand") });
  glass.innerHTML = `<svg viewBox="0 0 48 64" aria-hidden="true">${path(`M${10 + level / 2} ${4 + level}H${38 - level / 2}L25 30h-2z`, "var(--sun)")}${path(`M${10} 60H38V${60 - level * 0.9}H10z`, "var(--sun)")}<path d="M8 3h32v6Q40 24 27 32 40 40 40 55v6H8v-6Q8 40 21 32 8 24 8 9z" fill="none" stroke="currentColor" stroke-width="4"/></svg>`;
  return glass;
}

function ended(view) {
  return [
    page.isAway && el("p", { className: "message again", "data-key": "away", role: "status" }, w("away")),
    view.aside.help && helpPanel(),
    el(
      "section",
      { className: "card sheet over", "data-key": "over" },
      el("img", { src: view.circle.picture, alt: "" }),
      el("h2", {}, w("ended")),
      el("p", {}, w("ended_kept")),
      view.goal && view.goal.of > 0 && el("p", { className: "message well" }, w("goal", view.goal.reached, view.goal.of)),
      el("a", { className: "button go big", href: `/?page=group_report&session=${session}` }, w("report"), el("i", { className: "sign next", ariaHidden: "true" })),
      el("a", { className: "button", href: "/?page=group_quiz" }, w("back")),
    ),
  ];
}

function helpPanel() {
  return el(
    "section",
    { className: "message care", "data-key": "help", "data-help-card": "" },
    el("img", { src: `${assets}/pictures/drawn/icons/help.svg`, alt: "" }),
    el("div", { className: "grow" }, el("b", {}, w("help_title")), el("p", {}, w("help_say")), el("p", {}, `${w("help_tell")} ${w("help_call")}`), el("p", { className: "small" }, w("help_you"), " ", el("a", { href: `/help?lang=${lang}`, target: "_blank" }, w("help_more")))),
    page.button({ key: "help", className: "tight", onclick: () => help(false) }, w("help_close")),
  );
}

const endPanel = (shut) => [
  el("h2", {}, w("end_sure")),
  el("p", {}, w("end_stays")),
  el(
    "div",
    { className: "row" },
    page.button({ className: "go", onclick: shut, autofocus: true }, w("end_no")),
    page.button({ key: "end", "data-end-yes": "", onclick: async () => (await page.send("end"), shut()) }, w("end_yes")),
  ),
];

const KEYS = () => [
  [[w("key_space"), "→"], w("key_next")],
  [["D"], w("move_discuss")],
  [["V"], w("move_round2")],
  [["R"], w("move_reveal")],
  [["C"], w("read_cards")],
  [["S"], w("sand")],
  [["H"], w("help")],
  [["1", "2", "3", "4", "5"], w("key_ways", WAYS.map((one) => w(`way_${one}`)).join(" · "))],
  [["A", "B", "C", "D"], w("enter_seat")],
  [["?"], w("key_keys")],
];

const keysPanel = (shut) => [
  el("h2", {}, w("keys_title")),
  el("table", { className: "keys" }, el("tbody", {}, KEYS().map(([keys, what]) => el("tr", {}, el("th", { scope: "row" }, keys.map((one) => el("kbd", {}, one))), el("td", {}, what))))),
  page.button({ className: "go", onclick: shut, autofocus: true }, w("close")),
];

// ---- keys: the whole page without a mouse --------------------------------------------------------------------------

function onKey(event) {
  const { key, target } = event;
  if (!page.view || event.repeat || event.ctrlKey || event.altKey || event.metaKey || dialog.open || target.closest("input, select, textarea")) return;
  const isOnControl = target.closest("button, a, summary"); // there Space presses it, as everywhere
  const act = { " ": () => !isOnControl && forward(), ArrowRight: forward }[key] ?? (page.view.step !== "ended" || key.toLowerCase() === "h" ? LETTERS[key.toLowerCase()] : null);
  if (!act) return;
  if (key !== " " || !isOnControl) event.preventDefault();
  act();
}

const LETTERS = {
  d: () => move("discuss"),
  v: () => move("round2"),
  r: () => move("reveal"),
  c: () => lens.read(),
  s: () => ["think", "discuss"].includes(page.view.step) && sand(),
  h: () => help(!page.view.aside.help),
  "?": () => ask(keysPanel),
  ...Object.fromEntries(WAYS.map((mode, nth) => [String(nth + 1), () => mode !== page.view.mode && page.send("way", { mode }, `way ${mode}`)])),
};

function forward() {
  const [first] = inOrder(page.view);
  if (!first) return;
  if (page.isOpen && !page.view.answered) page.say(w("none_yet"));
  else if (first !== "next" || performance.now() - shownAt > CALM_MS) move(first);
}

document.addEventListener("keydown", onKey);
document.addEventListener("keydown", (event) => event.repeat && event.key === "Enter" && event.target.closest("button") && event.preventDefault()); // held, it would press again and again
new BroadcastChannel("sitthi-group").onmessage = ({ data }) => page.view && !dialog.open && onKey({ key: data.key, target: document.body, preventDefault() {} }); // pressed in the big screen's window
dialog.addEventListener("keydown", (event) => !event.repeat && dialog.querySelectorAll("[data-enter]")["abcd".indexOf(event.key.toLowerCase())]?.click());
document.addEventListener("click", (event) => event.detail && event.target.closest("main button, header button")?.blur()); // after a mouse, Space is the next step again
addEventListener("pagehide", () => lens.stop());
page.openSeat = (id) => ask((shut) => seatPanel(page, id, shut));
begin();
watch(SEAT_MINUTES, leave);
