// The computer that is passed round: each child taps its picture, answers, and the screen is blank again. It must never show a name,
// nor, after a tap, anything of what was answered; an answer stays on this computer only until the server has it.
import { el, fill, listen, post, redraw, shape } from "./live.js";

const ROUNDS = { round1: 1, round2: 2 };
const { api, assets, session, words: told } = document.body.dataset;
const words = JSON.parse(told);
const lang = document.documentElement.lang;
const main = document.querySelector("main");
const say = (name, ...values) => fill(words[name] ?? "", lang, ...values);
const small = (name) => el("img", { src: `${assets}/pictures/drawn/small/${name}.svg`, alt: "" });
const sign = (name) => el("i", { className: `sign ${name}`, "aria-hidden": "true" });

let view; // the newest
let phase = { name: "grid" }; // "grid" · "ask" with a seat · "thanks"
let about = ""; // the question and round that the phase belongs to

// ---- what is shown
function page() {
  if (!view) return [el("h1", { tabIndex: -1 }, "…")];
  if (view.step === "ended") return blank(small("lotus"), say("ended"), "", facilitator());
  if (!ROUNDS[view.step]) return blank(sign("hand"), say("wait"), "", facilitator());
  if (phase.name === "thanks") return thanks();
  if (phase.name === "ask") return ask(phase.seat);
  return isAllIn() ? blank(small("lotus"), say("all_in"), say("give_back"), facilitator()) : grid();
}

function blank(picture, title, line, button) {
  return [el("div", { className: "calm" }, picture, el("h1", { tabIndex: -1 }, title), line && el("p", {}, line), button)];
}

function facilitator() {
  return el("a", { className: "button", href: "/door?adult=facilitator&then=group_quiz" }, say("facilitator"));
}

function grid() {
  const [answered, all] = [done().size, view.seats.length];
  const label = say("count_long", answered, all);
  const count = el("span", { className: "count", role: "status", "data-round-count": answered, "aria-label": label }, say("count", answered, all));
  return [
    el("div", { className: "ask" }, el("div", { className: "grow" }, el("h1", { tabIndex: -1 }, say("which")), el("p", {}, say("look_away"))), count),
    el("ul", { className: "pictures" }, ...view.seats.map(seat)),
  ];
}

function seat({ seat, picture }) {
  const image = el("img", { src: picture, alt: thing(picture) });
  const choose = (event) => once(event) && go({ name: "ask", seat });
  const tile = done().has(seat)
    ? el("span", { className: "tile in", "data-seat": seat }, image, sign("check"), el("span", { className: "sr" }, say("answered")))
    : el("button", { type: "button", className: "tile", "data-seat": seat, onclick: choose }, image);
  return el("li", { "data-key": seat }, tile);
}

const thing = (picture) => say(`thing_${picture.split("/").at(-1).replace(".svg", "")}`);

function ask(who) {
  const { picture } = view.seats.find((one) => one.seat === who) ?? {};
  const tile = ({ letter, said, text, picture }) =>
    el(
      "li",
      {},
      el(
        "button",
        { type: "button", className: "tile option", "data-letter": letter, onclick: (event) => once(event) && answer(who, letter) },
        shape(letter, said),
        picture && el("img", { src: picture, alt: "" }),
        text && el("span", {}, text),
      ),
    );
  const back = el("button", { type: "button", className: "button", "data-back": "", onclick: () => go({ name: "grid" }) }, sign("back"), say("not_me"));
  const mine = el("div", { className: "who" }, picture && el("img", { src: picture, alt: thing(picture) }), back);
  return [
    el("div", { className: "ask" }, el("h1", { className: "grow", tabIndex: -1 }, view.question.stem), mine),
    el("ul", { className: "options" }, ...view.question.options.map(tile)),
  ];
}

function thanks() {
  const next = (event) => once(event) && go({ name: "grid" });
  const button = el("button", { type: "button", className: "button go big", "data-next": "", onclick: next }, say("next"), sign("next"));
  return blank(small("lotus"), say("thanks"), isAllIn() ? say("all_in") : say("pass_on"), button);
}

// A second tap of the same finger is no answer to the page that has just come.
const once = (event) => event.detail < 2;

function go(next) {
  phase = next;
  draw();
  main.querySelector(next.name === "thanks" ? "[data-next]" : "h1")?.focus();
}

