// The parts that every type of question is drawn from. Text nodes only: content never becomes markup.

import { give } from "../looks/aloud.js";

export const UNSURE = "unsure";

export function el(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.filter((child) => child != null && child !== false)); // text nodes only: no markup from content
  return element;
}

export function frame() {
  const parts = {
    place: el("p", { className: "place" }),
    dots: el("div", { className: "dots", ariaHidden: "true" }),
    listen: el("button", { type: "button", className: "listen" }, el("i", { className: "sign listen-sign" }), el("span")),
    stem: el("h2", { tabIndex: -1 }),
    hint: el("p", { className: "hint" }),
    scene: el("div", { className: "scene" }),
    options: el("ol", { className: "options" }),
    unsure: el("button", { type: "button", className: "unsure" }),
    feedback: el("div", { className: "feedback" }),
    note: el("p", { className: "note" }),
    link: el("a", { className: "link", hidden: true }),
    send: el("button", { type: "button", className: "go", hidden: true }), // at the start of the footer, Next at its end:
    next: el("button", { type: "button", className: "go next", hidden: true }), // a second tap on Next never meets Done
  };
  parts.note.setAttribute("role", "status"); // polite live region: drawn once, only its text changes
  parts.section = el(
    "section",
    { className: "stage" },
    el("div", { className: "head" }, parts.place, parts.dots),
    el("div", { className: "ask" }, el("div", { className: "asked" }, parts.stem, parts.hint), parts.listen),
    el("div", { className: "body" }, parts.scene, parts.options),
    parts.feedback,
    el("footer", {}, parts.send, parts.unsure, parts.note, parts.link, parts.next),
  );
  return parts;
}

// How the options lie: beside each other with pictures, beside the question's picture, or as rows alone.
export function formOf(item) {
  if (item.type === "true_false") return item.picture ? "beside" : "verdicts";
  if (item.type !== "choice" && item.type !== "picture") return item.type;
  return item.options.some((option) => option.picture) ? "tiles" : item.picture ? "beside" : "rows";
}

export function tile(stage, option, act, onclick = stage.press(act)) {
  return el("button", { type: "button", className: "tile", onclick }, option.picture && drawing(stage, option.picture), option.sign && el("i", { className: `sign ${option.sign}` }), el("span", { className: "say" }, option.text));
}

// A button that reads these texts aloud.
export function listener(stage, texts) {
  const button = el("button", { type: "button", className: "listen" }, el("i", { className: "sign listen-sign" }), el("span", {}, stage.data.words.listen));
  give(button, stage.aloud(texts.filter(Boolean)));
  return button;
}

export function row(option, ...children) {
  const item = el("li", {}, ...children);
  item.dataset.option = option.id;
  item.dataset.text = option.text;
  return item;
}

export function tag(row, words) {
  if (row.querySelector(".tag")) return;
  row.prepend(el("span", { className: "tag" }, words));
}

export function number(list, lang) {
  [...list.children].forEach((card, i) => (card.querySelector(".nth").textContent = digits(i + 1, lang)));
}

export function find(list, id) {
  return list.querySelector(`[data-option="${CSS.escape(id)}"]`);
}

export function drawing(stage, name, className = "") {
  return el("img", { src: new URL(`../pictures/drawn/scenes/${name}.svg`, import.meta.url).href, alt: "", className });
}

export function digits(number, lang) {
  return lang === "km" ? String(number).replace(/\d/g, (digit) => "០១២៣៤៥៦៧៨៩"[digit]) : String(number);
}

export function say(pattern, values, lang) {
  return pattern.replace(/\{(\w+)\}/g, (_, name) => (typeof values[name] === "number" ? digits(values[name], lang) : values[name]));
}
