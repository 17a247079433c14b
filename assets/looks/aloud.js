// Reads aloud: a recording where there is one, else this computer's own voice for the language; where neither is, there is no button.
// It must never read half of what a button stands for, nor fetch a sound from elsewhere.
//
//   data-aloud = [[words, address of their recording or ""], …]      data-say = words, for what is never recorded
//   data-recorded: every part has a recording, so that the button shows itself without a voice too (parts.css, stage.css)
const LOOK_MS = 250; // how soon a page that was left falls silent
const player = new Audio();
const speech = window.speechSynthesis;
let turn = 0; // of the newest press: whoever has another one stops
let release = () => {};

export function give(button, parts) {
  const said = parts.filter(([words]) => words);
  button.dataset.aloud = JSON.stringify(said);
  button.toggleAttribute("data-recorded", said.length > 0 && said.every(([, sound]) => sound));
}

const lang = () => document.documentElement.lang;
const voice = () => speech?.getVoices().find((one) => one.localService && one.lang.toLowerCase().startsWith(lang()));
const given = (button) => button.dataset.aloud ?? JSON.stringify([[button.dataset.say, ""]]);

async function read(button) {
  stop();
  const mine = turn;
  const parts = given(button);
  const watch = setInterval(() => mine === turn && (!button.isConnected || given(button) !== parts) && stop(), LOOK_MS);
  for (const [words, sound] of JSON.parse(parts)) {
    if (mine !== turn) break;
    if (sound && (await play(sound))) continue;
    if (mine !== turn) break;
    if (voice()) await speak(words);
    else button.removeAttribute("data-recorded"); // its file is gone or broken, and nobody else can read it
  }
  clearInterval(watch);
}

function stop() {
  turn += 1;
  player.pause();
  speech?.cancel();
  release(false);
}

// True when it was heard to its end, or stopped.
function play(sound) {
  return new Promise((done) => {
    const mine = turn;
    release = done;
    player.onended = () => done(true);
    player.onerror = () => done(mine !== turn);
    player.src = sound;
    player.play().catch(() => done(mine !== turn));
  });
}

function speak(words) {
  return new Promise((done) => {
    release = done;
    const utterance = Object.assign(new SpeechSynthesisUtterance(words), { voice: voice(), lang: lang(), rate: 0.85 });
    utterance.onend = utterance.onerror = () => done(true);
    speech.speak(utterance);
  });
}

const show = () => document.documentElement.style.setProperty("--listen", voice() ? "inline-flex" : "none");
speech?.addEventListener("voiceschanged", show);
new MutationObserver(show).observe(document.documentElement, { attributeFilter: ["lang"] });
show();
document.addEventListener("click", (event) => {
  const button = event.composedPath().find((node) => node.matches?.("[data-aloud], [data-say]"));
  if (button) read(button);
});