function draw() {
  const now = view && `${view.question?.item} ${ROUNDS[view.step]}`;
  if (now !== about) [about, phase] = [now, { name: "grid" }];
  document.body.dataset.step = view?.step ?? "";
  document.body.dataset.phase = phase.name;
  redraw(main, el("main", { id: main.id, className: main.className }, ...page().map((part, nth) => keyed(part, nth))));
}

// Pages differ as a whole: a button of one must not become a button of the next under a finger.
function keyed(part, nth) {
  part.dataset.key = `${about} ${phase.name} ${phase.seat ?? ""} ${view?.step} ${nth} ${part.className}`;
  return part;
}

// ---- answers: kept here until the server has them, and sent with the same id after a drop or a fresh start of the page
const KEPT = `sitthi-taps-${session}`;
const kept = () => JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
const keep = (taps) => sessionStorage.setItem(KEPT, JSON.stringify(taps));

function answer(seat, letter) {
  const tap = { event_id: uuid7(), item: view.question.item, round: ROUNDS[view.step], seat, letter };
  keep([...kept(), tap]);
  go({ name: "thanks" });
  send(tap);
}

async function send(tap) {
  const { status } = await post(`${api}/tap`, tap); // tries until it is answered; a refusal shows as a picture without its check
  if (!status) return;
  keep(kept().filter((one) => one.event_id !== tap.event_id));
  if (status < 300) view?.seats.filter((one) => one.seat === tap.seat && isNow(tap)).forEach((one) => (one.is_in = true));
  draw();
}

const isNow = (tap) => tap.item === view.question?.item && tap.round === ROUNDS[view.step];
const done = () => new Set([...view.seats.filter((one) => one.is_in).map((one) => one.seat), ...kept().filter(isNow).map((one) => one.seat)]);
const isAllIn = () => view.seats.length > 0 && view.seats.every((one) => done().has(one.seat));

// Time first, so that events sort by when they were made (RFC 9562, 5.7).
function uuid7() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let ms = Date.now();
  for (let nth = 5; nth >= 0; nth--, ms = Math.floor(ms / 256)) bytes[nth] = ms % 256;
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

// ---- the frame, the keys
function frame() {
  const way = (one, name) => el("a", { className: one === lang ? "on" : "", lang: one, hreflang: one, href: `?session=${session}&lang=${one}` }, name);
  const go = (event) => (event.preventDefault(), away());
  const leave = el("a", { className: "button exit", href: "/away", "aria-label": say("exit"), onclick: go }, sign("exit"), el("span", {}, say("exit")));
  const help = el("a", { className: "button help", href: "/help" }, sign("help"), el("span", {}, say("help")));
  return el("header", { className: "frame" }, small("lotus"), el("b", { className: "grow" }, say("title")), el("nav", { className: "language" }, way("km", "ខ្មែរ"), way("en", "English")), help, leave);
}

const away = () => location.replace("/away"); // leaves nothing to come back to with Back

// Arrows go from tile to tile by place; Tab and Enter work by themselves.
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.shiftKey) return away();
  if (event.repeat && (event.key === "Enter" || event.key === " ")) return event.preventDefault(); // a key held down answers once
  if (!ARROWS[event.key]) return;
  const next = beside(...ARROWS[event.key]);
  if (next) (event.preventDefault(), next.focus());
});

function beside(right, down) {
  const all = [...main.querySelectorAll("button.tile")];
  if (!all.includes(document.activeElement)) return all[0];
  const middle = (one) => (({ left, top, width, height }) => [left + width / 2, top + height / 2])(one.getBoundingClientRect());
  const [x, y] = middle(document.activeElement);
  const far = (one) => {
    const [along, across] = right ? [right * (middle(one)[0] - x), middle(one)[1] - y] : [down * (middle(one)[1] - y), middle(one)[0] - x];
    return along > 1 ? along + 3 * Math.abs(across) : Infinity;
  };
  const [nearest] = all.sort((a, b) => far(a) - far(b));
  return far(nearest) < Infinity ? nearest : null;
}

const notice = el("p", { className: "notice", role: "status", hidden: true }, say("away"));
document.title = say("title");
document.body.prepend(frame());
document.body.append(notice);
listen(
  `${api}/keyboard?lang=${lang}`,
  (newest) => ((view = newest), draw()),
  (state) => (state === "over" ? location.replace("/door?adult=facilitator&then=group_quiz") : (notice.hidden = state === "live")),
);
kept().forEach(send);
