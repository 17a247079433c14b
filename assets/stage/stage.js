// The quiz stage: draws one item, keeps every answer in an outbox until the server has it, then shows the feedback that came back.
// It must never lose a tap, never answer for the child, and never know the right answer before the child has answered.
//
//   data = {attempt, lang, items, acks: {item id: ack}, words, sign_in, sounds: {words: address of their recording}}
//   ack  = {item, response, right, better, feedback?: {id: text}, whole?: {right, partly}, sounds, is_quiet?}
//   is what POST /api/answers replies
// The place is never stored: it is the item whose feedback is unread, else the first without an acknowledgement.
// What is laid of an item and not sent yet is a draft; each type says what it keeps.
//
// A type of question is {ask, mark, tell, say?, reads?, sends?}:
//   ask(stage, list)            draws it and returns the function that reads the response
//   mark(stage, list, response) shows a response again: after a refresh, and when another tab answered first
//   tell(stage, list, ack)      adds what the acknowledgement says
//   say(stage, ack)             its own words instead of the usual ones; reads(item): what is read aloud; sends: "Done" is there at once
import { give } from "../looks/aloud.js";
import { UNSURE, drawing, el, formOf, frame, listener, say } from "./drawing.js";
import { match, order, sort } from "./laid.js";
import { Outbox, post, uuid7 } from "./outbox.js";
import { story } from "./story.js";
import { choice, scale, trueFalse } from "./tiles.js";
import { teachBack } from "./told.js";

export { uuid7 };

const TYPES = { choice, picture: choice, true_false: trueFalse, order, sort, match, story, scale, teach_back: teachBack };

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
const FINISH_AGAIN_MS = 4000; // a trigger is dropped while the socket is down: say it until we are unmounted
const WAKING = ["online", "focus", "pageshow"];

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
    this.sounds = { ...(isNew ? {} : this.sounds), ...data.sounds };
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
    const type = (this.type = TYPES[item.type]);
    this.quietUntil = performance.now() + (this.hasDrawn ? READ_MS : 0);
    this.isAnswered = this.isTold = false;
    parts.section.dataset.item = item.id;
    parts.section.dataset.type = item.type;
    parts.section.dataset.form = formOf(item);
    delete parts.section.dataset.told;
    parts.place.textContent = say(data.words.question, { n: nth, all: data.items.length }, data.lang);
    this.dot();
    parts.stem.textContent = item.stem;
    parts.hint.textContent = data.words[`prompt_${item.type}`] ?? "";
    this.reads(item.stem, ...(type.reads?.(item, data.words) ?? []));
    parts.listen.lastChild.textContent = data.words.listen;
    parts.scene.replaceChildren(...(item.picture ? [drawing(this, item.picture, "wide")] : []));
    parts.feedback.replaceChildren();
    parts.link.hidden = parts.next.hidden = true;
    parts.listen.hidden = false;
    parts.send.hidden = !type.sends; // a tile is its own send button; a sort shows it when all lies in baskets
    parts.send.textContent = data.words.send;
    parts.unsure.hidden = false;
    parts.unsure.ariaDisabled = null;
    parts.unsure.replaceChildren(el("i", { className: "sign unsure-sign" }), data.words[`unsure_${item.type}`] ?? data.words.unsure);
    parts.unsure.onclick = this.press(() => this.answer(UNSURE));
    const reply = type.ask(this, parts.options);
    parts.send.onclick = this.press(() => this.answer(reply()));
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (this.hasDrawn && !isCalm) parts.options.animate({ opacity: [0.3, 1] }, READ_MS);
    this.note(parts.place.textContent, false); // announced; the stem is read because it takes the focus
    if (this.hasDrawn) parts.stem.focus();
    this.hasDrawn = true;
  }

  // What the button "Listen" reads.
  reads(...texts) {
    give(this.parts.listen, this.aloud(texts));
  }

  // Each with its recording, where there is one.
  aloud(texts) {
    return texts.map((words) => [words, this.sounds[words] ?? ""]);
  }

  get draft() {
    return this.isAnswered ? undefined : this.outbox.draft(this.item.id);
  }

  keep(laid) {
    if (!this.isAnswered) this.outbox.keepDraft(this.item.id, laid);
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
    if (response !== undefined && response !== UNSURE) this.type.mark(this, this.parts.options, response);
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
    parts.section.dataset.told = ack.right ? "well" : ack.right === null ? "thanks" : "again"; // null: there is no right one
    parts.link.hidden = true;
    this.quietUntil = performance.now() + GLANCE_MS;
    this.seal(ack.response);
    if (!ack.is_quiet) this.type.tell(this, parts.options, ack); // a test says thank you, and nothing of how it went
    Object.assign(this.sounds, ack.sounds);
    const said = ack.is_quiet ? [data.words.thank_you] : (this.type.say?.(this, ack) ?? this.said(ack));
    const box = el("div", { className: "message " + (ack.right ? "well" : ack.right === null ? "thanks" : "again") }, el("b", {}, said[0]), ...said.slice(1).map((text) => el("p", {}, text)));
    const moved = [...parts.options.querySelectorAll(".looked .told")].map((one) => one.textContent); // said at cards that lie elsewhere
    box.append(listener(this, [...said, ...moved, ack.care, item.discuss]));
    parts.feedback.replaceChildren(box);
    if (ack.care) parts.feedback.append(el("p", { className: "message care" }, ack.care));
    if (item.discuss) parts.feedback.append(el("p", { className: "discuss" }, item.discuss));
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

  said(ack) {
    const { words } = this.data;
    const said = [ack.right ? words.well : ack.response === UNSURE ? words.fine : words.again];
    if (typeof ack.response === "string" && ack.feedback?.[ack.response]) said.push(ack.feedback[ack.response]);
    if (typeof ack.better?.[0] === "string" && !ack.right && ack.feedback?.[ack.better[0]]) said.push(ack.feedback[ack.better[0]]);
    if (ack.whole) said.push(ack.right ? ack.whole.right : ack.whole.partly);
    return said;
  }

  finish() {
    const { parts, data } = this;
    parts.section.dataset.item = "";
    parts.stem.textContent = data.words.finished;
    this.note(data.words.finished, false);
    parts.place.textContent = parts.hint.textContent = "";
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
