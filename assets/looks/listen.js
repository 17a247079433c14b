// The read-aloud button. It shows itself only where this computer has a voice of its own for the language: no sound is fetched from elsewhere.
export default function ({ parentElement, data }) {
  let button = parentElement.querySelector("button");
  if (!button) {
    button = Object.assign(document.createElement("button"), { type: "button", className: "button", hidden: true });
    parentElement.append(button);
  }
  button.textContent = `▶ ${data.label}`;
  const voice = () => speechSynthesis.getVoices().find((one) => one.localService && one.lang.toLowerCase().startsWith(data.lang));
  const show = () => (button.hidden = !voice());
  button.onclick = () => {
    speechSynthesis.cancel();
    const saying = new SpeechSynthesisUtterance(data.text);
    Object.assign(saying, { voice: voice(), lang: data.lang, rate: 0.85 });
    speechSynthesis.speak(saying);
  };
  if (!("speechSynthesis" in window)) return undefined;
  show();
  speechSynthesis.addEventListener("voiceschanged", show);
  return () => {
    speechSynthesis.cancel();
    speechSynthesis.removeEventListener("voiceschanged", show);
  };
}
