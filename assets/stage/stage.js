// The quiz stage: draws one item, keeps every answer in an outbox until the server has it, then shows the feedback that came back.
// It must never lose a tap, never answer for the child, and never know the right answer before the child has answered.
//
//   data = {attempt, lang, items, acks: {item id: ack}, words, sign_in, sounds: {text id: address of its recording}}
//   ack  = {item, response, right, better, feedback?: {id: text}, whole?: {right, partly}}   what POST /api/answers replies
// The place is never stored: it is the item whose feedback is unread, else the first without an acknowledgement.

import { give } from "../looks/aloud.js";

export default function ({ parentElement, data, setTriggerValue }) {
  return mount(parentElement, data, (attempt) => setTriggerValue("finished", attempt));
}

const stages = new WeakMap(); // Streamlit calls again, with the same root, whenever the data change

export function mount(root, data, finished) {
  let stage = stages.get(root);
  if (!stage) stages.set(root, (stage = new Stage(root)));
  stage.update(data, finished);
  return () => {
    stage.close();
    stages.delete(root);
  };
}

const READ_MS = 1000; // nobody has read a new question this soon: the tap was meant for what stood there before
const GLANCE_MS = 600; // nor the feedback (a held Enter key would skip it)
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8000;
const PATIENCE_MS = 10000; // a POST without an answer is sent again after this
const FINISH_AGAIN_MS = 4000; // a trigger is dropped while the socket is down: say it until we are unmounted
const WAKING = ["online", "focus", "pageshow"];
const UNSURE = "unsure";

class Stage {
  constructor(root) {
    this.parts = frame();
    root.append(this.parts.section);
    this.wake = () => this.hurry?.();
    for (const event of WAKING) window.addEventListener(event, this.wake);
  }

  close() {
    this.closed = true;
    clearTimeout(this.finishing);
    for (const event of WAKING) window.removeEventListener(event, this.wake);
    this.wake();
    this.parts.section.remove();
  }

  // New data never moves the child backwards and never redraws the item that is being answered.
  update(data, finished) {
    const isNew = data.attempt !== this.data?.attempt;
    const isOtherLanguage = data.lang !== this.data?.lang;
    this.data = data;
    this.finished = finished;
    this.parts.section.lang = data.lang;
    this.acks = { ...(isNew ? {} : this.acks), ...data.acks };
    if (isNew) this.outbox = new Outbox(data.attempt);
    const wasAnsweredElsewhere = this.acks[this.item?.id]?.better && !this.isTold;
    if (isNew || isOtherLanguage || wasAnsweredElsewhere) this.show();
    this.flush();
  }

  show() {
    const { items } = this.data;
    this.item = items.find((item) => item.id === this.outbox.unread) ?? items.find((item) => !this.acks[item.id]);
    clearTimeout(this.finishing);
    if (!this.item) return this.finish();
    this.draw();
    const ack = this.acks[this.item.id];
    const waiting = this.outbox.of(this.item.id);
    if (ack?.better) this.tell(ack);
    else if (waiting) this.freeze(waiting.response);
  }

  draw() {
    const { parts, item, data } = this;
    const nth = data.items.indexOf(item) + 1;
    this.quietUntil = performance.now() + (this.hasDrawn ? READ_MS : 0);
    this.isAnswered = this.isTold = false;
    parts.section.dataset.item = item.id;
    parts.section.dataset.type = item.type;
    parts.section.dataset.form = formOf(item);
    delete parts.section.dataset.told;
    parts.place.textContent = say(data.words.question, { n: nth, all: data.items.length }, data.lang);
    this.dot();
    parts.stem.textContent = item.stem;
    give(parts.listen, asked(this, item));
    parts.listen.lastChild.textContent = data.words.listen;
    parts.scene.replaceChildren(...(item.picture ? [drawing(this, item.picture, "wide")] : []));
    parts.feedback.replaceChildren();
    parts.link.hidden = parts.next.hidden = true;
    parts.listen.hidden = false;
    parts.send.hidden = item.type !== "order"; // a tile is its own send button; a sort shows it when all lies in baskets
    parts.send.textContent = data.words.send;
    parts.unsure.hidden = false;
    parts.unsure.ariaDisabled = null;
    parts.unsure.replaceChildren(el("i", { className: "sign unsure-sign" }), data.words.unsure);
    parts.unsure.onclick = this.press(() => this.answer(UNSURE));
    const reply = ASK[item.type](this, parts.options);
    parts.send.onclick = this.press(() => this.answer(reply()));
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (this.hasDrawn && !isCalm) parts.options.animate({ opacity: [0.3, 1] }, READ_MS);
    this.note(parts.place.textContent, false); // announced; the stem is read because it takes the focus
    if (this.hasDrawn) parts.stem.focus();
    this.hasDrawn = true;
  }

