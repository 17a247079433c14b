// The teach-back: the child tells the lesson's card aloud, hands the computer over, and who listened says how it was.
import { UNSURE, el, find, row, say } from "./drawing.js";

export const teachBack = {
  ask(stage, list) {
    const { item, data } = stage;
    const draft = stage.draft;
    const levels = { ...draft?.levels };
    let isHandedOver = Boolean(draft);
    const keep = () => stage.keep({ levels });
    const message = () => el("li", { className: "message listen-for" }, el("b", {}, item.words.listen_for), el("p", {}, item.listen_for));

    const handOver = () => {
      const listened = el("button", { type: "button", className: "go listened" }, item.words.listened);
      listened.onclick = stage.press(() => {
        isHandedOver = true;
        keep();
        draw();
        stage.parts.stem.focus();
      });
      const steps = [item.words.first, item.words.hand_over].map((text) => el("li", {}, text));
      list.replaceChildren(el("li", { className: "hand-over" }, el("ol", {}, ...steps), listened), message());
    };

    const level = (criterion, one) => {
      const button = el("button", { type: "button", className: "level" }, el("span", { className: "dots-of", ariaHidden: "true" }, ...dots(one.id)), el("span", {}, one.text));
      const isMine = levels[criterion.id] === one.id;
      button.ariaPressed = String(isMine);
      button.onclick = stage.press(() => {
        levels[criterion.id] = one.id;
        keep();
        draw();
        const next = item.criteria.find((each) => !levels[each.id]);
        (next ? find(list, criterion.id).querySelector('[aria-pressed="true"]') : stage.parts.send).focus({ preventScroll: true });
      });
      const li = el("li", {}, button);
      li.classList.toggle("chosen", isMine);
      return li;
    };
    const rubric = () => {
      const head = el("li", { className: "for-listener" }, item.words.for_listener);
      const asked = item.criteria.map((criterion) => {
        const answers = el("ol", { className: "levels" }, ...criterion.levels.map((one) => level(criterion, one)));
        return row(criterion, el("h3", {}, criterion.text), answers);
      });
      for (const one of asked) one.classList.add("criterion");
      list.replaceChildren(head, message(), ...asked);
      const said = item.criteria.flatMap((criterion) => [criterion.text, ...criterion.levels.map((one) => one.text)]);
      stage.reads(item.words.for_listener, item.words.listen_for, item.listen_for, ...said);
    };
    const draw = () => {
      if (isHandedOver) rubric();
      else handOver();
      stage.parts.unsure.hidden = isHandedOver || (stage.isAnswered && !stage.parts.unsure.classList.contains("chosen"));
      stage.parts.send.hidden = stage.isAnswered || item.criteria.some((criterion) => !levels[criterion.id]);
    };
    stage.lay = (response) => {
      Object.assign(levels, response);
      isHandedOver = true;
      draw();
    };
    draw();
    return () => ({ ...levels });
  },

  mark(stage, list, response) {
    stage.lay(response);
    for (const button of list.querySelectorAll("button")) button.ariaDisabled = "true"; // drawn anew
  },

  tell() {},
  reads: (item) => [item.words.first, item.words.hand_over, item.words.listen_for, item.listen_for],

  say(stage, ack) {
    const { criteria, words } = stage.item;
    if (ack.response === UNSURE) return [words.later];
    const next = criteria.filter((criterion) => ack.response[criterion.id] !== "2").map((criterion) => criterion.name);
    const lowest = next.length && [say(words.practise, { what: next.join(" · ") }, stage.data.lang)];
    return [ack.right ? words.well : words.again, ...(lowest || []), words.give_back];
  },
};

function dots(level) {
  return ["1", "2"].map((one) => el("i", { className: one <= level ? "full" : "" }));
}
