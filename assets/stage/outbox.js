// Answers on their way: each is kept in the browser until the server has it, and sent again with the same id. Never two ids for one tap.

const PATIENCE_MS = 10000; // a POST without an answer is sent again after this

// One localStorage key per answer, so two tabs cannot overwrite each other.
export class Outbox {
  constructor(attempt) {
    this.prefix = `stage:out:${attempt}:`;
    this.draftPrefix = `stage:draft:${attempt}:`;
    this.unreadKey = `stage:unread:${attempt}`;
    for (const key of keep.keys()) if (key.startsWith("stage:draft:") && !key.startsWith(this.draftPrefix)) keep.remove(key); // the child before
  }
  put(entry) {
    keep.set(this.prefix + entry.item, JSON.stringify(entry));
    keep.remove(this.draftPrefix + entry.item);
  }
  // What is laid of an item but not sent yet: a refresh, or the other language, must not begin it anew.
  draft(item) {
    return tryTo(() => JSON.parse(keep.get(this.draftPrefix + item)));
  }
  keepDraft(item, laid) {
    keep.set(this.draftPrefix + item, JSON.stringify(laid));
  }
  of(item) {
    return JSON.parse(keep.get(this.prefix + item));
  }
  first() {
    const key = keep.keys().find((one) => one.startsWith(this.prefix));
    return key && JSON.parse(keep.get(key));
  }
  drop(entry) {
    keep.remove(this.prefix + entry.item);
  }
  setAside(entry) {
    keep.set(`stage:refused:${entry.event_id}`, JSON.stringify(entry));
    this.drop(entry);
  }
  get unread() {
    return keep.get(this.unreadKey); // the item whose feedback the child has not closed yet
  }
  set unread(item) {
    item ? keep.set(this.unreadKey, item) : keep.remove(this.unreadKey);
  }
}

const memory = new Map(); // where the browser refuses storage (private mode, full disk)
const keep = {
  get: (key) => tryTo(() => localStorage.getItem(key)) ?? memory.get(key) ?? null,
  set: (key, value) => tryTo(() => (localStorage.setItem(key, value), true)) ?? memory.set(key, value),
  remove: (key) => (tryTo(() => localStorage.removeItem(key)), memory.delete(key)),
  keys: () => [...(tryTo(() => Object.keys(localStorage)) ?? []), ...memory.keys()],
};

function tryTo(act) {
  try {
    return act();
  } catch {
    return undefined;
  }
}

export async function post(entry, lang) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const reply = await fetch(new URL("/api/answers", location.origin), {
      method: "POST",
      credentials: "same-origin",
      keepalive: true, // the lid closes, the tab goes: the answer still leaves
      headers: { "Content-Type": "application/json", "X-Stage": "1" }, // the header keeps foreign pages out
      body: JSON.stringify({ ...entry, lang }),
      signal: stop.signal,
    });
    return { status: reply.status, ack: reply.ok ? await reply.json() : null };
  } catch {
    return { status: 0, ack: null };
  } finally {
    clearTimeout(timer);
  }
}

// crypto.randomUUID needs https; getRandomValues does not (phones open plain http on a local network)
export function uuid7(now = Date.now()) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(now / 2 ** (40 - 8 * i)) % 256;
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