  // Said to readers of screens; shown too when a child must know it (saving, waiting, please answer again).
  note(text, isShown = true) {
    this.parts.note.textContent = text;
    this.parts.note.classList.toggle("shown", isShown);
  }

  // Where we are: answered, here, to come. No count of right answers.
  dot() {
    const { items } = this.data;
    const kind = (one) => (one === this.item ? "now" : this.acks[one.id] ? "done" : "");
    this.parts.dots.replaceChildren(...items.map((one) => el("i", { className: kind(one) })));
  }

  // A tap that counts: not the second half of a double tap, not one meant for the item before, not one after the answer.
  press(act) {
    return (event) => {
      if (!this.isAnswered) this.unhurried(act)(event);
    };
  }

  unhurried(act) {
    return (event) => {
      if (event.detail < 2 && performance.now() > this.quietUntil) act(event);
    };
  }

  answer(response) {
    this.outbox.unread = this.item.id; // until Next: a refresh must not swallow the feedback
    this.outbox.put({ event_id: uuid7(), attempt: this.data.attempt, item: this.item.id, response, tapped_at: Date.now() });
    this.freeze(response);
    this.flush();
  }

  // The answer is given and safe in the outbox; only the acknowledgement is missing.
  freeze(response) {
    this.seal(response);
    this.note(this.data.words.saving);
  }

  // aria-disabled, not disabled: a disabled button would drop the keyboard's focus.
  seal(response) {
    this.isAnswered = true;
    this.parts.send.hidden = true;
    this.parts.unsure.ariaDisabled = "true";
    this.parts.unsure.classList.toggle("chosen", response === UNSURE);
    for (const button of this.parts.options.querySelectorAll("button")) button.ariaDisabled = "true";
    for (const input of this.parts.options.querySelectorAll("input")) input.disabled = true;
    if (response !== undefined && response !== UNSURE) MARK[this.item.type](this, this.parts.options, response);
  }

