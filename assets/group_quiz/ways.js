// The five ways of answering, changed at any time: what each needs from the facilitator. It must never turn a count of hands into a child's answer.

import { digits, el, shape } from "./live.js";

export const WAYS = ["cards", "hands", "keyboard", "team", "devices"];
const FEWEST_TEAMS = 2;
const MOST_TEAMS = 8;

export function ways(page) {
  const { view, w } = page;
  const choose = (mode) => mode !== view.mode && page.send("way", { mode }, `way ${mode}`);
  return el(
    "section",
    { className: "choose", "data-key": "ways" },
    el("h2", { id: "ways", className: "small muted" }, w("ways")),
    el(
      "div",
      { className: "ways", role: "group", "aria-labelledby": "ways" },
      WAYS.map((mode, nth) =>
        el(
          "button",
          { type: "button", className: `${mode === view.mode ? "on" : ""}${page.busy.has(`way ${mode}`) ? " busy" : ""}`, "data-way": mode, "aria-pressed": String(mode === view.mode), "aria-keyshortcuts": String(nth + 1), onclick: () => choose(mode) },
          w(`way_${mode}`),
        ),
      ),
    ),
  );
}

// What the way needs in this step, under the question.
export function way(page, lens) {
  return { cards: (p) => lens.panel(p), hands, keyboard, team: (p) => team(p, lens), devices }[page.view.mode]?.(page) ?? null;
}

// ---- hands: four figures, typed in under a quarter of a minute -----------------------------------------------------

const number = (text) => Number(text.replace(/[០-៩]/g, (digit) => "០១២៣៤៥៦៧៨៩".indexOf(digit)).replace(/\D/g, "") || 0); // a Khmer keyboard writes Khmer digits

function hands(page) {
  const { view, w, lang } = page;
  if (!page.isOpen) return el("p", { className: "message", "data-key": "hands" }, w("hands_wait"));
  const sum = (counts) => Object.values(counts).reduce((all, one) => all + one, 0);
  const isKept = view.counts && sum(view.counts) > 0;
  const keyed = (form) => Object.fromEntries([...form.querySelectorAll("[data-count]")].map((one) => [one.dataset.count, number(one.value)]));
  const told = (counts) => w(sum(counts) > view.present ? "hands_over" : "hands_total", sum(counts), view.present);
  const send = async (event) => {
    event.preventDefault();
    const { target: form } = event;
    await page.send("count", { hands: keyed(form) });
    document.querySelector("[data-key=first]")?.focus();
  };
  const input = ({ letter, said }, nth, all) =>
    el(
      "label",
      { "data-key": `${view.question.item} ${view.step} ${letter}` },
      shape(letter, said),
      el("input", {
        type: "text",
        inputMode: "numeric",
        maxLength: 2,
        autocomplete: "off",
        "data-count": letter,
        ariaLabel: w("hands_for", said),
        value: isKept ? digits(view.counts[letter], lang) : "",
        oninput: ({ target }) => {
          target.value = target.value.replace(/[^\d០-៩]/g, "");
          target.form.querySelector("[data-total]").textContent = told(keyed(target.form));
        },
        onfocus: (event) => event.target.select(),
        onkeydown: (event) => {
          if (event.key === "Escape") event.target.blur(); // the keys of the page work again
          if (event.key !== "Enter" || nth === all.length - 1) return;
          event.preventDefault();
          event.target.form.querySelectorAll("[data-count]")[nth + 1].focus();
        },
      }),
    );
  const now = document.querySelector("form.hands"); // what is being typed counts, until it is sent
  return el(
    "form",
    { className: "card sheet hands", "data-key": `hands ${view.question.item} ${view.step}`, onsubmit: send, ariaLabel: w("hands_title") },
    el("div", { className: "row" }, view.question.options.map(input), page.button({ key: "count", type: "submit", className: view.answered ? "" : "go", "data-send-count": "" }, w("hands_send"))),
    el("p", { "data-total": "", ariaLive: "polite" }, told(now?.dataset.key === `hands ${view.question.item} ${view.step}` ? keyed(now) : (view.counts ?? {}))),
    isKept && el("p", { className: "small muted" }, w("hands_kept")),
  );
}

