// Plain pages: reading aloud where this computer has a voice for the language, and Leave without a way back to this page.
const voice = () => speechSynthesis.getVoices().find((one) => one.localService && one.lang.toLowerCase().startsWith(document.documentElement.lang));
if ("speechSynthesis" in window) {
  const show = () => document.documentElement.style.setProperty("--listen", voice() ? "inline-flex" : "none");
  speechSynthesis.addEventListener("voiceschanged", show);
  show();
}
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-say]");
  if (button) {
    speechSynthesis.cancel();
    const lang = document.documentElement.lang;
    speechSynthesis.speak(Object.assign(new SpeechSynthesisUtterance(button.dataset.say), { voice: voice(), lang, rate: 0.85 }));
  }
  if (event.target.closest('a[href="/away"]')) {
    event.preventDefault();
    location.replace("/away");
  }
});
addEventListener("keydown", (event) => event.key === "Escape" && event.shiftKey && location.replace("/away"));