  async flush() {
    if (this.isFlushing) return;
    this.isFlushing = true;
    let wait = FIRST_WAIT_MS;
    for (let entry; !this.closed && (entry = this.outbox.first()); ) {
      const { status, ack } = await post(entry, this.data.lang);
      if (this.closed) break;
      if (status === 200) {
        wait = FIRST_WAIT_MS;
        this.outbox.drop(entry);
        this.acked(ack);
      } else if (status === 401 || status === 403) {
        this.askWho();
        await this.pause(LONGEST_WAIT_MS);
      } else if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
        this.outbox.unread = null;
        this.outbox.setAside(entry); // the server will never take it: kept for a grown-up, the child tries again
        this.show();
        this.note(this.data.words.refused);
      } else {
        this.note(this.data.words.waiting);
        await this.pause(wait);
        wait = Math.min(wait * 2, LONGEST_WAIT_MS);
      }
    }
    this.isFlushing = false;
  }

  pause(ms) {
    return new Promise((resolve) => {
      this.hurry = resolve;
      setTimeout(resolve, ms);
    });
  }

  askWho() {
    this.note(this.data.words.who);
    this.parts.link.textContent = this.data.words.sign_in;
    this.parts.link.href = this.data.sign_in;
    this.parts.link.hidden = false;
  }

  acked(ack) {
    this.acks[ack.item] = ack;
    for (const id of ack.answered) this.acks[id] ??= { item: id }; // a second tab was ahead of us
    if (ack.item === this.item?.id) this.tell(ack);
  }

  tell(ack) {
    const { parts, data, item } = this;
    if (this.isTold) return; // the page already knew: the outbox only heard it a second time
    this.isTold = true;
    parts.section.dataset.told = ack.right ? "well" : "again";
    parts.link.hidden = true;
    this.quietUntil = performance.now() + GLANCE_MS;
    this.seal(ack.response);
    TELL[item.type](this, parts.options, ack);
    const head = ack.right ? data.words.well : ack.response === UNSURE ? data.words.fine : data.words.again;
    const said = [head];
    if (typeof ack.response === "string" && ack.feedback?.[ack.response]) said.push(ack.feedback[ack.response]);
    if (typeof ack.better?.[0] === "string" && !ack.right && ack.feedback?.[ack.better[0]]) said.push(ack.feedback[ack.better[0]]);
    if (ack.whole) said.push(ack.right ? ack.whole.right : ack.whole.partly);
    const box = el("div", { className: "message " + (ack.right ? "well" : "again") }, el("b", {}, said[0]), ...said.slice(1).map((text) => el("p", {}, text)));
    parts.feedback.replaceChildren(box);
    if (ack.care) parts.feedback.append(el("p", { className: "message care" }, ack.care));
    if (item.discuss) parts.feedback.append(el("p", { className: "discuss" }, item.discuss));
    box.append(listener(this, told(this, ack)));
    this.note([data.words.saved, ...said].join(" "), false);
    this.dot();
    parts.unsure.hidden = ack.response !== UNSURE;
    parts.next.hidden = false;
    parts.next.textContent = data.words.next;
    parts.next.onclick = this.unhurried(() => {
      this.outbox.unread = null;
      this.show();
    });
    parts.next.focus({ preventScroll: true }); // the feedback matters more than the button
    parts.feedback.scrollIntoView({ block: "nearest" });
  }

  finish() {
    const { parts, data } = this;
    parts.section.dataset.item = "";
    parts.stem.textContent = data.words.finished;
    this.note(data.words.finished, false);
    parts.place.textContent = "";
    for (const part of [parts.dots, parts.options, parts.scene, parts.feedback]) part.replaceChildren();
    parts.listen.hidden = parts.send.hidden = parts.next.hidden = parts.link.hidden = parts.unsure.hidden = true;
    parts.stem.focus();
    const sayIt = () => {
      this.finished?.(data.attempt);
      this.finishing = setTimeout(sayIt, FINISH_AGAIN_MS);
    };
    sayIt();
  }
}

// ---- how each type asks; each returns the function that reads the response -------------------------------------

