// SG-05: a seat that nobody uses is given back. It must never end one in which a child is still reading, and never say what they read.
// Moving, touching, typing or scrolling in any tab is activity; the server hears of it at most once a minute (POST /api/here).

const SIGNS = ["pointermove", "pointerdown", "keydown", "touchstart", "wheel", "scroll", "input"];
const PING_MS = 60_000;
const LOOK_MS = 5_000;
const KEY = "sitthi_here"; // when this browser was last used, for its other tabs: a time and nothing else

let stop = () => {};
let seen = Date.now(); // kept from one drawing of the frame to the next

// Calls `leave` once, after `minutes` without activity or when the server says that the seat is empty. Returns what ends the watch;
// a second call takes the place of the first, so the frame may call it each time it is drawn.
export function watch(minutes, leave) {
  stop();
  let pinged = Date.now(); // the run that drew this page was activity, and the server knows
  let isOver = false;
  const lastSeen = () => Math.max(seen, read());
  const end = () => {
    if (isOver) return;
    stop();
    leave();
  };
  const look = () => {
    const now = Date.now();
    if (now - lastSeen() >= minutes * 60_000) return end();
    if (seen <= pinged || now - pinged < PING_MS) return undefined;
    pinged = now;
    write(seen);
    return ping().then((isSeated) => isSeated || end());
  };
  const onSign = () => {
    look(); // first: a lid that was closed for an hour opens with a touch, and that touch is not the child who sat here
    if (!isOver) seen = Date.now();
  };
  const onShow = () => document.visibilityState === "visible" && look();
  for (const sign of SIGNS) addEventListener(sign, onSign, { capture: true, passive: true });
  document.addEventListener("visibilitychange", onShow);
  addEventListener("pageshow", onShow);
  const timer = setInterval(look, LOOK_MS);
  stop = () => {
    isOver = true;
    clearInterval(timer);
    for (const sign of SIGNS) removeEventListener(sign, onSign, { capture: true });
    document.removeEventListener("visibilitychange", onShow);
    removeEventListener("pageshow", onShow);
  };
  seen = Date.now();
  write(seen);
  return stop;
}

// False only when the server says that nobody sits here. A dead server is no reason to send a child away.
async function ping() {
  try {
    const reply = await fetch("/api/here", { method: "POST", headers: { "X-Stage": "1" } });
    return reply.status !== 401;
  } catch {
    return true;
  }
}

function read() {
  try {
    const ms = Number(localStorage.getItem(KEY)) || 0;
    return ms <= Date.now() ? ms : 0; // from a clock that was ahead: it would keep the seat for ever
  } catch {
    return 0; // storage refused: this tab alone counts
  }
}

function write(ms) {
  try {
    localStorage.setItem(KEY, String(ms));
  } catch {
    // as above
  }
}
