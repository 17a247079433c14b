// Questions whose parts are laid: steps in an order, things in baskets, rights beside lefts.
import { UNSURE, drawing, el, find, number, row, say, tag } from "./drawing.js";

export const order = {
  ask(stage, list) {
    const { words } = stage.data;
    const reply = () => [...list.children].map((card) => card.dataset.option);
    const move = (card, step, button) => {
      const there = step < 0 ? card.previousElementSibling : card.nextElementSibling;
      if (!there) return;
      there[step < 0 ? "before" : "after"](card);
      number(list, stage.data.lang);
      stage.keep(reply());
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
          ariaLabel: named(stage, label, option.text),
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
    for (const id of stage.draft ?? []) list.append(find(list, id) ?? "");
    number(list, stage.data.lang);
    return reply;
  },

  mark(stage, list, response) {
    list.append(...response.map((id) => find(list, id)));
    number(list, stage.data.lang);
  },

  tell(stage, list, ack) {
    for (const card of list.children) {
      const place = ack.better.indexOf(card.dataset.option) + 1;
      const isThere = [...list.children].indexOf(card) + 1 === place;
      card.classList.toggle("better", isThere);
      card.classList.toggle("looked", !isThere);
      if (!isThere) tag(card, say(stage.data.words.belongs, { n: place }, stage.data.lang));
    }
  },

  sends: true,
  reads: (item) => item.steps.map((step) => step.text),
};

// One card in the hand between two baskets. A card in a basket can be taken back until all is sent.
export const sort = {
  ask(stage, list) {
    const { item } = stage;
    const placed = known(stage.draft, item.things);
    const baskets = item.baskets.map((basket) => {
      const put = el("button", { type: "button", className: `put ${basket.sign}` }, basket.text);
      const cards = el("ul", {});
      const box = el("li", { className: `basket ${basket.sign}` }, el("h3", {}, el("i", { className: `sign ${basket.sign}` }), el("span", {}, basket.text)), cards, put);
      put.onclick = stage.press(() => {
        const thing = inHand();
        if (!thing) return;
        placed[thing.id] = basket.id;
        stage.keep(placed);
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
        stage.keep(placed);
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
          ? [el("div", { className: "card" }, ...[thing.picture && drawing(stage, thing.picture), el("span", { className: "say" }, thing.text)].filter(Boolean)), el("p", { className: "to-go" }, say(stage.data.words.left, { n: left }, stage.data.lang))]
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

  mark(stage, list, response) {
    stage.lay(response);
  },

  tell(stage, list, ack) {
    const isUnsure = ack.response === UNSURE;
    if (isUnsure) stage.lay(ack.better);
    for (const card of list.querySelectorAll("[data-option]")) {
      const basket = stage.item.baskets.find((one) => one.id === ack.better[card.dataset.option]);
      const isThere = isUnsure || ack.response[card.dataset.option] === basket.id;
      card.classList.toggle("better", isThere);
      card.classList.toggle("looked", !isThere);
      if (!isThere) tag(card, named(stage, stage.data.words.better, basket.text));
      card.append(el("p", { className: "told" }, ack.feedback[card.dataset.option]));
    }
  },

  reads: (item) => item.things.map((thing) => thing.text),
};

// A left is picked, then a right goes to it; the next empty left is picked by itself. A tap on what was laid takes it back.
export const match = {
  ask(stage, list) {
    const { item, data } = stage;
    const placed = known(stage.draft, item.lefts);
    const said = (left) => say(data.words.goes_with, { left: left.text, right: right(placed[left.id])?.text }, data.lang);
    const right = (id) => item.rights.find((one) => one.id === id);
    const empty = () => item.lefts.find((left) => !placed[left.id]);
    let picked = empty();
    const pick = (left) => {
      picked = left;
      draw();
      find(list, left.id).querySelector(".left").focus({ preventScroll: true });
    };
    const put = (id) => {
      const left = picked;
      for (const [other, its] of Object.entries(placed)) if (its === id) delete placed[other];
      placed[left.id] = id;
      stage.keep(placed);
      stage.note(said(left), false);
      picked = empty();
      draw();
      (picked ? tray.querySelector("button") : stage.parts.send).focus({ preventScroll: true });
    };
    const takeBack = (left) => {
      delete placed[left.id];
      stage.keep(placed);
      pick(left);
    };
    const tray = el("ul", { className: "rights" });
    const pair = (left) => {
      const its = right(placed[left.id]);
      const name = el("button", { type: "button", className: "left", onclick: stage.press(() => (its ? takeBack(left) : pick(left))) });
      name.append(...[left.picture && drawing(stage, left.picture), el("span", { className: "text" }, left.text)].filter(Boolean));
      name.ariaPressed = String(left === picked);
      const slot = its
        ? el("button", { type: "button", className: "laid", ariaLabel: named(stage, data.words.take_back, its.text), onclick: stage.press(() => takeBack(left)) }, el("span", { className: "text" }, its.text))
        : el("span", { className: "slot" }, el("span", { className: "sr" }, data.words.is_empty));
      const one = row(left, name, el("i", { className: "sign join", ariaHidden: "true" }), slot);
      one.classList.toggle("picked", left === picked);
      return one;
    };
    const draw = () => {
      const lefts = el("ul", { className: "lefts" }, ...item.lefts.map(pair));
      const free = item.rights.filter((one) => !Object.values(placed).includes(one.id));
      tray.replaceChildren(
        ...free.map((one) => {
          const button = el("button", { type: "button", onclick: stage.press(() => picked && put(one.id)) }, el("span", { className: "text" }, one.text));
          return row(one, button);
        }),
      );
      list.replaceChildren(el("li", {}, lefts), el("li", { className: "tray" }, tray));
      list.toggleAttribute("data-full", !free.length);
      stage.parts.send.hidden = stage.isAnswered || Boolean(empty());
    };
    stage.lay = (response) => {
      Object.assign(placed, response);
      picked = undefined;
      draw();
    };
    draw();
    return () => ({ ...placed });
  },

  mark(stage, list, response) {
    stage.lay(response);
    for (const button of list.querySelectorAll("button")) button.ariaDisabled = "true"; // drawn anew
  },

  tell(stage, list, ack) {
    const isUnsure = ack.response === UNSURE;
    this.mark(stage, list, isUnsure ? ack.better : ack.response);
    for (const left of stage.item.lefts) {
      const card = find(list, left.id);
      const fits = ack.better[left.id];
      const isThere = isUnsure || ack.response[left.id] === fits;
      card.classList.toggle("better", isThere);
      card.classList.toggle("looked", !isThere);
      if (!isThere) tag(card, named(stage, stage.data.words.better, stage.item.rights.find((one) => one.id === fits).text));
      card.append(el("p", { className: "told" }, ack.feedback[left.id]));
    }
  },

  reads: (item) => [...item.lefts, ...item.rights].map((one) => one.text),
};

// The colon of each language.
function named(stage, what, text) {
  return stage.data.lang === "km" ? `${what}៖ ${text}` : `${what}: ${text}`;
}

// Of a draft, what the item still has: it may have been mended since.
function known(draft, parts) {
  return Object.fromEntries(Object.entries(draft ?? {}).filter(([id]) => parts.some((part) => part.id === id)));
}