const ASK = {
  choice(stage, list) {
    list.replaceChildren(...stage.item.options.map((option) => row(option, tile(stage, option, () => stage.answer(option.id)))));
  },

  order(stage, list) {
    const { words } = stage.data;
    const move = (card, step, button) => {
      const there = step < 0 ? card.previousElementSibling : card.nextElementSibling;
      if (!there) return;
      there[step < 0 ? "before" : "after"](card);
      number(list, stage.data.lang);
      const place = [...list.children].indexOf(card) + 1;
      stage.note(say(words.place, { what: card.dataset.text, n: place }, stage.data.lang), false);
      button.focus(); // moving a node drops the focus
    };
    const mover = (option, step, label, sign) =>
      el(
        "button",
        {
          type: "button",
          className: "move",
          ariaLabel: `${label}: ${option.text}`,
          onclick: stage.press((event) => move(event.currentTarget.closest("li"), step, event.currentTarget)),
        },
        el("i", { className: `sign ${sign}` }),
      );
    list.replaceChildren(
      ...stage.item.steps.map((step) => {
        const card = row(step, el("b", { className: "nth" }), step.picture && drawing(stage, step.picture), el("span", { className: "text" }, step.text));
        card.append(mover(step, -1, words.up, "up"), mover(step, 1, words.down, "down"));
        card.onkeydown = (event) => {
          const way = { ArrowUp: -1, ArrowDown: 1 }[event.key];
          if (!way || !event.target.classList.contains("move")) return;
          event.preventDefault();
          stage.press(() => move(card, way, event.target))(event);
        };
        return card;
      }),
    );
    number(list, stage.data.lang);
    return () => [...list.children].map((card) => card.dataset.option);
  },

  // One card in the hand between two baskets. A card in a basket can be taken back until all is sent.
  sort(stage, list) {
    const { item } = stage;
    const placed = {};
    const baskets = item.baskets.map((basket) => {
      const put = el("button", { type: "button", className: `put ${basket.sign}` }, basket.text);
      const cards = el("ul", {});
      const box = el("li", { className: `basket ${basket.sign}` }, el("h3", {}, el("i", { className: `sign ${basket.sign}` }), el("span", {}, basket.text)), cards, put);
      put.onclick = stage.press(() => {
        const thing = inHand();
        if (!thing) return;
        placed[thing.id] = basket.id;
        draw();
        stage.note(`${thing.text} → ${basket.text}`, false);
      });
      return { basket, box, put, cards };
    });
    const hand = el("li", { className: "hand" });
    const inHand = () => item.things.find((thing) => !placed[thing.id]);
    const takeBack = (thing) =>
      stage.press(() => {
        delete placed[thing.id];
        item.things = [thing, ...item.things.filter((one) => one !== thing)]; // what was taken back is in the hand
        draw();
      });
    const mini = (thing) => {
      const inside = [thing.picture && drawing(stage, thing.picture), el("span", { className: "text" }, thing.text)];
      return row(thing, el("button", { type: "button", className: "mini", onclick: takeBack(thing) }, ...inside.filter(Boolean)));
    };
    const draw = () => {
      for (const { basket, cards, put } of baskets) {
        cards.replaceChildren(...item.things.filter((thing) => placed[thing.id] === basket.id).map(mini));
        put.hidden = !inHand();
      }
      const thing = inHand();
      const left = item.things.length - Object.keys(placed).length;
      hand.replaceChildren(
        ...(thing
          ? [el("div", { className: "card" }, ...[thing.picture && drawing(stage, thing.picture), el("span", { className: "say" }, thing.text)].filter(Boolean)), el("p", { className: "left" }, say(stage.data.words.left, { n: left }, stage.data.lang))]
          : []),
      );
      list.toggleAttribute("data-full", !thing);
      stage.parts.send.hidden = stage.isAnswered || Boolean(thing);
      if (!thing && stage.hasDrawn && !stage.isAnswered) stage.parts.send.focus({ preventScroll: true });
    };
    stage.lay = (response) => {
      Object.assign(placed, response);
      draw();
    };
    draw();
    list.replaceChildren(baskets[0].box, hand, baskets[1].box);
    return () => ({ ...placed });
  },

  // The first way taken in each scene is the answer; an unwise way is explained and tried again.
  story(stage, list) {
    const { item } = stage;
    const first = {};
    const play = (scene, isFirst) => {
      const options = el("ol", { className: "ways" });
      const told = el("p", { className: "told", hidden: true });
      const hear = listener(stage, isFirst ? [] : momentOf(stage, scene));
      hear.hidden = isFirst; // the first moment is read with the question
      const take = (option) => {
        first[scene.id] ??= option.id;
        told.textContent = option.feedback;
        told.hidden = false;
        stage.note(option.feedback, false);
        give(hear, [aloud(stage, option.feedback, `scenes.${scene.id}.options.${option.id}.feedback`)]);
        hear.hidden = false;
        for (const way of options.children) way.classList.toggle("chosen", way.dataset.option === option.id);
        if (!option.correct) return;
        for (const button of options.querySelectorAll("button")) button.ariaDisabled = "true";
        part.dataset.done = "1";
        const next = item.scenes.find((one) => one.id === scene.to);
        if (next) play(next);
        else stage.answer(first);
      };
      const press = (option) => stage.press(() => part.dataset.done || take(option));
      options.append(...scene.options.map((option) => row(option, tile(stage, option, null, press(option)))));
      const part = el("li", { className: "moment" }, scene.picture && drawing(stage, scene.picture, "wide"), el("p", { className: "text" }, scene.text), options, told, hear);
      part.dataset.scene = scene.id;
      list.append(part);
      if (!isFirst) {
        part.scrollIntoView({ block: "nearest" });
        options.querySelector("button").focus({ preventScroll: true });
      }
      return part;
    };
    list.replaceChildren();
    play(item.scenes[0], true);
  },
};
ASK.picture = ASK.choice;

