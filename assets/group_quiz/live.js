// What every page of the group quiz shares: its stream, its posts, its way of drawing. It must never keep a state of its own:
// the newest view is the whole truth, and drawing it again changes only what differs, so focus and typed figures stay.

const AGAIN_MS = 1_000; // a school server starts in some seconds: the first tries come quickly, the later ones calmly
const SLOWEST_MS = 5_000;
const GRACE_MS = 1_500; // a stream that is back by then has not been away for anyone
const PATIENCE_MS = 30_000; // five photos on an old laptop take ten seconds to read
const OVER = [401, 403, 404]; // trying again does not help: nobody sits here, or there is no such session
const PASSING = [0, 502, 503, 504];
const NO_READER = "no_reader"; // a 503 that does not pass: this computer cannot read cards

// The stream: `onView` gets each newest view, `onState` "live", "away" (it comes back by itself) or "over" (with the status). Returns what ends it.
export function listen(url, onView, onState = () => {}) {
  let source, timer, wait, isEnded, state;
  const say = (now, status) => now !== state && onState((state = now), status);
  const later = () => {
    source.close();
    clearTimeout(timer);
    timer = setTimeout(open, (wait = Math.min((wait ?? AGAIN_MS / 2) * 2, SLOWEST_MS)));
  };
  const open = () => {
    clearTimeout(timer);
    source?.close();
    source = new EventSource(url);
    source.onmessage = ({ data }) => {
      wait = undefined;
      say("live");
      onView(JSON.parse(data));
    };
    source.addEventListener("over", () => {
      end();
      say("over", 401); // the seat is empty, or another's
    });
    source.onerror = async () => {
      const isRefused = source.readyState === EventSource.CLOSED;
      later();
      setTimeout(() => !isEnded && source.readyState !== EventSource.OPEN && say("away"), GRACE_MS);
      const status = isRefused ? await ask(url) : 0;
      if (isEnded || !OVER.includes(status)) return;
      end();
      say("over", status);
    };
  };
  const back = () => document.visibilityState === "visible" && open(); // a tablet that slept may hold a dead line for minutes
  const end = () => {
    isEnded = true;
    clearTimeout(timer);
    source.close();
    document.removeEventListener("visibilitychange", back);
    removeEventListener("online", open);
  };
  document.addEventListener("visibilitychange", back);
  addEventListener("online", open);
  open();
  return end;
}

// The status of a stream that was refused: EventSource does not tell it.
async function ask(url) {
  const stop = new AbortController();
  try {
    return (await fetch(url, { signal: stop.signal })).status;
  } catch {
    return 0;
  } finally {
    stop.abort();
  }
}

// Sends until it is answered, each time the same: a send that the server has already kept must do no harm.
// Returns {status, body}. A Blob or bytes go as they are. `signal` gives up: then {status: 0, body: {}}.
export async function post(url, body, { signal } = {}) {
  const isRaw = body instanceof Blob || body instanceof ArrayBuffer;
  const request = {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": isRaw ? "application/octet-stream" : "application/json", "X-Stage": "1" }, // the header keeps foreign pages out
    body: isRaw ? body : JSON.stringify(body),
  };
  for (let wait = AGAIN_MS / 2; ; wait = Math.min(wait * 2, SLOWEST_MS)) {
    const reply = await once(url, request, signal);
    if (!PASSING.includes(reply.status) || reply.body.why === NO_READER || signal?.aborted) return reply;
    await new Promise((go) => setTimeout(go, wait));
  }
}

async function once(url, request, signal) {
  const stop = new AbortController();
  const giveUp = () => stop.abort();
  const timer = setTimeout(giveUp, PATIENCE_MS);
  signal?.addEventListener("abort", giveUp);
  try {
    if (signal?.aborted) return { status: 0, body: {} };
    const reply = await fetch(url, { ...request, signal: stop.signal });
    return { status: reply.status, body: await reply.json().catch(() => ({})) };
  } catch {
    return { status: 0, body: {} };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", giveUp);
  }
}

