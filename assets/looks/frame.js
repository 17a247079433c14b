// The frame of every Streamlit page: home left, language, Help and Leave right. Leave works without the server.
// It also takes care of what Streamlit cannot: links of our own pages without a new load, and (aloud.js) reading aloud.
import "./aloud.js";

let say = () => {}; // to the server; the newest run's, because the listeners below are registered once

export default function ({ parentElement, data, setTriggerValue }) {
  say = setTriggerValue;
  if (data.idle) import("./idle.js").then(({ watch }) => watch(data.idle, signOut));
  document.documentElement.lang = data.lang;
  const header = el("header", { className: "frame" }, ...(data.adult ? adult(data) : child(data)));
  Object.assign(header.style, { position: "fixed", left: 0, right: 0, top: 0 });
  const old = parentElement.querySelector("header");
  old ? old.replaceWith(header) : parentElement.append(header);
  const on = header.querySelector(".pages .on"); // on a phone the pages are wider than the screen
  if (on) on.parentElement.scrollLeft = on.offsetLeft - (on.parentElement.clientWidth - on.offsetWidth) / 2;
}

const child = ({ lang, words, ...data }) => [
  link("button home", "/?page=home", sign("home"), el("span", {}, words.home)),
  ...chips(data, words),
  el("span", { className: "grow" }),
  languages(lang),
  link("button help", "/help", sign("help"), el("span", {}, words.help)),
  el("button", { className: "button exit", type: "button", ariaLabel: words.exit, onclick: away }, sign("exit"), el("span", {}, words.exit)),
];

const adult = ({ lang, words, ...data }) => [
  link("brand", "/?page=home", el("img", { src: new URL("../pictures/drawn/small/lotus.svg", import.meta.url).href, alt: "" }), el("span", {}, words.app)),
  el("nav", { className: "pages" }, ...data.nav.map((page) => Object.assign(link(page.on ? "on" : "", page.href, page.label), { ariaCurrent: page.on ? "page" : null }))),
  el("span", { className: "grow" }),
  ...chips(data, words),
  languages(lang),
  el("button", { className: "button out", type: "button", onclick: signOut }, el("span", {}, data.sign_out)),
];

const chips = (data, words) => {
  const said = [data.simulated && words.simulated, data.draft && words.draft].filter(Boolean);
  return said.length ? [el("span", { className: "chips" }, ...said.map((text) => el("span", { className: "chip sun" }, text)))] : [];
};

function languages(now) {
  const button = (lang, name) => {
    const choose = () => {
      document.cookie = `sitthi_lang=${lang};path=/;max-age=28800;samesite=lax`;
      say("lang", lang);
    };
    return el("button", { type: "button", className: lang === now ? "on" : "", lang, ariaPressed: String(lang === now), onclick: choose }, name);
  };
  return el("div", { className: "language", role: "group", ariaLabel: "ភាសា · Language" }, button("km", "ខ្មែរ"), button("en", "English"));
}

async function signOut() {
  await fetch("/leave", { method: "POST", redirect: "manual" }).catch(() => null);
  location.replace("/door");
}

const away = () => location.replace("/away"); // replace: Back does not bring this page before other eyes

function el(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}
const link = (className, href, ...children) => el("a", { className, href }, ...children);
const sign = (name) => el("i", { className: `sign ${name}` });

document.addEventListener("keydown", (event) => event.key === "Escape" && event.shiftKey && away());

// A link to a page of ours becomes a run instead of a new load. While the server is away the run does not come: then load.
document.addEventListener("click", (event) => {
  const anchor = event.composedPath().find((node) => node.matches?.('a[href^="/?"]'));
  if (!anchor || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const href = anchor.getAttribute("href");
  const before = location.search;
  say("go", href.slice(2));
  setTimeout(() => location.search === before && !sameQuery(href, before) && location.assign(href), 4000);
});
document.addEventListener("click", (event) => {
  const on = (selector) => event.composedPath().some((node) => node.matches?.(selector));
  if (on("[data-print]")) print();
  if (on("[data-leave]")) signOut();
});
const sameQuery = (href, search) => new URLSearchParams(href.slice(2)).toString() === new URLSearchParams(search).toString();