// ---- a response shown again: after a refresh, and when another tab answered first --------------------------------

const MARK = {
  choice(stage, list, response) {
    for (const tile of list.children) tile.classList.toggle("chosen", tile.dataset.option === response);
  },
  order(stage, list, response) {
    list.append(...response.map((id) => find(list, id)));
    number(list, stage.data.lang);
  },
  sort(stage, list, response) {
    stage.lay(response);
  },
  story() {},
};
MARK.picture = MARK.choice;

// ---- what the acknowledgement adds ------------------------------------------------------------------------------

const TELL = {
  choice(stage, list, ack) {
    const { words } = stage.data;
    for (const tile of list.children) {
      const isBetter = ack.better.includes(tile.dataset.option);
      const isMine = tile.dataset.option === ack.response;
      tile.classList.toggle("better", isBetter);
      tile.classList.toggle("rest", !isBetter && !isMine);
      if (isBetter && !isMine) tag(tile, words.better);
      else if (isMine) tag(tile, isBetter ? words.yours_well : words.yours);
    }
  },
  order(stage, list, ack) {
    for (const card of list.children) {
      const place = ack.better.indexOf(card.dataset.option) + 1;
      const isThere = [...list.children].indexOf(card) + 1 === place;
      card.classList.toggle("better", isThere);
      card.classList.toggle("looked", !isThere);
      if (!isThere) tag(card, say(stage.data.words.belongs, { n: place }, stage.data.lang));
    }
  },
  sort(stage, list, ack) {
    const isUnsure = ack.response === UNSURE;
    if (isUnsure) stage.lay(ack.better);
    for (const card of list.querySelectorAll("[data-option]")) {
      const basket = stage.item.baskets.find((one) => one.id === ack.better[card.dataset.option]);
      const isThere = isUnsure || ack.response[card.dataset.option] === basket.id;
      card.classList.toggle("better", isThere);
      card.classList.toggle("looked", !isThere);
      if (!isThere) tag(card, `${stage.data.words.better}: ${basket.text}`);
      card.append(el("p", { className: "told" }, ack.feedback[card.dataset.option]));
    }
  },
  story(stage, list) {
    for (const way of list.querySelectorAll(".ways .chosen")) way.classList.add("better"); // each moment ended with its wise way
  },
};
TELL.picture = TELL.choice;

// ---- the outbox: one localStorage key per answer, so two tabs cannot overwrite each other ------------------------

