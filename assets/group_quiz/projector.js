// The window of the big screen: it draws the newest view as large as fits. It has no control of its own, and no clock in figures.
import { el, listen } from "./live.js";
import { drawings, over, say } from "./projector_steps.js";

const SIZES = [88, 72, 64, 56, 48, 40, 36, 32]; // 32 px: the least that a child reads from the last bench of a class of 1366×768
const SIZES_LOW = [28, 25]; // a screen of 600 lines: 25 of 600 are as tall on the wall as 32 of 768
const LOW_PX = 700;
const HINT_MS = 6_000;
const SAND_MS = 1_000;
const FORWARDED = { Space: " ", ArrowRight: "ArrowRight", KeyD: "d", KeyV: "v", KeyR: "r", KeyH: "h", KeyS: "s" };

const { api } = document.body.dataset;
const lang = document.documentElement.lang;
const main = document.querySelector("main");

// The fullest drawing that fits, then the largest size that fits
let newest, chosen;

function draw() {
  if (!newest) return;
  document.body.dataset.step = newest.step;
  document.body.classList.toggle("helps", Boolean(newest.aside?.help));
  const offered = drawings(newest);
  const key = JSON.stringify({ ...newest, answered: 0, innerWidth, innerHeight });
  if (chosen?.key !== key) chosen = { key, ...fit(offered, newest) };
  show(offered[chosen.nth], newest, chosen.size);
  pour();
}

function fit(offered, view) {
  const isLow = innerHeight < LOW_PX;
  const sizes = isLow ? [...SIZES, ...SIZES_LOW] : SIZES;
  const least = isLow ? [SIZES.at(-1), ...SIZES_LOW] : SIZES.slice(-1);
  for (const isMeagre of [false, true]) {
    for (const bottom of least) {
      for (let nth = 0; nth < offered.length; nth++) {
        if ((offered[nth].isMeagre ?? false) !== isMeagre) continue;
        show(offered[nth], view, bottom);
        if (!isOverfull()) return { nth, size: sizes.find((size) => (setSize(size), !isOverfull())) };
      }
    }
  }
  return { nth: offered.length - 1, size: sizes.at(-1) };
}

function show(drawing, view, size) {
  setSize(size);
  main.replaceChildren(...drawing(view).filter(Boolean));
}

function setSize(size) {
  main.className = `size-${size}`;
  main.dataset.size = size;
}

// Inline boxes have no height of their own: what contains them is measured.
function isOverfull() {
  const boxes = [main, ...main.querySelectorAll("*:not(svg, svg *, i)")].filter((one) => one.clientHeight);
  return boxes.some((one) => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1);
}

// The glass empties in steps that nobody counts.
function pour() {
  const glass = main.querySelector(".sand");
  if (!glass) return;
  const left = Math.min(1, Math.max(0, (glass.dataset.until - Date.now()) / (1000 * glass.dataset.seconds)));
  glass.style.setProperty("--gone", 1 - left);
}

// ---- the window: its state, its keys
const notice = document.body.appendChild(el("p", { className: "notice", role: "status", hidden: true }));

function tell(state) {
  if (state === "over") {
    newest = undefined;
    document.body.dataset.step = "over";
    setSize(48);
    main.replaceChildren(over());
  }
  notice.hidden = state !== "away";
  notice.textContent = say("away");
}

const hosts = new BroadcastChannel("sitthi-group");
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (event.code === "KeyF") (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()).catch(() => {});
  const key = FORWARDED[event.code]; // by place, so that a Khmer keyboard works too
  if (!key) return;
  event.preventDefault();
  hosts.postMessage({ key }); // the facilitator's window acts on it; this one has no control
});

document.title = say("title");
const hint = document.body.appendChild(el("p", { className: "hint", "aria-hidden": "true" }, say("full", "F")));
setTimeout(() => hint.remove(), HINT_MS);
addEventListener("resize", draw);
document.fonts.addEventListener("loadingdone", () => {
  chosen = undefined; // measured in another script's letters
  draw();
});
setInterval(pour, SAND_MS);
listen(`${api}/projector?lang=${lang}`, (view) => ((newest = view), draw()), tell);
