// Who has answered, and the way to put down by hand what was not seen. It must never show what a child answered, nor order children by it.

import { el, shape } from "./live.js";

const LETTERS = "ABCD";
const STATUSES = ["here", "ill", "busy", "away", "not_said"];
const FEW = 6; // on a phone, where all is one column, only a list this short stands open
const PHONE = matchMedia("(max-width: 760px)");

const isMissing = (seat) => seat.status && seat.status !== "here";
const said = (page, letter) => page.view.question.options.find((one) => one.letter === letter)?.said ?? letter;
const letters = (page) => page.view.question.options.map((one) => one.letter);

// How many have answered. Of teams only the teams: what came before by another way still stands, but they are no seats of teams.
export function counted(page) {
  const { view, w } = page;
  return view.mode === "team" ? w("answered_teams", view.seats.filter((one) => one.is_in).length, view.seats.length) : w("answered", view.answered, view.present);
}

export function seats(page) {
  const { view, w } = page;
  if (view.mode === "hands") return null;
  const seat = (one) => {
    const state = isMissing(one) ? "missing" : one.is_in ? "in" : "out";
    return el(
      "li",
      { "data-key": one.seat },
      el(
        "button",
        { type: "button", className: `seat ${page.isOpen || state === "missing" ? state : ""}`, "data-seat": one.seat, title: page.name(one), ariaLabel: page.isOpen || state === "missing" ? w(`seat_${state}`, page.name(one)) : page.name(one), onclick: () => page.openSeat(one.seat) },
        picture(page, one),
      ),
    );
  };
  const count = page.isOpen ? counted(page) : view.mode === "team" ? w("teams") : w("present", view.present);
  return el(
    "section",
    { className: "card sheet", "data-key": "seats" },
    el("h2", { "data-answered": view.answered }, count),
    el("ul", { className: `seats${view.mode === "team" ? " teams" : ""}` }, view.seats.map(seat)),
    el("p", { className: "small muted" }, w("seats_why")),
  );
}

const picture = (page, one) => (one.picture ? el("img", { src: one.picture, alt: "" }) : el("b", {}, page.name(one)));

// What the camera did not see, in rows of four buttons. Arrows walk, A to D answer.
export function missed(page) {
  const { view, w } = page;
  if (!page.isOpen || view.mode === "hands" || !view.seats.length) return null;
  const rows = view.missed.map((id) => view.seats.find((one) => one.seat === id)).filter(Boolean);
  if (!rows.length) return el("p", { className: "message well", "data-key": "missed" }, w("missed_none"));
  const isOpen = page.isListOpen ?? (rows.length <= FEW || !PHONE.matches);
  const toggle = () => {
    page.isListOpen = !isOpen;
    page.draw();
  };
  return el(
    "section",
    { className: "card sheet missed", "data-key": "missed" },
    el("div", { className: "row" }, el("h2", { className: "grow" }, w("missed", rows.length)), page.button({ className: "tight", "data-by-hand": "", "aria-expanded": String(isOpen), onclick: toggle }, w(isOpen ? "by_hand_close" : "by_hand"))),
    isOpen && el("ul", { onkeydown: walk }, rows.map((one) => row(page, one))),
  );
}

const row = (page, one) => el("li", { "data-key": one.seat }, el("span", { className: "who" }, picture(page, one), one.picture && page.name(one)), ...letters(page).map((letter) => letterButton(page, one, letter)));

function letterButton(page, one, letter, then = () => {}) {
  const key = `enter ${one.seat}`;
  const text = said(page, letter);
  return page.button(
    { key, className: "letter", "data-enter": `${one.seat}-${letter}`, ariaLabel: page.w("enter", page.name(one), text), onclick: async () => (await page.send("enter", { seat: one.seat, letter }, key), then()) },
    shape(letter, text),
  );
}

function walk(event) {
  const button = event.target.closest("[data-enter]");
  if (!button) return;
  const line = button.closest("li");
  const at = [...line.querySelectorAll("button")].indexOf(button);
  const go = { ArrowUp: [line.previousElementSibling, at], ArrowDown: [line.nextElementSibling, at], ArrowLeft: [line, at - 1], ArrowRight: [line, at + 1] }[event.key];
  const letter = LETTERS.indexOf(event.key.toUpperCase());
  if (!go && letter < 0) return;
  event.preventDefault();
  event.stopPropagation(); // here an arrow is no next step, and D is a letter
  if (event.repeat) return;
  if (go) return go[0]?.querySelectorAll("button")[go[1]]?.focus();
  const next = line.nextElementSibling ?? line.previousElementSibling;
  line.querySelectorAll("button")[letter]?.click();
  next?.querySelectorAll("button")[0]?.focus();
}

// One seat: its answer by hand, and whether the child is here.
export function seatPanel(page, id, shut) {
  const { view, w } = page;
  const one = view.seats.find((seat) => seat.seat === id);
  if (!one) return [el("p", {}, w("gone_on")), page.button({ onclick: shut }, w("close"))];
  const status = (name) =>
    page.button(
      { key: `present ${id} ${name}`, className: one.status === name ? "tight chosen" : "tight", "aria-pressed": String(one.status === name), "data-status": name, onclick: () => page.send("present", { member: id, status: name }, `present ${id} ${name}`) },
      w(`status_${name}`),
    );
  return [
    el(
      "div",
      { className: "row" },
      picture(page, one),
      el("div", { className: "grow" }, el("h2", {}, page.name(one)), one.card && view.mode === "cards" && el("p", { className: "small muted" }, w("card", one.card))),
      page.button({ className: "tight", onclick: shut, autofocus: true }, w("close")),
    ),
    el("h3", {}, w("enter_seat")),
    page.isOpen && view.mode !== "hands"
      ? el("div", { className: "letters", role: "group", ariaLabel: w("enter_seat") }, letters(page).map((letter) => letterButton(page, one, letter, shut)))
      : el("p", { className: "muted" }, w("not_open")),
    page.isOpen && one.is_in && el("p", { className: "small muted" }, w("enter_again")),
    view.mode !== "team" && el("h3", {}, w("attendance")),
    view.mode !== "team" && el("div", { className: "row", role: "group", ariaLabel: w("attendance") }, STATUSES.map(status)),
  ];
}