class Outbox {
  constructor(attempt) {
    this.prefix = `stage:out:${attempt}:`;
    this.unreadKey = `stage:unread:${attempt}`;
  }
  put(entry) {
    keep.set(this.prefix + entry.item, JSON.stringify(entry));
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

// ---- the wire ----------------------------------------------------------------------------------------------------

async function post(entry, lang) {
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

// ---- reading aloud: what a button says, with the recording of each part where there is one -------------------------

const aloud = (stage, words, path, of = stage.item.id) => [words, stage.data.sounds?.[`${of}/${path}`] ?? ""];

// The question, then what a child chooses from, as it is drawn.
function asked(stage, item) {
  const listed = ["baskets", "options", "steps", "things"].flatMap((key) => (item[key] ?? []).map((one) => aloud(stage, one.text, `${key}.${one.id}.text`)));
  const moment = item.scenes ? momentOf(stage, item.scenes[0]) : [];
  return [aloud(stage, item.stem, "stem"), ...moment, ...listed];
}

function momentOf(stage, scene) {
  const ways = scene.options.map((one) => aloud(stage, one.text, `scenes.${scene.id}.options.${one.id}.text`));
  return [aloud(stage, scene.text, `scenes.${scene.id}.text`), ...ways];
}

// The feedback as it stands on the page: of the answer and of the better one, of the things that lie elsewhere, of the whole.
function told(stage, ack) {
  const { item, data } = stage;
  const head = ack.right ? "well" : ack.response === UNSURE ? "fine" : "again";
  const feedback = (key, id) => ack.feedback?.[id] && aloud(stage, ack.feedback[id], `${key}.${id}.feedback`);
  const chosen = item.options ? [ack.response, ...(ack.right ? [] : ack.better)].map((id) => feedback("options", id)) : [];
  const moved = (item.things ?? []).filter((one) => ack.response?.[one.id] !== ack.better[one.id]).map((one) => feedback("things", one.id));
  const whole = ack.right ? "right" : "partly";
  return [
    aloud(stage, data.words[head], `stage.${head}`, "words"),
    ...chosen,
    ...moved,
    ack.whole && aloud(stage, ack.whole[whole], `feedback.${whole}`),
    ack.care && aloud(stage, ack.care, "not_your_fault", item.lesson),
    item.discuss && aloud(stage, item.discuss, "discuss"),
  ].filter(Boolean);
}

function listener(stage, parts) {
  const button = el("button", { type: "button", className: "listen" }, el("i", { className: "sign listen-sign" }), el("span", {}, stage.data.words.listen));
  give(button, parts);
  return button;
}

// ---- drawing -----------------------------------------------------------------------------------------------------

function el(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.filter((child) => child != null && child !== false)); // text nodes only: no markup from content
  return element;
}

function frame() {
  const parts = {
    place: el("p", { className: "place" }),
    dots: el("div", { className: "dots", ariaHidden: "true" }),
    listen: el("button", { type: "button", className: "listen" }, el("i", { className: "sign listen-sign" }), el("span")),
    stem: el("h2", { tabIndex: -1 }),
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
    el("div", { className: "ask" }, parts.stem, parts.listen),
    el("div", { className: "body" }, parts.scene, parts.options),
    parts.feedback,
    el("footer", {}, parts.send, parts.unsure, parts.note, parts.link, parts.next),
  );
  return parts;
}

// How the options lie: beside each other with pictures, beside the question's picture, or as rows alone.
function formOf(item) {
  if (item.type !== "choice" && item.type !== "picture") return item.type;
  return item.options.some((option) => option.picture) ? "tiles" : item.picture ? "beside" : "rows";
}

function tile(stage, option, act, onclick = stage.press(act)) {
  return el("button", { type: "button", className: "tile", onclick }, option.picture && drawing(stage, option.picture), el("span", { className: "say" }, option.text));
}

function row(option, ...children) {
  const item = el("li", {}, ...children);
  item.dataset.option = option.id;
  item.dataset.text = option.text;
  return item;
}

function tag(row, words) {
  if (row.querySelector(".tag")) return;
  row.prepend(el("span", { className: "tag" }, words));
}

function number(list, lang) {
  [...list.children].forEach((card, i) => (card.querySelector(".nth").textContent = digits(i + 1, lang)));
}

function find(list, id) {
  return list.querySelector(`[data-option="${CSS.escape(id)}"]`);
}

function drawing(stage, name, className = "") {
  return el("img", { src: new URL(`../pictures/drawn/scenes/${name}.svg`, import.meta.url).href, alt: "", className });
}

function digits(number, lang) {
  return lang === "km" ? String(number).replace(/\d/g, (digit) => "០១២៣៤៥៦៧៨៩"[digit]) : String(number);
}

function say(pattern, values, lang) {
  return pattern.replace(/\{(\w+)\}/g, (_, name) => (typeof values[name] === "number" ? digits(values[name], lang) : values[name]));
}
