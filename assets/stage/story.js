// A story with ways on. The first way taken in each scene is the answer; an unwise one is explained, and tried again or followed
// into a detour that leads back.
import { UNSURE, drawing, el, listener, row, tag, tile } from "./drawing.js";

export const story = {
  ask(stage, list) {
    const { item, data } = stage;
    const first = {};
    const taken = []; // every way, in order: what a refresh goes through again
    const of = (id) => item.scenes.find((one) => one.id === id);
    let here;

    const go = (option, isQuiet = false) => {
      const { scene, part, options, told } = here;
      part.querySelector(".listen")?.remove();
      first[scene.id] ??= option.id;
      taken.push(option.id);
      told.textContent = option.feedback;
      told.hidden = false;
      told.after(listener(stage, [option.feedback]));
      for (const way of options.children) way.classList.toggle("chosen", way.dataset.option === option.id);
      const next = option.correct ? scene.to : option.to;
      if (!isQuiet) {
        stage.keep(taken);
        stage.note(option.feedback, false);
      }
      if (!option.correct && !next) return;
      for (const button of options.querySelectorAll("button")) button.ariaDisabled = "true";
      part.dataset.done = option.correct ? "wise" : "aside";
      if (next) play(of(next), isQuiet);
      else if (!isQuiet) stage.answer(first);
    };

    const play = (scene, isQuiet) => {
      const wasThere = taken.length > 0 && Boolean(list.querySelector(`[data-scene="${CSS.escape(scene.id)}"]`));
      const options = el("ol", { className: "ways" });
      const told = el("p", { className: "told", hidden: true });
      const label = scene.detour ? data.words.aside : wasThere ? data.words.back : null;
      const head = label && el("p", { className: "aside-label" }, el("i", { className: `sign ${scene.detour ? "look" : "again"}` }), label);
      const part = el("li", { className: "moment" }, scene.picture && drawing(stage, scene.picture, "wide"), el("div", { className: "text" }, head, scene.text), options, told);
      const mine = (here = { scene, part, options, told });
      const press = (option) => stage.press(() => part.dataset.done || here !== mine || go(option));
      for (const option of scene.options) {
        const isSpent = wasThere && option.to && list.querySelector(`[data-scene="${CSS.escape(scene.id)}"] [data-option="${CSS.escape(option.id)}"].chosen`);
        const way = row(option, tile(stage, option, null, press(option)));
        if (isSpent) way.hidden = true; // where it leads has been seen
        options.append(way);
      }
      part.dataset.scene = scene.id;
      if (scene.detour) part.dataset.detour = "1";
      list.append(part);
      stage.reads(item.stem, scene.text, ...scene.options.map((option) => option.text));
      if (isQuiet) return;
      part.scrollIntoView({ block: "nearest" });
      options.querySelector("li:not([hidden]) button").focus({ preventScroll: true });
    };

    // What was gone through before: quietly, and as far as the story still has it.
    stage.goThrough = (ids) => {
      for (const id of Object.keys(first)) delete first[id];
      taken.length = 0;
      list.replaceChildren();
      play(item.scenes.find((scene) => !scene.detour), true);
      for (const id of ids) {
        const option = here.scene.options.find((one) => one.id === id);
        if (!option || here.part.dataset.done) break;
        go(option, true);
      }
    };
    stage.goThrough(stage.draft ?? []);
    if (here.part.dataset.done && !stage.isAnswered) stage.goThrough([]); // all gone through, and the answer was refused
  },

  mark(stage, list, response) {
    if (!list.querySelector(".moment:last-child[data-done]")) stage.goThrough([...ways(stage.item, response)]);
    for (const button of list.querySelectorAll("button")) button.ariaDisabled = "true";
  },

  tell(stage, list, ack) {
    if (ack.response === UNSURE) return;
    for (const moment of list.children) {
      const isWise = moment.dataset.done === "wise";
      for (const way of moment.querySelectorAll(".ways .chosen")) {
        way.classList.add(isWise ? "better" : "looked");
        if (!isWise) tag(way, stage.data.words.yours);
      }
    }
  },
};

// The ways that lead to this response: the first one of each scene, then the wise one where it was not.
function* ways(item, response) {
  const seen = new Set();
  let scene = item.scenes.find((one) => !one.detour);
  while (scene) {
    const wise = scene.options.find((option) => option.correct);
    let way = (!seen.has(scene.id) && scene.options.find((option) => option.id === response[scene.id])) || wise;
    seen.add(scene.id);
    yield way.id;
    if (!way.correct && !way.to) yield (way = wise).id;
    const next = way.correct ? scene.to : way.to;
    scene = item.scenes.find((one) => one.id === next);
  }
}
