// Questions that one tap answers: a choice, a statement, a step between two ends.
import { UNSURE, digits, el, row, say, tag, tile } from "./drawing.js";

export const choice = {
  ask(stage, list) {
    list.replaceChildren(...stage.item.options.map((option) => row(option, tile(stage, option, () => stage.answer(option.id)))));
  },

  mark(stage, list, response) {
    for (const tile of list.children) tile.classList.toggle("chosen", tile.dataset.option === response);
  },

  tell(stage, list, ack) {
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

  reads: (item) => item.options.map((option) => option.text),
};

// A sign beside each word, for those who do not read yet: the thumb and the open hand of the baskets.
export const trueFalse = {
  ...choice,

  ask(stage, list) {
    const verdict = (id, sign) => {
      const option = { id, sign, text: stage.data.words[id] };
      return row(option, tile(stage, option, () => stage.answer(id)));
    };
    list.replaceChildren(verdict("agree", "thumb"), verdict("disagree", "hand"));
  },

  reads: (item, words) => [words.agree, words.disagree],

  // One sentence is enough: what is said to the wrong answer says what is true.
  say(stage, ack) {
    const { words } = stage.data;
    const isUnsure = ack.response === UNSURE;
    return [ack.right ? words.well : isUnsure ? words.fine : words.again, ack.feedback[isUnsure ? ack.better[0] : ack.response]];
  },
};

const STEPS = ["1", "2", "3", "4"];

// How sure a child is. No step is right: none is coloured, praised or corrected.
export const scale = {
  ask(stage, list) {
    const { item, data } = stage;
    const step = (id, nth) => {
      const end = { 0: item.low, 3: item.high }[nth] ?? "";
      const name = [say(data.words.step, { n: nth + 1, all: STEPS.length }, data.lang), end].filter(Boolean).join(", ");
      const press = stage.press(() => stage.answer(id));
      const button = el("button", { type: "button", className: "tile step", ariaLabel: name, onclick: press }, face(nth));
      button.append(el("b", {}, digits(nth + 1, data.lang)), el("span", { className: "say" }, end));
      return row({ id, text: name }, button);
    };
    list.replaceChildren(...STEPS.map(step));
  },

  mark: choice.mark,
  tell() {},
  reads: (item) => [item.low, item.high],
  say: (stage, ack) => [ack.response === UNSURE ? stage.data.words.saved : ack.thanks],
};

// From a calm face to a bright one: to be unsure is nothing sad.
function face(nth) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const draw = (name, values) => {
    const part = document.createElementNS(svg.namespaceURI, name);
    for (const [key, value] of Object.entries(values)) part.setAttribute(key, value);
    svg.append(part);
  };
  svg.setAttribute("viewBox", "0 0 96 96");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("face");
  draw("circle", { cx: 48, cy: 48, r: 42, class: "skin" });
  for (const cx of [34, 62]) draw("circle", { cx, cy: 40, r: 5 });
  draw("path", { d: `M${34 - nth * 2} 62Q48 ${62 + nth * 7} ${62 + nth * 2} 62`, class: "mouth" });
  return svg;
}