// ---- the computer goes round -----------------------------------------------------------------------------------------

function keyboard(page) {
  const { w } = page;
  return el(
    "section",
    { className: "card sheet", "data-key": "keyboard" },
    el("p", {}, w("pass_why")),
    el("div", { className: "row" }, page.button({ key: "keyboard", className: page.isOpen ? "go" : "", "data-pass": "", onclick: () => page.passRound() }, w("pass_go"))),
  );
}

// ---- teams -----------------------------------------------------------------------------------------------------------

function team(page, lens) {
  const { view, w, lang } = page;
  const change = (by) => () => {
    const teams = Math.max(FEWEST_TEAMS, Math.min(MOST_TEAMS, view.teams + by));
    if (teams !== view.teams) page.send("way", { mode: "team", teams }, `teams ${by}`);
  };
  return el(
    "div",
    { className: "stack", "data-key": "team" },
    el(
      "div",
      { className: "row", role: "group", ariaLabel: w("teams") },
      el("b", {}, w("teams")),
      page.button({ key: "teams -1", className: "tight", "data-teams": "fewer", ariaLabel: w("fewer"), onclick: change(-1) }, "−"),
      el("b", { className: "figure", "data-teams-now": view.teams }, digits(view.teams, lang)),
      page.button({ key: "teams 1", className: "tight", "data-teams": "more", ariaLabel: w("more"), onclick: change(1) }, "+"),
    ),
    lens.panel(page),
  );
}

// ---- the children's own phones ---------------------------------------------------------------------------------------

function devices(page) {
  const { view, w } = page;
  const { waiting, address, qr, code, others } = view.devices;
  const clear = waiting.filter((one) => !one.is_claimed_twice);
  const letAllIn = () => Promise.all(clear.map((one) => letIn(page, one, one.seat)));
  return el(
    "section",
    { className: "card sheet devices", "data-key": "devices" },
    el(
      "div",
      { className: "join" },
      address && qr && el("img", { src: qr, alt: w("join_qr") }),
      el("div", { className: "grow" }, el("h2", {}, address ? w("join_title") : w("join_none")), address && el("p", { className: "address", "data-address": "" }, address), address && code && el("p", {}, w("join_code"), " ", el("b", { className: "address", "data-code": code }, code)), others?.length > 0 && el("p", { className: "muted small" }, w("join_others", others.join(" · "))), el("p", { className: "muted", "data-devices-in": view.devices.in }, w("devices_in", view.devices.in))),
    ),
    el("div", { className: "row" }, el("h2", { className: "grow" }, waiting.length ? w("waiting", waiting.length) : w("waiting_none")), clear.length > 0 && page.button({ key: "let in all", className: "go", "data-let-all-in": "", onclick: letAllIn }, w("let_all_in"))),
    waiting.length > 0 && el("ul", {}, waiting.map((one) => waitingRow(page, one))),
  );
}

const letIn = (page, one, seat) => page.send("let_in", { device: one.device, seat }, `let in ${one.device} ${seat ? "yes" : "no"}`);

function waitingRow(page, one) {
  const { w } = page;
  return el(
    "li",
    { "data-key": String(one.device), className: one.is_claimed_twice ? "twice" : "" },
    el("img", { src: one.picture, alt: "" }),
    el("span", { className: "grow" }, el("b", {}, one.name), " ", el("span", { className: "small muted" }, w("device", one.device)), one.is_claimed_twice && el("span", { className: "chip sun" }, w("claimed_twice"))),
    page.button({ key: `let in ${one.device} yes`, className: "tight", "data-let-in": one.device, ariaLabel: w("let_in_one", one.name), onclick: () => letIn(page, one, one.seat) }, w("let_in")),
    page.button({ key: `let in ${one.device} no`, className: "tight", "data-refuse": one.device, ariaLabel: w("refuse_one", one.name), onclick: () => letIn(page, one, null) }, w("refuse")),
  );
}