// An element. Names with a dash, and `role` and `for`, are attributes; all others are properties. Children are text or nodes: no markup from content.
export function el(tag, props = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value == null) continue;
    if (/-|^role$|^for$|^style$|^value$/.test(name)) made.setAttribute(name, value);
    else made[name] = value;
  }
  made.append(...children.flat().filter((child) => child != null && child !== false && child !== ""));
  return made;
}

// Makes `old` look like `fresh` and changes nothing else. Children are paired by data-key where they have one, by place otherwise.
// What carries data-keep (a camera's picture) is made once and left alone.
export function redraw(old, fresh) {
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const name of HANDLERS) if (old[name] !== fresh[name]) old[name] = fresh[name];
  for (const name of STANDING) if (name in fresh && old[name] !== fresh[name]) old[name] = fresh[name];
  const wanted = new Set([...fresh.children].map((child) => child.dataset.key));
  for (const child of [...old.children]) if (child.dataset.key && !wanted.has(child.dataset.key)) child.remove();
  const kept = new Map([...old.children].filter((child) => child.dataset.key).map((child) => [child.dataset.key, child]));
  let place = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    const key = child.dataset?.key;
    const match = key ? kept.get(key) : place && !place.dataset?.key && place.nodeName === child.nodeName ? place : null;
    if (!match || match.nodeName !== child.nodeName) {
      old.insertBefore(child, place);
      continue;
    }
    if (match === place) place = place.nextSibling;
    else old.insertBefore(match, place); // moving drops the focus, so only what is out of place moves
    if (child.nodeType === Node.TEXT_NODE) match.data === child.data || (match.data = child.data);
    else if (!("keep" in match.dataset)) redraw(match, child);
    kept.delete(key);
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}
const HANDLERS = ["onclick", "oninput", "onchange", "onsubmit", "onkeydown", "onfocus"];
const STANDING = ["disabled", "checked"];

export function digits(number, lang) {
  return lang === "km" ? String(number).replace(/\d/g, (digit) => "០១២៣៤៥៦៧៨៩"[digit]) : String(number);
}

// A pattern of the words with its values: {0} as it is, {0:d} a number in the digits of the page.
export function fill(pattern, lang, ...values) {
  return pattern.replace(/\{(\d+)(:d)?\}/g, (_, nth, isNumber) => (isNumber ? digits(values[nth], lang) : String(values[nth])));
}

// The four shapes that stand for the options; none is green, so no colour hints at the answer. `said` is the letter as the page writes it.
const FORMS = {
  A: { d: "M50 3a47 47 0 1 0 .1 0z", fill: "--sky", ink: "--card", y: 66, size: 46 },
  B: { d: "M13 6h74q7 0 7 7v74q0 7-7 7H13q-7 0-7-7V13q0-7 7-7z", fill: "--sun", ink: "--ink", y: 66, size: 46 },
  C: { d: "M50 4q4 0 6 4l41 78q4 8-5 8H8q-9 0-5-8L44 8q2-4 6-4z", fill: "--lotus", ink: "--card", y: 80, size: 40 },
  D: { d: "M50 1q3 0 5 2l42 42q5 5 0 10L55 97q-5 4-10 0L3 55q-5-5 0-10L45 3q2-2 5-2z", fill: "--ink", ink: "--card", y: 64, size: 42 },
};
const SVG = "http://www.w3.org/2000/svg";

export function shape(letter, said = letter) {
  const form = FORMS[letter];
  const drawn = (tag, attributes) => {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  };
  const text = drawn("text", { x: 50, y: form.y, "text-anchor": "middle", "font-size": form.size, "font-weight": 700, style: `fill: var(${form.ink})`, "aria-hidden": "true" });
  text.textContent = said;
  const made = drawn("svg", { class: `shape ${letter}`, viewBox: "0 0 100 100", role: "img", "aria-label": said });
  made.append(drawn("path", { d: form.d, style: `fill: var(${form.fill})` }), text);
  return made;
}
